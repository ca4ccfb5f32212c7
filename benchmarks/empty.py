"""A whole bot whose provider, mix and delivery do nothing: what is left is the work of keeping tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.world import RandomIds, SystemClock
from bot.cast import Voice
from bot.mix import Mixed, MixPlan
from bot.plan import Limits
from bot.ports.chat import Attachment, ChatLimits, Reply
from bot.ports.memory import Wanted
from bot.ports.sound import Probe
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.script.model import Script, Turn
from bot.service.house import House, Rules
from bot.service.ordering import Request
from bot.service.service import Service
from bot.task import Loudness, Person, Place, Price, Segment, Task
from bot.worker.outside import Outside
from bot.worker.worker import Worker
from storage.sqlite import open_sqlite

VOICE = Voice("v", "Voice", "empty", ("en",))


class EmptyProvider:
    """Answers at once with nothing."""

    name = "empty"
    limits = Limits(concurrency=1000)

    def __init__(self) -> None:
        self.started = asyncio.Event()

    async def voices(self) -> Sequence[Voice]:
        return [VOICE]

    def price(self, segment: Segment) -> Price:
        return Price(1)

    async def speak(self, segment: Segment, ref: str) -> Audio:
        self.started.set()
        return Audio(b"", "audio/x-nothing")

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        raise AssertionError("there are no jobs")


class Providers:
    """The one provider."""

    def __init__(self, provider: EmptyProvider) -> None:
        self._speech = Speech(provider)

    def names(self) -> Sequence[str]:
        return ("empty",)

    def get(self, name: str) -> Speech:
        return self._speech


class EmptyChat:
    """Shows nothing, delivers nothing."""

    platform = "empty"
    limits = ChatLimits(progress_every=None)

    async def show(self, task: Task, reply: Reply, ref: str) -> str:
        return ""

    async def deliver(self, task: Task, files: Sequence[Attachment], reply: Reply, ref: str) -> str:
        return ""


class EmptySound:
    """Mixes nothing."""

    async def probe(self, path: str) -> Probe:
        return Probe(0.0, 48_000, 1, "wav")

    async def mix(self, plan: MixPlan, out: str) -> Mixed:
        return Mixed(out, 0.0, 0, Loudness(None, None), tuple((0.0, 0.0) for _ in plan.clips), b"")

    async def encode(self, path: str, format: str, bitrate: int, out: str) -> int:
        return 0


class EmptyBlobs:
    """Keeps nothing."""

    async def put(self, data: bytes) -> str:
        return "0" * 64

    async def adopt(self, path: str) -> str:
        return "0" * 64

    def path(self, blob: str) -> str:
        return blob

    def scratch(self, name: str) -> str:
        return name

    async def drop(self, blobs: Sequence[str]) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Bot:
    """What a benchmark works with."""

    service: Service
    worker: Worker
    provider: EmptyProvider

    async def draft(self, number: int) -> Task:
        """A draft of one line, different for every number."""
        request = Request(
            script=Script((Turn("Adam", f"Line {number}.", (), 1),), "names", size=20),
            place=Place("empty", "chat", community=f"club-{number % 5}"),
            person=Person("empty", f"person-{number % 10}"),
        )
        return (await self.service.ordering.sheet(request)).task

    async def settled(self) -> None:
        """Until nothing is being worked on."""
        while self.worker.busy:
            await asyncio.sleep(0)


@asynccontextmanager
async def open_bot(home: Path) -> AsyncIterator[Bot]:
    """A bot at work on an SQLite store in `home`."""
    store = await open_sqlite(home)
    provider = EmptyProvider()
    providers, blobs = Providers(provider), EmptyBlobs()
    clock, ids = SystemClock(), RandomIds()
    worker = Worker(
        Outside(
            worker=store.worker,
            store=store,
            blobs=blobs,
            providers=providers,
            audio=EmptySound(),
            chats={"empty": EmptyChat()},
            clock=clock,
            ids=ids,
        )
    )
    house = House(
        store=store,
        blobs=blobs,
        providers=providers,
        clock=clock,
        ids=ids,
        rules=Rules(provider="empty"),
        wake=worker.wake,
        interrupt=worker.interrupt,
    )
    working = asyncio.create_task(worker.run(Wanted(platforms=frozenset({"empty"}))))
    try:
        yield Bot(Service.over(house), worker, provider)
    finally:
        worker.stop()
        await working
        await store.upkeep.close()
