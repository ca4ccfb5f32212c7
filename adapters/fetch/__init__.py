"""Downloads a URL that a provider or a person gave, without letting it reach inside."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
import zlib
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bot.errors import FileRefused, ProviderDown

if TYPE_CHECKING:
    import httpcore

    from adapters.fetch.reach import Resolve

_REDIRECTS = 3
_LONGEST = 4096  # characters of a URL
# Packed text is seldom a tenth of its size; what unpacks a hundredfold is made to fill memory.
_RATIO, _RATIO_FREE = 100, 1 << 16
# White space, a backslash, control characters; credentials, even empty ones, before the host.
_SUSPECT = re.compile(r"[\s\\\x00-\x1f\x7f]|^[^/]*//[^/?#]*@")
_MOVED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Seconds for a connection and for the whole download, redirects and name lookups included."""

    connect: float = 10.0
    whole: float = 30.0


@dataclass(frozen=True, slots=True)
class _Target:
    """Where one hop goes, as it is written and as it is sent. `host` is in lower case, without brackets and last dot."""

    scheme: str
    host: str
    port: int
    url: str
    raw_host: bytes
    netloc: bytes
    path: bytes

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)


class Fetcher:
    """Downloads what is public, and what the operator has named.

    `allow_hosts` are allowed on every port and at every address, and only they. Every address of a name is looked at, the
    connection goes to the one that was looked at, and each redirect is looked at anew. No credentials are sent anywhere.
    """

    def __init__(
        self, allow_hosts: Iterable[str] = (), *, bounds: Bounds | None = None, resolve: Resolve | None = None
    ) -> None:
        self._allowed = frozenset(_plain(host) for host in allow_hosts)
        self._bounds = bounds or Bounds()
        self._resolve = resolve

    async def get(self, url: str, *, most_bytes: int, allow_origin: str = "") -> bytes:
        """The body, unpacked, at most `most_bytes`. What it is has to be sniffed: nothing about it is believed.

        `allow_origin`: the origin (scheme, host, port) of a base URL from the settings, allowed whatever its address.
        Raises FileRefused: "link_refused" (leads inside, or is no web address), "link_too_large", "link_gone" (the
        server says no); and ProviderDown("link_down") when it may work another time.
        """
        origin = _target(allow_origin).origin if allow_origin else None
        failure: FileRefused | ProviderDown
        try:
            async with asyncio.timeout(self._bounds.whole):
                return await self._follow(url, most_bytes, origin)
        except TimeoutError:
            failure = ProviderDown("link_down")
        except (FileRefused, ProviderDown) as error:
            failure = type(error)(error.code)
        raise failure  # without its cause, which holds the URL

    async def _follow(self, url: str, most_bytes: int, origin: tuple[str, str, int] | None) -> bytes:
        for _ in range(_REDIRECTS + 1):
            target = _target(url)
            body, location = await self._hop(target, most_bytes, anywhere=self._anywhere(target, origin))
            if location is None:
                return body
            url = urljoin(target.url, location)
        raise FileRefused("link_refused")

    def _anywhere(self, target: _Target, origin: tuple[str, str, int] | None) -> bool:
        """Whether this hop may go to any address. Raises FileRefused for a port that is not of the web."""
        if target.host in self._allowed or target.origin == origin:
            return True
        if target.port not in _PORTS.values():
            raise FileRefused("link_refused")
        return False

    async def _hop(self, target: _Target, most_bytes: int, *, anywhere: bool) -> tuple[bytes, str | None]:
        """One request: the body, or where it is said to be."""
        import httpcore

        from adapters.fetch import reach

        _quiet()
        network = reach.Looking(self._resolve or reach.resolve, self._bounds.connect, anywhere=anywhere)
        url = httpcore.URL(scheme=target.scheme, host=target.raw_host, port=target.port, target=target.path)
        headers = [
            (b"host", target.netloc),
            (b"user-agent", b"tableread"),
            (b"accept-encoding", b"identity"),
        ]
        try:
            async with (
                httpcore.AsyncConnectionPool(ssl_context=_tls(), network_backend=network) as pool,
                pool.stream("GET", url, headers=headers) as response,
            ):
                return await _answer(response, most_bytes)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise ProviderDown("link_down") from error


async def _answer(response: httpcore.Response, most_bytes: int) -> tuple[bytes, str | None]:
    headers = {name.lower(): value.decode("latin-1").strip() for name, value in response.headers}
    status = response.status
    if status in _MOVED and b"location" in headers:
        return b"", headers[b"location"]
    if status == 429 or status >= 500:
        raise ProviderDown("link_down")
    if not 200 <= status < 300:
        raise FileRefused("link_gone")
    said = headers.get(b"content-length", "")
    if said.isdecimal() and int(said) > most_bytes:
        raise FileRefused("link_too_large")
    body = bytearray()
    async with aclosing(_unpacked(response, headers, most_bytes)) as parts:
        async for part in parts:
            body += part
            if len(body) > most_bytes:
                raise FileRefused("link_too_large")
    return bytes(body), None


async def _unpacked(
    response: httpcore.Response, headers: Mapping[bytes, str], most_bytes: int
) -> AsyncGenerator[bytes]:
    """The body as it comes; gzip although nobody asked for it is unpacked by pieces, so that none is larger than the cap."""
    encoding = headers.get(b"content-encoding", "identity").lower()
    if encoding not in {"identity", "gzip"}:
        raise FileRefused("link_refused")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding == "gzip" else None
    taken = given = 0
    async for chunk in response.aiter_stream():
        if unpack is None:
            yield chunk
            continue
        taken += len(chunk)
        try:
            part = unpack.decompress(chunk, most_bytes - given + 1)
        except zlib.error:
            raise FileRefused("link_refused") from None
        given += len(part)
        if unpack.unconsumed_tail or given > _RATIO * taken + _RATIO_FREE:
            raise FileRefused("link_too_large")
        yield part
    if unpack is not None and not unpack.eof:
        raise ProviderDown("link_down")


def _target(url: str) -> _Target:
    """A URL, taken apart by the same parser that sends it. Raises FileRefused("link_refused")."""
    import httpx

    from adapters.fetch.reach import disguised

    url = url.strip()
    try:
        good = len(url) <= _LONGEST and not _SUSPECT.search(url)
        parsed = httpx.URL(url if good else "")
        host = _plain(parsed.host)
    except (httpx.InvalidURL, ValueError):
        raise FileRefused("link_refused") from None
    if parsed.scheme not in _PORTS or not host or "%" in host or disguised(host):
        raise FileRefused("link_refused")
    port = _PORTS[parsed.scheme] if parsed.port is None else parsed.port
    raw_host = parsed.raw_host.removesuffix(b".")
    return _Target(parsed.scheme, host, port, str(parsed), raw_host, parsed.netloc, parsed.raw_path)


def _plain(host: str) -> str:
    return host.strip().lower().strip("[]").removesuffix(".")


def _quiet() -> None:
    logger = logging.getLogger("httpcore")  # it logs hosts and headers
    logger.setLevel(max(logger.level, logging.WARNING))


@cache
def _tls() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()
