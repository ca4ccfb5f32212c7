"""Processes that share a database, die, and are taken over from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from bot.errors import Bug
from bot.ports import Store, TaskQuery, Turnout
from bot.task import SegmentStage, Stage
from storage.sqlite import open_sqlite
from storage.sqlite.liveness import Liveness
from tests.storage.making import ANY, first, make_task, start, submit
from tests.storage.trouble import spawn

# A life in another process: performs tasks until it is killed at a commit boundary, or done.
LIFE = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.ports import Turnout
from bot.task import Stage
from storage.sqlite import open_sqlite
from tests.storage.making import *

home, kill, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

class Killer:
    left = kill
    def __call__(self):
        if Killer.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        Killer.left -= 1

async def main():
    async with await open_sqlite(home, before_commit=Killer(), after_commit=Killer()) as store:
        for number in range(count):
            await submit(store, make_task(f"{os.getpid()}-{number}", "one", "two", price=1))
            print("submitted", f"{os.getpid()}-{number}", flush=True)
        while tasks := await store.work.claim(store.worker, ANY, first, 1):
            for task in tasks:
                if task.stage is Stage.SPEAKING:
                    for index in range(2):
                        begun = await store.takes.begin(task.id, index, store.worker)
                        if begun.turnout is Turnout.SEND:
                            print("paid", task.segments[index].segment.key, begun.paid_before, flush=True)
                        if begun.turnout in (Turnout.SEND, Turnout.LOST):
                            await store.takes.keep(task.id, index, make_take(task, index))
                if (await store.tasks.get(task.id)).stage is Stage.MIXING:
                    await store.work.recorded(task.id, make_recording(f"mix-{task.id}"))
                await store.work.end(task.id, ending(Stage.DONE, told=True))
        print("finished", flush=True)

asyncio.run(main())
"""


def live(home: Path, kill: int = -1, count: int = 2) -> tuple[int, list[list[str]]]:
    command = [sys.executable, "-c", LIFE, str(home), str(kill), str(count)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return ran.returncode, [line.split() for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("kills", [(0, 7), (2, 9), (5, 12), (13, 4)])
async def test_killed_at_any_commit_boundary_nothing_is_lost_or_paid_twice(
    tmp_path: Path, kills: tuple[int, ...]
) -> None:
    said: list[list[str]] = []
    for kill in kills:
        code, lines = live(tmp_path, kill)
        assert code == -signal.SIGKILL
        said += lines
    code, lines = live(tmp_path, count=0)
    assert (code, lines[-1]) == (0, ["finished"])
    said += lines
    async with await open_sqlite(tmp_path) as store:
        tasks = {task.id: task for task in await store.tasks.list(TaskQuery())}
        submitted = [words[1] for words in said if words[0] == "submitted"]
        assert set(submitted) <= set(tasks)
        assert {task.stage for task in tasks.values()} == {Stage.DONE}
        # "one" and "two" are the same words in every task: each is paid once, in all lives together.
        paid = [words[1] for words in said if words[0] == "paid"]
        assert len(paid) == len(set(paid))
        assert [one for one in await store.upkeep.check() if not one.startswith("sqlite_is_old")] == []


async def test_two_processes_work_through_one_queue(tmp_path: Path) -> None:
    running = [spawn(LIFE, str(tmp_path), "-1", "20") for _ in range(2)]
    said = [line.split() for process in running for line in process.communicate(timeout=60)[0].splitlines()]
    assert said.count(["finished"]) == 2
    assert len([words for words in said if words[0] == "paid"]) == 2
    async with await open_sqlite(tmp_path) as store:
        tasks = await store.tasks.list(TaskQuery(limit=100))
        assert [task.stage for task in tasks] == [Stage.DONE] * 40
        assert [one for one in await store.upkeep.check() if not one.startswith("sqlite_is_old")] == []


async def test_a_worker_that_lives_in_another_process_keeps_its_tasks_until_it_dies(tmp_path: Path) -> None:
    program = """
        import asyncio, sys, time
        from pathlib import Path
        from storage.sqlite import open_sqlite
        from tests.storage.making import *

        async def main():
            store = await open_sqlite(Path(sys.argv[1]))
            task = await start(store, make_task("theirs", "same"), store.worker)
            await store.takes.begin("theirs", 0, store.worker)
            print("claimed", flush=True)
            time.sleep(60)

        asyncio.run(main())
    """
    with spawn(program, str(tmp_path)) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "claimed\n"
        async with await open_sqlite(tmp_path) as store:
            assert await store.work.claim(store.worker, ANY, first, 5) == []
            await start(store, make_task("ours", "same"), store.worker)
            assert (await store.takes.begin("ours", 0, store.worker)).turnout is Turnout.THEIRS
            other.kill()
            other.wait()
            begun = await store.takes.begin("ours", 0, store.worker)
            assert (begun.turnout, begun.paid_before) == (Turnout.SEND, True)
            (taken,) = await store.work.claim(store.worker, ANY, first, 5)
            assert (taken.id, taken.segments[0].stage) == ("theirs", SegmentStage.UNKNOWN)


async def test_stores_of_one_process_know_each_other_as_alive(tmp_path: Path) -> None:
    async with await open_sqlite(tmp_path) as one, await open_sqlite(tmp_path) as two:
        await start(one, make_task("t1"), one.worker)
        assert await two.work.claim(two.worker, ANY, first, 5) == []
        with pytest.raises(Bug, match="worker_taken"):
            await two.work.claim(one.worker, ANY, first, 5)
        await one.upkeep.close()
        assert [task.id for task in await two.work.claim(two.worker, ANY, first, 5)] == ["t1"]


async def test_what_one_process_writes_another_reads_at_once(tmp_path: Path) -> None:
    async with await open_sqlite(tmp_path) as one, await open_sqlite(tmp_path) as two:
        await submit(one, make_task("t1"))
        assert (await two.tasks.get("t1")).id == "t1"
        await start_there(two)
        assert (await one.tasks.get("t2")).stage is Stage.SPEAKING


async def start_there(store: Store) -> None:
    await start(store, make_task("t2"), "worker of two")


def test_a_worker_is_alive_while_its_lock_is_held(tmp_path: Path) -> None:
    ours, theirs = Liveness(tmp_path / "workers"), Liveness(tmp_path / "workers")
    ours.sweep()
    assert not ours.alive("w/../1")
    assert theirs.join("w/../1")
    assert theirs.join("w/../1")
    assert (theirs.alive("w/../1"), ours.alive("w/../1"), ours.join("w/../1")) == (True, True, False)
    assert len(list((tmp_path / "workers").iterdir())) == 1
    theirs.leave()
    assert not ours.alive("w/../1")
    assert list((tmp_path / "workers").iterdir()) == []


def test_files_of_the_dead_are_removed_and_those_of_the_living_stay(tmp_path: Path) -> None:
    ours, theirs = Liveness(tmp_path), Liveness(tmp_path)
    assert theirs.join("alive")
    for name in ("dead-1", "dead-2"):
        (tmp_path / f"{name}.lock").touch()
    assert not ours.alive("dead-1")
    ours.sweep()
    assert [path.name for path in tmp_path.iterdir()] == ["alive.lock"]
    theirs.leave()


def test_who_opened_a_lock_file_that_was_removed_locks_the_next_one(tmp_path: Path) -> None:
    held = os.open(tmp_path / "w.lock", os.O_RDWR | os.O_CREAT)
    ours, theirs = Liveness(tmp_path), Liveness(tmp_path)
    ours.sweep()
    assert theirs.join("w")
    with pytest.raises(TimeoutError):
        FileLock(tmp_path / "w.lock", timeout=0).acquire()
    assert ours.alive("w")
    theirs.leave()
    os.close(held)
