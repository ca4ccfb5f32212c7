"""The memory in plain Python: the same ports and behaviour as the durable stores, and nothing left when it ends."""

from __future__ import annotations

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
        self.tasks = MemoryTasks(state)
        self.wishes = MemoryWishes(state)
        self.work = MemoryWork(state)
        self.takes = MemoryTakes(state)
        self.ledger = MemoryLedger(state)
        self.casts = MemoryCasts(state)
        self.preferences = MemoryPreferences(state)
        self.recordings = MemoryRecordings(state)
        self.people = MemoryPeople(state)
        self.upkeep = MemoryUpkeep(state)

    async def __aenter__(self) -> MemoryStore:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.upkeep.close()
