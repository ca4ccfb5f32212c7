"""The one HTTP client of the providers: sends a request at most as often as is safe, and says what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from adapters.providers._http.circuit import Circuit
from adapters.providers._http.exchange import Bounds, Broken, Exchange, Sent, headers, onward
from adapters.providers._http.pace import Pace
from adapters.providers._http.waits import Timing, retry_after
from adapters.providers._wire import Answer, Request
from bot.errors import ProviderDown, SettingWrong, TablereadError, UnknownOutcome

__all__ = ["Bounds", "Http", "Timing", "retry_after"]

_TRIES = 3
_REDIRECTS = 3


class Http:
    """A client for one base URL, with its credentials, its pace and its circuit.

    `headers` go to the base URL's origin only; `name` is the provider's, for the log and for the setting that is named
    when the base URL or a header is wrong (SettingWrong). Nothing it logs or raises holds a URL, a header or a body.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        name: str = "",
        bounds: Bounds | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._name = name
        self._bounds = bounds or Bounds()
        self._timing = timing or Timing()
        ours = {"accept-encoding": "identity", "user-agent": "tableread"}
        self._wire = Exchange(_base(base_url, name), ours | _sendable(headers or {}, name), self._bounds)
        self._pace = Pace(self._bounds.concurrency, self._timing)
        self._circuit = Circuit(name, self._timing)

    def __repr__(self) -> str:
        return f"Http({self._name!r})"

    async def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status: `read_*` judges it.

        A failure to connect is tried again; time-outs, cut answers, 5xx and 429 only where the request is not paid, at
        most three times in all. Raises UnknownOutcome when a paid request may have been taken; ProviderDown when nothing
        was; ProviderBusy, ProviderAuth and ProviderDown at once, without sending, while the server wants no more of
        them or the circuit is open.
        """
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            got = await self._attempt(request)
            if isinstance(got, Answer):
                if last or request.paid or not _for_now(got.status):
                    return got
                if got.status == 429:
                    continue  # the pace holds the next one
            elif last or not got.again or (request.paid and got.left):
                raise self._lost(request, got)
            await self._timing.sleep(0.5 * 2**attempt * (1 + self._timing.chance()) / 2)
        raise ProviderDown("provider_down")

    async def stream(
        self, request: Request, *, judge: Callable[[Answer], object], expects: str = ""
    ) -> AsyncIterator[bytes]:
        """The body as it comes; sent once, whatever happens. An async generator: close it when you leave it early.

        An answer that is not 2xx, or whose media type does not begin with `expects`, is read whole and given to `judge`,
        which raises; so does this (UnknownOutcome or ProviderDown) where `judge` does not, and when the stream breaks.
        """
        sent, broken = Sent(), None
        ends = self._timing.now() + self._bounds.paid_whole
        async with self._admitted():
            try:
                async with self._wire.open(request, sent) as response:
                    self._learn(response.status_code, headers(response))
                    media_type = response.headers.get("content-type", "").strip().lower()
                    if not response.is_success or not media_type.startswith(expects):
                        judge(await self._wire.read(response))
                        broken = Broken(left=True)
                    else:
                        async for chunk in self._wire.chunks(response):
                            yield chunk
                            if self._timing.now() > ends:
                                broken = Broken(left=True)
                                break
            except Broken as error:
                broken = error
                if not error.left:
                    self._circuit.unreachable()
        if broken is not None:
            raise self._lost(request, broken)

    def refused(self) -> None:
        """The provider read in an answer that the credentials are not accepted: nothing more is sent for a while."""
        self._circuit.refused()

    async def aclose(self) -> None:
        """Close the connections. It can be used again afterwards."""
        await self._wire.aclose()

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        self._circuit.check()
        await self._pace.enter(self._bounds.hold)
        try:
            self._circuit.enter()
            yield
        finally:
            self._pace.leave()

    async def _attempt(self, request: Request) -> Answer | Broken:
        """One exchange, in its turn. A failure is answered, not raised: what is raised later must not carry its cause."""
        sent = Sent()
        async with self._admitted():
            try:
                async with asyncio.timeout(self._bounds.seconds(request)):
                    return await self._follow(request, sent)
            except TimeoutError:
                broken = Broken(left=sent.left)
            except Broken as error:
                broken = error
            if not broken.left:
                self._circuit.unreachable()
            return broken

    async def _follow(self, request: Request, sent: Sent) -> Answer:
        url = ""
        for _ in range(_REDIRECTS + 1):
            async with self._wire.open(request, sent, url) as response:
                self._learn(response.status_code, headers(response))
                answer = await self._wire.read(response)
                url = onward(request, response)
            if not url:
                break
        return answer

    def _learn(self, status: int, heads: Mapping[str, str]) -> None:
        self._pace.answered(status, heads)
        self._circuit.answered(status)

    def _lost(self, request: Request, broken: Broken) -> TablereadError:
        if request.paid and broken.left:
            return UnknownOutcome("unknown_outcome")
        return ProviderDown("provider_down")


def _for_now(status: int) -> bool:
    return status == 429 or status >= 500


def _setting(name: str, what: str) -> str:
    return f"TABLEREAD_{name.upper().replace('-', '_')}__{what}"


def _base(base_url: str, name: str) -> str:
    """The base URL without its last slash. Raises SettingWrong."""
    try:
        parts = urlsplit(base_url.strip())
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        good = good and not (parts.query or parts.fragment or "@" in parts.netloc)
        (parts.hostname or "").encode("idna")
    except ValueError:
        good = False
    if not good:
        raise SettingWrong(_setting(name, "BASE_URL"), "an http or https address such as https://example.com")
    return base_url.strip().rstrip("/")


def _sendable(given: Mapping[str, str], name: str) -> dict[str, str]:
    """The headers without white space at their ends. Raises SettingWrong for what no header can hold, never showing it."""
    stripped = {key: value.strip() for key, value in given.items()}
    for key, value in stripped.items():
        if not (value.isascii() and value.isprintable()):
            what = "COOKIE" if key.lower() == "cookie" else "API_KEY"
            raise SettingWrong(_setting(name, what), "letters, digits and signs on one line, as the provider gave it")
    return stripped
