"""One exchange over httpx: a request leaves, the answer's head comes, its body is read within bounds."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from adapters.providers._wire import Answer, Request
from bot.errors import Bug

if TYPE_CHECKING:
    import httpx

# Servers close idle connections without a word, some after 5 s (Node, uvicorn): a paid request on a connection that is
# being closed would have an unknown outcome, so ours are let go of first.
_KEEP_ALIVE = 4.0
_QUIET = ("httpx", "httpcore")  # they log whole URLs and headers, which hold keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long and how much. Seconds for a connection; for the next bytes and for the whole exchange, apart for paid ones.

    `hold`: seconds a request stands in line while the server wants no more of them, before ProviderBusy.
    `concurrency`: requests at once. `most_bytes` of one answer: an hour of MP3, or 45 minutes of 24 kHz WAV.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 60.0
    paid_read: float = 300.0
    paid_whole: float = 600.0
    hold: float = 20.0
    concurrency: int = 16
    most_bytes: int = 128 << 20

    def seconds(self, request: Request) -> float:
        """For the whole exchange."""
        return self.paid_whole if request.paid else self.whole


class Broken(Exception):
    """An exchange that ended without a whole answer.

    `left`: the request may have reached the server. `again`: it may go better another time.
    """

    def __init__(self, *, left: bool, again: bool = True) -> None:
        super().__init__()
        self.left = left
        self.again = again


class Sent:
    """Whether the first byte of a request may have left, as the library's own trace tells."""

    def __init__(self) -> None:
        self.left = False

    async def trace(self, event: str, _info: object) -> None:
        """Called by httpcore at each step."""
        if event.endswith(".send_request_headers.started"):
            self.left = True


class Exchange:
    """The connections to one origin, with the headers that go to it and nowhere else."""

    def __init__(self, base: str, headers: Mapping[str, str], bounds: Bounds) -> None:
        self._base = base
        self._headers = headers
        self._bounds = bounds
        self._made: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def open(self, request: Request, sent: Sent, url: str = "") -> AsyncIterator[httpx.Response]:
        """The answer's head, the body still to come. `url` in place of the request's own: a redirect within the origin.

        Raises Broken for everything the library raises.
        """
        import httpx

        try:
            built = self._build(request, sent, url)
            response = await self._client().send(built, stream=True)
            try:
                yield response
            finally:
                await response.aclose()
        except httpx.HTTPError:
            broken = Broken(left=sent.left)
        except httpx.InvalidURL:
            broken = Broken(left=False, again=False)
        else:
            return
        raise broken

    async def read(self, response: httpx.Response) -> Answer:
        """The whole answer. Raises Broken where it is too large."""
        body = bytearray()
        async for chunk in self.chunks(response):
            body += chunk
        return Answer(response.status_code, headers(response), bytes(body))

    async def chunks(self, response: httpx.Response) -> AsyncIterator[bytes]:
        """The body as it comes. Raises Broken where it is too large."""
        taken = 0
        async for chunk in response.aiter_bytes():
            taken += len(chunk)
            if taken > self._bounds.most_bytes:
                raise Broken(left=True, again=False)
            yield chunk

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        made, self._made = self._made, None
        if made is not None:
            await made.aclose()

    def _build(self, request: Request, sent: Sent, url: str) -> httpx.Request:
        import httpx

        if not request.path.startswith("/"):
            raise Bug("bad_path")  # it could lead to another host
        target = httpx.URL(url or self._base + request.path)
        if request.query and not url:
            target = target.copy_merge_params(dict(request.query))
        read = self._bounds.paid_read if request.paid else self._bounds.read
        return self._client().build_request(
            request.method,
            target,
            timeout=httpx.Timeout(read, connect=self._bounds.connect, pool=None),
            extensions={"trace": sent.trace},
            **_body(request),
        )

    def _client(self) -> httpx.AsyncClient:
        if self._made is None:
            self._made = _connections(self._headers, self._bounds.concurrency)
        return self._made


def headers(response: httpx.Response) -> dict[str, str]:
    """Names in lower case; what is said several times is joined by commas."""
    return {name.lower(): value for name, value in response.headers.items()}


def onward(request: Request, response: httpx.Response) -> str:
    """Where a redirect leads within the same origin; "" where there is none, or none that may be followed."""
    import httpx

    if request.method != "GET" or not response.has_redirect_location:
        return ""
    try:
        url = response.url.join(response.headers["location"])
    except httpx.InvalidURL:
        return ""
    here = response.url
    return str(url) if (url.scheme, url.host, url.port) == (here.scheme, here.host, here.port) else ""


def _body(request: Request) -> dict[str, Any]:
    headers = dict(request.headers)
    body: dict[str, Any] = {"headers": headers}
    if request.files:
        body["files"] = [(one.field, (one.name, one.data, one.media_type)) for one in request.files]
    if request.form:
        body["data"] = dict(request.form)
    if request.json is not None:
        text = json.dumps(request.json, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        body["content"] = text.encode("utf-8", "replace")  # half a surrogate pair cannot be sent
        headers.setdefault("content-type", "application/json")
    return body


def _connections(headers: Mapping[str, str], most: int) -> httpx.AsyncClient:
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    import httpx

    for name in _QUIET:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    return httpx.AsyncClient(
        headers=headers,
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=most, keepalive_expiry=_KEEP_ALIVE),
        trust_env=False,
        follow_redirects=False,
        # No cookie is kept: what a server sets is the provider's to judge, it stands in the answer's headers.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        verify=_tls(),
    )


@cache
def _tls() -> ssl.SSLContext:
    """One for all clients: reading the certificates takes tens of milliseconds. Honours SSL_CERT_FILE and SSL_CERT_DIR."""
    import httpx

    return httpx.create_ssl_context()
