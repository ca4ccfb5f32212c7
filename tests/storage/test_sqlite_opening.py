"""Opening: made safely, brought up to date, refused in words, never overwritten."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from bot.errors import Bug, StoreUnusable
from bot.task import Stage
from storage.sqlite import FILE, open_sqlite
from storage.sqlite.errors import from_sqlite
from storage.sqlite.opening import old_library
from tests.storage.making import ANY, first, make_task, submit
from tests.storage.trouble import run_child, spawn, writing_nothing


async def opened(home: Path) -> list[str]:
    """Open, write a task, close; answers what tasks there are."""
    async with await open_sqlite(home, patience=0.5) as store:
        await submit(store, make_task("t1"))
        return [(await store.tasks.get("t1")).id]


async def refused(home: Path) -> str:
    with pytest.raises(StoreUnusable) as error:
        await open_sqlite(home, patience=0.2)
    return error.value.code


async def test_a_new_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    async with await open_sqlite(home) as store:
        await submit(store, make_task("t1"))
        await store.work.claim(store.worker, ANY, first, 1)
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "workers").stat().st_mode) == 0o700
        files = [path for path in home.rglob("*") if path.is_file()]
        assert {f"{FILE}-wal", f"{FILE}-shm", FILE} <= {path.name for path in files}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


async def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    await opened(tmp_path)
    async with await open_sqlite(tmp_path) as store:
        assert (await store.tasks.get("t1")).stage is Stage.QUEUED
    assert not (tmp_path / f"{FILE}-wal").exists()


async def test_a_store_closes_twice_and_then_refuses(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    await store.upkeep.close()
    await store.upkeep.close()
    with pytest.raises(Bug, match="store_closed"):
        await store.tasks.get("t1")


async def test_an_old_library_is_said_once_when_it_opens(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with await open_sqlite(tmp_path) as store:
            findings = await store.upkeep.check()
    said = [record for record in caplog.records if record.message == "sqlite_is_old"]
    old = old_library()
    assert [vars(record)["version"] for record in said] == ([old] if old else [])
    assert findings == ([f"sqlite_is_old {old}"] if old else [])


@pytest.mark.parametrize(
    ("version", "old"),
    [
        ((3, 40, 1), "3.40.1"),
        ((3, 44, 5), "3.44.5"),
        ((3, 44, 6), ""),
        ((3, 50, 6), "3.50.6"),
        ((3, 50, 7), ""),
        ((3, 51, 2), "3.51.2"),
        ((3, 51, 3), ""),
        ((4, 0, 0), ""),
    ],
)
def test_which_libraries_have_the_bug(version: tuple[int, int, int], old: str) -> None:
    assert old_library(version) == old


async def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    await opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("INSERT INTO migrations VALUES (999, 'from the future')")
        database.commit()
    before = (tmp_path / FILE).read_bytes()
    assert await refused(tmp_path) == "store_newer"
    assert (tmp_path / FILE).read_bytes() == before
    assert not list(tmp_path.glob("*corrupt*"))


def scribble(path: Path, start: int, length: int) -> None:
    data = bytearray(path.read_bytes())
    data[start : start + length] = b"\xa5" * length
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("start", "length"),
    [(0, 100), (100, 3000), (4096, 4096), (20_000, 9000)],
    ids=["header", "schema", "root", "middle"],
)
async def test_a_corrupt_database_is_said_copied_and_not_overwritten(tmp_path: Path, start: int, length: int) -> None:
    async with await open_sqlite(tmp_path) as store:
        for number in range(40):
            await submit(store, make_task(f"t{number}", "words " * 100))
    scribble(tmp_path / FILE, start, length)
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreUnusable) as error:
        await open_sqlite(tmp_path)
    assert error.value.code == "store_corrupt"
    (copy,) = tmp_path.glob("*corrupt*")
    assert error.value.fields == {"copy": str(copy)}
    assert copy.read_bytes() == before == (tmp_path / FILE).read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_a_bot_that_restarts_again_and_again_makes_one_copy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database at all, but somebody's letter" * 100)
    assert [await refused(tmp_path) for _ in range(3)] == ["store_corrupt"] * 3
    assert len(list(tmp_path.glob("*corrupt*"))) == 1
    (tmp_path / FILE).write_bytes(b"another letter" * 1000)
    assert await refused(tmp_path) == "store_corrupt"
    assert len(list(tmp_path.glob("*corrupt*"))) == 2


async def test_the_log_of_a_corrupt_database_is_kept_with_its_copy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    (tmp_path / f"{FILE}-wal").write_bytes(b"no log")
    assert await refused(tmp_path) == "store_corrupt"
    assert sorted(path.name[-4:] for path in tmp_path.glob("*corrupt*")) == [
        "-wal",
        next(iter(tmp_path.glob("*Z"))).name[-4:],
    ]


async def test_damage_that_shows_later_is_said_too(tmp_path: Path) -> None:
    async with await open_sqlite(tmp_path) as store:
        await submit(store, make_task("t1", "words " * 5000))
        await store.people.export(make_task("t1").person)
        await store.upkeep.check()
    path = tmp_path / FILE
    async with await open_sqlite(tmp_path) as store:
        scribble(path, 4096 * 2, path.stat().st_size - 4096 * 2)
        found = await store.upkeep.check()
    assert found[0] == "store_corrupt 1"


async def test_a_folder_that_cannot_be_written_is_said(readable: Path) -> None:
    with writing_nothing(readable):
        assert await refused(readable / "home") == "store_readonly"


async def test_a_database_that_cannot_be_written_is_said(readable: Path) -> None:
    await opened(readable)
    for path in readable.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)
    (readable / "open.lock").chmod(0o666)
    with writing_nothing(readable):
        assert await refused(readable) == "store_readonly"


async def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    assert await refused(tmp_path / "home") == "store_readonly"


def test_a_full_disk_is_said_when_it_opens(tmp_path: Path) -> None:
    program = """
        import asyncio, resource, sys
        from pathlib import Path
        from bot.errors import StoreUnusable
        from storage.sqlite import open_sqlite
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        try:
            asyncio.run(open_sqlite(Path(sys.argv[1])))
        except StoreUnusable as error:
            print(error.code)
    """
    assert run_child(program, str(tmp_path)) in {"store_failed", "store_full"}


async def test_who_is_opening_already_is_waited_for_and_then_said(tmp_path: Path) -> None:
    with FileLock(tmp_path / "open.lock"):
        assert await refused(tmp_path) == "store_busy"
    assert await opened(tmp_path) == ["t1"]


async def test_a_database_locked_by_another_is_busy(tmp_path: Path) -> None:
    await opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await refused(tmp_path) == "store_busy"


async def test_ten_that_open_a_new_folder_at_once_all_do(tmp_path: Path) -> None:
    stores = await asyncio.gather(*(open_sqlite(tmp_path / "home") for _ in range(10)))
    await asyncio.gather(*(submit(store, make_task(f"t{number}")) for number, store in enumerate(stores)))
    assert (await stores[0].tasks.get("t9")).id == "t9"
    for store in stores:
        await store.upkeep.close()


def test_processes_that_open_a_new_folder_at_once_all_do(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from storage.sqlite import open_sqlite\n"
        "async def main():\n"
        "    async with await open_sqlite(Path(sys.argv[1])) as store: print(len(await store.tasks.list(query())))\n"
        "from bot.ports import TaskQuery as query\n"
        "asyncio.run(main())"
    )
    running = [spawn(program, str(tmp_path / "home")) for _ in range(3)]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["0"] * 3


def test_an_error_nobody_knows_is_a_bug() -> None:
    assert isinstance(from_sqlite(sqlite3.InterfaceError("?")), Bug)
