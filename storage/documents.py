"""What is stored as one document: orders, segments and recordings as JSON, spans as JSON, times as integers."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from bot.errors import Bug
from bot.task import Order, Recording, Segment, Span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """What never changes once a task is queued."""

    order: Order
    segments: tuple[Segment, ...]


@cache
def _contents() -> TypeAdapter[Content]:
    # Built at the first use: a command that opens no store does not wait for it.
    return TypeAdapter(Content)


@cache
def _recordings() -> TypeAdapter[Recording]:
    return TypeAdapter(Recording)


def write_content(content: Content) -> str:
    """A content as JSON."""
    return _contents().dump_json(content).decode()


def read_content(document: str) -> Content:
    """The content a document holds."""
    return _contents().validate_json(document)


def write_recording(recording: Recording) -> str:
    """A recording as JSON, without its waveform: bytes are kept as bytes beside it."""
    return _recordings().dump_json(replace(recording, waveform=b"")).decode()


def read_recording(document: str, waveform: bytes) -> Recording:
    """The recording a document and its waveform hold."""
    return replace(_recordings().validate_json(document), waveform=waveform)


def write_spans(spans: tuple[Span, ...]) -> str:
    """Spans as a JSON list of [line, start, end]."""
    return json.dumps([[span.line, span.start, span.end] for span in spans]) if spans else "[]"


def read_spans(document: str) -> tuple[Span, ...]:
    """The spans a document holds."""
    return () if document == "[]" else tuple(Span(line, start, end) for line, start, end in json.loads(document))


def write_notes(notes: tuple[str, ...]) -> str:
    """Notes as a JSON list."""
    return json.dumps(notes) if notes else "[]"


def read_notes(document: str) -> tuple[str, ...]:
    """The notes a document holds."""
    return () if document == "[]" else tuple(json.loads(document))


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises Bug("naive_time") for a time without a zone."""
    if at.tzinfo is None:
        raise Bug("naive_time")
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The moment, as aware UTC."""
    return _EPOCH + timedelta(microseconds=micros)


class Memo(Generic[T]):
    """Documents read lately, by key, up to a total size: what a worker reads again and again is parsed once.

    Only for what never changes under its key. `size` is the length of the documents in characters; a Python object is
    about ten times that. The event loop and the connections' threads share it.
    """

    def __init__(self, size: int = 2_000_000) -> None:
        self._room = size
        self._kept: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> T | None:
        """What is kept under the key."""
        kept = self._kept.get(key)
        return kept[0] if kept else None

    def put(self, key: str, value: T, size: int) -> None:
        """Keep a value of that size, and let go of the oldest for which there is no room."""
        with self._lock:
            self._drop(key)
            self._kept[key] = (value, size)
            self._room -= size
            while self._room < 0:
                self._drop(next(iter(self._kept)))

    def drop(self, key: str) -> None:
        """Let go of a key."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: str) -> None:
        kept = self._kept.pop(key, None)
        if kept:
            self._room += kept[1]
