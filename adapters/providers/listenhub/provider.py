"""ListenHub as a provider: scripts spoken in one request, the audio of what it makes fetched at once."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from functools import partial
from typing import TypeVar, cast

from adapters.providers._http import Http, Timing
from adapters.providers._sniff import sniff
from adapters.providers._wire import Answer
from adapters.providers.listenhub.answers import read_balance, read_made, read_speakers, read_speech, read_tts
from adapters.providers.listenhub.episodes import LOOK_AFTER, Episodes
from adapters.providers.listenhub.requests import (
    LANGUAGES,
    NAME,
    NARRATION_MODES,
    PODCAST_MODES,
    PREFIX,
    Episode,
    build_balance,
    build_look,
    build_speakers,
    build_speech,
    build_tts,
)
from bot.cast import Voice
from bot.errors import (
    Bug,
    ProviderAuth,
    ProviderBusy,
    SegmentInvalid,
    SettingWrong,
    TablereadError,
    TryLater,
    UnknownOutcome,
)
from bot.plan import Limits
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Price, PriceKind, Segment

T = TypeVar("T")
Fetch = Callable[[str], Awaitable[bytes]]

BASE_URL = "https://api.marswave.ai/openapi"
MAX_CHARS = 10_000  # of one script, by the vendor's guide
MOST_BYTES = 128 << 20
CONCURRENCY = 2  # three requests a minute may make something

# The formula of /v1/speech is not to be had. The vendor's pages name about 40 credits for ten minutes of speech.
_SECONDS_PER_CREDIT = 15
_ALPHABETIC_PACE, _SYLLABIC_PACE = 15, 5  # characters a second
_PODCAST = 24  # credits that one of five minutes takes, by the same pages
_JITTER = 5.0  # seconds on top of their pause, so that not all come back at once
_PATIENCE = 6  # looks at an episode that is done but has no audio that can be fetched
_SPEECH = "speech"  # the kind of a job that only waits for its audio to be fetched: "speech:credits:url"


class ListenHub:
    """Speaks runs of lines by any number of voices. What it makes beside that is in `episodes`."""

    name = NAME

    def __init__(self, http: Http, fetch: Fetch, *, timing: Timing | None = None) -> None:
        """`fetch` gets what a URL of theirs leads to, without the key."""
        self._http = http
        self._fetch = fetch
        self._timing = timing or Timing()
        self._without: Counter[str] = Counter()  # looks at finished episodes without audio, by job
        self.episodes = Episodes(http, self.voices, self._read)
        self.limits = Limits(
            granularity="script",
            max_chars=MAX_CHARS,
            max_line_chars=MAX_CHARS,
            languages=frozenset(LANGUAGES),
            recover="none",
            concurrency=CONCURRENCY,
            model="listenhub-speech",
        )

    async def voices(self) -> Sequence[Voice]:
        """The public voices and the account's own, of every language."""
        answer = await self._http.send(build_speakers())
        return self._read(partial(read_speakers, answer))

    def price(self, segment: Segment) -> Price:
        """About a credit for 15 seconds of speech: an estimate; of words that nobody has read yet only a usual price."""
        if segment.kind:
            quick = segment.kind == "podcast" and dict(segment.settings).get("mode", "") in {"", PODCAST_MODES[0]}
            return Price(_PODCAST, PriceKind.ESTIMATE if quick else PriceKind.UNKNOWN)
        return Price(credits(segment), PriceKind.ESTIMATE)

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        """The audio; a job where it is made but could not be fetched yet. Raises what is refused, UnknownOutcome."""
        if not segment.lines:
            raise SegmentInvalid
        answer = await self._http.send(build_speech([(line.voice, line.text) for line in segment.lines]))
        made = self._read(partial(read_speech, answer, segment.lines))
        if not made.url:
            raise UnknownOutcome("provider_result_gone")
        try:
            return await self._audio(made.url, made.credits)
        except TryLater:
            told = "" if made.credits is None else str(made.credits)
            return ProviderJob(f"{_SPEECH}:{told}:{made.url}", NAME, LOOK_AFTER)

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        """The audio of a speech or an episode, or the job while it is made. Raises what it failed of.

        UnknownOutcome for one that is done, and so is paid, but whose audio is not to be had.
        """
        kind, _, rest = job.id.partition(":")
        if kind == _SPEECH:
            told, _, url = rest.partition(":")
            return await self._audio(url, int(told) if told.isdecimal() else None)
        episode = Episode.of(job.id)
        if kind == "script":
            raise Bug("unknown_provider_job")  # it has words, no audio
        answer = await self._http.send(build_look(episode))
        made = self._read(partial(read_made, answer, in_two_steps=kind == "voiced"))
        if made is not None:
            try:
                audio = await self._audio(made.url, made.credits)
            except UnknownOutcome:
                self._without[job.id] += 1  # the next look may give another address
                if self._without[job.id] >= _PATIENCE:
                    del self._without[job.id]
                    raise
            else:
                self._without.pop(job.id, None)
                return audio
        return ProviderJob(job.id, NAME, LOOK_AFTER)

    async def stream(self, segment: Segment) -> AsyncGenerator[bytes, None]:
        """The MP3 of one line as it is made. Raises as `speak`, and UnknownOutcome where it breaks off."""
        request = build_tts(segment.lines[0].voice, segment.lines[0].text)

        def judge(answer: Answer) -> None:
            self._read(partial(read_tts, answer, segment.lines))

        stream = cast("AsyncGenerator[bytes, None]", self._http.stream(request, judge=judge, expects="audio/"))
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                yield chunk

    async def balance(self) -> int:
        """Whole credits that the subscription has left."""
        answer = await self._http.send(build_balance())
        return self._read(partial(read_balance, answer))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _audio(self, url: str, cost: int | None) -> Audio:
        """Raises TryLater where it may be had another time, UnknownOutcome where it is not to be had."""
        data = b""
        if url:
            try:
                data = await self._fetch(url)
            except TryLater:
                raise
            except TablereadError:
                pass
        kind = sniff(data)
        if not kind:
            raise UnknownOutcome("provider_result_gone")
        return Audio(data, kind, (), cost)

    def _read(self, judge: Callable[[], T]) -> T:
        """What an answer is; a refused key stops the client, and a pause is a little longer each time by chance."""
        try:
            return judge()
        except ProviderAuth as error:
            if error.code == "provider_auth":
                self._http.refused()
            raise
        except ProviderBusy as error:
            wait = error.retry_after
        raise ProviderBusy(retry_after=None if wait is None else wait + _JITTER * self._timing.chance())


def credits(segment: Segment) -> int:
    """What a segment may cost, in whole credits, at least one."""
    text = "".join(line.text for line in segment.lines)
    syllabic = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    seconds = syllabic / _SYLLABIC_PACE + (len(text) - syllabic) / _ALPHABETIC_PACE
    return max(math.ceil(seconds / _SECONDS_PER_CREDIT), 1)


def make(stack: AsyncExitStack, settings: Mapping[str, object]) -> Speech:
    """The provider of these settings (api_key, base_url). Raises SettingWrong.

    `allow_hosts`, names of hosts: where its audio may be fetched from although they are not public.
    """
    from adapters.fetch import Fetcher

    plain = {name: str(value) for name, value in settings.items() if value is not None}
    key = plain.get("api_key", "").strip()
    if not key:
        raise SettingWrong(f"{PREFIX}API_KEY", "the key of a ListenHub account, as lh_sk_...")
    base_url = plain.get("base_url") or BASE_URL
    http = Http(base_url, headers={"authorization": f"Bearer {key}"}, name=NAME)
    stack.push_async_callback(http.aclose)
    # What comes is fetched by a client of its own: the key goes to nobody else.
    fetch = partial(Fetcher(_hosts(settings.get("allow_hosts"))).get, most_bytes=MOST_BYTES, allow_origin=base_url)
    provider = ListenHub(http, fetch)
    modes = {"podcast": PODCAST_MODES, "narrate": NARRATION_MODES}
    return Speech(provider, balance=provider, writes=provider.episodes, narrates=provider.episodes, modes=modes)


def _hosts(said: object) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, (list, tuple, set, frozenset)) else ()
