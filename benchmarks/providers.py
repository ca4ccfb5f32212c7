"""A script through `miso-one` against a bare httpx script that does create, poll, download; and 1,000 tasks in flight."""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from adapters.providers import Table
from adapters.world import RandomIds, SystemClock
from benchmarks.empty import EmptyChat, EmptySound
from benchmarks.measure import ROOT, interleaved, row, title
from bot.app import wire
from bot.mix import Mixed, MixPlan
from bot.ports.world import Clock
from bot.script.reader import read
from bot.service.house import Rules
from bot.service.ordering import Request
from bot.service.service import Service
from bot.task import Person, Place, Stage, Task
from bot.worker.outside import Outside
from bot.worker.worker import Worker
from storage.blobs import FolderBlobs
from storage.sqlite import open_sqlite

logging.getLogger("storage").setLevel(logging.ERROR)  # an old SQLite is said by doctor
logging.getLogger("tableread").setLevel(logging.CRITICAL)

TASKS = 30  # one after the other, for the CPU of each
AT_ONCE = 1_000
LINES = 20
FEW_LINES = 2  # of each of those in flight: making their audio is the simulator's work, and it is the slower one
VOICES = ("Adam", "Bella")


def words(number: int, lines: int = LINES) -> list[tuple[str, str]]:
    """A script like no other."""
    return [(VOICES[at % 2], f"Line {at} of script {number}.") for at in range(lines)]


# In processes of their own: each is this module with a name, the site's URL and a number of tasks; it prints JSON.


async def bare(url: str, tasks: int) -> dict[str, float]:
    """What somebody without Tableread would write."""
    import httpx

    async with httpx.AsyncClient(base_url=url, headers={"cookie": "session=key"}) as client:
        await _bare(client, -1)
        began = time.process_time()
        for number in range(tasks):
            await _bare(client, number)
        return {"cpu": (time.process_time() - began) / tasks * 1000}


async def _bare(client: object, number: int) -> bytes:
    dialogue = [{"voice": voice, "text": text} for voice, text in words(number)]
    body = {
        "mediaType": "speech",
        "presetId": "miso-one",
        "prompt": f"bare-{number}",
        "options": {"dialogue": dialogue, "stability": 0.5},
    }
    made = (await client.post("/api/ai/generate", json=body)).json()  # type: ignore[attr-defined]
    while True:
        seen = (await client.post("/api/ai/query", json={"taskId": made["data"]["id"]})).json()["data"]  # type: ignore[attr-defined]
        if seen["status"] == "success":
            address = json.loads(seen["taskInfo"])["audios"][0]["audioUrl"]
            return (await client.get(address)).content  # type: ignore[attr-defined]


class Joining(EmptySound):
    """The clips as they are, one after the other."""

    async def mix(self, plan: MixPlan, out: str) -> Mixed:
        """A file that can be kept."""
        data = b"".join(Path(clip.path).read_bytes() for clip in plan.clips)
        Path(out).write_bytes(data)
        return replace(await super().mix(plan, out), size=len(data))


class Swift:
    """A clock on which waiting for the next look takes no time: what is measured is work."""

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Let others run."""
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot on SQLite and files; its mix and its chat do nothing."""

    outside: Outside
    service: Service

    async def order(self, number: int, lines: int = LINES) -> Task:
        """A task, queued."""
        request = Request(
            script=read("\n".join(f"{voice}: {text}" for voice, text in words(number, lines))),
            place=Place("empty", "chat"),
            person=Person("empty", f"person-{number % 10}"),
        )
        return await self.service.ordering.go((await self.service.ordering.sheet(request)).task)

    async def carry(self, *tasks: Task, slots: int = 50) -> None:
        """Work them through."""
        await Worker(self.outside, slots=slots).work_through(frozenset(task.id for task in tasks))
        ended = [(await self.outside.store.tasks.get(task.id)).stage for task in tasks]
        if set(ended) != {Stage.DONE}:
            raise SystemExit(f"not all of them were done: {sorted(set(ended))}")


@asynccontextmanager
async def open_bot(url: str, *, clock: Clock) -> AsyncIterator[Bot]:
    """A bot whose only provider is miso-one at `url`."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = await stack.enter_async_context(await open_sqlite(folder))
        providers = Table({"miso-one": {"cookie": "session=key", "base_url": url}})
        stack.push_async_callback(providers.aclose)
        outside = Outside(
            worker=store.worker,
            store=store,
            blobs=FolderBlobs(folder / "audio"),
            providers=providers,
            audio=Joining(),
            chats={"empty": EmptyChat()},
            clock=clock,
            ids=RandomIds(),
        )
        _, service = wire(outside, Rules(provider="miso-one"))
        yield Bot(outside, service)


async def ours(url: str, tasks: int) -> dict[str, float]:
    """One after the other, from its words to its delivery."""
    async with open_bot(url, clock=Swift()) as bot:
        await bot.carry(await bot.order(-1))
        began = time.process_time()
        for number in range(tasks):
            await bot.carry(await bot.order(number))
        return {"cpu": (time.process_time() - began) / tasks * 1000}


async def many(url: str, tasks: int) -> dict[str, float]:
    """All at once, each with a job at the provider; how late the loop was meanwhile, in milliseconds, and memory."""
    async with open_bot(url, clock=SystemClock()) as bot:
        provider = bot.outside.providers.get("miso-one").provider
        provider.limits = replace(provider.limits, concurrency=tasks)  # type: ignore[misc]
        ordered = [await bot.order(number, FEW_LINES) for number in range(tasks)]
        late: list[float] = []
        watching = asyncio.create_task(watch(late))
        began = time.perf_counter()
        await bot.carry(*ordered, slots=tasks)
        took = time.perf_counter() - began
        watching.cancel()
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"p99": statistics.quantiles(late, n=100)[98], "most": max(late), "rss": rss, "seconds": took}


async def watch(late: list[float]) -> None:
    """How much later than asked a sleep ends."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        late.append((time.perf_counter() - began - 0.005) * 1000)


@contextmanager
def site() -> Iterator[str]:
    """The simulator, without delay; its URL."""
    command = [sys.executable, "-m", "tests.simulators", "miso-one", "--port", "0", "--seed", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip() if process.stdout else ""
    finally:
        process.terminate()
        process.wait()


def measured(what: str, url: str, tasks: int) -> dict[str, float]:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.providers", what, url, str(tasks)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Print the table."""
    if sys.argv[1:]:
        what, url, tasks = sys.argv[1:]
        run = {"ours": ours, "bare": bare, "many": many}[what]
        print(json.dumps(asyncio.run(run(url, int(tasks)))))
        return
    title(f"providers: a script of {LINES} lines through miso-one, its simulator without delay in another process")
    with site() as url:
        mine, theirs = interleaved(
            lambda: measured("ours", url, TASKS)["cpu"], lambda: measured("bare", url, TASKS)["cpu"]
        )
        ratio = mine / theirs
        row(
            "CPU a task against bare httpx (create, poll, download)",
            f"{mine:.1f} ms / {theirs:.1f} ms = {ratio:.2f}x",
            "at most 1.5x",
            ratio <= 1.5,
        )
        seen = measured("many", url, AT_ONCE)
    row(f"{AT_ONCE:,} tasks in flight: memory", f"{seen['rss'] / 1e6:.0f} MB", "under 250 MB", seen["rss"] < 250e6)
    value = f"{seen['p99']:.1f} ms ({seen['most']:.0f} ms)"
    row(f"{AT_ONCE:,} tasks in flight: loop delay p99 (most)", value, "under 15 ms", seen["p99"] < 15)
    row(f"{AT_ONCE:,} tasks in flight: all done in", f"{seen['seconds']:.0f} s", "", None)


if __name__ == "__main__":
    main()
