"""The account: who we are, what is left, calibrations and statistics."""

from __future__ import annotations

from pydantic import Field

from adapters.providers.respeecher.models.parts import Moment, Named, Number, Value


class Permissions(Value):
    """What the account's plan allows."""

    long_conversions: bool = False
    download: bool = False
    can_read: bool = True
    can_write: bool = False
    access_level: str = ""


class Rate(Value):
    """So many requests in so many seconds."""

    times: int = 0
    seconds: int = 0


class Rates(Value):
    """The account's two limits."""

    fast: Rate = Rate()
    slow: Rate = Rate()


class UserData(Value):
    """What is kept about a user beyond the name."""

    permissions: Permissions = Permissions()
    rate_limits: Rates = Rates()
    moderate_originals: bool = True
    run_moderation_in_parallel: bool = False


class Group(Named):
    """A group that users belong to; it can own projects as a user does."""

    id: str


class User(Value):
    """Whose key or session it is."""

    id: str
    email: str = Field(default="", repr=False)
    username: str = Field(default="", repr=False)
    verified: bool = False
    roles: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    data: UserData = UserData()


class Login(Value):
    """A session that began; its cookie is in the answer's headers."""

    user: User
    csrf_token: str = Field(repr=False)


class ApiKey(Value):
    """A new API key, told once."""

    api_key: str = Field(repr=False)


class Credits(Value):
    """What is left of the credits, which have fractions."""

    credits: float
    initial_credits: Number = 0.0


class Calibration(Value):
    """How somebody's own voice is heard, for speech to speech. `state`: processing, calibrated or error."""

    id: str
    name: str = ""
    user_id: str = ""
    f0: Number = 0.0
    algorithm: str = ""
    bucket: str = ""
    key: str = ""
    state: str = ""
    error: str = ""
    created_at: Moment = None
    calibrated_at: Moment = None
    enabled: bool = False


class MonthConverted(Value):
    """Seconds converted in one month."""

    month: str = ""
    duration: Number = 0.0


class Converted(Value):
    """Seconds converted. `previous_monthes` is the API's own spelling."""

    total: Number = 0.0
    current_month: Number = 0.0
    previous_monthes: tuple[MonthConverted, ...] = ()


class Counts(Value):
    """How many conversions there are."""

    total: int = 0
    completed: int = 0
    in_progress: int = 0
    failed: int = 0


class ModelCounts(Named):
    """What was done with one voice."""

    id: str
    conversions_count: int = 0
    converted_time: Number = 0.0


class Statistics(Value):
    """Of the whole account."""

    time_converted: Converted = Converted()
    conversions: Counts = Counts()
    models: tuple[ModelCounts, ...] = ()


class ProjectStatistics(Value):
    """Of one project."""

    project_id: str
    time_converted: Converted = Converted()
    conversions: Counts = Counts()


class FolderStatistics(Value):
    """Of one folder."""

    folder_id: str
    stats: Counts = Counts()
