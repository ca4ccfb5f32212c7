"""Which workers are alive: each holds a lock on a file of its own for as long as its process lives."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout


class Liveness:
    """The locks of the workers on this machine, one file each in a folder.

    The system drops a lock the moment its process ends, however it ends: no heartbeat, no wake-up, no time to wait.
    All processes on one SQLite file are on one machine, so this is enough. A name is joined before a task is
    claimed under it. Used on the writing connection's thread alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, FileLock] = {}
        self.name = f"{os.getpid()}-{secrets.token_hex(6)}"

    def join(self, worker: str) -> bool:
        """Hold a worker's lock from now on; False when another process holds it."""
        if worker in self._held:
            return True
        lock = self._lock(worker)
        try:
            lock.acquire()
        except Timeout:
            return False
        self._held[worker] = lock
        return True

    def alive(self, worker: str) -> bool:
        """Whether the process that joined under this name still lives. A dead one's file is removed."""
        if worker in self._held:
            return True
        lock = self._lock(worker)
        if not Path(lock.lock_file).exists():
            return False
        try:
            lock.acquire()
        except Timeout:
            return True
        _remove(lock)
        return False

    def sweep(self) -> None:
        """Make the folder, and remove the files that dead workers left."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for file in self._folder.glob("*.lock"):
            lock = _at(file)
            try:
                lock.acquire()
            except Timeout:
                continue
            _remove(lock)

    def leave(self) -> None:
        """Drop every lock held here: tasks that are still claimed may be taken over."""
        for lock in self._held.values():
            _remove(lock)
        self._held.clear()

    def _lock(self, worker: str) -> FileLock:
        return _at(self._folder / f"{quote(worker, safe='')}.lock")


def _at(file: Path) -> FileLock:
    # Not bound to a thread: it is taken on the connection's thread and dropped when that has ended.
    return FileLock(file, timeout=0, mode=0o600, thread_local=False)


def _remove(lock: FileLock) -> None:
    """Remove a held lock's file, then drop it. Who opened it meanwhile finds it unlinked and tries again."""
    Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
