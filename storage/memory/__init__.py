"""The memory in plain Python: the same ports and behaviour as the durable stores, and nothing left when it ends."""

from __future__ import annotations

from bot.ports import (
    Casts,
    Ledger,
    People,
    Preferences,
    Recordings,
    Takes,
    Tasks,
    Upkeep,
    Wishes,
    Work,
)
from storage.memory.kept import MemoryCasts, MemoryLedger, MemoryPreferences, MemoryRecordings
from storage.memory.people import MemoryPeople, MemoryUpkeep
from storage.memory.state import State
from storage.memory.takes import MemoryTakes
from storage.memory.tasks import MemoryTasks, MemoryWishes
from storage.memory.work import MemoryWork


class MemoryStore:
    """All of the memory, for tests and for bots that need not outlive their process.

    `worker` is a name for this process's worker; `dead` are the workers that count as dead.
    """

    def __init__(self, worker: str = "memory") -> None:
        state = State()
        self.worker = worker
        self.dead = state.dead
        self.tasks: Tasks = MemoryTasks(state)
        self.wishes: Wishes = MemoryWishes(state)
        self.work: Work = MemoryWork(state)
        self.takes: Takes = MemoryTakes(state)
        self.ledger: Ledger = MemoryLedger(state)
        self.casts: Casts = MemoryCasts(state)
        self.preferences: Preferences = MemoryPreferences(state)
        self.recordings: Recordings = MemoryRecordings(state)
        self.people: People = MemoryPeople(state)
        self.upkeep: Upkeep = MemoryUpkeep(state)

    async def __aenter__(self) -> MemoryStore:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.upkeep.close()
