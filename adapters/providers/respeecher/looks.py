"""Looks at conversions that are being made: few enough, for whoever asks meanwhile is answered by the same request."""

from __future__ import annotations

import asyncio

from adapters.providers._http import Timing
from adapters.providers.respeecher.library import Library
from adapters.providers.respeecher.models.library import Recording

# 500 requests are allowed in 300 s. At most 300 of them are looks; the rest are for what makes and fetches.
INTERVAL = 1.0


class Looks:
    """One look at a time, `interval` seconds apart. Those who wait for it are asked for together."""

    def __init__(self, library: Library, timing: Timing, interval: float = INTERVAL) -> None:
        self._library = library
        self._timing = timing
        self._interval = interval
        self._looking = asyncio.Lock()
        self._next = 0.0
        self._wanted: set[str] = set()
        self._seen: dict[str, Recording] = {}
        self._folder = ""

    async def at(self, conversion: str) -> Recording:
        """The recording as it is now. Raises UnknownChoice where it is gone, and what the client raises."""
        self._wanted.add(conversion)
        async with self._looking:
            if conversion not in self._seen:
                await self._look(conversion)
            return self._seen.pop(conversion)

    async def _look(self, conversion: str) -> None:
        # Who has the lock comes after all who were seen the last time: what they have not taken, nobody waits for.
        self._seen = {}
        await self._turn()
        wanted, self._wanted = self._wanted | {conversion}, set()
        if len(wanted) > 1 and self._folder:
            newest = await self._library.newest(self._folder)
            self._seen = {recording.id: recording for recording in newest if recording.id in wanted}
            if conversion in self._seen:
                return
            await self._turn()
        recording = await self._library.recording(conversion)
        self._folder = recording.parent_folder_id
        self._seen[conversion] = recording

    async def _turn(self) -> None:
        await self._timing.sleep(max(self._next - self._timing.now(), 0.0))
        self._next = self._timing.now() + self._interval
