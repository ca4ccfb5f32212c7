"""The memory in one SQLite file: all storage ports, durable, shared safely by the processes of one machine."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from storage.sqlite.database import Access, Connection, Hook
from storage.sqlite.kept import SqliteCasts, SqlitePreferences, SqliteRecordings
from storage.sqlite.ledger import SqliteLedger
from storage.sqlite.liveness import Liveness
from storage.sqlite.opening import old_library, prepare
from storage.sqlite.people import SqlitePeople
from storage.sqlite.rows import Reader
from storage.sqlite.takes import SqliteTakes
from storage.sqlite.tasks import SqliteTasks, SqliteWishes
from storage.sqlite.upkeep import SqliteUpkeep
from storage.sqlite.work import SqliteWork

log = logging.getLogger(__name__)

FILE = "tableread.db"


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """All of the memory in one file. `worker` is a fresh name for this process's worker.

    `async with` closes it; so does `upkeep.close()`.
    """

    worker: str
    tasks: SqliteTasks
    wishes: SqliteWishes
    work: SqliteWork
    takes: SqliteTakes
    ledger: SqliteLedger
    casts: SqliteCasts
    preferences: SqlitePreferences
    recordings: SqliteRecordings
    people: SqlitePeople
    upkeep: SqliteUpkeep

    async def __aenter__(self) -> SqliteStore:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.upkeep.close()


async def open_sqlite(
    home: Path,
    *,
    before_commit: Hook | None = None,
    after_commit: Hook | None = None,
    patience: float = 10.0,
) -> SqliteStore:
    """Open the database in a folder, making both when they are missing.

    The hooks are called on the writing thread right before and after each commit that writes: a crash test stops the
    process there. `patience` is how many seconds another process's transaction is waited for. Raises StoreUnusable.
    """
    access = Access(home / FILE, patience, before_commit, after_commit)
    liveness = Liveness(home / "workers")
    await asyncio.to_thread(prepare, access, liveness)
    version = old_library()
    if version:
        log.warning("sqlite_is_old", extra={"version": version})
    writer, reader = Connection(access, writing=True), Connection(access, writing=False)
    await writer
    await reader
    rows = Reader()
    return SqliteStore(
        worker=liveness.name,
        tasks=SqliteTasks(writer, reader, rows),
        wishes=SqliteWishes(writer, reader, rows, liveness),
        work=SqliteWork(writer, rows, liveness),
        takes=SqliteTakes(writer, reader, liveness),
        ledger=SqliteLedger(writer, reader),
        casts=SqliteCasts(writer, reader),
        preferences=SqlitePreferences(writer, reader),
        recordings=SqliteRecordings(writer, reader, rows),
        people=SqlitePeople(writer, reader, rows),
        upkeep=SqliteUpkeep(writer, reader, access, liveness),
    )
