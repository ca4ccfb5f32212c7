"""A request whose answer was lost, found again among what ElevenLabs made: never sent anew from here."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.providers._http import Http, Timing
from adapters.providers.elevenlabs.history import Item, newest, read_history, read_history_audio
from adapters.providers.elevenlabs.requests import build_history, build_history_audio, characters
from bot.errors import ProviderBusy, ProviderDown, TablereadError, UnknownOutcome
from bot.ports.speech import Audio
from bot.task import Segment

_GRAIN = 2.0  # seconds: both clocks, the one of items and the one of answers, tell whole seconds
_PAGES = 50
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 10.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long something may still turn up in the history: seconds, and seconds a character of what was asked.

    `answered`: seconds after an answer that was an error, when the work on it is over.
    """

    least: float = 20.0
    per_character: float = 0.04
    answered: float = 3.0

    def settled(self, segment: Segment) -> float:
        """Seconds after which a request that is not in the history will not come into it."""
        return self.least + self.per_character * characters(segment)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look found. `sure`: it saw all since the request, in a history that is kept."""

    item: Item | None = None
    sure: bool = False


class Recovery:
    """Looks for a segment among what was made since it was sent."""

    def __init__(self, http: Http, timing: Timing, patience: Patience) -> None:
        self._http = http
        self._timing = timing
        self.patience = patience

    async def find(self, segment: Segment, since: float, seconds: float) -> Audio | None:
        """The audio, or None when after `seconds` it surely is not there. `since`: seconds since 1970, by our clock.

        Raises UnknownOutcome where the history cannot tell: it is not read to its end, it is empty (an account may keep
        none), or what is found in it cannot be fetched. No other error, for to all others the answer is to send again.
        """
        pause, ends = _FIRST_PAUSE, self._timing.now() + seconds
        while True:
            seen = _Seen()
            try:
                seen = await self._look(segment, since)
                if seen.item is not None and seen.item.state != "processing":
                    return await self._fetched(seen.item, segment)
            except (ProviderBusy, ProviderDown):
                seen = _Seen(seen.item)
            except TablereadError:
                break
            left = ends - self._timing.now()
            if left <= 0:
                break
            await self._timing.sleep(min(pause, left))
            pause = min(pause * 2, _LONGEST_PAUSE)
        if seen.item is None and seen.sure:
            return None
        raise UnknownOutcome("unknown_outcome")

    async def _look(self, segment: Segment, since: float) -> _Seen:
        after, kept = "", False
        for _ in range(_PAGES):
            page = read_history(await self._http.send(build_history(after)))
            ahead = 0.0 if page.now is None else page.now - self._timing.wall()
            start = since + ahead - _GRAIN
            kept = kept or bool(page.items)
            item = newest(page.items, segment, start)
            if item is not None:
                return _Seen(item)
            if not page.after or page.items[-1].made < start:
                return _Seen(sure=kept)
            after = page.after
        return _Seen()

    async def _fetched(self, item: Item, segment: Segment) -> Audio:
        return read_history_audio(await self._http.send(build_history_audio(item.id)), item, segment)
