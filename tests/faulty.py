"""Whole tasks through each provider against its simulator with faults: batches of them, and what must hold of every one."""

from __future__ import annotations

import asyncio
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from adapters.fetch import Fetcher
from adapters.providers._http import Bounds, Http, Timing
from adapters.providers._sniff import sniff
from adapters.providers.elevenlabs.provider import ElevenLabs
from adapters.providers.listenhub.provider import ListenHub
from adapters.providers.miso_one.provider import MisoOne
from adapters.providers.openai.provider import OpenAI
from adapters.providers.respeecher.client import Client
from adapters.providers.respeecher.provider import Respeecher
from adapters.providers.respeecher.session import Credentials
from adapters.providers.speechbase.provider import Speechbase
from bot.errors import TablereadError
from bot.ports.speech import Speech
from bot.quota import CLOSING, Allowance, EntryKind
from bot.script.reader import read
from bot.service.ordering import Request
from bot.task import SegmentStage, Stage, Task
from bot.worker.worker import Worker
from tests.bots import ANNA, PLACE, Bot, JumpingClock, make
from tests.simulators.__main__ import simulator
from tests.simulators.respeecher import Respeecher as RespeecherSite
from tests.simulators.server import AFTER, AUDIO, BEFORE, COMMON, JSON, Simulator

_WORD = re.compile(r"k\d{5}[ab]")  # one of each line's own

BATCH = 4  # tasks carried at once
ALLOWANCE = 1_000_000
ENDS = frozenset({Stage.DONE, Stage.FAILED, Stage.ASKING})

# Kinds of the simulators that are not met by performing a script: they strike episodes and their streams, say nothing is
# wrong, or only change the shape of other faults.
_ELSEWHERE = {
    "miso-one": {"bare", "http-status", "no-balance", "no-prompt", "odd-info"},
    "listenhub": {
        *("failed", "text-fail", "audio-fail", "stuck", "no-url", "bare"),
        *(f"fail-{code}" for code in range(91001, 91008)),
        *("sse-cut", "sse-error", "sse-garbage", "sse-long"),
    },
    "elevenlabs": {"history-late", "history-off"},  # together with lost answers, below
    "openai": {"pcm", "wav"},
    "speechbase": {"warned"},
    "respeecher": {"session-expired"},  # together with a session, below
}
# No audio comes as such: it is in JSON.
_NO_FILES = {"speechbase": set(AUDIO) - set(JSON), "elevenlabs": set(AUDIO) - set(JSON)}
# The provider says itself that it failed at what was asked: "retry" sends it anew without another question.
_SAYS_FAILED = frozenset(
    {
        "error-in-200",
        "failed",
        "late-policy",
        "order-error",
        "order-moderated",
        "recording-error",
        "recording-moderated",
    }
)
NAMES = ("miso-one", "respeecher", "speechbase", "listenhub", "openai", "elevenlabs")


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault at a provider; `beside` are faults without which it would not be met."""

    provider: str
    fault: str
    beside: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.provider} {' with '.join((self.fault, *self.beside))}"


def kinds() -> Sequence[Kind]:
    """Every fault of every provider that a performance can meet."""
    found = []
    for name in NAMES:
        met = (COMMON | simulator(name).own_faults) - _ELSEWHERE[name] - _NO_FILES.get(name, set())
        found += [Kind(name, fault) for fault in sorted(met)]
    found += [Kind("elevenlabs", fault, ("lost-answer",)) for fault in ("history-late", "history-off")]
    return (*found, Kind("respeecher", "session-expired"))


def plain(kind: Kind) -> bool:
    """Whether it leaves nothing behind: once it is over, whatever is asked for again comes."""
    return kind.fault in {*BEFORE, *AFTER, *JSON, *AUDIO} and not kind.beside


@dataclass(slots=True)
class Trial:
    """One provider's simulator, and bot after bot with tasks against it. `asked` counts how often each line may be paid."""

    kind: Kind
    site: Simulator
    folder: Path
    chance: random.Random
    asked: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    number: int = 0

    async def until(self, strikes: int, *, probability: float = 0.6, most: int = 0) -> None:
        """Batches of tasks until the fault has struck so often, or `most` tasks were carried."""
        most = most or strikes * 12 + 40
        while self.site.struck[self.kind.fault] < strikes and self.number < most:
            for fault in (self.kind.fault, *self.kind.beside):
                self.site.set_fault(fault, probability)
            await self.batch()

    async def batch(self) -> None:
        """Tasks through service and worker, some asked for again, and all that must hold afterwards."""
        clock = JumpingClock()
        async with _provider(self.kind, self.site.url, clock) as speech:
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                await self._tried(
                    make(
                        Path(folder),
                        speech={self.kind.provider: speech},
                        allowance=Allowance(credits_per_day=ALLOWANCE),
                        clock=clock,
                    )
                )

    async def _tried(self, bot: Bot) -> None:
        tasks = [task for task in [await self._order(bot) for _ in range(BATCH)] if task is not None]
        await self._carry(bot, tasks)
        await self._again(bot, tasks, self.chance.random() < 0.5)
        self.site.faults.clear()
        await self._again(bot, tasks, True)
        await self._balanced(bot, tasks)

    async def _order(self, bot: Bot) -> Task | None:
        """A task of two lines like no others, or None where the provider could not even be asked for its voices."""
        self.number += 1
        one, other = f"k{self.number:05}a", f"k{self.number:05}b"
        text = f"Ada: Say {one}.\nBen: No, {other}."  # short: most of the time goes into making audio
        self.asked.update([one, other])
        try:
            sheet = await bot.service.ordering.sheet(Request(script=read(text), place=PLACE, person=ANNA))
        except TablereadError:
            bot.clock.at += timedelta(minutes=2)
            return None
        return await bot.service.ordering.go(sheet.task)

    async def _carry(self, bot: Bot, tasks: Sequence[Task]) -> None:
        await bot.worker.work_through(frozenset(task.id for task in tasks))
        bot.worker = Worker(bot.outside)
        for task in tasks:
            now = await bot.store.tasks.get(task.id)
            self.outcomes[now.stage.value] += 1
            assert now.stage in ENDS, (self.kind, now.stage)  # R1
            told = [ref for ref, _ in bot.page.posted if ref.startswith(f"{now.id}-{now.attempt}-")]
            assert len(told) == 1, (self.kind, told)
            assert now.told
            assert now.error != "bug", self.kind
        self._paid_once()
        await self._usage(bot)
        await self._audible(bot)

    async def _audible(self, bot: Bot) -> None:
        """What was kept as a take is audio, whatever it was called."""
        mixed = {path.name for files in bot.page.files.values() for path in files}
        for blob in set(await bot.store.upkeep.referred()) - mixed:
            assert sniff(Path(bot.blobs.path(blob)).read_bytes()), self.kind

    async def _again(self, bot: Bot, tasks: Sequence[Task], wanted: bool) -> None:
        """The person's word: what failed or asks is asked for once more, also what may have been paid."""
        bot.clock.at += timedelta(minutes=10)
        left = []
        for task in tasks:
            now = await bot.store.tasks.get(task.id)
            if now.stage is Stage.DONE or not wanted:
                continue
            for state in now.segments:
                if state.stage is SegmentStage.UNKNOWN or (
                    state.stage is SegmentStage.FAILED and self.kind.fault in _SAYS_FAILED
                ):
                    self.asked.update(_WORD.findall(" ".join(line.text for line in state.segment.lines)))
            left.append(await bot.service.tending.retry(now.id, ANNA, pay_unknown=True))
        if left:
            await self._carry(bot, left)

    def _paid_once(self) -> None:
        """R3: no line was paid oftener than its person asked."""
        paid: Counter[str] = Counter()
        for row in self.site.paid:
            said = row.get("text") or json.dumps(self.site.requests[row["n"] - 1]["body"])
            paid.update(_WORD.findall(said))
        over = {word: count for word, count in paid.items() if count > self.asked[word]}
        assert not over, (self.kind, over)

    async def _usage(self, bot: Bot) -> None:
        usage = await bot.store.ledger.usage(ANNA, bot.clock.now())
        assert ALLOWANCE - usage.spent_today - usage.held >= 0
        assert usage.held >= 0
        assert await bot.store.upkeep.check() == []

    async def _balanced(self, bot: Bot, tasks: Sequence[Task]) -> None:
        """R4: once nothing is open, each hold was closed by exactly one row, and nothing is held."""
        for task in tasks:
            now = await bot.store.tasks.get(task.id)
            if plain(self.kind):
                assert now.stage is Stage.DONE, (self.kind, now.stage, now.error)
            if now.stage is Stage.ASKING:
                await bot.service.tending.cancel(now.id, ANNA)
        entries = await bot.store.ledger.entries(ANNA)
        holds = Counter((entry.task, entry.attempt) for entry in entries if entry.kind is EntryKind.HOLD)
        closed = Counter((entry.task, entry.attempt) for entry in entries if entry.kind in CLOSING)
        assert holds == closed
        assert set(holds.values()) <= {1}
        assert sum(entry.held for entry in entries) == 0
        running = 0
        for entry in entries:
            running += entry.held
            assert running >= 0
        await self._usage(bot)


@asynccontextmanager
async def trial(kind: Kind, folder: Path, *, seed: int) -> AsyncIterator[Trial]:
    """A simulator that is served, without faults yet."""
    site = simulator(kind.provider)(seed=seed)
    site.retry_seconds = 3.0
    if kind.provider == "openai":
        site.set_switch("listing", "kokoro")
    if isinstance(site, RespeecherSite):
        site.rate = (10**9, 300.0)  # its window goes by real time, in which nothing here waits
    async with site.serving():
        yield Trial(kind, site, folder, random.Random(seed))


@asynccontextmanager
async def _provider(kind: Kind, url: str, clock: JumpingClock) -> AsyncIterator[Speech]:
    """The provider as its row in the table makes it, on a clock that jumps."""
    began = clock.now()
    # Never nothing: the clock counts whole microseconds, and what waits for the rest of one would wait for ever.
    timing = Timing(
        now=lambda: (clock.now() - began).total_seconds(),  # noqa: PLW0108 - the clock moves
        sleep=lambda seconds: clock.sleep(max(seconds, 0.001)),
    )
    patience = 0.4 if "timeout-after-accept" in {kind.fault, *kind.beside} else 10.0
    bounds = Bounds(read=10.0, paid_read=patience)
    name = kind.provider
    headers = {"cookie": "session=key", "authorization": "Bearer key", "xi-api-key": "key"}
    path = "/openapi" if name == "listenhub" else ""
    http = Http(url + path, headers=headers, name=name, bounds=bounds, timing=timing)
    fetch = partial(Fetcher().get, most_bytes=1 << 24, allow_origin=url)
    try:
        if name == "miso-one":
            yield Speech(MisoOne(http, fetch, {}))
        elif name == "speechbase":
            yield Speech(Speechbase(http, {}))
        elif name == "listenhub":
            yield Speech(ListenHub(http, fetch, timing=timing))
        elif name == "openai":
            yield Speech(OpenAI(http))
        elif name == "elevenlabs":
            eleven = ElevenLabs(http, {}, timing=timing)
            yield Speech(eleven, finds=eleven, balance=eleven, finds_spoken=eleven)
        else:
            credentials = Credentials("key")
            if kind.fault == "session-expired":
                credentials = Credentials(email="somebody@example.com", password="password")  # noqa: S106
            client = Client(credentials, base_url=url, bounds=bounds, timing=timing)
            respeecher = Respeecher(client, timing=timing)
            yield Speech(respeecher, finds=respeecher, balance=respeecher, checks_many=respeecher)
            await client.aclose()
    finally:
        await http.aclose()
        await asyncio.sleep(0)
