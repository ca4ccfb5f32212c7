"""Nothing inside is reached, however it is written: not one connection is begun."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpcore
import pytest

from adapters.fetch import Fetcher
from adapters.fetch.reach import Looking, Resolve, resolve
from bot.errors import FileRefused, ProviderDown
from tests.adapters.fetch.conftest import Site

_connects: list[object] = []
_watching: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event == "socket.connect":
        _connects.append(arguments[1])


sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[object]]:
    """The interpreter's own record of every connection that is begun."""
    _connects.clear()
    _watching.append(True)
    try:
        yield _connects
    finally:
        _watching.clear()


def naming(**addresses: str | Sequence[str]) -> Resolve:
    """Names that are known nowhere else; what is none of them is resolved by the system."""
    known = {
        name.replace("_", "."): [told] if isinstance(told, str) else list(told) for name, told in addresses.items()
    }

    async def look_up(host: str, port: int) -> Sequence[str]:
        return known[host] if host in known else await resolve(host, port)

    return look_up


# Written out as addresses, in the ways that libraries read them.
WRITTEN = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "https://127.0.0.1/",
    "http://127.255.255.254/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.01/",
    "http://0/",
    "http://0.0.0.0/",
    "http://00.0.0.0/",
    "http://127.0.0.1./",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.170.2/v2/credentials",
    "http://100.100.100.200/latest/meta-data/",
    "http://192.0.0.192/opc/v2/",
    "http://168.63.129.16/metadata",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://192.0.2.1/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[2607:f8b0:1::5efe:7f00:1]/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://１２７.0.0.1/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://%31%32%37.0.0.1/",
]

# No web address at all, or one that libraries read in different ways.
CROOKED = [
    "",
    "127.0.0.1",
    "//127.0.0.1/",
    "http:///x",
    "http:/127.0.0.1/",
    "file:///etc/passwd",
    "ftp://public.example/",
    "gopher://public.example/",
    "data:text/plain,hello",
    "unix:///var/run/docker.sock",
    "ws://public.example/",
    "http://user@public.example/",
    "http://user:word@public.example/",
    "http://@public.example/",
    "http://public.example:80@127.0.0.1/",
    "http://public.example\\@127.0.0.1/",
    "http://public.example\t.evil/",
    "http://public.example\x00.evil/",
    "http://public .example/",
    "http://[::1].public.example/",
    "http://[::1/",
    "http://[fe80::1%25lo]/",
    "http://[fe80::1%lo]/",
    "http://public.example:99999/",
    "http://public.example:port/",
    "http://xn--/",
    "http://" + "a" * 5000 + "/",
]

PORTS = [0, 1, 21, 22, 25, 81, 442, 3306, 5432, 6379, 8000, 8080, 8443, 9200, 65535]

# Names whose owner says where they lead.
NAMES: dict[str, Sequence[str]] = {
    "loopback": ["127.0.0.1"],
    "private": ["10.1.2.3"],
    "metadata": ["169.254.169.254"],
    "mapped": ["::ffff:127.0.0.1"],
    "nat64": ["64:ff9b::7f00:1"],
    "sixtofour": ["2002:7f00:1::"],
    "teredo": ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    "zone": ["fe80::1%lo"],
    "mixed": ["93.184.216.34", "127.0.0.1"],
    "mixed.families": ["93.184.216.34", "::1"],
    "last.of.many": [*(f"93.184.216.{n}" for n in range(1, 40)), "127.0.0.1"],
}


async def refused(url: str, look_up: Resolve | None = None) -> None:
    with watched() as connects, pytest.raises(FileRefused) as seen:
        await Fetcher(resolve=look_up).get(url, most_bytes=1000)
    assert seen.value.code == "link_refused"
    assert not seen.value.__context__, "the cause would hold the URL"
    assert connects == []


@pytest.mark.parametrize("url", WRITTEN)
async def test_an_address_inside_is_refused_before_anything_is_connected_to(url: str) -> None:
    await refused(url)


@pytest.mark.parametrize("url", CROOKED)
async def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    await refused(url, naming(**{"public.example": "127.0.0.1"}))


@pytest.mark.parametrize("port", PORTS)
async def test_ports_that_are_not_of_the_web_are_refused(port: int) -> None:
    await refused(f"http://public.example:{port}/", naming(**{"public.example": "93.184.216.34"}))


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_that_leads_inside_is_refused_with_all_its_addresses(name: str) -> None:
    await refused(f"http://{name}.example/", naming(**{f"{name}.example": NAMES[name]}))


async def test_a_name_that_leads_nowhere_is_down_not_refused() -> None:
    with watched() as connects, pytest.raises(ProviderDown, match="link_down"):
        await Fetcher(resolve=naming(**{"nowhere.example": ()})).get("http://nowhere.example/", most_bytes=10)
    assert connects == []


class Recording(httpcore.AsyncNetworkBackend):
    """Writes down where it is told to connect to, and answers each time with an empty page."""

    def __init__(self, *, fails: int = 0) -> None:
        self.asked: list[tuple[str, int]] = []
        self.names: list[str | None] = []
        self._fails = fails

    async def connect_tcp(self, host: str, port: int, *_args: object, **_more: object) -> httpcore.AsyncNetworkStream:
        self.asked.append((host, port))
        if len(self.asked) <= self._fails:
            raise httpcore.ConnectError
        names = self.names

        class Stream(httpcore.AsyncMockStream):
            async def start_tls(
                self,
                ssl_context: object,
                server_hostname: str | None = None,
                timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
            ) -> httpcore.AsyncNetworkStream:
                names.append(server_hostname)
                return self

        return Stream([b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"])


async def _connected(backend: Recording, look_up: Resolve, url: str) -> None:
    network = Looking(look_up, 1.0, anywhere=False, inner=backend)
    async with httpcore.AsyncConnectionPool(network_backend=network) as pool:
        await pool.request("GET", url)


async def test_the_connection_goes_to_the_address_that_was_looked_at_though_the_name_moves() -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]

    async def moving(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    backend = Recording()
    await _connected(backend, moving, "https://moving.example/")
    assert backend.asked == [("93.184.216.34", 443)]
    assert backend.names == ["moving.example"], "TLS is for the name"
    with pytest.raises(FileRefused):
        await _connected(backend, moving, "https://moving.example/")
    assert len(backend.asked) == 1


async def test_the_next_address_is_tried_when_one_does_not_answer_and_at_most_four() -> None:
    many = naming(**{"many.example": [f"93.184.216.{n}" for n in range(1, 9)]})
    backend = Recording(fails=2)
    await _connected(backend, many, "http://many.example/")
    assert [host for host, _ in backend.asked] == ["93.184.216.1", "93.184.216.2", "93.184.216.3"]
    backend = Recording(fails=9)
    with pytest.raises(httpcore.ConnectError):
        await _connected(backend, many, "http://many.example/")
    assert len(backend.asked) == 4


async def test_no_socket_of_the_file_system_is_opened() -> None:
    with pytest.raises(FileRefused):
        await Looking(resolve, 1.0, anywhere=True).connect_unix_socket("/tmp/socket")  # noqa: S108


async def test_an_allowed_host_is_allowed_on_every_port_and_only_that_host(site: Site) -> None:
    hosts = ("other.example", "sub.mine.example", "127.0.0.1", "localhost")
    look_up = naming(**dict.fromkeys(("mine.example", *hosts), "127.0.0.1"))
    fetcher = Fetcher(["Mine.Example."], resolve=look_up)
    assert await fetcher.get(f"http://mine.example:{site.port}/text", most_bytes=100) == b"hello"
    for host in hosts:
        with pytest.raises(FileRefused):
            await fetcher.get(f"http://{host}:{site.port}/text", most_bytes=100)
        with pytest.raises(FileRefused):
            await fetcher.get(f"http://{host}/text", most_bytes=100)


async def test_an_origin_of_the_settings_is_allowed_and_no_other_port_of_its_host(site: Site, unused: int) -> None:
    fetcher = Fetcher()
    assert await fetcher.get(site.url + "/text", most_bytes=100, allow_origin=site.url + "/v1") == b"hello"
    with watched() as connects:
        for url in (f"http://127.0.0.1:{unused}/", "http://127.0.0.1/", f"https://127.0.0.1:{site.port}/"):
            with pytest.raises(FileRefused):
                await fetcher.get(url, most_bytes=100, allow_origin=site.url)
    assert connects == []


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "//127.0.0.1/",
        "http://localhost:{other}/text",
        "http://inside.example/",
        "http://2130706433/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://user@mine.example:{port}/text",
        "http://169.254.169.254/latest/meta-data/",
        "http://public.example:6379/",
        "\\\\127.0.0.1\\x",
    ],
)
async def test_each_redirect_is_looked_at_anew(site: Site, unused: int, location: str) -> None:
    site.location = location.format(port=site.port, other=unused)
    look_up = naming(**{"mine.example": "127.0.0.1", "inside.example": "10.0.0.1", "public.example": "93.184.216.34"})
    with watched() as connects, pytest.raises(FileRefused) as seen:
        await Fetcher(["mine.example"], resolve=look_up).get(f"http://mine.example:{site.port}/moved", most_bytes=100)
    assert seen.value.code == "link_refused"
    assert set(connects) == {("127.0.0.1", site.port)}


async def test_redirects_are_followed_three_times(site: Site) -> None:
    get = Fetcher(["127.0.0.1"]).get
    assert await get(site.url + "/moved/3", most_bytes=100) == b"hello"
    with pytest.raises(FileRefused):
        await get(site.url + "/moved/4", most_bytes=100)


async def test_a_redirect_takes_no_credentials_along_for_there_are_none(site: Site) -> None:
    await Fetcher(["127.0.0.1"]).get(site.url + "/moved/1", most_bytes=100)
    assert {frozenset(seen) for seen in site.headers} == {frozenset({"host", "user-agent", "accept-encoding"})}


def test_the_watch_sees_connections() -> None:
    with watched() as connects, socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert len(connects) == 1
