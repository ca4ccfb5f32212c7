"""What is kept: projects, folders in them, recordings in these, notes on these, and the orders that make recordings."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from adapters.providers.respeecher.models.parts import Moment, Named, Number, Value


class Project(Named):
    """Holds folders; owned by a user or a group."""

    id: str
    slug: str = ""
    owner: str = ""
    url: str = ""
    models: dict[str, Any] = Field(default_factory=dict)
    active: bool = True
    created_at: Moment = None
    last_recording_at: Moment = None


class Folder(Named):
    """Holds recordings."""

    id: str
    project_id: str = ""
    parent_id: str = ""
    active: bool = True
    created_at: Moment = None


class Note(Value):
    """Words kept with a recording."""

    id: str
    recording_id: str = ""
    text: str = Field(default="", repr=False)
    active: bool = True


class Moderation(Value):
    """What the API's own reading of the words found."""

    state: str = ""
    error: str = Field(default="", repr=False)
    language: str = ""
    has_violations: bool = False


class Recording(Value):
    """An original or a conversion of one. `state`: done, error, and others, all of which mean that it is being made.

    `url` is a path of the API itself, to be fetched with the key.
    """

    id: str
    project_id: str = ""
    parent_folder_id: str = ""
    type: str = ""
    url: str = Field(default="", repr=False)
    waveform_url: str = Field(default="", repr=False)
    file_name: str = Field(default="", repr=False)
    label: str = ""
    state: str = ""
    original_id: str = ""
    model_id: str = ""
    model_name: str = ""
    calibration_id: str = ""
    calibration_value: Number = 0.0
    calibration_name: str = ""
    microphone: str = ""
    size: Number = 0
    duration: Number = 0.0
    starred: bool = False
    tts: bool = False
    tts_voice: str = ""
    tts_voice_id: str = ""
    accent_id: str = ""
    accent_name: str = ""
    narration_style_id: str = ""
    narration_style_name: str = ""
    transaction_id: str = ""
    text: str = Field(default="", repr=False)
    params: Any = None
    error: str = Field(default="", repr=False)
    active: bool = True
    created_at: Moment = None
    converted_at: Moment = None
    listen_count: Number = 0
    process_stage: str = ""
    note: Note | None = None
    moderation: Moderation | None = None


class Order(Value):
    """A conversion that was ordered; the recording that it makes has the id `conversion_id`.

    `state`: new, pre_processing, processing, post_processing, done or error.
    """

    id: str = ""
    user_id: str = ""
    original_id: str = ""
    conversion_id: str
    tracking_id: str = ""
    state: str = ""
    transaction_id: str = ""
    moderation_id: str = ""
    calibration_id: str = ""
    f0: Number = 0.0
    error: str = Field(default="", repr=False)
    created_at: Moment = None
    closed_at: Moment = None
