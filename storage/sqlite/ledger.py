"""Credits in SQLite: usage, grants, and what opening and closing a hold writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.errors import Bug
from bot.ports import Hold
from bot.quota import Entry, EntryKind, Usage, check
from bot.task import Person, Task
from storage.documents import from_micros, to_micros
from storage.holds import closing, opening
from storage.privacy import pseudonym
from storage.sqlite.database import Connection
from storage.sqlite.queries import load

SQL = load("ledger")


def pseudonym_of(database: sqlite3.Connection, person: Person) -> str:
    """What stands in the ledger for a person who was forgotten."""
    return pseudonym(database.execute(SQL["salt"]).fetchone()[0], person)


def write_entry(database: sqlite3.Connection, entry: Entry, query: str = "insert") -> None:
    """Append a row."""
    database.execute(
        SQL[query],
        (
            entry.id,
            entry.kind.value,
            entry.platform,
            entry.user,
            entry.community,
            entry.task,
            entry.attempt,
            entry.held,
            entry.spent,
            entry.granted,
            entry.over,
            to_micros(entry.at),
        ),
    )


def usage_of(database: sqlite3.Connection, person: Person, now: datetime) -> Usage:
    """What a person used, as of the calendar day and month of `now` in UTC."""
    who = {"platform": person.platform, "user": person.user, "pseudonym": pseudonym_of(database, person)}
    return Usage(**_sums(database, "usage_person", who, now))


def usage_in(database: sqlite3.Connection, platform: str, community: str, now: datetime) -> Usage:
    """What a community used. Grants to a person are that person's, not the community's."""
    return Usage(**_sums(database, "usage_community", {"platform": platform, "community": community}, now))


def _sums(database: sqlite3.Connection, query: str, whose: dict[str, str], now: datetime) -> dict[str, int]:
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    windows = {"day": to_micros(day), "month": to_micros(day.replace(day=1))}
    row = database.execute(SQL[query], whose | windows).fetchone()
    return dict(zip(("spent_today", "spent_this_month", "held", "granted", "in_flight"), row, strict=True))


def open_hold(database: sqlite3.Connection, task: Task, hold: Hold, attempt: int) -> Entry:
    """Check the allowances and write the hold row. Raises QuotaExceeded.

    The transaction has the write lock from its start: nobody else's hold can come between the check and the row.
    """
    entry = opening(hold, task, attempt)
    if hold.allowance is not None:
        usage = usage_of(database, task.person, entry.at)
        check(usage, hold.allowance, entry.held, whose="person")
    if hold.community is not None:
        usage = usage_in(database, entry.platform, entry.community, entry.at)
        check(usage, hold.community, entry.held, whose="community")
    write_entry(database, entry)
    return entry


def close_hold(
    database: sqlite3.Connection, seq: int, at: datetime, *, otherwise: EntryKind = EntryKind.RELEASE
) -> int:
    """Close the open hold of a task, if there is one, from its segments as stored; answers what was settled.

    Each segment is settled once over all attempts. The task's own row is left to the caller.
    """
    row = database.execute(SQL["open_hold"], (seq,)).fetchone()
    if row is None:
        return 0
    charged = row[7]
    hold = Entry(
        id=row[0],
        kind=EntryKind.HOLD,
        platform=row[1],
        user=row[2],
        community=row[3],
        task=row[4],
        attempt=row[5],
        held=row[6],
        at=at,
    )
    entry = closing(hold, charged, at, otherwise=otherwise)
    write_entry(database, entry)
    if charged:
        database.execute(SQL["mark_settled"], (hold.attempt, seq))
    return entry.spent


class SqliteLedger:
    """See `bot.ports.Ledger`. A grant that is written again under its id changes nothing."""

    def __init__(self, writer: Connection, reader: Connection) -> None:
        self._writer = writer
        self._reader = reader

    async def usage(self, person: Person, now: datetime) -> Usage:
        return await self._reader.run(lambda database: usage_of(database, person, now))

    async def community(self, platform: str, community: str, now: datetime) -> Usage:
        return await self._reader.run(lambda database: usage_in(database, platform, community, now))

    async def grant(self, entry: Entry) -> None:
        if entry.kind is not EntryKind.GRANT or entry.held or entry.spent or entry.over:
            raise Bug("not_a_grant")
        await self._writer.run(lambda database: write_entry(database, entry, "grant"))

    async def entries(self, person: Person) -> Sequence[Entry]:
        return await self._reader.run(lambda database: entries_of(database, person))


def entries_of(database: sqlite3.Connection, person: Person) -> Sequence[Entry]:
    """A person's rows, oldest first."""
    rows = database.execute(SQL["entries"], (person.platform, person.user)).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[str, str, str, str, str, str, int, int, int, int, int, int]) -> Entry:
    return Entry(
        id=row[0],
        kind=EntryKind(row[1]),
        platform=row[2],
        user=row[3],
        community=row[4],
        task=row[5],
        attempt=row[6],
        held=row[7],
        spent=row[8],
        granted=row[9],
        over=row[10],
        at=from_micros(row[11]),
    )
