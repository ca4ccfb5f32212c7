"""From submit to the start of work when idle, and how often an idle bot wakes up."""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.empty import Bot, open_bot
from benchmarks.measure import row, title

TASKS = 200
IDLE = 3.0  # seconds


class Claims(logging.Handler):
    """When a worker last began with a task: it says so in the log."""

    at = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Remember the moment."""
        if record.msg == "task_claimed":
            self.at = time.perf_counter()


async def starts(bot: Bot) -> tuple[list[float], list[float]]:
    """Milliseconds from the moment a task is durably queued to the worker's start on it, and from the call of submit to
    the first request at the provider.

    Before the start there is one commit (the claim); in the whole way there are three (submit, claim, intent).
    """
    claims, started, asked = Claims(), [], []
    log = logging.getLogger("tableread.worker")
    log.setLevel(logging.INFO)
    log.addHandler(claims)
    log.propagate = False
    for number in range(TASKS):
        draft = await bot.draft(number)
        await asyncio.sleep(0.005)  # idle again
        bot.provider.started.clear()
        began = time.perf_counter()
        await bot.service.ordering.go(draft)
        queued = time.perf_counter()
        await bot.provider.started.wait()
        asked.append((time.perf_counter() - began) * 1000)
        started.append((claims.at - queued) * 1000)
        await bot.settled()
    return started, asked


async def wakes() -> int:
    """How often the event loop ran anything while nothing was asked for."""
    loop = asyncio.get_running_loop()
    selector = loop._selector  # type: ignore[attr-defined]
    select, count = selector.select, 0
    ends = time.perf_counter() + 0.2 + IDLE

    def counting(timeout: float | None = None) -> object:
        nonlocal count
        found = select(timeout)
        count += time.perf_counter() < ends - 0.05  # the end of our own sleep is no wake-up of the bot's
        return found

    await asyncio.sleep(0.2)
    selector.select = counting
    await asyncio.sleep(IDLE)
    selector.select = select
    return count


async def measure() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_bot(Path(folder)) as bot:
            started, asked = await starts(bot)
            idle = await wakes()
    p50, p99 = statistics.median(started), statistics.quantiles(started, n=100)[98]
    row("enqueued to started, idle: p50 (p99)", f"{p50:.2f} ms ({p99:.2f} ms)", "at most 2 ms", p50 <= 2)
    row("call of submit to the first request, idle: p50", f"{statistics.median(asked):.2f} ms", "", None)
    row(f"wake-ups in {IDLE:.0f} s of idling", str(idle), "0", idle <= 0)


def main() -> None:
    """Print the table."""
    title("latency: SQLite, synchronous=FULL")
    asyncio.run(measure())


if __name__ == "__main__":
    main()
