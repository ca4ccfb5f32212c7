"""Looks at conversions that are being made: few enough, for whoever asks meanwhile is answered by the same request."""

from __future__ import annotations

import asyncio

from adapters.providers._http import Timing
from adapters.providers.respeecher.library import Library
from adapters.providers.respeecher.models.library import Recording

# 500 requests are allowed in 300 s. At most 400 of them are looks; the rest are for what makes and fetches.
INTERVAL = 1.0
_AT_ONCE = 100  # looks that may follow each other at once after a quiet time


class Looks:
    """One look at a time, in the long run `interval` seconds apart. Those who wait for it are asked for together."""

    def __init__(self, library: Library, timing: Timing, interval: float = INTERVAL) -> None:
        self._library = library
        self._timing = timing
        self._interval = interval
        self._looking = asyncio.Lock()
        self._next = 0.0
        self._wanted: set[str] = set()  # what somebody waits for
        self._seen: dict[str, Recording] = {}
        self._folder = ""

    async def at(self, conversion: str) -> Recording:
        """The recording as it is now. Raises UnknownChoice where it is gone, and what the client raises."""
        self._wanted.add(conversion)  # of two who ask for the same, the second may have to look again
        try:
            async with self._looking:
                if conversion not in self._seen:
                    await self._look(conversion)
                return self._seen[conversion]
        finally:  # also for one who went away while waiting: what was seen is for now, not for the next time
            self._wanted.discard(conversion)
            self._seen.pop(conversion, None)

    async def _look(self, conversion: str) -> None:
        await self._turn()
        if len(self._wanted) > 1 and self._folder:
            newest = await self._library.newest(self._folder)
            self._seen |= {recording.id: recording for recording in newest if recording.id in self._wanted}
            if conversion in self._seen:
                return
            await self._turn()
        recording = await self._library.recording(conversion)
        self._folder = recording.parent_folder_id
        self._seen[conversion] = recording

    async def _turn(self) -> None:
        # The generic cell rate algorithm (ITU-T I.371): `_next` is when this look would be due were they evenly spaced.
        now = self._timing.now()
        early = max(self._next - now, 0.0)
        self._next = now + early + self._interval
        await self._timing.sleep(max(early - _AT_ONCE * self._interval, 0.0))
