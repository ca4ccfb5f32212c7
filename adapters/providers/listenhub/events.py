"""Server-sent events: bytes as they come -> whole events. (HTML standard, 9.2.6.)"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 1 << 20  # bytes of one event: more is no event
_ENDS = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name ("message" where it has none) and its data."""

    name: str
    data: str = field(repr=False)


class Events:
    """Feed it bytes, cut anywhere; it gives the events that are whole. Comments, ids and retry times are left out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = ""
        self._name = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Raises ValueError for an event that is longer than LONGEST."""
        text = self._rest + self._decoder.decode(chunk)
        start = 0
        for end in _ENDS.finditer(text):
            if end.group() == "\r" and end.end() == len(text):
                break  # its \n may be in the next chunk
            event = self._line(text[start : end.start()])
            start = end.end()
            if event is not None:
                yield event
        self._rest = text[start:]
        self._bound(len(self._rest))

    def _line(self, line: str) -> Event | None:
        if not line:
            event = Event(self._name or "message", "\n".join(self._data)) if self._data else None
            self._name, self._data, self._size = "", [], 0
            return event
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._size += len(value)
            self._bound(0)
            self._data.append(value)
        elif name == "event":
            self._name = value
        return None

    def _bound(self, more: int) -> None:
        if self._size + more > LONGEST:
            raise ValueError("event too long")
