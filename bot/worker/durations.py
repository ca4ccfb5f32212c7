"""How long each provider takes, as the store remembers it: what `bot.polling` learned of its jobs."""

from __future__ import annotations

from bot.polling import Waiting
from bot.task import Segment
from bot.worker.outside import Outside


class Durations:
    """What was learned of each provider, read from the store when it is first needed."""

    def __init__(self, outside: Outside) -> None:
        self._preferences = outside.store.preferences
        self._known: dict[str, Waiting] = {}

    async def of(self, provider: str) -> Waiting:
        """What is known of a provider's durations now."""
        if provider not in self._known:
            kept = await self._preferences.get(_scope(provider))
            self._known.setdefault(provider, Waiting.restored(kept.get("durations")))
        return self._known[provider]

    async def learn(self, segment: Segment, missed: float, seen: float) -> None:
        """A provider job still ran at `missed` seconds and was done at `seen`."""
        waiting = (await self.of(segment.provider)).learned(segment.characters, missed, seen)
        self._known[segment.provider] = waiting
        await self._preferences.put(_scope(segment.provider), "durations", waiting.stored())


def _scope(provider: str) -> str:
    return f"provider:{provider}"
