"""Where a download may connect to: what a public address is, and connections to addresses that were looked at."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

from bot.errors import FileRefused

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_MOST = 4  # addresses of one name that are tried

# IANA IPv4 special-purpose registry, where it is not globally reachable; multicast; the reserved rest; 6to4 relays; and
# 168.63.129.16, which is public space that Azure answers to its own machines with.
_INSIDE_4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
# Only global unicast is outside (RFC 4291, 2.4), without protocol assignments (Teredo among them), documentation, 6to4.
_OUTSIDE_6 = IPv6Network("2000::/3")
_INSIDE_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214, 6.1: an interface identifier that holds an IPv4 address


def is_public(address: str) -> bool:
    """Whether an address is on the open internet, also where it stands inside another kind of address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _INSIDE_4)
    if found.scope_id is not None:
        return False
    if found.ipv4_mapped is not None:
        return is_public(str(found.ipv4_mapped))
    if found in _NAT64:
        return is_public(str(IPv4Address(int(found) & 0xFFFFFFFF)))
    return found in _OUTSIDE_6 and not any(found in network for network in _INSIDE_6) and not _isatap(found)


def _isatap(address: IPv6Address) -> bool:
    return int(address) >> 32 & 0xFFFFFFFF in _ISATAP


def disguised(host: str) -> bool:
    """Whether a host ends in a number, as an address does, but is not written as one: 2130706433, 0x7f.1, 127.1, 0177.0.0.1.

    Libraries disagree on what these mean (https://url.spec.whatwg.org/#ends-in-a-number-checker).
    """
    if ":" in host:
        return False
    last = host.rpartition(".")[2]
    if not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        return False
    try:
        return str(ip_address(host)) != host
    except ValueError:
        return True


class Looking(httpcore.AsyncNetworkBackend):
    """Connects to an address that was looked at; the name is for TLS alone, and is not resolved again.

    With `anywhere` the address is not judged. Raises FileRefused("link_refused") before anything is connected to.
    """

    def __init__(
        self,
        resolve: Resolve,
        seconds: float,
        *,
        anywhere: bool,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolve = resolve
        self._seconds = seconds
        self._anywhere = anywhere
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = list(dict.fromkeys(await self._resolve(host, port)))
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise httpcore.ConnectError
        if not self._anywhere and not all(map(is_public, addresses)):
            raise FileRefused("link_refused")
        *others, last = addresses[:_MOST]
        for address in others:
            try:
                return await self._inner.connect_tcp(address, port, self._seconds, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(last, port, self._seconds, None, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise FileRefused("link_refused")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as the system knows it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]
