"""What else is remembered, in memory: credits, casts, preferences, finished recordings and their stars."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.errors import Bug
from bot.quota import Entry, EntryKind, Usage
from bot.task import Person, Place, Recording
from storage.memory.state import State


class MemoryLedger:
    """See `bot.ports.Ledger`. A grant that is written again under its id changes nothing."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def usage(self, person: Person, now: datetime) -> Usage:
        return self._state.usage_of(person, now)

    async def community(self, platform: str, community: str, now: datetime) -> Usage:
        return self._state.usage_in(platform, community, now)

    async def grant(self, entry: Entry) -> None:
        if entry.kind is not EntryKind.GRANT or entry.held or entry.spent or entry.over:
            raise Bug("not_a_grant")
        if all(known.id != entry.id for known in self._state.ledger):
            self._state.ledger.append(entry)

    async def entries(self, person: Person) -> Sequence[Entry]:
        return [entry for entry in self._state.ledger if (entry.platform, entry.user) == (person.platform, person.user)]


class MemoryCasts:
    """See `bot.ports.Casts`."""

    def __init__(self, state: State) -> None:
        self._casts = state.casts

    async def kept(self, place: Place, provider: str) -> Mapping[str, str]:
        here = (place.platform, place.chat, place.thread, provider)
        return {key[4]: voice for key, voice in sorted(self._casts.items()) if key[:4] == here}

    async def keep(self, place: Place, provider: str, speaker: str, voice: str) -> None:
        self._casts[place.platform, place.chat, place.thread, provider, speaker.casefold()] = voice

    async def clear(self, place: Place, provider: str, speaker: str = "") -> int:
        names = [speaker.casefold()] if speaker else list(await self.kept(place, provider))
        here = (place.platform, place.chat, place.thread, provider)
        return sum(self._casts.pop((*here, name), None) is not None for name in names)


class MemoryPreferences:
    """See `bot.ports.Preferences`. Putting None takes a name out."""

    def __init__(self, state: State) -> None:
        self._preferences = state.preferences

    async def get(self, scope: str) -> Mapping[str, object]:
        kept = sorted(self._preferences.items())
        return {name: json.loads(value) for (owner, name), value in kept if owner == scope}

    async def put(self, scope: str, name: str, value: object) -> None:
        if value is None:
            self._preferences.pop((scope, name), None)
        else:
            self._preferences[scope, name] = json.dumps(value)


class MemoryRecordings:
    """See `bot.ports.Recordings`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def find(self, key: str) -> Recording | None:
        return self._state.recordings.get(key)

    async def star(self, task: str, *, on: bool) -> None:
        self._state.row(task).starred = on

    async def starred(self, root: str) -> Sequence[str]:
        rows = [row for row in self._state.rows.values() if row.starred and row.task.root == root]
        return [row.task.id for row in sorted(rows, key=lambda row: (row.task.created, row.arrival))]
