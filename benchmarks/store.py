"""The store's six calls a task, 50 tasks at once, synchronous=FULL, against huey on SQLite with fsync=True.

huey's tasks are empty and pass two states; ours pass submit, claim, begin, keep, recorded and end, with a hold on the
ledger, a take and a recording each. Both commit to the same disk. huey runs in an interpreter of its own: this one, or
the one that TABLEREAD_BENCH_HUEY names.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.ports.memory import Ending, Hold, Take, Wanted
from bot.quota import Allowance, Entry, EntryKind
from bot.script.model import Script, Turn
from bot.task import (
    Line,
    Loudness,
    Order,
    Part,
    Person,
    Place,
    Price,
    Recording,
    Segment,
    SegmentState,
    Spoken,
    Stage,
    Task,
)
from storage.sqlite import SqliteStore, open_sqlite

TASKS = 2000
AT_ONCE = 50
ROUNDS = 3
BLOB = "b" * 64
NOW = datetime.now(UTC)
WANTED = Wanted(platforms=frozenset({"bench"}))

# huey as its documentation shows it: a consumer of threads in the process that enqueues.
HUEY = """
import json, sys, tempfile, time
from huey import SqliteHuey
workers, tasks = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    huey = SqliteHuey(filename=folder + "/huey.db", fsync=True)
    done = 0
    @huey.task()
    def empty():
        global done
        done += 1
    consumer = huey.create_consumer(workers=workers, periodic=False, initial_delay=0.001, backoff=1.0, max_delay=0.001)
    started, cpu = time.perf_counter(), time.process_time()
    consumer.start()
    for _ in range(tasks):
        empty()
    while done < tasks:
        time.sleep(0.002)
    took = time.perf_counter() - started
    print(json.dumps({"rate": tasks / took, "cpu": (time.process_time() - cpu) / tasks * 1000}))
    consumer.stop(graceful=True)
"""


def order(number: int) -> tuple[Task, Hold]:
    """A task of one line nobody has said before, by one of ten people, under an allowance."""
    who = Person("bench", f"person-{number % 10}")
    words = f"This is line number {number}, and it is spoken once."
    segment = Segment(0, "empty", "", (Line(0, "ADAM", "voice", words),), "en", (), Price(1))
    script = Script((Turn("ADAM", words, (), 1),), "names", title=f"Play {number}")
    task = Task(
        id=f"task-{number}",
        place=Place("bench", "chat", community="club"),
        person=who,
        order=Order(script, "empty", (("ADAM", "voice", "Adam"),)),
        created=NOW,
        segments=(SegmentState(segment),),
    )
    entry = Entry(
        id=f"hold-{number}", kind=EntryKind.HOLD, platform="bench", user=who.user, community="club", held=1, at=NOW
    )
    return task, Hold(entry=entry, allowance=Allowance(credits_per_day=10**9, tasks_in_flight=10**6))


def recording(task: Task) -> Recording:
    """What a mix of the task might be."""
    spoken = tuple(
        Spoken(line.turn, line.speaker, line.voice, line.text, 0.0, 1.0) for line in task.segments[0].segment.lines
    )
    return Recording(
        f"mix-{task.id}", "ogg", (Part(BLOB, 1000, 0.0, 1.0),), 1.0, Loudness(-16.0, -1.5), spoken, bytes(64)
    )


async def through(store: SqliteStore, task: Task, hold: Hold) -> None:
    """One task through all its stages; the one that is claimed may be another that waits."""
    await store.tasks.submit(task, hold)
    (claimed,) = await store.work.claim(store.worker, WANTED, lambda heads: heads[0], 1)
    await store.takes.begin(claimed.id, 0, store.worker)
    take = Take(
        key=claimed.segments[0].segment.key,
        provider="empty",
        blob=BLOB,
        media_type="audio/ogg",
        credits=1,
        spans=(),
        task=claimed.id,
        at=NOW,
    )
    await store.takes.keep(claimed.id, 0, take)
    await store.work.recorded(claimed.id, recording(claimed))
    await store.work.end(claimed.id, Ending(stage=Stage.DONE, at=NOW, told=True))


async def ours(folder: Path) -> dict[str, float]:
    """Tasks a second, and milliseconds of CPU a task."""
    orders = [order(number) for number in range(TASKS)]

    async def feed(store: SqliteStore, waiting: Iterator[tuple[Task, Hold]]) -> None:
        for task, hold in waiting:
            await through(store, task, hold)

    async with await open_sqlite(folder) as store:
        waiting = iter(orders)
        started, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(feed(store, waiting) for _ in range(AT_ONCE)))
        took, used = time.perf_counter() - started, time.process_time() - cpu
        wrong = [one for one in await store.upkeep.check() if not one.startswith("sqlite_is_old")]
    if wrong:
        raise SystemExit(f"the store is not in order: {wrong}")
    return {"rate": TASKS / took, "cpu": used / TASKS * 1000}


def run_ours() -> dict[str, float]:
    """One round on a new database."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(ours(Path(folder)))


def run_huey(python: str, workers: int) -> dict[str, float]:
    """One round of the baseline."""
    ran = subprocess.run([python, "-c", HUEY, str(workers), str(TASKS)], capture_output=True, text=True, check=True)
    return dict(json.loads(ran.stdout))


def find_huey() -> str:
    """An interpreter that has huey, or nothing."""
    for python in (os.environ.get("TABLEREAD_BENCH_HUEY", ""), sys.executable):
        if python and subprocess.run([python, "-c", "import huey"], capture_output=True, check=False).returncode == 0:
            return python
    return ""


def main() -> None:
    """Print rates, CPU and ratios; the rounds of each take turns."""
    python = find_huey()
    if not python:
        print("  skip: huey is not installed (set TABLEREAD_BENCH_HUEY to an interpreter that has it)")
    baselines = (2, AT_ONCE) if python else ()
    rounds: dict[str, list[dict[str, float]]] = {}
    for _ in range(ROUNDS):
        rounds.setdefault("store", []).append(run_ours())
        for workers in baselines:
            rounds.setdefault(f"huey, {workers} workers", []).append(run_huey(python, workers))
    print(f"store: {TASKS:,} tasks through six calls each, {AT_ONCE} at once, synchronous=FULL, median of {ROUNDS}")
    mine = statistics.median(one["rate"] for one in rounds["store"])
    for name, measured in rounds.items():
        rate = statistics.median(one["rate"] for one in measured)
        cpu = statistics.median(one["cpu"] for one in measured)
        print(f"  {name:<18} {rate:>8,.0f} tasks/s   {cpu:.3f} ms CPU a task   store is {mine / rate:.2f}x")


if __name__ == "__main__":
    main()
