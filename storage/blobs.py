"""Audio files by content hash, as plain files in a folder."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from bot.errors import FileRefused
from storage.files import from_system, sync

_BLOB = re.compile(r"[0-9a-f]{64}")


class FolderBlobs:
    """See `bot.ports.Blobs`. A blob lies at ROOT/ab/cd/abcd..., unfinished files in ROOT/parts.

    A blob is whole or absent: it is written under another name, synced, and renamed. Content that is there already is
    not written again. Only `path` and `scratch` look at the disk on the event loop. Raises StoreUnusable
    when the folder cannot be written.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts = root / "parts"

    async def put(self, data: bytes) -> str:
        """Store bytes; durable when it answers."""
        return await asyncio.to_thread(self._put, data)

    async def adopt(self, path: str) -> str:
        """Store a finished file by moving it in. Raises FileRefused when it is not there."""
        return await asyncio.to_thread(self._adopt, Path(path))

    def path(self, blob: str) -> str:
        """Where a blob's file is. Raises KeyError when there is none."""
        file = self._file(blob)
        if not file.is_file():
            raise KeyError(blob)
        return str(file)

    def scratch(self, name: str) -> str:
        """Where a file of that plain name may be made before it is adopted: on the same disk, swept when it never is."""
        self._folder(self._parts)
        return str(self._parts / f"{uuid4().hex}-{Path(name).name}")

    async def drop(self, blobs: Sequence[str]) -> None:
        """Delete blobs; those that are not there are gone already."""
        await asyncio.to_thread(self._drop, blobs)

    async def orphans(self, referred: Collection[str], *, age: float = 3600.0) -> Sequence[str]:
        """Blobs that are not among `referred`, to be dropped; files that were never finished are deleted here.

        Only what nobody has put for `age` seconds: a blob is stored before the take that names it.
        """
        return await asyncio.to_thread(self._orphans, frozenset(referred), time.time() - age)

    def _file(self, blob: str) -> Path:
        if not _BLOB.fullmatch(blob):
            raise KeyError(blob)
        return self._root / blob[:2] / blob[2:4] / blob

    def _put(self, data: bytes) -> str:
        blob = hashlib.sha256(data).hexdigest()
        try:
            if not self._there(blob):
                with self._part() as part:
                    part.write_bytes(data)
                    self._finish(part, blob)
        except OSError as error:
            raise from_system(error) from error
        return blob

    def _adopt(self, source: Path) -> str:
        try:
            with source.open("rb") as file:
                blob = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise FileRefused("file_missing", name=source.name) from error
        try:
            if not self._there(blob):
                self._move_in(source, blob)
            source.unlink(missing_ok=True)
        except OSError as error:
            raise from_system(error) from error
        return blob

    def _there(self, blob: str) -> bool:
        """Whether a blob is stored; if it is, it counts as put now, so that a sweep does not take it."""
        try:
            os.utime(self._file(blob))
        except FileNotFoundError:
            return False
        return True

    @contextmanager
    def _part(self) -> Iterator[Path]:
        """A new file to write to; gone at the end unless it was finished."""
        self._folder(self._parts)
        part = self._parts / uuid4().hex
        try:
            part.touch(mode=0o600)
            yield part
        finally:
            part.unlink(missing_ok=True)

    def _move_in(self, source: Path, blob: str) -> None:
        """Until the blob is whole, the source stays where it is: adopting may be tried again."""
        try:
            self._finish(source, blob)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            with self._part() as part:
                shutil.copyfile(source, part)
                self._finish(part, blob)

    def _finish(self, part: Path, blob: str) -> None:
        """Give a written file its name, and have file and name on the disk."""
        file = self._file(blob)
        self._folder(file.parent)
        part.chmod(0o600)
        sync(part)
        part.replace(file)
        sync(file.parent)

    def _folder(self, folder: Path) -> None:
        """Make a folder under the root, each of its names on the disk."""
        if folder.is_dir():
            return
        if folder != self._root:
            self._folder(folder.parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync(folder.parent)

    def _drop(self, blobs: Sequence[str]) -> None:
        for blob in blobs:
            self._file(blob).unlink(missing_ok=True)

    def _orphans(self, referred: frozenset[str], before: float) -> Sequence[str]:
        for part in self._old(self._parts.glob("*"), before):
            part.unlink(missing_ok=True)
        found = self._old(self._root.glob("??/??/*"), before)
        return sorted(file.name for file in found if file.name not in referred)

    @staticmethod
    def _old(files: Iterator[Path], before: float) -> Iterator[Path]:
        for file in files:
            try:
                if file.stat().st_mtime < before:
                    yield file
            except FileNotFoundError:
                continue
