"""Lines that somebody types, without the event loop ever waiting for them."""

from __future__ import annotations

import asyncio
import codecs
import os
from collections import deque
from typing import TextIO

_CHUNK = 65536


class Lines:
    """The lines of an input, one after the other; None is its end.

    A terminal or pipe is read when it has something; a file, or text in memory, is read as it is. On a terminal the
    end is a key that can be pressed more than once: after None there may be more lines.
    """

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._typed = source.isatty()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ready: deque[str | None] = deque()
        self._partial = ""
        self._more = asyncio.Event()
        self._fd = _descriptor(source)
        self._watched = False
        self._watchable = self._fd is not None and self._watch()

    def _watch(self) -> bool:
        if self._fd is not None and not self._watched:
            try:
                asyncio.get_running_loop().add_reader(self._fd, self._read, self._fd)
            except (OSError, NotImplementedError):
                return False  # a plain file, or a system whose loop cannot watch
            self._watched = True
        return True

    def _read(self, fd: int) -> None:
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # a terminal that has gone away
        text = self._partial + self._decoder.decode(data, final=not data)
        *whole, self._partial = text.split("\n")
        self._ready.extend(line.removesuffix("\r") for line in whole)
        if not data:
            # Not watched until somebody asks again: what has ended is always ready, and the loop would spin.
            self._ready.extend([self._partial, None] if self._partial else [None])
            self._partial = ""
            self.close()
        self._more.set()

    async def next(self) -> str | None:
        """The next line without its end, or None at the end of the input."""
        if not self._watchable:
            await asyncio.sleep(0)  # others have their turn, however much there is to read
            line = await asyncio.to_thread(self._source.readline) if self._fd is not None else self._source.readline()
            return line.removesuffix("\n").removesuffix("\r") if line else None
        while not self._ready:
            self._watch()
            self._more.clear()
            await self._more.wait()
        return self._ready.popleft()

    async def follows(self, seconds: float) -> bool:
        """Whether a terminal has more at once, as when a text is pasted: nobody types so fast. False where nobody types."""
        if not self._typed or not self._watchable:
            return False
        if not self._ready and not self._partial:
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), seconds)
            except TimeoutError:
                return False
        return bool(self._partial) or self._ready[0] is not None

    def close(self) -> None:
        """Watch no longer."""
        if self._watched and self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
        self._watched = False


def _descriptor(source: TextIO) -> int | None:
    try:
        return source.fileno()
    except (OSError, ValueError):
        return None  # text in memory
