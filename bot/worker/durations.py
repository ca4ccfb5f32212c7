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

    async def of(self, segment: Segment) -> Waiting:
        """What is known now of how long a provider takes for what is made of such a segment."""
        scope = _scope(segment)
        if scope not in self._known:
            kept = await self._preferences.get(scope)
            self._known.setdefault(scope, Waiting.restored(kept.get("durations")))
        return self._known[scope]

    async def learn(self, segment: Segment, missed: float, seen: float) -> None:
        """A provider job still ran at `missed` seconds and was done at `seen`."""
        waiting = (await self.of(segment)).learned(segment.characters, missed, seen)
        self._known[_scope(segment)] = waiting
        await self._preferences.put(_scope(segment), "durations", waiting.stored())


def _scope(segment: Segment) -> str:
    # A podcast takes minutes whatever the length of its topic: it must teach nothing about spoken lines.
    return ":".join(("provider", segment.provider, *filter(None, [segment.kind])))
