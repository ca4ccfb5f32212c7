"""Opening a database file: made safely when it is new, brought up to date, set aside when it is corrupt."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import StoreUnusable, TablereadError
from storage.files import from_system
from storage.migrate import SQLITE, migrate, steps
from storage.sqlite.database import Access, connect
from storage.sqlite.errors import from_sqlite
from storage.sqlite.liveness import Liveness

log = logging.getLogger(__name__)

# Two connections that write or checkpoint at the same moment can corrupt a database in WAL mode, rarely, in SQLite
# 3.7.0 to 3.51.2: https://sqlite.org/wal.html, "The WAL-Reset Bug". Back-ported to 3.44.6 and 3.50.7.
SAFE_SQLITE = (3, 51, 3)
_BACKPORTED = {(3, 44): 6, (3, 50): 7}

# A file up to this many bytes is read through when it is opened; a larger one by `doctor` only (about 1 s for 1 GB).
_CHECKED_SIZE = 16 * 1024 * 1024


def prepare(access: Access, liveness: Liveness) -> None:
    """Make or check the file, so that connections can be opened on it. Blocks; raises StoreUnusable.

    "store_readonly", "store_full", "store_newer", "store_busy", "store_corrupt": see the table in `errors`. Two
    processes that open the same folder at once go one after the other.
    """
    home = access.path.parent
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(home / "open.lock", timeout=access.patience, mode=0o600):
            _prepare(access)
            liveness.sweep()
    except Timeout as error:
        raise StoreUnusable("store_busy") from error
    except OSError as error:
        raise from_system(error) from error


def _prepare(access: Access) -> None:
    # The file is made here, not by SQLite: its -wal and -shm take over its mode.
    os.close(os.open(access.path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        with closing(connect(access, writing=True)) as database:
            database.execute("PRAGMA journal_mode = WAL").fetchone()
            migrate(database, steps(SQLITE))
            if access.path.stat().st_size <= _CHECKED_SIZE and findings(database):
                raise StoreUnusable("store_corrupt")
    except (sqlite3.Error, TablereadError) as error:
        refusal = from_sqlite(error) if isinstance(error, sqlite3.Error) else error
        if refusal.code == "store_corrupt":
            copy = set_aside(access.path)
            raise StoreUnusable("store_corrupt", copy=str(copy)) from error
        raise refusal from error


def findings(database: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file's structure, in its own words; they hold no content."""
    found = [str(row[0]) for row in database.execute("PRAGMA quick_check(10)").fetchall()]
    return [] if found == ["ok"] else found


def set_aside(path: Path) -> Path:
    """Copy a corrupt file, and its log, beside itself under a name with the time; answers the copy.

    The file itself stays as it is. A bot that restarts again and again does not fill the disk: a copy of the same
    state is not made twice.
    """
    state = path.stat()
    for old in path.parent.glob(f"{path.name}.corrupt-*"):
        known = old.stat()
        if (known.st_size, known.st_mtime_ns) == (state.st_size, state.st_mtime_ns):
            return old
    stamp = datetime.fromtimestamp(state.st_mtime, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.name}.corrupt-{stamp}")
    for ending in ("", "-wal"):
        part = Path(f"{path}{ending}")
        if part.exists() and part.stat().st_size:
            shutil.copy2(part, f"{copy}{ending}")
    log.error("store_corrupt_set_aside")
    return copy


def old_library(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """The SQLite library's version when it has the WAL-reset bug, else nothing."""
    major, minor, patch = version
    mended = version >= SAFE_SQLITE or patch >= _BACKPORTED.get((major, minor), patch + 1)
    return "" if mended else f"{major}.{minor}.{patch}"
