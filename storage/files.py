"""Files that survive a power cut, and what the file system's errors mean."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from bot.errors import StoreUnusable

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def from_system(error: OSError) -> StoreUnusable:
    """StoreUnusable("store_full") where there is no room, else ("store_readonly"): HOME cannot be written."""
    return StoreUnusable("store_full" if error.errno in _NO_ROOM else "store_readonly")


def sync(path: Path) -> None:
    """Have a file's content, or a folder's names, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
