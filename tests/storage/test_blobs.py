"""Blobs: whole or absent, written once, swept only when nobody can need them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import FileRefused, StoreUnusable
from storage.blobs import FolderBlobs
from tests.storage.trouble import run_child, writing_nothing

WORDS = b"sound of a door"
NAME = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audio"


@pytest.fixture
def blobs(root: Path) -> FolderBlobs:
    return FolderBlobs(root)


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on another disk, where there is one."""
    shared = Path("/dev/shm")  # noqa: S108 - another file system, which is the point
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def age(path: str | Path, seconds: float) -> None:
    then = Path(path).stat().st_mtime - seconds
    os.utime(path, (then, then))


async def test_bytes_are_found_by_their_hash(blobs: FolderBlobs, root: Path) -> None:
    assert await blobs.put(WORDS) == NAME
    assert Path(blobs.path(NAME)).read_bytes() == WORDS
    assert files(root) == [root / NAME[:2] / NAME[2:4] / NAME]


async def test_only_the_owner_can_read_them(blobs: FolderBlobs, root: Path) -> None:
    path = Path(blobs.path(await blobs.put(WORDS)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    folders = [folder for folder in (root, *root.rglob("*")) if folder.is_dir()]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


async def test_content_that_is_there_is_not_written_again(blobs: FolderBlobs) -> None:
    path = Path(blobs.path(await blobs.put(WORDS)))
    before = path.stat().st_ino
    await asyncio.gather(*(blobs.put(WORDS) for _ in range(10)))
    assert path.stat().st_ino == before


async def test_many_at_once_are_each_whole(blobs: FolderBlobs, root: Path) -> None:
    contents = [b"same" if number % 3 else f"number {number}".encode() for number in range(60)]
    names = await asyncio.gather(*(blobs.put(content) for content in contents))
    assert [Path(blobs.path(name)).read_bytes() for name in names] == contents
    assert len(files(root)) == 21


async def test_a_finished_file_is_moved_in(blobs: FolderBlobs, tmp_path: Path) -> None:
    made = Path(blobs.scratch("mix.ogg"))
    made.write_bytes(WORDS)
    assert await blobs.adopt(str(made)) == NAME
    assert not made.exists()
    assert stat.S_IMODE(Path(blobs.path(NAME)).stat().st_mode) == 0o600
    again = tmp_path / "again.ogg"
    again.write_bytes(WORDS)
    assert await blobs.adopt(str(again)) == NAME
    assert not again.exists()


async def test_a_file_on_another_disk_is_moved_in_too(blobs: FolderBlobs, elsewhere: Path) -> None:
    made = elsewhere / "mix.ogg"
    made.write_bytes(WORDS)
    assert await blobs.adopt(str(made)) == NAME
    assert (made.exists(), Path(blobs.path(NAME)).read_bytes()) == (False, WORDS)


async def test_a_file_that_is_not_there_is_refused(blobs: FolderBlobs, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        await blobs.adopt(str(tmp_path / "nothing.ogg"))
    assert refused.value.fields == {"name": "nothing.ogg"}


@pytest.mark.parametrize("name", [NAME, "", "../../etc/passwd", "A" * 64, NAME + "0"])
async def test_what_is_not_there_or_no_name_has_no_path(blobs: FolderBlobs, name: str) -> None:
    with pytest.raises(KeyError):
        blobs.path(name)


async def test_a_scratch_file_never_leaves_the_folder(blobs: FolderBlobs, root: Path) -> None:
    made = Path(blobs.scratch("../../mix.ogg"))

    assert made.parent == root / "parts"
    assert made.name.endswith("-mix.ogg")


async def test_what_is_dropped_is_gone(blobs: FolderBlobs) -> None:
    await blobs.put(WORDS)
    await blobs.drop([NAME, "0" * 64])
    await blobs.drop([NAME])
    with pytest.raises(KeyError):
        blobs.path(NAME)
    assert await blobs.put(WORDS) == NAME


async def test_only_old_blobs_that_nothing_refers_to_are_orphans(blobs: FolderBlobs, root: Path) -> None:
    old, needed, new = [await blobs.put(word) for word in (b"old", b"needed", b"new")]
    for blob in (old, needed):
        age(blobs.path(blob), 7200)
    unfinished, fresh = Path(blobs.scratch("unfinished")), Path(blobs.scratch("fresh"))
    for part in (unfinished, fresh):
        part.write_bytes(b"half")
    age(unfinished, 7200)
    assert await blobs.orphans([needed]) == [old]
    assert (unfinished.exists(), fresh.exists()) == (False, True)
    assert await blobs.orphans([], age=-10) == sorted([old, needed, new])
    assert not fresh.exists()


async def test_a_blob_that_was_put_again_is_not_an_orphan(blobs: FolderBlobs) -> None:
    await blobs.put(WORDS)
    age(blobs.path(NAME), 7200)
    await blobs.put(WORDS)
    assert await blobs.orphans([]) == []


async def test_a_file_that_goes_while_it_is_looked_at_is_no_orphan(blobs: FolderBlobs, root: Path) -> None:
    await blobs.put(WORDS)
    (root / "aa" / "bb").mkdir(parents=True)
    (root / "aa" / "bb" / ("a" * 64)).symlink_to(root / "gone")
    assert await blobs.orphans([NAME], age=-10) == []


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    blobs = FolderBlobs(tmp_path / "file" / "audio")
    made = tmp_path / "made.ogg"
    made.write_bytes(WORDS)
    with pytest.raises(StoreUnusable, match="store_readonly"):
        await blobs.put(WORDS)
    with pytest.raises(StoreUnusable, match="store_readonly"):
        await blobs.adopt(str(made))
    assert made.read_bytes() == WORDS


def test_where_there_is_no_room_nothing_half_written_stays(root: Path) -> None:
    program = f"""
        import asyncio, resource
        from pathlib import Path
        from bot.errors import StoreUnusable
        from storage.blobs import FolderBlobs
        blobs = FolderBlobs(Path({str(root)!r}))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        asyncio.run(blobs.put(b"fits"))
        try:
            asyncio.run(blobs.put(bytes(5000)))
        except StoreUnusable as error:
            print(error.code)
    """
    assert run_child(program) == "store_full"
    assert [path.read_bytes() for path in files(root)] == [b"fits"]


async def test_a_file_stays_where_it_is_when_it_cannot_be_moved_in(readable: Path, tmp_path: Path) -> None:
    (readable / "audio").mkdir(mode=0o755)
    made = readable / "made.ogg"
    made.write_bytes(WORDS)
    made.chmod(0o644)
    blobs = FolderBlobs(readable / "audio")
    with writing_nothing(readable / "audio"), pytest.raises(StoreUnusable, match="store_readonly"):
        await blobs.adopt(str(made))
    assert made.read_bytes() == WORDS
    assert await blobs.adopt(str(made)) == NAME
