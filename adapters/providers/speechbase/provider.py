"""Speechbase as a provider: sends what `requests` makes, and has `answers` judge what comes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from functools import partial
from typing import TypeVar, cast

from adapters.providers._http import Http
from adapters.providers._wire import Answer, Request
from adapters.providers.speechbase.answers import read_audio, read_joined, read_timed, read_voices
from adapters.providers.speechbase.refusals import refusal, without_times
from adapters.providers.speechbase.requests import (
    NAME,
    PREFIX,
    build_conversation,
    build_speech,
    build_voices,
    label,
    manner_of,
)
from bot.cast import Voice
from bot.errors import Bug, ProviderAuth, SegmentInvalid, SettingWrong
from bot.plan import Limits
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Price, PriceKind, Segment

T = TypeVar("T")
Chunks = AsyncGenerator[bytes, None]

BASE_URL = "https://api.speechbase.ai"
MODEL = "openai/gpt-4o-mini-tts"
VOICES = ("alloy", "shimmer")  # those of this model that the API's own document speaks with
# No limit is documented but the model's own on each turn (openai: 4,096). All of a script in one synchronous request
# would stake minutes of work and its charge on one answer.
MAX_CHARS = 6000
MAX_LINE_CHARS = 4096
_PAGES = 50


class Speechbase:
    """Speaks runs of lines as one conversation. Every request is answered with its audio: nothing can be looked up."""

    name = NAME

    def __init__(self, http: Http, settings: Mapping[str, str]) -> None:
        """`settings`: model, voices (the model's own that may be used, comma-separated), timestamps (auto or off), and
        those of `requests.manner_of`.
        """
        self._http = http
        model = (settings.get("model") or MODEL).strip()
        named = tuple(word.strip() for word in (settings.get("voices") or "").split(",") if word.strip())
        self._inline = named or VOICES
        self._manner = manner_of(settings, frozenset(self._inline), model)
        self._times = _times(settings)
        self._untimed: set[frozenset[str]] = set()  # saved voices in a segment whose models gave no times
        self.limits = Limits(
            granularity="script",
            max_chars=MAX_CHARS,
            max_line_chars=MAX_LINE_CHARS,
            recover="none",
            concurrency=4,
            model=label(self._manner),
        )

    async def voices(self) -> Sequence[Voice]:
        """The model's own that the settings name, then the saved ones. There is no list of all that a model has."""
        found = {voice: Voice(voice, voice, NAME, description=self._manner.model) for voice in self._inline}
        cursor = ""
        for _ in range(_PAGES):
            answer = await self._http.send(build_voices(cursor))
            page = self._read(partial(read_voices, answer))
            for voice in page.voices:
                found.setdefault(voice.id, voice)
            if not page.cursor or page.cursor == cursor:
                break
            cursor = page.cursor
        return _each_named_once(found.values())

    def price(self, segment: Segment) -> Price:
        """Not known, before or after: the service behind each model charges in its own way."""
        return Price(0, PriceKind.UNKNOWN)

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        """The audio, with a span for each line.

        Where no times are to be had each line is asked for as a piece of audio in the same request, and they are joined
        here. Raises what is refused; UnknownOutcome where the answer does not tell whether it was spoken.
        """
        if not segment.lines:
            raise SegmentInvalid
        if self._times == "off":
            return await self._plain(segment)
        saved = frozenset(line.voice for line in segment.lines) - self._manner.inline
        if saved not in self._untimed:
            answer = await self._http.send(self._timed(segment))
            if not without_times(answer):
                return self._read(partial(read_timed, answer, segment.lines, rate=self._manner.sample_rate))
            self._untimed.add(saved)
        return await (self._mixed(segment) if len(segment.lines) == 1 else self._joined(segment))

    async def stream(self, segment: Segment) -> Chunks:
        """The audio of one line as it is made. Raises as `speak`, and UnknownOutcome where it breaks off."""
        request = build_speech(segment.lines[0], self._manner, stream=True)

        def judge(answer: Answer) -> None:
            self._read(partial(_refuse, answer, segment))

        async with aclosing(cast("Chunks", self._http.stream(request, judge=judge, expects="audio/"))) as chunks:
            async for chunk in chunks:
                yield chunk

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        """Raises Bug: there are no jobs here, every request is answered with its audio."""
        raise Bug("unknown_provider_job")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _timed(self, segment: Segment) -> Request:
        if len(segment.lines) == 1:
            return build_speech(segment.lines[0], self._manner, timestamps=True)
        return build_conversation(segment.lines, self._manner, timestamps=True)

    async def _plain(self, segment: Segment) -> Audio:
        if len(segment.lines) > 1:
            return await self._mixed(segment)
        return await self._spoken(build_speech(segment.lines[0], self._manner), segment)

    async def _mixed(self, segment: Segment) -> Audio:
        return await self._spoken(build_conversation(segment.lines, self._manner), segment)

    async def _spoken(self, request: Request, segment: Segment) -> Audio:
        answer = await self._http.send(request)
        return self._read(partial(read_audio, answer, segment.lines, rate=self._manner.sample_rate))

    async def _joined(self, segment: Segment) -> Audio:
        apart = replace(self._manner, format="wav", bitrate=0)
        answer = await self._http.send(build_conversation(segment.lines, apart, split=True))
        gap, rate = self._manner.gap_ms / 1000, self._manner.sample_rate
        return self._read(partial(read_joined, answer, segment.lines, gap=gap, rate=rate))

    def _read(self, judge: Callable[[], T]) -> T:
        """What an answer is; a refused key, unlike what the account does not include, stops the client."""
        try:
            return judge()
        except ProviderAuth as error:
            if error.code == "provider_auth":
                self._http.refused()
            raise


def make(stack: AsyncExitStack, settings: Mapping[str, object]) -> Speech:
    """The provider of these settings (api_key, base_url, model, voices, ...). Raises SettingWrong."""
    plain = {name: _plain(value) for name, value in settings.items() if value is not None}
    key = plain.get("api_key", "").strip()
    if not key:
        raise SettingWrong(f"{PREFIX}API_KEY", "the key of a Speechbase account")
    http = Http(plain.get("base_url") or BASE_URL, headers={"authorization": f"Bearer {key}"}, name=NAME)
    provider = Speechbase(http, plain)
    stack.push_async_callback(provider.aclose)
    return Speech(provider)


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _refuse(answer: Answer, segment: Segment) -> None:
    raise refusal(answer, segment.lines, paid=True)


def _times(settings: Mapping[str, str]) -> str:
    said = (settings.get("timestamps") or "auto").strip().lower()
    if said not in {"auto", "off"}:
        raise SettingWrong(f"{PREFIX}TIMESTAMPS", "it is auto or off")
    return said


def _each_named_once(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Two saved voices may have one title: the later ones are told apart by their id."""
    seen: set[str] = set()
    named: list[Voice] = []
    for voice in voices:
        name = voice.name if voice.name.casefold() not in seen else f"{voice.name} ({voice.id})"
        seen.add(name.casefold())
        named.append(replace(voice, name=name))
    return tuple(named)
