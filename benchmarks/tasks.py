"""Durable tasks through all stages, 50 at once, against huey on SQLite with fsync=True running empty tasks."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.empty import Bot, open_bot
from benchmarks.measure import interleaved, median_of, missing, row, title

TASKS = 1_500
AT_ONCE = 50

# huey as its documentation shows it: a consumer of threads in the process that enqueues, every commit on the disk.
HUEY = """
import json, sys, time
from huey import SqliteHuey
workers, tasks, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
huey = SqliteHuey(filename=path, fsync=True)
done = 0
@huey.task()
def empty():
    global done
    done += 1
consumer = huey.create_consumer(workers=workers, periodic=False, initial_delay=0.001, backoff=1.0, max_delay=0.001)
consumer.start()
started, cpu = time.perf_counter(), time.process_time()
for _ in range(tasks):
    empty()
while done < tasks:
    time.sleep(0.002)
print(json.dumps({"rate": tasks / (time.perf_counter() - started), "cpu": (time.process_time() - cpu) / tasks * 1000}))
consumer.stop(graceful=True)
"""


async def ours() -> tuple[float, float]:
    """Tasks a second from submit to done, and milliseconds of CPU a task."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_bot(Path(folder)) as bot:
            drafts = [await bot.draft(number) for number in range(TASKS)]
            started, cpu = time.perf_counter(), time.process_time()
            waiting = iter(drafts)
            await asyncio.gather(*(feed(bot, waiting) for _ in range(AT_ONCE)))
            await bot.settled()
            return TASKS / (time.perf_counter() - started), (time.process_time() - cpu) / TASKS * 1000


async def feed(bot: Bot, waiting: object) -> None:
    """Submit one task after the other, and wait for each to be carried out."""
    for draft in waiting:  # type: ignore[attr-defined]
        await bot.service.ordering.go(draft)
        while draft.id in bot.worker.busy:
            await asyncio.sleep(0.001)


def huey(python: str, workers: int) -> dict[str, float]:
    """The baseline in an interpreter that has it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-c", HUEY, str(workers), str(TASKS), f"{folder}/huey.db"]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print the table."""
    title(f"tasks: {TASKS:,} durable tasks through all stages, {AT_ONCE} at once, synchronous=FULL")
    python = os.environ.get("TABLEREAD_BENCH_HUEY", "")
    if not python or subprocess.run([python, "-c", "import huey"], capture_output=True, check=False).returncode:
        missing("huey")
        row("tasks a second", f"{median_of(lambda: asyncio.run(ours())[0]):,.0f}", "", None)
        return
    for workers in (AT_ONCE, 2):
        costs: dict[str, float] = {}

        def mine() -> float:
            rate, costs["ours"] = asyncio.run(ours())
            return rate

        def theirs(workers: int = workers) -> float:
            answer = huey(python, workers)
            costs["huey"] = answer["cpu"]
            return answer["rate"]

        rate, baseline = interleaved(mine, theirs)
        value = f"{rate:,.0f} / {baseline:,.0f} a second = {rate / baseline:.2f}x"
        target = "at least 1.0x" if workers == AT_ONCE else "(huey at its best)"
        row(f"against huey with {workers} workers", value, target, rate >= baseline if workers == AT_ONCE else None)
        row("CPU a task", f"{costs['ours']:.2f} ms / {costs['huey']:.2f} ms", "", None)


if __name__ == "__main__":
    main()
