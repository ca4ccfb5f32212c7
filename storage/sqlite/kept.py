"""What else is remembered, in SQLite: casts, preferences, finished recordings and their stars."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from bot.errors import NoSuchTask
from bot.task import Place, Recording
from storage.sqlite.database import Connection
from storage.sqlite.queries import load
from storage.sqlite.rows import Reader

SQL = load("kept")


class SqliteCasts:
    """See `bot.ports.Casts`."""

    def __init__(self, writer: Connection, reader: Connection) -> None:
        self._writer = writer
        self._reader = reader

    async def kept(self, place: Place, provider: str) -> Mapping[str, str]:
        key = _place(place, provider)
        return dict(await self._reader.run(lambda database: database.execute(SQL["casts"], key).fetchall()))

    async def keep(self, place: Place, provider: str, speaker: str, voice: str) -> None:
        row = (*_place(place, provider), speaker.casefold(), voice)

        def unit(database: sqlite3.Connection) -> None:
            database.execute(SQL["keep_cast"], row)

        await self._writer.run(unit)

    async def clear(self, place: Place, provider: str, speaker: str = "") -> int:
        key = _place(place, provider)
        if speaker:
            key = (*key, speaker.casefold())
        query = SQL["clear_cast" if speaker else "clear_casts"]
        return await self._writer.run(lambda database: database.execute(query, key).rowcount)


def _place(place: Place, provider: str) -> tuple[str, ...]:
    return place.platform, place.chat, place.thread, provider


class SqlitePreferences:
    """See `bot.ports.Preferences`. Putting None takes a name out."""

    def __init__(self, writer: Connection, reader: Connection) -> None:
        self._writer = writer
        self._reader = reader

    async def get(self, scope: str) -> Mapping[str, object]:
        rows = await self._reader.run(lambda database: database.execute(SQL["preferences"], (scope,)).fetchall())
        return {name: json.loads(value) for name, value in rows}

    async def put(self, scope: str, name: str, value: object) -> None:
        document = json.dumps(value)

        def unit(database: sqlite3.Connection) -> None:
            if value is None:
                database.execute(SQL["drop"], (scope, name))
            else:
                database.execute(SQL["put"], (scope, name, document))

        await self._writer.run(unit)


class SqliteRecordings:
    """See `bot.ports.Recordings`."""

    def __init__(self, writer: Connection, reader: Connection, rows: Reader) -> None:
        self._writer = writer
        self._reader = reader
        self._rows = rows

    async def find(self, key: str) -> Recording | None:
        return await self._reader.run(lambda database: self._rows.recording(database, key))

    async def star(self, task: str, *, on: bool) -> None:
        def unit(database: sqlite3.Connection) -> None:
            if not database.execute(SQL["star"], (int(on), task)).rowcount:
                raise NoSuchTask(task)

        await self._writer.run(unit)

    async def starred(self, root: str) -> Sequence[str]:
        rows = await self._reader.run(lambda database: database.execute(SQL["starred"], {"root": root}).fetchall())
        return [task for (task,) in rows]
