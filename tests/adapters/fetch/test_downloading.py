"""What a download gives, and where it ends."""

from __future__ import annotations

import resource
import time

import pytest

from adapters.fetch import Bounds, Fetcher
from bot.errors import FileRefused, ProviderDown
from tests.adapters.fetch.conftest import Site, bomb

CAP = 1 << 20


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(["127.0.0.1"], bounds=Bounds(connect=1.0, whole=5.0))


async def test_the_body_is_what_the_server_sent(site: Site, fetcher: Fetcher) -> None:
    assert await fetcher.get(f"  {site.url}/text#part ", most_bytes=5) == b"hello"


async def test_a_body_over_the_cap_is_refused(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(FileRefused, match="link_too_large"):
        await fetcher.get(site.url + "/text", most_bytes=4)


@pytest.mark.parametrize("what", ["endless", "bomb"])
async def test_ten_gibibytes_and_a_packed_bomb_are_left_at_the_cap(site: Site, fetcher: Fetcher, what: str) -> None:
    assert len(bomb()) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileRefused, match="link_too_large"):
        await fetcher.get(f"{site.url}/{what}", most_bytes=CAP)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, "kilobytes"
    assert site.sent < 10 * CAP, "what lies in the buffers of both sides is all that was sent"


async def test_a_length_over_the_cap_is_refused_before_the_body(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(FileRefused, match="link_too_large"):
        await fetcher.get(site.url + "/large", most_bytes=CAP)


async def test_a_server_that_drips_is_left_when_the_time_is_up(site: Site) -> None:
    started = time.monotonic()
    with pytest.raises(ProviderDown, match="link_down") as seen:
        await Fetcher(["127.0.0.1"], bounds=Bounds(whole=0.4)).get(site.url + "/slow", most_bytes=CAP)
    assert time.monotonic() - started < 1.0
    assert seen.value.__context__ is None


async def test_a_body_that_is_cut_may_come_another_time(site: Site, fetcher: Fetcher) -> None:
    for what in ("cut", "zipped/half"):
        with pytest.raises(ProviderDown, match="link_down"):
            await fetcher.get(f"{site.url}/{what}", most_bytes=CAP)


async def test_gzip_is_unpacked_though_nobody_asked_for_it(site: Site, fetcher: Fetcher) -> None:
    assert await fetcher.get(site.url + "/zipped", most_bytes=CAP) == b"hello " * 1000


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip"])
async def test_other_packings_and_what_is_none_are_refused(site: Site, fetcher: Fetcher, encoding: str) -> None:
    with pytest.raises(FileRefused, match="link_refused"):
        await fetcher.get(f"{site.url}/encoded/{encoding}", most_bytes=CAP)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_a_server_that_says_no_is_believed(site: Site, fetcher: Fetcher, status: int) -> None:
    with pytest.raises(FileRefused, match="link_gone"):
        await fetcher.get(f"{site.url}/status/{status}", most_bytes=CAP)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_server_in_trouble_may_be_asked_another_time(site: Site, fetcher: Fetcher, status: int) -> None:
    with pytest.raises(ProviderDown, match="link_down"):
        await fetcher.get(f"{site.url}/status/{status}", most_bytes=CAP)


async def test_a_server_that_is_not_there_may_be_there_another_time(fetcher: Fetcher) -> None:
    with pytest.raises(ProviderDown, match="link_down") as seen:
        await fetcher.get("http://127.0.0.1:1/", most_bytes=CAP)
    assert seen.value.__context__ is None, "the cause would hold the address"


async def test_what_unpacks_a_hundredfold_is_refused_below_the_cap(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(FileRefused, match="link_too_large"):
        await fetcher.get(site.url + "/bomb", most_bytes=1 << 30)
