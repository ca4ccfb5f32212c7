"""Group commit: units share a transaction, suffer alone, and are answered when they are on the disk."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.errors import Bug, QuotaExceeded, StoreUnusable
from storage.sqlite.database import Access, Connection, Unit, connect
from tests.storage.trouble import run_child


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.db"
    with closing(connect(Access(path, 5.0), writing=True)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE said (word TEXT NOT NULL UNIQUE) STRICT")
    return path


class Commits:
    """Counts commits."""

    def __init__(self) -> None:
        self.before = self.after = 0

    def access(self, path: Path, patience: float = 5.0) -> Access:
        return Access(path, patience, self._before, self._after)

    def _before(self) -> None:
        self.before += 1

    def _after(self) -> None:
        self.after += 1


@pytest.fixture
def commits() -> Commits:
    return Commits()


@pytest.fixture
async def writer(path: Path, commits: Commits) -> AsyncIterator[Connection]:
    connection = Connection(commits.access(path), writing=True)
    await connection
    yield connection
    await connection.finish()


def say(word: str, database: sqlite3.Connection) -> str:
    database.execute("INSERT INTO said VALUES (?)", (word,))
    return word


def say_and_fail(word: str, error: Exception, database: sqlite3.Connection) -> None:
    say(word, database)
    raise error


def saying(word: str) -> Unit[str]:
    return partial(say, word)


def said(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [word for (word,) in database.execute("SELECT word FROM said ORDER BY word")]


async def test_units_that_are_asked_together_share_a_commit(writer: Connection, commits: Commits, path: Path) -> None:
    answers = await asyncio.gather(*(writer.run(saying(f"{number:02}")) for number in range(50)))
    assert answers == said(path) == [f"{number:02}" for number in range(50)]
    assert commits.before == commits.after == 1


async def test_units_that_come_while_one_commits_share_the_next(
    writer: Connection, commits: Commits, path: Path
) -> None:
    def slow(database: sqlite3.Connection) -> None:
        time.sleep(0.2)
        say("slow", database)

    first = asyncio.ensure_future(writer.run(slow))
    await asyncio.sleep(0.05)
    await asyncio.gather(first, *(writer.run(saying(str(number))) for number in range(20)))
    assert commits.after == 2
    assert len(said(path)) == 21


async def test_a_unit_that_only_reads_commits_nothing(writer: Connection, commits: Commits) -> None:
    assert await writer.run(lambda database: database.execute("SELECT 1").fetchone()) == (1,)
    assert commits.before == commits.after == 0


@pytest.mark.parametrize("error", [QuotaExceeded("quota_day"), ValueError("a bug"), KeyError("x")])
async def test_a_unit_that_raises_is_taken_back_alone(writer: Connection, path: Path, error: Exception) -> None:
    answers = await asyncio.gather(
        writer.run(saying("before")),
        writer.run(partial(say_and_fail, "never", error)),
        writer.run(saying("after")),
        return_exceptions=True,
    )
    assert answers == ["before", error, "after"]
    assert said(path) == ["after", "before"]


async def test_a_refusal_before_any_write_runs_nothing_twice(writer: Connection, path: Path) -> None:
    runs = []

    def counted(database: sqlite3.Connection) -> None:
        runs.append(1)
        say("once", database)

    def refuse(database: sqlite3.Connection) -> None:
        raise QuotaExceeded("quota_day")

    answers = await asyncio.gather(writer.run(counted), writer.run(refuse), return_exceptions=True)
    assert isinstance(answers[1], QuotaExceeded)
    assert len(runs) == 1
    assert said(path) == ["once"]


async def test_a_constraint_that_is_broken_is_a_bug_of_that_unit_alone(writer: Connection, path: Path) -> None:
    answers = await asyncio.gather(*(writer.run(saying(word)) for word in ("a", "b", "a", "c")), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["a", "b", "store_bug", "c"]
    assert isinstance(answers[2], Bug)
    assert "UNIQUE" not in str(answers[2])
    assert said(path) == ["a", "b", "c"]


async def test_a_cancelled_caller_neither_undoes_nor_doubles_its_unit(writer: Connection, path: Path) -> None:
    def slow(database: sqlite3.Connection) -> None:
        time.sleep(0.2)
        say("running", database)

    running = asyncio.ensure_future(writer.run(slow))
    await asyncio.sleep(0.05)
    waiting = [asyncio.ensure_future(writer.run(saying(word))) for word in ("cancelled", "kept")]
    await asyncio.sleep(0.05)
    running.cancel()
    waiting[0].cancel()
    assert await waiting[1] == "kept"
    for task in (running, waiting[0]):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert said(path) == ["kept", "running"]


async def test_nothing_runs_when_all_callers_are_gone(writer: Connection, path: Path, commits: Commits) -> None:
    gone = asyncio.ensure_future(writer.run(saying("gone")))
    asyncio.get_running_loop().call_soon(gone.cancel)
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await writer.run(saying("here")) == "here"
    assert (said(path), commits.after) == (["here"], 1)


async def test_a_caller_is_answered_only_after_the_commit(path: Path) -> None:
    seen: list[list[str]] = []
    connection = Connection(Access(path, 5.0, before_commit=lambda: seen.append(said(path))), writing=True)
    await connection
    await connection.run(saying("word"))
    assert seen == [[]]
    assert said(path) == ["word"]
    await connection.finish()


async def test_finishing_commits_what_waits_and_refuses_what_comes_after(path: Path) -> None:
    connection = Connection(Access(path, 5.0), writing=True)
    await connection
    waiting = [asyncio.ensure_future(connection.run(saying(str(number)))) for number in range(5)]
    await asyncio.sleep(0)
    await connection.finish()
    assert [task.result() for task in waiting] == said(path) == list("01234")
    with pytest.raises(Bug, match="store_closed"):
        await connection.run(saying("late"))
    await connection.finish()


async def test_a_database_that_another_holds_too_long_is_busy_and_recovers(path: Path, commits: Commits) -> None:
    connection = Connection(commits.access(path, patience=0.1), writing=True)
    await connection
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = await asyncio.gather(*(connection.run(saying(word)) for word in "ab"), return_exceptions=True)
        assert [str(answer) for answer in answers] == ["store_busy"] * 2
        assert all(isinstance(answer, StoreUnusable) for answer in answers)
        other.execute("ROLLBACK")
    assert await connection.run(saying("c")) == "c"
    assert said(path) == ["c"]
    await connection.finish()


async def test_where_there_is_no_room_only_what_needs_it_fails(writer: Connection, path: Path) -> None:
    pages = await writer.run(lambda database: database.execute("PRAGMA page_count").fetchone()[0])
    await writer.run(lambda database: database.execute(f"PRAGMA max_page_count = {pages + 1}").fetchone())
    answers = await asyncio.gather(
        writer.run(saying("x" * 100_000)), writer.run(saying("small")), return_exceptions=True
    )
    assert str(answers[0]) == "store_full"
    assert isinstance(answers[0], StoreUnusable)
    assert await writer.run(lambda database: database.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert await writer.run(saying("y" * 100_000)) == "y" * 100_000
    assert said(path)[-1] == "y" * 100_000


def test_a_commit_that_fails_fails_for_every_unit_and_the_store_recovers(path: Path) -> None:
    program = """
        import asyncio, resource, sys
        from functools import partial
        from pathlib import Path
        from storage.sqlite.database import Access, Connection

        def say(word, database):
            database.execute("INSERT INTO said VALUES (?)", (word,))
            return word[:5]

        async def main():
            connection = Connection(Access(Path(sys.argv[1]), 5.0), writing=True)
            await connection
            soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, hard))
            words = [str(number) * 20_000 for number in range(5)]
            answers = await asyncio.gather(*(connection.run(partial(say, w)) for w in words), return_exceptions=True)
            print([str(answer) for answer in answers])
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            print(await asyncio.gather(*(connection.run(partial(say, word)) for word in words)))
            await connection.finish()

        asyncio.run(main())
    """
    failed, recovered = run_child(program, str(path)).splitlines()
    assert failed == str(["store_failed"] * 5)
    assert recovered == str([str(number) * 5 for number in range(5)])
    assert [word[:1] for word in said(path)] == list("01234")


async def test_a_hook_that_breaks_does_not_leave_its_callers_waiting(path: Path) -> None:
    fail = [True]

    def hook() -> None:
        if fail:
            fail.clear()
            raise RuntimeError

    connection = Connection(Access(path, 5.0, before_commit=hook), writing=True)
    await connection
    with pytest.raises(StoreUnusable, match="store_failed"):
        await connection.run(saying("never"))
    assert await connection.run(saying("word")) == "word"
    assert said(path) == ["word"]
    await connection.finish()


async def test_a_reader_sees_one_moment_and_cannot_write(path: Path, writer: Connection) -> None:
    reader = Connection(Access(path, 5.0), writing=False)
    await reader
    await writer.run(saying("word"))
    assert await reader.run(lambda database: database.execute("SELECT word FROM said").fetchall()) == [("word",)]
    with pytest.raises(StoreUnusable, match="store_readonly"):
        await reader.run(saying("no"))
    await reader.finish()


async def test_settings_are_those_of_the_house(writer: Connection) -> None:
    def read(database: sqlite3.Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store", "mmap_size")
        return {name: (database.execute(f"PRAGMA {name}").fetchone() or (0,))[0] for name in names}

    assert await writer.run(read) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "mmap_size": 0,
    }


async def test_nothing_wakes_up_while_nobody_asks(writer: Connection) -> None:
    await writer.run(saying("word"))
    before = time.process_time()
    await asyncio.sleep(0.5)
    assert time.process_time() - before < 0.05


async def test_a_scrub_leaves_no_deleted_row_readable(writer: Connection, path: Path) -> None:
    def fill(database: sqlite3.Connection) -> None:
        chance = random.Random(1)
        database.execute("CREATE TABLE letters (key TEXT PRIMARY KEY, words TEXT NOT NULL) STRICT, WITHOUT ROWID")
        database.execute("CREATE INDEX by_words ON letters (words)")
        for number in range(6000):
            words = ("zoe4711 " if chance.random() < 0.3 else "ben ") + "x" * chance.randrange(1, 200) + str(number)
            database.execute("INSERT INTO letters VALUES (?, ?)", (str(chance.randrange(10**9)), words))

    await writer.run(fill)
    await writer.run(lambda database: database.execute("DELETE FROM letters WHERE words LIKE 'zoe%'").rowcount)
    await writer.scrub()
    for file in path.parent.iterdir():
        assert b"zoe4711" not in file.read_bytes()
    assert b"ben x" in path.read_bytes()
