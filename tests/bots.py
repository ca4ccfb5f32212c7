"""A whole bot in memory for tests: real service, worker and store; tones or nothing for speech; a chat that writes down."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.providers.tone import Tone, ToneOptions
from bot.app import wire
from bot.errors import UnknownChoice
from bot.mix import Mixed, MixPlan
from bot.ports.chat import Attachment, Card, ChatLimits, Notice, Progress, Reply
from bot.ports.memory import Wanted
from bot.ports.sound import Probe
from bot.ports.speech import Speech
from bot.quota import Allowance
from bot.script.reader import read
from bot.service.house import Rules
from bot.service.ordering import Request
from bot.service.service import Service
from bot.task import Loudness, Person, Place, Task
from bot.worker.outside import Outside
from bot.worker.worker import Worker
from storage.memory import MemoryStore

PLACE = Place("page", "room", community="club")
ANNA = Person("page", "anna")
SKIT = "Ada: [excited] Did you hear?\nBen: Tell me everything.\nAda: Later."


class JumpingClock:
    """Time that passes only when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 1, 12, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class CountingIds:
    """Identifiers in order."""

    def __init__(self) -> None:
        self._count = 0

    def _next(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def task(self) -> str:
        return self._next("t")

    def entry(self) -> str:
        return self._next("e")

    def reference(self) -> str:
        return self._next("R")


class Page:
    """A chat that writes down what people see: one message a reference, as on a platform that knows it again."""

    platform = "page"

    def __init__(self, progress_every: float | None = None) -> None:
        self.limits = ChatLimits(progress_every=progress_every)
        self.messages: dict[str, Reply] = {}
        self.posted: list[tuple[str, Reply]] = []
        self.files: dict[str, list[Path]] = {}
        self.broken: list[Exception] = []

    async def show(self, task: Task, reply: Reply, ref: str) -> str:
        if self.broken:
            raise self.broken.pop(0)
        self.messages[ref] = reply
        self.posted.append((ref, reply))
        return ref

    async def deliver(self, task: Task, files: Sequence[Attachment], reply: Reply, ref: str) -> str:
        if self.broken:
            raise self.broken.pop(0)
        self.messages[ref] = reply
        self.posted.append((ref, reply))
        self.files[task.id] = [Path(file.path) for file in files]
        return ref

    @property
    def cards(self) -> list[Card]:
        return [reply for reply in self.messages.values() if isinstance(reply, Card)]

    @property
    def notices(self) -> list[Notice]:
        return [reply for reply in self.messages.values() if isinstance(reply, Notice)]

    @property
    def progress(self) -> list[Progress]:
        return [reply for _, reply in self.posted if isinstance(reply, Progress)]


class Folder:
    """Blobs in a folder, without the care for a disk that fails."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.broken: list[Exception] = []

    async def put(self, data: bytes) -> str:
        if self.broken:
            raise self.broken.pop(0)
        name = hashlib.sha256(data).hexdigest()
        (self._path / name).write_bytes(data)
        return name

    async def adopt(self, path: str) -> str:
        return await self.put(Path(path).read_bytes())

    def path(self, blob: str) -> str:
        if not (self._path / blob).exists():
            raise KeyError(blob)
        return str(self._path / blob)

    def scratch(self, name: str) -> str:
        return str(self._path / f"scratch-{name}")

    async def drop(self, blobs: Sequence[str]) -> None:
        for blob in blobs:
            (self._path / blob).unlink(missing_ok=True)


class Joined:
    """Sound work that joins bytes; a second a clip."""

    def __init__(self) -> None:
        self.mixes = 0
        self.broken: list[Exception] = []

    async def probe(self, path: str) -> Probe:
        return Probe(1.0, 48_000, 1, "wav")

    async def mix(self, plan: MixPlan, out: str) -> Mixed:
        if self.broken:
            raise self.broken.pop(0)
        self.mixes += 1
        data = b"".join(Path(clip.path).read_bytes() for clip in plan.clips)
        Path(out).write_bytes(data)
        spans = tuple((float(number), number + 1.0) for number in range(len(plan.clips)))
        return Mixed(out, float(len(plan.clips)), len(data), Loudness(-16.0, -2.0), spans, b"\x01\x02")

    async def encode(self, path: str, format: str, bitrate: int, out: str) -> int:
        Path(out).write_bytes(Path(path).read_bytes())
        return Path(out).stat().st_size


class Stage:
    """The providers of a test, by name."""

    def __init__(self, made: Mapping[str, Speech]) -> None:
        self.made = dict(made)

    def names(self) -> Sequence[str]:
        return tuple(self.made)

    def get(self, name: str) -> Speech:
        if name not in self.made:
            raise UnknownChoice("unknown_provider", asked=name, allowed=self.names())
        return self.made[name]


@dataclass(slots=True)
class Bot:
    """Everything of a bot that a test may want to look at."""

    store: MemoryStore
    tone: Tone
    page: Page
    blobs: Folder
    sound: Joined
    clock: JumpingClock
    service: Service
    worker: Worker
    outside: Outside
    working: list[asyncio.Task[None]] = field(default_factory=list)

    async def order(self, text: str = SKIT, *, person: Person = ANNA, place: Place = PLACE, provider: str = "") -> Task:
        """Submit a script; nothing works on it yet."""
        sheet = await self.service.ordering.sheet(
            Request(script=read(text), place=place, person=person, provider=provider)
        )
        return await self.service.ordering.go(sheet.task)

    async def carry(self, task: Task) -> Task:
        """Work one task through, and say what became of it."""
        await self.worker.work_through(frozenset({task.id}))
        self.worker = Worker(self.outside)
        return await self.store.tasks.get(task.id)

    async def perform(self, text: str = SKIT, *, person: Person = ANNA, provider: str = "") -> Task:
        """Submit and work through."""
        return await self.carry(await self.order(text, person=person, provider=provider))


def make(
    folder: Path,
    options: ToneOptions | None = None,
    *,
    speech: Mapping[str, Speech] | None = None,
    allowance: Allowance | None = None,
    progress_every: float | None = None,
    store: MemoryStore | None = None,
    clock: JumpingClock | None = None,
) -> Bot:
    """A bot in memory whose people have an allowance, with tones (or `speech`) for voices."""
    store, tone, page, blobs = store or MemoryStore(), Tone(options), Page(progress_every), Folder(folder)
    sound, clock, ids = Joined(), clock or JumpingClock(), CountingIds()
    providers = Stage(speech or {"tone": Speech(tone)})
    outside = Outside(
        worker=store.worker,
        store=store,
        blobs=blobs,
        providers=providers,
        audio=sound,
        chats={"page": page},
        clock=clock,
        ids=ids,
    )
    rules = Rules(provider=next(iter(providers.names())), allowance=allowance or Allowance())
    worker, service = wire(outside, rules)
    return Bot(store, tone, page, blobs, sound, clock, service, worker, outside)


@asynccontextmanager
async def at_work(bot: Bot) -> AsyncIterator[Bot]:
    """The bot with its worker running."""
    working = asyncio.create_task(bot.worker.run(Wanted(platforms=frozenset({"page"}))))
    try:
        yield bot
    finally:
        bot.worker.stop()
        await working
