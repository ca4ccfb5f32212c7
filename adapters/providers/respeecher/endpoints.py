"""The table of Respeecher's endpoints, and how one of its rows makes a request and judges an answer. All of it pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter

from adapters.providers._wire import Answer, Request, Upload
from adapters.providers.respeecher.models import account, library, voices
from adapters.providers.respeecher.models.parts import Deleted, Done, Page, Samples
from adapters.providers.respeecher.refusals import refusal, unreadable

T = TypeVar("T")
Query = Mapping[str, str | int | bool | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[T]):
    """One row: `path` has braces for ids, `reads` makes a value of a good answer's body or raises ValueError.

    `once`: it makes or orders something, and is never sent again by itself.
    """

    method: str
    path: str
    reads: Callable[[Answer], T]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file, with the name that the API gives it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries: JSON, or a form with a file."""

    json: object = None
    form: Mapping[str, str] | None = None
    file: Upload | None = None


_NOTHING = Body()


def build(endpoint: Endpoint[T], *ids: str, query: Query | None = None, body: Body = _NOTHING) -> Request:
    """The request. Values of the query that are empty are left out, several of one name are repeated."""
    path = re.sub(r"{\w+}", "{}", endpoint.path).format(*(quote(one, safe="") for one in ids))
    asked = [(name, one) for name, value in (query or {}).items() for one in _words(value)]
    return Request(
        method=endpoint.method,
        path=f"{path}?{urlencode(asked, errors='replace')}" if asked else path,
        json=body.json,
        form=body.form or {},
        files=(body.file,) if body.file else (),
        paid=endpoint.once,
    )


def read(endpoint: Endpoint[T], answer: Answer) -> T:
    """The value. Raises what the answer says; for one that says nothing UnknownOutcome where `once`, else ProviderDown."""
    if not 200 <= answer.status < 300:
        raise refusal(answer, once=endpoint.once)
    try:
        return endpoint.reads(answer)
    except ValueError:
        raise unreadable(once=endpoint.once) from None


def _words(value: str | int | bool | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, tuple):
        return value
    return (str(value),) if value != "" else ()


def _of(shape: type[T]) -> Callable[[Answer], T]:
    adapter = TypeAdapter(shape)
    return lambda answer: adapter.validate_python(answer.document())


def _archive(answer: Answer) -> Archive:
    if not answer.body.startswith(b"PK"):
        raise ValueError
    named = re.search(r'filename="?([^";]+)', answer.headers.get("content-disposition", ""))
    return Archive(named[1].strip() if named else "", answer.body)


def _page(shape: type[T]) -> Callable[[Answer], Page[T]]:
    return _of(Page[shape])  # type: ignore[valid-type]


# sessions, keys, the account
LOGIN: Final = Endpoint("POST", "/api/login", _of(account.Login))
LOGOUT: Final = Endpoint("POST", "/api/logout", _of(Done))
WHO: Final = Endpoint("POST", "/api/auth", _of(account.User))
KEY_NEW: Final = Endpoint("POST", "/api/api-key", _of(account.ApiKey), once=True)
KEY_DELETE: Final = Endpoint("DELETE", "/api/api-key", lambda _: Done())
CREDITS: Final = Endpoint("GET", "/api/credits", _of(account.Credits))
CALIBRATION_NEW: Final = Endpoint("POST", "/api/calibration", _of(account.Calibration), once=True)
CALIBRATION_ENABLE: Final = Endpoint("PUT", "/api/calibration/{id}/enable", lambda _: Done())
CALIBRATION_AUTO: Final = Endpoint("POST", "/api/calibration/auto", lambda _: Done())
CALIBRATION: Final = Endpoint("GET", "/api/calibration/{id}", _of(account.Calibration))
CALIBRATIONS: Final = Endpoint("GET", "/api/calibration", _page(account.Calibration))
CALIBRATION_DELETE: Final = Endpoint("DELETE", "/api/calibration/{id}", _of(account.Calibration))
STATS: Final = Endpoint("GET", "/api/stats", _of(account.Statistics))
STATS_PROJECTS: Final = Endpoint("GET", "/api/stats/projects", _of(list[account.ProjectStatistics]))
STATS_FOLDERS: Final = Endpoint("GET", "/api/stats/folders", _of(list[account.FolderStatistics]))

# projects, folders, recordings, notes
PROJECTS: Final = Endpoint("GET", "/api/projects", _page(library.Project))
PROJECT_NEW: Final = Endpoint("POST", "/api/projects", _of(library.Project), once=True)
PROJECT_RENAME: Final = Endpoint("PATCH", "/api/projects/{id}", _of(library.Project))
PROJECT_DELETE: Final = Endpoint("DELETE", "/api/projects/{id}", _of(Deleted))
PROJECT_BY_URL: Final = Endpoint("GET", "/api/projects/by-url", _of(library.Project))
PROJECT_EXPORT: Final = Endpoint("GET", "/api/projects/{id}/export", _archive)
FOLDERS: Final = Endpoint("GET", "/api/folders", _page(library.Folder))
FOLDER_NEW: Final = Endpoint("POST", "/api/folders", _of(library.Folder), once=True)
FOLDER_RENAME: Final = Endpoint("PATCH", "/api/folders/{id}", _of(library.Folder))
FOLDER_DELETE: Final = Endpoint("DELETE", "/api/folders/{id}", _of(Deleted))
FOLDER: Final = Endpoint("GET", "/api/folders/{id}", _of(library.Folder))
RECORDINGS: Final = Endpoint("GET", "/api/recordings", _page(library.Recording))
ORIGINALS: Final = Endpoint("GET", "/api/recordings/originals", _page(library.Recording))
CONVERSIONS: Final = Endpoint("GET", "/api/recordings/conversions", _page(library.Recording))
RECORDING_NEW: Final = Endpoint("POST", "/api/recordings", _of(library.Recording), once=True)
RECORDING: Final = Endpoint("GET", "/api/recordings/{id}", _of(library.Recording))
RECORDING_CHANGE: Final = Endpoint("PATCH", "/api/recordings/{id}", _of(library.Recording))
RECORDING_REPLACE: Final = Endpoint("PUT", "/api/recordings/{id}", _of(library.Recording))
RECORDING_DELETE: Final = Endpoint("DELETE", "/api/recordings/{id}", _of(Deleted))
RECORDING_EXPORT: Final = Endpoint("GET", "/api/recordings/export", _archive)
NOTE_NEW: Final = Endpoint("POST", "/api/notes", _of(library.Note), once=True)
NOTE_CHANGE: Final = Endpoint("PUT", "/api/notes", _of(library.Note))
NOTE_DELETE: Final = Endpoint("DELETE", "/api/notes", _of(library.Note))

# text to speech and orders; the first is deprecated
TTS_OLD: Final = Endpoint("POST", "/api/recordings/tts", _of(library.Recording), once=True)
TTS: Final = Endpoint("POST", "/api/v2/recordings/tts", _of(library.Recording), once=True)
TTS_VOICES: Final = Endpoint("GET", "/api/tts-voices", _of(list[voices.OldVoice]))
ORDER: Final = Endpoint("POST", "/api/v2/orders", _of(list[library.Order]), once=True)
ORDER_RETRY: Final = Endpoint("POST", "/api/v2/orders/retry/{id}", _of(library.Order), once=True)

# voices
VOICES: Final = Endpoint("GET", "/api/v2/voices", _page(voices.MarketVoice))
VOICE_SEARCH: Final = Endpoint("GET", "/api/v2/voices/search", _of(list[voices.MarketVoice]))
VOICE_FAVORITE: Final = Endpoint("POST", "/api/v2/voices/favorite/{id}", _of(voices.MarketVoice))
VOICE_SETTINGS: Final = Endpoint("POST", "/api/v2/voices/settings", _of(voices.MarketVoice))
ACCENT_SAMPLES: Final = Endpoint("GET", "/api/v2/accents/samples", _of(Samples))
STYLE_SAMPLES: Final = Endpoint("GET", "/api/v2/narration-styles/samples", _of(Samples))
