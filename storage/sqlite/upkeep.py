"""Care of the SQLite file: online backup, checks, closing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot.errors import FileRefused
from storage.files import sync
from storage.sqlite.database import Access, Connection, connect
from storage.sqlite.errors import from_sqlite
from storage.sqlite.liveness import Liveness
from storage.sqlite.opening import findings, old_library
from storage.sqlite.queries import load

SQL = load("upkeep")


class SqliteUpkeep:
    """See `bot.ports.Upkeep`."""

    def __init__(self, writer: Connection, reader: Connection, access: Access, liveness: Liveness) -> None:
        self._writer = writer
        self._reader = reader
        self._access = access
        self._liveness = liveness

    async def backup(self, path: str) -> None:
        """Write a copy of the database as of one moment, whole or not at all, in place of what `path` was.

        Writers go on meanwhile. Raises FileRefused when it cannot be written there, StoreUnusable when the database
        cannot be read. The audio of takes is not in it: copy the folder of blobs after it.
        """
        await asyncio.to_thread(_backup, self._access, Path(path))

    async def check(self) -> Sequence[str]:
        """What is wrong, each as a code with a count or version after a space; nothing when all is well."""
        found = await self._reader.run(_check)
        version = old_library()
        return [*found, f"sqlite_is_old {version}"] if version else found

    async def referred(self) -> Sequence[str]:
        rows = await self._reader.run(lambda database: database.execute(SQL["referred"]).fetchall())
        return [blob for (blob,) in rows]

    async def close(self) -> None:
        """Commit what waits, close the file and drop this process's claims on tasks. May be called twice."""
        await self._reader.finish()
        await self._writer.finish()
        self._liveness.leave()


def _check(database: sqlite3.Connection) -> list[str]:
    if findings(database):
        return ["store_corrupt 1"]
    return [f"{rule} {count}" for rule, count in database.execute(SQL["check"]).fetchall() if count]


def _backup(access: Access, path: Path) -> None:
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        with (
            contextlib.closing(connect(access, writing=False)) as source,
            contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, complete without a log beside it
        sync(part)
        part.replace(path)
        sync(path.parent)
    except OSError as error:
        raise FileRefused("output_failed", name=path.name) from error
    except sqlite3.Error as error:
        raise from_sqlite(error) from error
    finally:
        part.unlink(missing_ok=True)
