"""One life of a bot: submits tasks, works on all there are, and is killed at a commit boundary or from outside.

Run as a process: `python -m tests.crash.life --home DIR --till PORT --submit N --seed S [--kill K]`. K counts commit
boundaries: before the first commit is 0, after it 1, before the second 2 and so on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters.world import RandomIds, SystemClock
from bot.cast import Voice
from bot.errors import NotPossibleNow, QuotaExceeded
from bot.mix import Mixed, MixPlan
from bot.plan import Limits
from bot.ports.chat import Attachment, ChatLimits, Reply
from bot.ports.memory import TaskQuery, Wanted
from bot.ports.sound import Probe
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.quota import Allowance
from bot.script.reader import read
from bot.service.house import House, Rules
from bot.service.ordering import Request
from bot.service.service import Service
from bot.task import IN_FLIGHT, Loudness, Person, Place, Price, Segment, Stage, Task
from bot.worker.outside import Outside
from bot.worker.worker import Worker
from storage.blobs import FolderBlobs
from storage.sqlite import open_sqlite

PROVIDERS = ("plain", "jobs", "labels")
PEOPLE = 3
BUDGET = 10_000_000


class Line:
    """One conversation with the till: a question at a time."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def ask(self, do: str, **words: object) -> dict[str, Any]:
        """Ask, and wait for the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 26)
        try:
            writer.write(json.dumps({"do": do, **words}).encode() + b"\n")
            await writer.drain()
            return json.loads(await reader.readline())
        finally:
            writer.close()


class TillProvider:
    """A provider that is paid at the till: at once ("plain"), by jobs, or with labels that find a lost request again."""

    def __init__(self, name: str, till: Line) -> None:
        self.name = name
        self.limits = Limits(granularity="line", recover="label" if name == "labels" else "none", concurrency=8)
        self._till = till

    async def voices(self) -> Sequence[Voice]:
        return [Voice(name.lower(), name, self.name, ("en",)) for name in ("Ada", "Ben", "Cleo", "Dan")]

    def price(self, segment: Segment) -> Price:
        return Price(segment.characters)

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        mode = "jobs" if self.name == "jobs" else "plain"
        return self._answer(
            await self._till.ask("speak", key=segment.key, ref=ref, mode=mode, characters=segment.characters)
        )

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        return self._answer(await self._till.ask("check", job=job.id))

    async def find(self, ref: str) -> Audio | ProviderJob | None:
        found = await self._till.ask("find", ref=ref)
        return self._answer(found) if found else None

    def _answer(self, answer: Mapping[str, Any]) -> Audio | ProviderJob:
        if "job" in answer:
            return ProviderJob(answer["job"], self.name)
        return Audio(answer["audio"].encode(), "audio/x-test")


class TillProviders:
    def __init__(self, till: Line) -> None:
        made = {name: TillProvider(name, till) for name in PROVIDERS}
        self._made = {name: Speech(one, finds=one if name == "labels" else None) for name, one in made.items()}

    def names(self) -> Sequence[str]:
        return PROVIDERS

    def get(self, name: str) -> Speech:
        return self._made[name]


class TillChat:
    """A platform where the same reference is one message."""

    platform = "till"
    limits = ChatLimits(progress_every=None)

    def __init__(self, till: Line) -> None:
        self._till = till

    async def show(self, task: Task, reply: Reply, ref: str) -> str:
        await self._till.ask("post", ref=ref, words=str(reply))
        return ref

    async def deliver(self, task: Task, files: Sequence[Attachment], reply: Reply, ref: str) -> str:
        words = await asyncio.to_thread(Path(files[0].path).read_text, "utf-8")
        await self._till.ask("post", ref=ref, words=words)
        return ref


class Joining:
    """Sound work that joins bytes: what matters here is that each take is there once, in order."""

    async def probe(self, path: str) -> Probe:
        return Probe(1.0, 48_000, 1, "wav")

    async def mix(self, plan: MixPlan, out: str) -> Mixed:
        def join() -> int:
            data = b"\n".join(Path(clip.path).read_bytes() for clip in plan.clips)
            Path(out).write_bytes(data)
            return len(data)

        size = await asyncio.to_thread(join)
        spans = tuple((float(number), number + 1.0) for number in range(len(plan.clips)))
        return Mixed(out, float(len(plan.clips)), size, Loudness(-16.0, -2.0), spans, b"\x00")

    async def encode(self, path: str, format: str, bitrate: int, out: str) -> int:
        raise AssertionError("nothing is encoded here")


class Killer:
    """Ends this process the hard way at a commit boundary."""

    def __init__(self, at: int) -> None:
        self._left = at

    def __call__(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def script_of(chance: random.Random) -> str:
    """Some lines; now and then one that another task has too, so that takes are shared."""
    names = ("Ada", "Ben", "Cleo")
    lines = []
    for _ in range(chance.randint(1, 4)):
        words = "We all say this." if chance.random() < 0.15 else f"This is number {chance.randrange(10**9)}."
        lines.append(f"{chance.choice(names)}: {words}")
    return "\n".join(lines)


async def live(given: argparse.Namespace) -> None:
    chance = random.Random(given.seed)
    killer = Killer(given.kill) if given.kill >= 0 else None
    home = Path(given.home)
    store = await open_sqlite(home, before_commit=killer, after_commit=killer)
    blobs = FolderBlobs(home / "audio")
    till = Line(given.till)
    providers = TillProviders(till)
    clock, ids = SystemClock(), RandomIds()
    outside = Outside(
        worker=store.worker,
        store=store,
        blobs=blobs,
        providers=providers,
        audio=Joining(),
        chats={"till": TillChat(till)},
        clock=clock,
        ids=ids,
    )
    worker = Worker(outside)
    house = House(
        store=store,
        blobs=blobs,
        providers=providers,
        clock=clock,
        ids=ids,
        rules=Rules(provider="plain", allowance=Allowance(credits_per_day=BUDGET)),
        wake=worker.wake,
        interrupt=worker.interrupt,
    )
    service = Service.over(house)
    working = asyncio.create_task(worker.run(Wanted(platforms=frozenset({"till"}))))
    if given.confirm:
        await confirm(service, store)
    await submit(service, till, chance, given.submit)
    in_flight = TaskQuery(stages=IN_FLIGHT, limit=1)
    while await store.tasks.list(in_flight) or worker.busy:
        await asyncio.sleep(0.02)
    worker.stop()
    await working
    await store.upkeep.close()


async def submit(service: Service, till: Line, chance: random.Random, count: int) -> None:
    async def one(number: int) -> None:
        user = f"person-{chance.randrange(PEOPLE)}"
        request = Request(
            script=read(script_of(chance)),
            place=Place("till", f"chat-{number % 2}", community="club"),
            person=Person("till", user),
            provider=chance.choice(PROVIDERS),
        )
        sheet = await service.ordering.sheet(request)
        try:
            task = await service.ordering.go(sheet.task)
        except QuotaExceeded:
            return
        await till.ask("accept", task=task.id)

    await asyncio.gather(*(one(number) for number in range(count)))


async def confirm(service: Service, store: Any) -> None:
    """Say the person's word on every task that asks."""
    asking = TaskQuery(stages=frozenset({Stage.ASKING}), limit=100_000)
    for task in await store.tasks.list(asking):
        try:
            await service.tending.retry(task.id, task.person, pay_unknown=True)
        except NotPossibleNow:
            continue


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", required=True)
    parser.add_argument("--till", type=int, required=True)
    parser.add_argument("--submit", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kill", type=int, default=-1)
    parser.add_argument("--confirm", action="store_true")
    asyncio.run(live(parser.parse_args()))


if __name__ == "__main__":
    main()
