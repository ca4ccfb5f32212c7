"""Each implementation of the storage ports, with a way to have a worker die."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Store
from storage.memory import MemoryStore
from storage.sqlite import open_sqlite


@dataclass
class Memory:
    """A store under test. `worker` lives; what `die_after` did was done by one that does not."""

    store: Any
    worker: str
    home: Path | None

    async def die_after(self, act: Callable[[Store, str], Awaitable[Any]]) -> None:
        """Do something as a worker whose process then dies."""
        if self.home is None:
            await act(self.store, "gone")
            self.store.dead.add("gone")
            return
        async with await open_sqlite(self.home) as other:
            await act(other, other.worker)


@pytest.fixture(params=["memory", "sqlite"])
async def memory(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Memory]:
    """The memory in each of its implementations."""
    if request.param == "memory":
        store = MemoryStore()
        yield Memory(store, store.worker, None)
        assert await store.upkeep.check() == []
        return
    async with await open_sqlite(tmp_path) as durable:
        yield Memory(durable, durable.worker, tmp_path)
        assert [one for one in await durable.upkeep.check() if not one.startswith("sqlite_is_old")] == []


@pytest.fixture
def store(memory: Memory) -> Store:
    """The store alone."""
    found: Store = memory.store
    return found


@pytest.fixture
def worker(memory: Memory) -> str:
    """A worker that lives."""
    return memory.worker
