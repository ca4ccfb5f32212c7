"""ElevenLabs as a provider: sends what `requests` makes, and has `answers` judge what comes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import TypeVar

from adapters.providers._http import Http, Timing
from adapters.providers.elevenlabs.answers import read_balance, read_dialogue, read_voices
from adapters.providers.elevenlabs.recovery import Patience, Recovery
from adapters.providers.elevenlabs.requests import (
    NAME,
    PREFIX,
    build_balance,
    build_dialogue,
    build_voices,
    characters,
    label,
    options,
)
from bot.cast import Voice
from bot.errors import Bug, ProviderAuth, SettingWrong, TablereadError, UnknownOutcome
from bot.plan import Limits
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Price, PriceKind, Segment

T = TypeVar("T")

BASE_URL = "https://api.elevenlabs.io"
MODEL = "eleven_v3"
FORMAT = "mp3_44100_128"
MAX_CHARS = 2000  # in all inputs together, "for reliable results"; a newer model takes more
MAX_VOICES = 10
CONCURRENCY = 2  # what the smallest plan allows

_PAGES = 100
_KEPT = 1000  # lost requests of this process that can be found by reference
_SETTINGS = ("stability", "similarity", "seed", "normalization")


class ElevenLabs:
    """Speaks runs of lines as dialogue. A request whose answer is lost is looked for in the account's history."""

    name = NAME

    def __init__(
        self,
        http: Http,
        settings: Mapping[str, str],
        *,
        timing: Timing | None = None,
        patience: Patience | None = None,
    ) -> None:
        """`settings`: model, output_format, max_chars, max_voices, concurrency, and those of `requests.options`."""
        self._http = http
        self._timing = timing or Timing()
        self._recovery = Recovery(http, self._timing, patience or Patience())
        self._format = _format(settings.get("output_format") or FORMAT)
        self._defaults = {name: settings[name] for name in _SETTINGS if settings.get(name)}
        options(self._defaults)
        self._lost: OrderedDict[str, tuple[Segment, float]] = OrderedDict()
        self.limits = Limits(
            granularity="script",
            max_chars=_count(settings, "max_chars", MAX_CHARS),
            max_voices=_count(settings, "max_voices", MAX_VOICES),
            any_tag=True,
            tags_count=True,
            recover="history",
            concurrency=_count(settings, "concurrency", CONCURRENCY),
            model=label(settings.get("model") or MODEL, self._defaults),
        )

    async def voices(self) -> Sequence[Voice]:
        """Every voice of the account, page by page."""
        found: dict[str, Voice] = {}
        after = ""
        for _ in range(_PAGES):
            answer = await self._http.send(build_voices(after))
            page = self._read(partial(read_voices, answer))
            found |= {voice.id: voice for voice in page.voices}
            if not page.after or page.after == after:
                break
            after = page.after
        return tuple(found.values())

    def price(self, segment: Segment) -> Price:
        """A credit a character, as an estimate: the rate is the model's and the plan's."""
        return Price(characters(segment), PriceKind.ESTIMATE)

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        """The audio, with a span for each line. A lost answer is looked for before UnknownOutcome is raised."""
        request = build_dialogue(segment, output_format=self._format, defaults=self._defaults)
        sent = self._remember(ref, segment)
        seconds = self._recovery.patience.settled(segment)
        try:
            answer = await self._http.send(request)
            seconds = self._recovery.patience.answered
            audio = self._read(partial(read_dialogue, answer, segment.lines))
        except UnknownOutcome:
            found = await self._recovery.find(segment, sent, seconds)
            if found is None:
                raise
            audio = found
        except TablereadError:
            self._lost.pop(ref, None)
            raise
        self._lost.pop(ref, None)
        return audio

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        """Raises Bug: there are no jobs here, every request is answered with its audio."""
        raise Bug("unknown_provider_job")

    async def find(self, ref: str) -> Audio | None:
        """What became of a request of this process. Raises UnknownOutcome for another's: no label of ours is kept."""
        if ref not in self._lost:
            raise UnknownOutcome("unknown_outcome")
        segment, sent = self._lost[ref]
        return await self._found(segment, sent)

    async def find_spoken(self, segment: Segment, since: datetime) -> Audio | None:
        """The audio of a segment that may have been sent after `since`; None when it surely was not taken."""
        return await self._found(segment, since.timestamp())

    async def balance(self) -> int:
        """Characters left in this period."""
        answer = await self._http.send(build_balance())
        return self._read(partial(read_balance, answer))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _found(self, segment: Segment, since: float) -> Audio | None:
        return await self._recovery.find(segment, since, self._recovery.patience.settled(segment))

    def _remember(self, ref: str, segment: Segment) -> float:
        sent = self._timing.wall()
        self._lost[ref] = (segment, sent)
        while len(self._lost) > _KEPT:
            self._lost.popitem(last=False)
        return sent

    def _read(self, judge: Callable[[], T]) -> T:
        """What an answer is; a refused key, unlike what the plan leaves out, stops the client."""
        try:
            return judge()
        except ProviderAuth as error:
            if error.code == "provider_auth":
                self._http.refused()
            raise


def make(stack: AsyncExitStack, settings: Mapping[str, object]) -> Speech:
    """The provider of these settings (api_key, base_url, model, ...). Raises SettingWrong."""
    plain = {name: str(value) for name, value in settings.items() if value is not None}
    key = plain.get("api_key", "").strip()
    if not key:
        raise SettingWrong(f"{PREFIX}API_KEY", "the key of an ElevenLabs account")
    http = Http(plain.get("base_url") or BASE_URL, headers={"xi-api-key": key}, name=NAME)
    provider = ElevenLabs(http, plain)
    stack.push_async_callback(provider.aclose)
    return Speech(provider, finds=provider, balance=provider, finds_spoken=provider)


def _count(settings: Mapping[str, str], name: str, default: int) -> int:
    said = settings.get(name, "").strip() or str(default)
    if not (said.isascii() and said.isdecimal() and 0 < int(said) < 10**6):
        raise SettingWrong(PREFIX + name.upper(), "a whole number from 1")
    return int(said)


def _format(name: str) -> str:
    """Formats that say by themselves what they are: bare samples do not."""
    if name.partition("_")[0] not in {"mp3", "opus", "wav"}:
        raise SettingWrong(f"{PREFIX}OUTPUT_FORMAT", "an mp3, opus or wav format of the vendor's list")
    return name
