"""Care of the file: backups while it is written to, checks that find what is wrong, forgetting without a trace."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import FileRefused, NotPossibleNow, StoreUnusable
from bot.quota import Entry, EntryKind
from bot.task import Person, Place, Stage
from storage.memory import MemoryStore
from storage.sqlite import FILE, SqliteStore, open_sqlite
from tests.storage.making import (
    ADA,
    BEN,
    NOW,
    ending,
    make_recording,
    make_take,
    make_task,
    perform,
    start,
    submit,
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_sqlite(tmp_path / "home") as store:
        yield store


def change(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / FILE, isolation_level=None)) as database:
        database.execute("PRAGMA busy_timeout = 5000")
        database.execute(sql)


async def rules_broken(store: SqliteStore) -> list[str]:
    return [one for one in await store.upkeep.check() if not one.startswith("sqlite_is_old")]


async def test_a_backup_made_while_tasks_are_written_is_whole(store: SqliteStore, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    writing = True

    async def write() -> int:
        number = 0
        while writing:
            await perform(store, make_task(f"t{number}", f"words {number}", price=1), store.worker)
            number += 1
        return number

    writer = asyncio.ensure_future(write())
    for number in range(3):
        await asyncio.sleep(0.05)
        await store.upkeep.backup(str(copies / f"{number}"))
    writing = False
    written = await writer
    for number in range(3):
        home = tmp_path / f"restored-{number}"
        home.mkdir()
        (copies / f"{number}").rename(home / FILE)
        async with await open_sqlite(home) as restored:
            assert await rules_broken(restored) == []
            assert 0 < len(await restored.people.export(ADA)) <= written + 5
    assert list(copies.iterdir()) == []


async def test_a_backup_replaces_the_one_before_and_is_for_its_owner_alone(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "backup.db"
    path.write_text("the one before")
    await submit(store, make_task("t1"))
    await store.upkeep.backup(str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("SELECT id FROM tasks").fetchall() == [("t1",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.db", "home"]


async def test_a_backup_that_cannot_be_written_is_refused_and_leaves_nothing(
    store: SqliteStore, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused) as refused:
        await store.upkeep.backup(str(tmp_path / "nowhere" / "backup.db"))
    assert refused.value.fields == {"name": "backup.db"}
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileRefused):
        await store.upkeep.backup(str(tmp_path / "folder"))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "home"]


async def test_a_damaged_database_is_not_backed_up(store: SqliteStore, tmp_path: Path) -> None:
    await submit(store, make_task("t1"))
    await store.upkeep.close()
    (tmp_path / "home" / FILE).write_bytes(b"nothing" * 1000)
    with pytest.raises(StoreUnusable, match="store_corrupt"):
        await store.upkeep.backup(str(tmp_path / "backup.db"))
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


async def test_memory_has_no_file_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NotPossibleNow):
        await MemoryStore().upkeep.backup(str(tmp_path / "backup.db"))


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE tasks SET stage = 'failed' WHERE id = 'runs'", ["ended_task_holds 1"]),
        (
            "UPDATE tasks SET holding = 0 WHERE id = 'runs'",
            ["running_task_holds_nothing 1", "hold_not_closed 1"],
        ),
        ("UPDATE tasks SET attempt = 2 WHERE id = 'runs'", ["hold_not_closed 1"]),
        (
            "INSERT INTO ledger SELECT 99, 'x', 'settle', platform, user, community, 'no', 1, 0, 0, 0, 0, at"
            " FROM ledger LIMIT 1",
            ["closed_without_a_hold 1"],
        ),
        (
            "INSERT INTO ledger SELECT 99, 'x', 'release', platform, user, community, 'runs', 1, -1, 0, 0, 0, at"
            " FROM ledger LIMIT 1",
            ["closed_without_a_hold 1", "held_is_not_the_ledgers 1"],
        ),
        ("UPDATE tasks SET held = 5 WHERE id = 'runs'", ["held_is_not_the_ledgers 1"]),
        ("UPDATE tasks SET spent = 5 WHERE id = 'done'", ["held_is_not_the_ledgers 1"]),
        (
            "UPDATE segments SET stage = 'waiting' WHERE seq = (SELECT seq FROM tasks WHERE id = 'done')",
            ["flight_of_no_running_task 1"],
        ),
        ("DELETE FROM takes", ["ready_without_a_take 1"]),
        ("DELETE FROM tasks WHERE id = 'done'", ["row_without_its_parent 2"]),
    ],
)
async def test_a_check_finds_what_is_wrong(store: SqliteStore, tmp_path: Path, damage: str, found: list[str]) -> None:
    await perform(store, make_task("done", price=1), store.worker)
    await start(store, make_task("runs", price=2), store.worker)
    assert await rules_broken(store) == []
    change(tmp_path / "home", damage)
    assert await rules_broken(store) == found


async def test_a_check_of_the_memory_finds_what_is_wrong() -> None:
    store = MemoryStore()
    await perform(store, make_task("done", price=1), store.worker)
    assert await store.upkeep.check() == []
    state = store.takes._state
    state.takes.clear()
    state.ledger.pop()
    assert await store.upkeep.check() == ["hold_not_closed 1", "ready_without_a_take 1"]


@pytest.mark.parametrize(
    "change_of_sums",
    [
        "DELETE FROM ledger",
        "UPDATE ledger SET held = 0",
        "UPDATE ledger SET kind = 'grant'",
        "UPDATE ledger SET at = 0",
    ],
)
async def test_no_row_of_the_ledger_is_ever_changed_or_deleted(
    store: SqliteStore, tmp_path: Path, change_of_sums: str
) -> None:
    await submit(store, make_task("t1", price=3))
    with pytest.raises(sqlite3.IntegrityError, match="ledger rows stay"):
        change(tmp_path / "home", change_of_sums)


async def test_a_hold_is_written_once_and_closed_once(store: SqliteStore, tmp_path: Path) -> None:
    await submit(store, make_task("t1", price=3))
    again = "INSERT INTO ledger SELECT NULL, 'x', 'hold', platform, user, '', task, 1, 5, 0, 0, 0, at FROM ledger"
    close = "INSERT INTO ledger SELECT NULL, 'y', 'release', platform, user, '', task, 1, -3, 0, 0, 0, at FROM ledger"
    with pytest.raises(sqlite3.IntegrityError):
        change(tmp_path / "home", again)
    change(tmp_path / "home", f"{close} WHERE kind = 'hold'")
    with pytest.raises(sqlite3.IntegrityError):
        change(tmp_path / "home", f"{close} WHERE kind = 'hold'")


async def test_one_key_has_one_flight_in_the_database_too(store: SqliteStore, tmp_path: Path) -> None:
    await submit(store, make_task("t1", "same"))
    await submit(store, make_task("t2", "same"))
    with pytest.raises(sqlite3.IntegrityError):
        change(tmp_path / "home", "UPDATE segments SET stage = 'sending'")


async def test_after_forgetting_the_disk_holds_no_trace_of_the_person(store: SqliteStore, tmp_path: Path) -> None:
    zoe = Person("console", "zoe-4711-zoe")
    words_of_zoe = "zoe's very own words"
    home = Place("console", zoe.user, "", zoe.user)
    for number in range(60):
        if number % 3:
            place = home if number % 2 else PLACE
            task = make_task(f"t{number}", f"{words_of_zoe} {number}", "all say", price=1, person=zoe, place=place)
        else:
            task = make_task(f"t{number}", f"ben says {number}", "all say", price=1, person=BEN)
        await perform(store, task, store.worker)
    await store.preferences.put(f"person:console:{zoe.user}", "greeting", words_of_zoe)
    await store.casts.keep(home, "local", words_of_zoe, "v")
    grant = Entry(
        id="g", kind=EntryKind.GRANT, platform="console", user=zoe.user, community=zoe.user, granted=1, at=NOW
    )
    await store.ledger.grant(grant)
    await store.people.forget(zoe)
    await perform(store, make_task("after", "ben goes on", person=BEN), store.worker)
    files = {path.name: path.read_bytes() for path in (tmp_path / "home").iterdir() if path.is_file()}
    for trace in (zoe.user, words_of_zoe, "very own"):
        assert [name for name, data in files.items() if trace.encode() in data] == []
    assert b"ben says" in files[FILE]
    assert await rules_broken(store) == []


PLACE = Place("console", "stage", "", "theatre")


async def test_a_scrub_that_has_to_wait_for_another_process_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with await open_sqlite(tmp_path, patience=0.1) as store:
        await perform(store, make_task("t1"), store.worker)
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM tasks").fetchone()
            with caplog.at_level(logging.WARNING):
                await store.people.forget(ADA)
    assert "store_scrub_later" in caplog.messages


async def test_a_scrub_that_another_writer_keeps_out_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with await open_sqlite(tmp_path, patience=0.1) as store:
        writer = store.people._writer
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with caplog.at_level(logging.WARNING):
                await writer.scrub()
    assert "store_scrub_later" in caplog.messages


async def test_what_was_forgotten_is_not_answered_from_memory(store: SqliteStore) -> None:
    task = await perform(store, make_task("t1"), store.worker)
    assert task.recording is not None
    await store.people.forget(ADA)
    assert await store.recordings.find(task.recording.key) is None
    await store.tasks.draft(make_task("t1", "another's words", person=BEN))
    assert (await store.tasks.get("t1")).segments[0].segment.lines[0].text == "another's words"


async def test_a_recording_replaced_by_another_process_is_read_anew(tmp_path: Path) -> None:
    async with await open_sqlite(tmp_path) as one, await open_sqlite(tmp_path) as two:
        for store, name in ((one, "t1"), (two, "t2")):
            task = make_task(name, f"words of {name}")
            await start(store, task, store.worker)
            await store.takes.begin(name, 0, store.worker)
            await store.takes.keep(name, 0, make_take(task))
        await one.work.recorded("t1", make_recording("mix", "a" * 64))
        assert (await one.recordings.find("mix")) == make_recording("mix", "a" * 64)
        await two.work.recorded("t2", make_recording("mix", "b" * 64))
        assert (await one.recordings.find("mix")) == make_recording("mix", "b" * 64)
        assert (await one.work.end("t1", ending(Stage.DONE, told=True))).recording == make_recording("mix", "b" * 64)
