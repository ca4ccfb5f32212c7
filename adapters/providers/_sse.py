"""Server-sent events: bytes in, events out (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 1 << 20  # bytes of one line, and of one event's data


class SseTooLong(Exception):
    """A line or an event is longer than `MOST`; nothing after it can be trusted."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `id` is the last one that was sent, `retry` seconds where the server gave them with this event."""

    data: str
    name: str = "message"
    id: str = ""
    retry: float | None = None


class SseParser:
    """Takes bytes as they come, in pieces of any size, and gives the events that are whole.

    `pending`: something of an event has come that no empty line has ended; a stream that ends like that was cut.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line = ""
        self._fresh = True
        self._after_return = False
        self._data: list[str] = []
        self._size = 0
        self._name = ""
        self._id = ""
        self._retry: float | None = None

    @property
    def pending(self) -> bool:
        """Whether an event has begun and not ended."""
        return bool(self._line or self._data or self._name or self._decoder.getstate()[0])

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that this piece completes: go through all of them. Raises SseTooLong."""
        text = self._decoder.decode(piece)
        if self._after_return and text:
            text = text.removeprefix("\n")  # a CRLF that came in two pieces is one end of line
            self._after_return = False
        if self._fresh and text:
            text = text.removeprefix("\ufeff")
            self._fresh = False
        self._after_return = self._after_return or text.endswith("\r")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[0] = self._line + lines[0]
        self._line = lines.pop()
        for line in lines:
            self._check(len(line))
            event = self._take(line)
            if event is not None:
                yield event
        self._check(len(self._line))

    def _check(self, size: int) -> None:
        if size > MOST:
            raise SseTooLong

    def _take(self, line: str) -> Event | None:
        if not line:
            return self._complete()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._size += len(value) + 1
            self._check(self._size)
            self._data.append(value)
        elif field == "event":
            self._name = value
        elif field == "id" and "\0" not in value:
            self._id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self._retry = int(value[:9]) / 1000
        return None  # comments (no field name) and unknown fields are passed over

    def _complete(self) -> Event | None:
        data, name, retry = self._data, self._name, self._retry
        self._data, self._name, self._retry, self._size = [], "", None, 0
        return Event("\n".join(data), name or "message", self._id, retry) if data else None
