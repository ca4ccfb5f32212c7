"""Connections to one SQLite file, and group commit: units of work that share a transaction."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.errors import Bug, StoreUnusable
from storage.sqlite.errors import from_sqlite

log = logging.getLogger(__name__)

T = TypeVar("T")
Unit = Callable[[sqlite3.Connection], T]
Hook = Callable[[], None]
Outcome = tuple[Any, Exception | None]


@dataclass(frozen=True, slots=True)
class Access:
    """How a file is opened: `patience` is the seconds to wait for another process's transaction."""

    path: Path
    patience: float
    before_commit: Hook | None = None
    after_commit: Hook | None = None


def connect(access: Access, *, writing: bool) -> sqlite3.Connection:
    """A plain connection with this house's settings, in autocommit mode.

    FULL: a commit is on the disk before it is answered. `secure_delete`: what is deleted is overwritten with zeros.
    Statements are prepared once and found again by their text.
    """
    database = sqlite3.connect(access.path, timeout=access.patience, isolation_level=None, cached_statements=256)
    settings = {
        "synchronous": "FULL",
        "foreign_keys": "ON",
        "secure_delete": "ON",
        "mmap_size": "0",
        "temp_store": "MEMORY",
        "cache_size": "-16000",
        "wal_autocheckpoint": "2000",
        "journal_size_limit": str(64 * 1024 * 1024),
        "query_only": "OFF" if writing else "ON",
    }
    for name, value in settings.items():
        database.execute(f"PRAGMA {name} = {value}")
    return database


class Connection(aiosqlite.Connection):
    """A connection whose units of work share transactions (group commit).

    `aiosqlite` hops to its thread for each statement; `run` hops once for all the units that wait. Units asked for
    while a transaction runs are executed together in the next one and answered after COMMIT. The rows of a unit that
    raises are taken back alone. When COMMIT fails, every unit of the transaction gets
    StoreUnusable and nothing of it stays. Nothing runs while nobody asks.
    """

    def __init__(self, access: Access, *, writing: bool) -> None:
        super().__init__(partial(connect, access, writing=writing), 64)
        # A reader's transaction is one moment of the database; a writer's takes the lock at once, since a
        # transaction that only turns into a writing one can fail at that point, whatever the busy timeout.
        self._begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        self._access = access
        self._waiting: list[tuple[asyncio.Future[Any], Unit[Any]]] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False

    async def run(self, unit: Unit[T]) -> T:
        """Execute a unit on the connection's thread and answer when it is committed.

        A caller that is cancelled leaves its unit whole: not run if it still waited, else committed as any other.
        Raises what the unit raises, and StoreUnusable when the transaction could not be committed.
        """
        if self._closing:
            raise Bug("store_closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.append((future, unit))
        if self._idle.is_set():
            # Not at once: callers that were woken together go into the same transaction.
            self._idle.clear()
            loop.call_soon(self._next_group, loop)
        return await future

    async def scrub(self) -> None:
        """Rewrite the file without what was deleted, so that nothing of it can be read from the disk.

        `secure_delete` alone is not enough: of 1,800 rows deleted among 6,000, one to five stayed readable where pages
        had been rebalanced (measured; see the test). Takes about a second for 100 MB, in which writers wait. When
        another process is in the way it is said in the log, and what was deleted goes with the next scrub.
        """
        scrubbed = await self._execute(_scrub, self._conn)  # type: ignore[no-untyped-call]
        if not scrubbed:
            log.warning("store_scrub_later")

    async def finish(self) -> None:
        """Refuse new units, let those that wait commit, and close."""
        self._closing = True
        await self._idle.wait()
        await self.close()

    def _next_group(self, loop: asyncio.AbstractEventLoop) -> None:
        group = [(future, unit) for future, unit in self._waiting if not future.cancelled()]
        self._waiting.clear()
        if group:
            self._tx.put_nowait((None, partial(self._work, loop, group)))
        else:
            self._idle.set()

    def _work(self, loop: asyncio.AbstractEventLoop, group: Sequence[tuple[asyncio.Future[Any], Unit[Any]]]) -> None:
        """On the connection's thread: one transaction, then one wake-up of the event loop for all of its units."""
        outcomes: list[Outcome] = [(None, StoreUnusable("store_failed"))] * len(group)
        try:
            outcomes = self._transact([unit for _, unit in group])
        finally:
            loop.call_soon_threadsafe(self._answer, loop, group, outcomes)

    def _transact(self, units: Sequence[Unit[Any]]) -> list[Outcome]:
        database = self._conn
        try:
            before = database.total_changes
            database.execute(self._begin)
            outcomes = _together(database, units)
            if outcomes is None:
                database.execute("ROLLBACK")
                database.execute(self._begin)
                outcomes = [_alone(database, unit) for unit in units]
            written = database.total_changes != before
            if written and self._access.before_commit:
                self._access.before_commit()
            database.execute("COMMIT")
        except sqlite3.Error as error:
            log.warning("store_commit_failed", extra={"units": len(units), "reason": type(error).__name__})
            return [(None, from_sqlite(error)) for _ in units]
        else:
            if written and self._access.after_commit:
                self._access.after_commit()
            return outcomes
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")

    def _answer(
        self,
        loop: asyncio.AbstractEventLoop,
        group: Sequence[tuple[asyncio.Future[Any], Unit[Any]]],
        outcomes: Sequence[Outcome],
    ) -> None:
        for (future, _), (value, error) in zip(group, outcomes, strict=True):
            if future.done():
                continue
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)
        if self._waiting:
            loop.call_soon(self._next_group, loop)
        else:
            self._idle.set()


def _scrub(database: sqlite3.Connection) -> bool:
    """Whether nothing of what was deleted is left in the file and its log."""
    try:
        database.execute("PRAGMA temp_store = FILE")  # the copy may be larger than memory
        database.execute("VACUUM")
    except sqlite3.Error:
        return False
    finally:
        database.execute("PRAGMA temp_store = MEMORY")
    blocked: int = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not blocked


def _together(database: sqlite3.Connection, units: Sequence[Unit[Any]]) -> list[Outcome] | None:
    """Run units one after the other; None when one raised after it had written, and has to be taken back.

    Nearly every refusal comes before its unit has written anything. Only for the others the group is run again with
    a savepoint around each unit: always having those costs a seventh of all the work done here.
    """
    outcomes: list[Outcome] = []
    for unit in units:
        written = database.total_changes
        outcomes.append(_outcome(database, unit))
        if outcomes[-1][1] is not None and database.total_changes != written:
            return None
    return outcomes


def _alone(database: sqlite3.Connection, unit: Unit[Any]) -> Outcome:
    database.execute("SAVEPOINT unit")
    outcome = _outcome(database, unit)
    if outcome[1] is not None:
        database.execute("ROLLBACK TO unit")
    database.execute("RELEASE unit")
    return outcome


def _outcome(database: sqlite3.Connection, unit: Unit[Any]) -> Outcome:
    """What a unit answers or raises. Whatever it raises goes to its caller: the units beside it must not suffer."""
    try:
        return unit(database), None
    except Exception as error:
        if not database.in_transaction:  # a full disk, for one, has taken back all of it
            raise
        if isinstance(error, sqlite3.Error):
            refusal = from_sqlite(error)
            refusal.__cause__ = error
            return None, refusal
        return None, error
