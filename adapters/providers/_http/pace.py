"""How many requests are out at once and when the next may leave: a width and holds, learned from what the server says."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping

from adapters.providers._http.waits import Timing, retry_after, window
from bot.errors import ProviderBusy

# A 429 that does not say for how long: 1 s, doubled with each in a row, at most 30 s.
_FIRST, _LONGEST = 1.0, 30.0
_JITTER = 0.1  # a part of the wait on top of it, never less than what was asked


class Pace:
    """At most `width` requests at once, fewer after a 429 and one more with every round of good answers.

    A hold stops all of them: until Retry-After is over, or until the server counts anew where none are left.
    """

    def __init__(self, width: int, timing: Timing) -> None:
        self._most = max(width, 1)
        self._width = float(self._most)
        self._timing = timing
        self._out = 0
        self._until = 0.0
        self._refusals = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self, patience: float) -> None:
        """Wait for a place. Raises ProviderBusy with the rest of the hold where it is longer than `patience` seconds."""
        await self._place()
        try:
            await self._held(patience)
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Give the place back; the one who waits longest has it."""
        self._out -= 1
        while self._waiting and self._out < int(self._width):
            waiter = self._waiting.popleft()
            if not waiter.done():
                self._out += 1
                waiter.set_result(None)

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's head, while its own place is still taken."""
        if status == 429:
            self._refusals += 1
            wait = retry_after(headers, self._timing.wall())
            if wait is None:
                wait = self._said(headers) or min(_FIRST * 2 ** (self._refusals - 1), _LONGEST)
            self._hold(wait)
            self._width = max(1.0, min(self._width, self._out) / 2)
            return
        if status < 500:
            self._refusals = 0
            self._width = min(self._most, self._width + 1 / self._width)
        self._hold(self._said(headers) or 0.0)

    async def _held(self, patience: float) -> None:
        while (left := self._until - self._timing.now()) > 0:
            if left > patience:
                raise ProviderBusy(retry_after=left)
            await self._timing.sleep(left * (1 + _JITTER * self._timing.chance()))

    def _said(self, headers: Mapping[str, str]) -> float | None:
        """Seconds until more are allowed, where those that are out already use up what is left."""
        seen = window(headers, self._timing.wall())
        return seen[1] if seen is not None and seen[0] < self._out else None

    def _hold(self, seconds: float) -> None:
        self._until = max(self._until, self._timing.now() + seconds)

    async def _place(self) -> None:
        if self._out < int(self._width) and not self._waiting:
            self._out += 1
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.leave()
            raise
