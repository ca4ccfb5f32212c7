"""Settings: read once from the environment and `.env`, frozen, and passed on as values.

Every name and its meaning stands in `.env.example`; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingWrong

PREFIX = "TABLEREAD_"


def _listed(value: object) -> object:
    """Lists are comma-separated in the environment."""
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def _optional(value: object) -> object:
    """An empty value is the same as none."""
    return None if value == "" else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Limit = Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_optional)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


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
    quota: Quota = Quota()
    log: Log = Log()


def load() -> Settings:
    """The settings as they are now. Raises SettingWrong, naming the first wrong one and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
        raise SettingWrong(name, first["msg"]) from None
