"""Miso One as a provider: sends what `requests` makes, has `answers` judge what comes, fetches the audio at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from adapters.providers._http import Http
from adapters.providers._sniff import sniff
from adapters.providers.miso_one.answers import read_balance, read_created, read_looked
from adapters.providers.miso_one.requests import (
    MAX_CHARS,
    PRESET,
    TAGS,
    build_balance,
    build_create,
    build_query,
    credits,
    stability,
)
from adapters.providers.miso_one.voices import NAME, VOICES
from bot.cast import Voice
from bot.errors import ProviderAuth, SettingWrong, TablereadError, TryLater, UnknownOutcome
from bot.plan import Limits
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Price, PriceKind, Segment

T = TypeVar("T")
Fetch = Callable[[str], Awaitable[bytes]]

BASE_URL = "https://misooneai.com"
MAX_VOICES = 10  # not documented; the service behind it takes no more
LOOK_AFTER = 2.0  # seconds; each look makes the site ask the service behind it
MOST_BYTES = 64 << 20  # of one audio: 5,000 characters are some six minutes


class MisoOne:
    """Speaks runs of lines as one dialogue, in a task that is looked at until its audio is there."""

    name = NAME

    def __init__(self, http: Http, fetch: Fetch, settings: Mapping[str, str]) -> None:
        """`fetch` gets what a URL of theirs leads to, without the cookie. `settings`: stability, look_after (seconds)."""
        self._http = http
        self._fetch = fetch
        self._defaults = {"stability": settings["stability"]} if settings.get("stability") else {}
        self.limits = Limits(
            granularity="script",
            max_chars=MAX_CHARS,
            max_voices=MAX_VOICES,
            tags=frozenset(TAGS),
            tags_count=True,
            recover="id",
            # What the operator set decides how a take sounds, so it is in the take's key.
            model=" ".join([PRESET, *(f"stability={stability(value):g}" for value in self._defaults.values())]),
        )

    async def voices(self) -> Sequence[Voice]:
        return VOICES

    def price(self, segment: Segment) -> Price:
        """500 credits for 1,000 characters, at least 30; an estimate, for how Miso rounds and counts is not known."""
        return Price(credits(segment), PriceKind.ESTIMATE)

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        """A job. Raises what is refused; UnknownOutcome where the answer does not tell whether a task was made."""
        answer = await self._http.send(build_create(segment, ref, self._defaults))
        return ProviderJob(self._read(partial(read_created, answer)), NAME, LOOK_AFTER)

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        """The audio, or the job while it runs.

        A task that is done but whose audio cannot be had is asked about once more, for a fresh address, before
        UnknownOutcome is raised: it is paid, and only the person can say whether to pay again.
        """
        for _ in range(2):
            answer = await self._http.send(build_query(job.id))
            url = self._read(partial(read_looked, answer))
            if url is None:
                return ProviderJob(job.id, NAME, LOOK_AFTER)
            data = await self._fetched(url) if url else b""
            if kind := sniff(data):
                return Audio(data, kind)
        raise UnknownOutcome("provider_result_gone")

    async def balance(self) -> int:
        """Whole credits left. Raises ProviderFailed("balance_not_told") where the site does not tell."""
        answer = await self._http.send(build_balance())
        return self._read(partial(read_balance, answer))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _fetched(self, url: str) -> bytes:
        """What the URL leads to; nothing where it leads to nothing (any more). Raises TryLater: it may another time."""
        try:
            return await self._fetch(url)
        except TryLater:
            raise
        except TablereadError:
            return b""

    def _read(self, judge: Callable[[], T]) -> T:
        """What an answer is; a cookie that is not accepted stops the client."""
        try:
            return judge()
        except ProviderAuth:
            self._http.refused()
            raise


def make(stack: AsyncExitStack, settings: Mapping[str, object]) -> Speech:
    """The provider of these settings (cookie, base_url, stability). Raises SettingWrong.

    `allow_hosts`, names of hosts: where its audio may be fetched from although they are not public.
    """
    from adapters.fetch import Fetcher

    plain = {name: str(value) for name, value in settings.items() if value is not None}
    cookie = plain.get("cookie", "").strip()
    if not cookie:
        raise SettingWrong("TABLEREAD_MISO_ONE__COOKIE", "the whole cookie of a browser that is signed in")
    base_url = plain.get("base_url") or BASE_URL
    http = Http(base_url, headers={"cookie": cookie}, name=NAME)
    stack.push_async_callback(http.aclose)
    # What comes is fetched by a client of its own: the cookie is a whole login, and goes to nobody else.
    fetch = partial(Fetcher(_hosts(settings.get("allow_hosts"))).get, most_bytes=MOST_BYTES, allow_origin=base_url)
    provider = MisoOne(http, fetch, plain)
    return Speech(provider, balance=provider)


def _hosts(said: object) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, (list, tuple, set, frozenset)) else ()
