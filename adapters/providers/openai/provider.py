"""The provider: sends what `requests` makes, has `answers` judge what comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from adapters.providers._http import Http
from adapters.providers.openai.answers import NAME, read_speech, read_voices
from adapters.providers.openai.requests import (
    MOST_CHARACTERS,
    build_listings,
    build_speech,
    follows_instructions,
)
from bot.cast import Voice
from bot.errors import Bug, ProviderAuth, SegmentInvalid, SettingWrong
from bot.plan import Limits
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Price, PriceKind, Segment

T = TypeVar("T")

# Only where nothing is set. OpenAI ends this model on 2027-01-06 and names no successor on this path.
BASE_URL = "https://api.openai.com/v1"
MODEL = "gpt-4o-mini-tts"
# The voices of OpenAI's API reference, which has no list to ask; servers that copy it and list none take these names.
VOICES = (
    *("alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin"),
    "cedar",
)


class OpenAI:
    """Speaks line by line, each in one paid request that is answered with the audio.

    `voices`: the names to offer; without any, the server is asked for its own once.
    """

    name = NAME

    def __init__(self, http: Http, *, model: str = MODEL, voices: Sequence[str] = (), billed: bool = True) -> None:
        """`billed`: there is a key, so that somebody pays; the price is not known before (1 credit a character is held)."""
        self._http = http
        self._model = model
        self._billed = billed
        self._voices: tuple[Voice, ...] = tuple(Voice(voice, voice, NAME) for voice in dict.fromkeys(voices))
        self._listing = asyncio.Lock()
        self.limits = Limits(
            granularity="line",
            max_chars=MOST_CHARACTERS,
            max_line_chars=MOST_CHARACTERS,
            max_voices=1,
            any_tag=follows_instructions(model),
            recover="none",
            concurrency=4,
            model=model,
        )

    async def voices(self) -> Sequence[Voice]:
        """As set, as listed, or OpenAI's names. Raises ProviderAuth, ProviderBusy, ProviderDown."""
        async with self._listing:
            if not self._voices:
                self._voices = tuple(await self._listed()) or tuple(Voice(one, one, NAME) for one in VOICES)
        return self._voices

    def price(self, segment: Segment) -> Price:
        """Nothing without a key. With one nobody tells it before: a credit a character is held, and charged."""
        return Price(segment.characters, PriceKind.UNKNOWN) if self._billed else Price(0)

    async def speak(self, segment: Segment, ref: str) -> Audio:
        """Audio in the form the server chose. Raises what `answers.read_error` names; UnknownOutcome."""
        lines = segment.lines
        if len({line.voice for line in lines}) != 1 or segment.characters > MOST_CHARACTERS:
            raise SegmentInvalid(turn=lines[0].turn if len(lines) == 1 else None)
        answer = await self._http.send(build_speech(self._model, lines))
        return self._read(partial(read_speech, answer, lines, [voice.name for voice in self._voices]))

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        raise Bug("no_provider_jobs")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _listed(self) -> Sequence[Voice]:
        for request in build_listings():
            answer = await self._http.send(request)
            if found := self._read(partial(read_voices, answer, self._model)):
                return found
        return ()

    def _read(self, judge: Callable[[], T]) -> T:
        """What an answer is; a key that is not accepted stops the client."""
        try:
            return judge()
        except ProviderAuth:
            self._http.refused()
            raise


def make(stack: AsyncExitStack, settings: Mapping[str, object]) -> Speech:
    """The provider of these settings: api_key, base_url, model, voices (names, or one string with commas).

    A server of one's own may need no key; OpenAI's does. Raises SettingWrong.
    """
    key = str(settings.get("api_key") or "").strip()
    base_url = str(settings.get("base_url") or BASE_URL)
    if not key and base_url.rstrip("/") == BASE_URL:
        raise SettingWrong("TABLEREAD_OPENAI__API_KEY", "the key of an account, or set TABLEREAD_OPENAI__BASE_URL")
    headers = {"authorization": f"Bearer {key}"} if key else {}
    http = Http(base_url, headers=headers, name=NAME)
    stack.push_async_callback(http.aclose)
    given = settings.get("voices") or ()
    voices = (
        given.split(",") if isinstance(given, str) else [str(one) for one in given] if isinstance(given, tuple) else []
    )
    named = [name.strip() for name in voices if name.strip()]
    return Speech(OpenAI(http, model=str(settings.get("model") or MODEL), voices=named, billed=bool(key)))
