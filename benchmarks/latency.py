"""From submit to the start of work when idle, and how often an idle bot wakes up."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.empty import Bot, open_bot
from benchmarks.measure import row, title

TASKS = 200
IDLE = 3.0  # seconds


async def starts(bot: Bot) -> list[float]:
    """Milliseconds from the submit's answer being asked for to the provider being asked."""
    took = []
    for number in range(TASKS):
        draft = await bot.draft(number)
        await asyncio.sleep(0.005)  # idle again
        bot.provider.started.clear()
        began = time.perf_counter()
        await bot.service.ordering.go(draft)
        await bot.provider.started.wait()
        took.append((time.perf_counter() - began) * 1000)
        await bot.settled()
    return took


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
            took = await starts(bot)
            p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
            idle = await wakes()
    row("submit to start, idle: p50 (p99)", f"{p50:.2f} ms ({p99:.2f} ms)", "at most 2 ms", p50 <= 2)
    row(f"wake-ups in {IDLE:.0f} s of idling", str(idle), "0", idle <= 0)


def main() -> None:
    """Print the table."""
    title("latency: SQLite, synchronous=FULL")
    asyncio.run(measure())


if __name__ == "__main__":
    main()
