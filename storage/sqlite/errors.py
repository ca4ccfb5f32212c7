"""What SQLite's and the file system's errors mean, translated at the edge by a table."""

from __future__ import annotations

import errno
import sqlite3

from bot.errors import Bug, StoreUnusable, TablereadError

# https://sqlite.org/rescode.html: the low byte is the primary code.
_UNUSABLE = {
    sqlite3.SQLITE_FULL: "store_full",
    sqlite3.SQLITE_IOERR: "store_failing",
    sqlite3.SQLITE_READONLY: "store_readonly",
    sqlite3.SQLITE_CANTOPEN: "store_readonly",
    sqlite3.SQLITE_PERM: "store_readonly",
    sqlite3.SQLITE_AUTH: "store_readonly",
    sqlite3.SQLITE_BUSY: "store_busy",
    sqlite3.SQLITE_LOCKED: "store_busy",
    sqlite3.SQLITE_CORRUPT: "store_corrupt",
    sqlite3.SQLITE_NOTADB: "store_corrupt",
}

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def from_sqlite(error: sqlite3.Error) -> TablereadError:
    """StoreUnusable where the operator has to act, else Bug. The library's own words are never carried along."""
    code = _UNUSABLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return StoreUnusable(code) if code else Bug("store_bug")


def from_system(error: OSError) -> StoreUnusable:
    """StoreUnusable("store_full") where there is no room, else ("store_readonly"): HOME cannot be written."""
    return StoreUnusable("store_full" if error.errno in _NO_ROOM else "store_readonly")
