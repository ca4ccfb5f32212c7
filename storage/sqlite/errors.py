"""What SQLite's errors mean, translated at the edge by a table."""

from __future__ import annotations

import sqlite3

from bot.errors import Bug, StoreUnusable, TablereadError

# https://sqlite.org/rescode.html: the low byte is the primary code.
_UNUSABLE = {
    sqlite3.SQLITE_FULL: "store_full",
    sqlite3.SQLITE_IOERR: "store_failed",
    sqlite3.SQLITE_READONLY: "store_readonly",
    sqlite3.SQLITE_CANTOPEN: "store_readonly",
    sqlite3.SQLITE_PERM: "store_readonly",
    sqlite3.SQLITE_AUTH: "store_readonly",
    sqlite3.SQLITE_BUSY: "store_busy",
    sqlite3.SQLITE_LOCKED: "store_busy",
    sqlite3.SQLITE_CORRUPT: "store_corrupt",
    sqlite3.SQLITE_NOTADB: "store_corrupt",
}


def from_sqlite(error: sqlite3.Error) -> TablereadError:
    """StoreUnusable where the operator has to act, else Bug. The library's own words are never carried along."""
    code = _UNUSABLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return StoreUnusable(code) if code else Bug("store_bug")
