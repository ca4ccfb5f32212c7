"""A person's data as a whole, and care of the store, in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.errors import NotPossibleNow
from bot.quota import Entry, EntryKind
from bot.task import IN_FLIGHT, Person, SegmentStage
from storage.memory.state import Row, State
from storage.privacy import export_tables, is_own_scope, pseudonym


class MemoryPeople:
    """See `bot.ports.People`. `forget` raises NotPossibleNow("forget_running") while a task is in flight."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def export(self, person: Person) -> Mapping[str, object]:
        preferences: dict[str, dict[str, object]] = {}
        for (scope, name), value in sorted(self._state.preferences.items()):
            if is_own_scope(scope, person):
                preferences.setdefault(scope, {})[name] = json.loads(value)
        casts = [
            {"chat": chat, "thread": thread, "provider": provider, "speaker": speaker, "voice": voice}
            for (platform, chat, thread, provider, speaker), voice in sorted(self._state.casts.items())
            if (platform, chat) == (person.platform, person.user)
        ]
        tasks = [row.task for row in self._state.of_person(person)]
        entries = [entry for entry in self._state.ledger if _is_by(entry, person)]
        return export_tables(person, tasks, entries, preferences, casts)

    async def forget(self, person: Person) -> Sequence[str]:
        state = self._state
        mine = state.of_person(person)
        if any(row.task.stage in IN_FLIGHT for row in mine):
            raise NotPossibleNow("forget_running")
        for row in mine:
            state.close_hold(row, row.task.updated or row.task.created, otherwise=EntryKind.EXPIRE)
            del state.rows[row.task.id]
        gone = self._drop_takes(mine) | self._drop_recordings(mine) | _uploads(mine)
        for scope, name in list(state.preferences):
            if is_own_scope(scope, person):
                del state.preferences[scope, name]
        for cast in list(state.casts):
            if cast[:2] == (person.platform, person.user):
                del state.casts[cast]
        state.ledger[:] = [self._pseudonymised(entry, person) for entry in state.ledger]
        return sorted(gone - blobs_in_use(state))

    def _drop_takes(self, rows: Sequence[Row]) -> set[str]:
        """Drop the takes that only these tasks need; answers their blobs."""
        used = {segment.segment.key for row in self._state.rows.values() for segment in row.task.segments}
        keys = {segment.segment.key for row in rows for segment in row.task.segments} - used
        tasks = {row.task.id for row in rows}
        blobs = {self._state.takes.pop(key).blob for key in keys & set(self._state.takes)}
        for key, take in self._state.takes.items():
            if take.task in tasks:
                self._state.takes[key] = replace(take, task="")
        return blobs

    def _drop_recordings(self, rows: Sequence[Row]) -> set[str]:
        used = {row.task.recording.key for row in self._state.rows.values() if row.task.recording}
        keys = {row.task.recording.key for row in rows if row.task.recording} - used
        return {part.blob for key in keys for part in self._state.recordings.pop(key).parts}

    def _pseudonymised(self, entry: Entry, person: Person) -> Entry:
        if not _is_by(entry, person):
            return entry
        name = pseudonym(self._state.salt, person)
        community = name if entry.community == person.user else entry.community
        return replace(entry, user=name, community=community)


class MemoryUpkeep:
    """See `bot.ports.Upkeep`. There is no file: a backup is refused with NotPossibleNow("not_offered")."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def backup(self, path: str) -> None:
        raise NotPossibleNow("not_offered", asked="backup", provider="memory")

    async def check(self) -> Sequence[str]:
        """What is wrong, each as a code and a count after a space; nothing when all is well."""
        state = self._state
        attempts = {(row.task.id, row.task.attempt) for row in state.rows.values() if row.holding}
        left_open = [entry for entry in state.open_holds() if (entry.task, entry.attempt) not in attempts]
        bare = [
            segment
            for row in state.rows.values()
            for segment in row.task.segments
            if segment.stage is SegmentStage.READY and segment.segment.key not in state.takes
        ]
        counts = {"hold_not_closed": len(left_open), "ready_without_a_take": len(bare)}
        return [f"{rule} {count}" for rule, count in counts.items() if count]

    async def referred(self) -> Sequence[str]:
        return sorted(blobs_in_use(self._state))

    async def close(self) -> None:
        """Nothing is open: what was remembered stays readable."""


def _is_by(entry: Entry, person: Person) -> bool:
    return (entry.platform, entry.user) == (person.platform, person.user)


def blobs_in_use(state: State) -> set[str]:
    """Every blob that a take, a recording or a task needs."""
    parts = {part.blob for recording in state.recordings.values() for part in recording.parts}
    return parts | {take.blob for take in state.takes.values()} | _uploads(state.rows.values())


def _uploads(rows: Iterable[Row]) -> set[str]:
    """What people sent to be spoken by another voice."""
    return {one.segment.upload for row in rows for one in row.task.segments if one.segment.upload}
