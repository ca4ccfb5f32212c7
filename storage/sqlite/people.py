"""A person's data as a whole, in SQLite: export, and forgetting that leaves no trace but pseudonymised credits."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence

from bot.errors import NotPossibleNow
from bot.quota import EntryKind
from bot.task import Person
from storage.documents import from_micros
from storage.privacy import export_tables, own_scopes
from storage.sqlite.database import Connection
from storage.sqlite.ledger import close_hold, entries_of, pseudonym_of
from storage.sqlite.queries import load
from storage.sqlite.rows import Reader

log = logging.getLogger(__name__)

SQL = load("people")


class SqlitePeople:
    """See `bot.ports.People`.

    `forget` raises NotPossibleNow("forget_running") while a task of the person's is in flight: a provider may be at
    work on it. One that asks is closed as if it had expired.
    """

    def __init__(self, writer: Connection, reader: Connection, rows: Reader) -> None:
        self._writer = writer
        self._reader = reader
        self._rows = rows

    async def export(self, person: Person) -> Mapping[str, object]:
        return await self._reader.run(lambda database: self._export(database, person))

    async def forget(self, person: Person) -> Sequence[str]:
        tasks, recordings, blobs = await self._writer.run(lambda database: _forget(database, person))
        for task in tasks:
            self._rows.contents.drop(task)
        for document in recordings:
            self._rows.recordings.drop(document)
        await self._writer.scrub()
        return blobs

    def _export(self, database: sqlite3.Connection, person: Person) -> Mapping[str, object]:
        who = _who(person)
        tasks = [self._rows.task(database, task) for (task,) in database.execute(SQL["tasks"], who).fetchall()]
        preferences: dict[str, dict[str, object]] = {}
        for scope, name, value in database.execute(SQL["preferences"], who).fetchall():
            preferences.setdefault(scope, {})[name] = json.loads(value)
        names = ("chat", "thread", "provider", "speaker", "voice")
        casts = [dict(zip(names, row, strict=True)) for row in database.execute(SQL["casts"], who).fetchall()]
        return export_tables(person, tasks, entries_of(database, person), preferences, casts)


def _who(person: Person) -> dict[str, str]:
    own, chat = own_scopes(person)
    return {"platform": person.platform, "user": person.user, "own": own, "chat": chat}


def _forget(database: sqlite3.Connection, person: Person) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Answers the tasks and the documents of recordings that are gone, and the blobs nothing refers to any more."""
    who = _who(person)
    if database.execute(SQL["in_flight"], who).fetchone():
        raise NotPossibleNow("forget_running")
    for seq, updated in database.execute(SQL["asking"], who).fetchall():
        close_hold(database, seq, from_micros(updated), otherwise=EntryKind.EXPIRE)
    tasks = [task for (task,) in database.execute(SQL["tasks"], who).fetchall()]
    takes = dict(database.execute(SQL["own_takes"], who).fetchall())
    recordings = dict(database.execute(SQL["own_recordings"], who).fetchall())
    uploads = [blob for (blob,) in database.execute(SQL["own_uploads"], who).fetchall()]
    database.execute(SQL["unname_takes"], who)
    for table in ("drop_tasks", "drop_preferences", "drop_casts"):
        database.execute(SQL[table], who)
    database.execute(SQL["drop_takes"], (json.dumps(list(takes)),))
    database.execute(SQL["drop_recordings"], (json.dumps(list(recordings)),))
    database.execute(SQL["pseudonymise"], who | {"pseudonym": pseudonym_of(database, person)})
    parts = [part["blob"] for document in recordings.values() for part in json.loads(document)["parts"]]
    unreferred = database.execute(SQL["unreferred"], (json.dumps([*takes.values(), *parts, *uploads]),)).fetchall()
    return tasks, list(recordings.values()), [blob for (blob,) in unreferred]
