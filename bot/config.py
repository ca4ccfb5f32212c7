"""Settings: read once from the environment and `.env`, frozen, and passed on as values.

Every name and its meaning stands in `.env.example`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingWrong

PREFIX = "TABLEREAD_"


def _optional(value: object) -> object:
    """An empty value is the same as none."""
    return None if value == "" else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Limit = Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_optional)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _named(value: object) -> object:
    """Lists are comma-separated in the environment."""
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_named)]


class MisoOne(_Part):
    """Miso One: the cookie of a signed-in browser, whole."""

    cookie: SecretStr = SecretStr("")
    base_url: str = ""


class Respeecher(_Part):
    """Respeecher's Voice Marketplace: a key, or e-mail and password."""

    api_key: SecretStr = SecretStr("")
    email: str = ""
    password: SecretStr = SecretStr("")
    base_url: str = ""


class Speechbase(_Part):
    """Speechbase."""

    api_key: SecretStr = SecretStr("")
    base_url: str = ""
    model: str = ""


class ListenHub(_Part):
    """ListenHub (Marswave)."""

    api_key: SecretStr = SecretStr("")
    base_url: str = ""


class OpenAI(_Part):
    """Any server with /v1/audio/speech. Its voices where it does not list them."""

    api_key: SecretStr = SecretStr("")
    base_url: str = ""
    model: str = ""
    voices: Names = ()


class ElevenLabs(_Part):
    """ElevenLabs, text to dialogue."""

    api_key: SecretStr = SecretStr("")
    base_url: str = ""
    model: str = ""


class Fetch(_Part):
    """Downloads: hosts that may resolve to a private address, on every port."""

    allow_hosts: Names = ()


class Quota(_Part):
    """What one person on a chat platform may use; empty is no limit."""

    credits_per_day: Limit = None
    credits_per_month: Limit = None
    tasks_in_flight: Limit = None
    chars_per_script: int = Field(default=100_000, ge=1)


class Log(_Part):
    """How the log is written: to stderr, never with what people wrote."""

    level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"
    format: Annotated[Literal["auto", "text", "json"], BeforeValidator(_lower)] = "auto"


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        nested_model_default_partial_update=True,
    )

    home: Path = Path("data")
    provider: str = "local"
    miso_one: MisoOne = MisoOne()
    respeecher: Respeecher = Respeecher()
    speechbase: Speechbase = Speechbase()
    listenhub: ListenHub = ListenHub()
    openai: OpenAI = OpenAI()
    elevenlabs: ElevenLabs = ElevenLabs()
    fetch: Fetch = Fetch()
    quota: Quota = Quota()
    log: Log = Log()


def names_set(settings: BaseModel, prefix: str = PREFIX) -> list[str]:
    """The names of the settings that somebody set; never their values."""
    found = []
    for name in sorted(settings.model_fields_set):
        value = getattr(settings, name)
        found += (
            names_set(value, f"{prefix}{name.upper()}__") if isinstance(value, BaseModel) else [prefix + name.upper()]
        )
    return found


def load() -> Settings:
    """The settings as they are now. Raises SettingWrong, naming the first wrong one and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
        raise SettingWrong(name, _allowed(first["type"], first.get("ctx", {}))) from None


def _allowed(kind: str, context: Mapping[str, object]) -> str:
    """What a setting takes, from the kind of mistake that pydantic found."""
    if kind == "greater_than_equal":
        return f"it is a whole number of at least {context['ge']}"
    if kind == "literal_error":
        return f"it is one of {context['expected']}"
    if kind == "extra_forbidden":
        return "there is no such setting; .env.example lists all"
    if kind.startswith("int"):
        return "it is a whole number"
    return "it has parts, each with a name of its own; .env.example lists all"
