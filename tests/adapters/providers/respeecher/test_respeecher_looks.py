"""How often conversions are looked at, in a time of our own."""

from __future__ import annotations

import asyncio

import pytest

from adapters.providers._http import Timing
from adapters.providers.respeecher.calls import Calls
from adapters.providers.respeecher.client import Client
from adapters.providers.respeecher.library import Library
from adapters.providers.respeecher.looks import Looks
from adapters.providers.respeecher.models.library import Recording
from bot.errors import ProviderDown


class Shelf(Library):
    """Counts the looks at what it does not hold; `broken` ones fail."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        super().__init__(calls)
        self.clock = clock
        self.looks: list[tuple[float, str]] = []
        self.broken = 0
        self.listed: tuple[str, ...] = ()

    async def recording(self, recording: str) -> Recording:
        await self._look(recording)
        return Recording(id=recording, parent_folder_id="folder")

    async def newest(self, folder: str) -> tuple[Recording, ...]:
        await self._look(folder)
        return tuple(Recording(id=one) for one in self.listed)

    async def _look(self, at: str) -> None:
        self.looks.append((self.clock.now, at))
        await asyncio.sleep(0)
        if self.broken:
            self.broken -= 1
            raise ProviderDown("provider_down")


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(client: Client, clock: Clock) -> Shelf:
    return Shelf(client.library._calls, clock)


@pytest.fixture
def looks(shelf: Shelf, clock: Clock) -> Looks:
    return Looks(shelf, Timing(now=lambda: clock.now, sleep=clock.sleep), 1.0)


async def test_in_any_five_minutes_there_are_fewer_looks_than_the_server_allows(
    looks: Looks, shelf: Shelf, clock: Clock
) -> None:
    for number in range(1200):
        await looks.at(f"job {number}")
        if number == 600:
            clock.now += 1000.0
    times = [at for at, _ in shelf.looks]
    assert max(sum(start <= at < start + 300 for at in times) for start in times) <= 401


async def test_who_waits_is_answered_by_the_same_look(looks: Looks, shelf: Shelf) -> None:
    names = [f"job {number}" for number in range(50)]
    shelf.listed = tuple(names[:40])
    await looks.at("job 0")
    seen = await asyncio.gather(*(looks.at(name) for name in names))
    assert [one.id for one in seen] == names
    assert len(shelf.looks) <= 2 + 2 * len(names[40:])


async def test_a_look_that_fails_is_told_to_the_one_who_looked_and_the_others_look_themselves(
    looks: Looks, shelf: Shelf
) -> None:
    shelf.broken = 1
    seen = await asyncio.gather(*(looks.at(name) for name in ("one", "two", "three")), return_exceptions=True)
    assert [type(one).__name__ for one in seen] == ["ProviderDown", "Recording", "Recording"]


async def test_who_goes_away_leaves_nothing_behind(looks: Looks, shelf: Shelf) -> None:
    shelf.listed = ("one", "two")
    await looks.at("one")
    waiting = [asyncio.create_task(looks.at(name)) for name in ("one", "two")]
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # the first one's request is on its way
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    assert (await looks.at("two")).id == "two"
    assert not looks._seen
    assert not looks._wanted
