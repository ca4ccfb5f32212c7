"""A simulated Respeecher with a client and a provider that wait for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from adapters.providers._http import Bounds, Timing
from adapters.providers._wire import Answer
from adapters.providers.respeecher.client import Client
from adapters.providers.respeecher.provider import Respeecher
from adapters.providers.respeecher.session import Credentials
from bot.ports.speech import Audio, ProviderJob
from bot.task import Line, Segment
from tests.simulators import respeecher

SAMPLES = Path(__file__).parents[3] / "samples" / "respeecher"
KEY = "canary-key-4711"


async def no_wait(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
async def server() -> AsyncIterator[respeecher.Respeecher]:
    simulated = respeecher.Respeecher()
    async with simulated.serving():
        yield simulated


Making = Callable[..., Respeecher]


@pytest.fixture
async def make(server: respeecher.Respeecher) -> AsyncIterator[Making]:
    """Makes providers on the same server: another one knows nothing of the first."""
    made: list[Respeecher] = []

    def one(credentials: Credentials | None = None, *, read: float = 5.0) -> Respeecher:
        timing = Timing(sleep=no_wait)
        bounds = Bounds(read=read, paid_read=read, hold=0.0)
        client = Client(credentials or Credentials(KEY), base_url=server.url, bounds=bounds, timing=timing)
        made.append(Respeecher(client, timing=timing, interval=0.0, searches=(0.0, 0.0)))
        return made[-1]

    yield one
    for provider in made:
        await provider.aclose()


@pytest.fixture
def provider(make: Making) -> Respeecher:
    return make()


@pytest.fixture
def client(provider: Respeecher) -> Client:
    return provider.client


def segment(
    text: str = "Good evening.", voice: str = "Ava", *, turn: int = 3, language: str = "", **settings: str
) -> Segment:
    line = Line(turn, "ADAM", voice, text)
    return Segment(0, "respeecher", "marketplace-v2", (line,), language, tuple(settings.items()))


async def finished(provider: Respeecher, got: Audio | ProviderJob) -> Audio:
    for _ in range(30):
        if isinstance(got, Audio):
            return got
        got = await provider.check(got)
    pytest.fail("the job never got ready")


def asked(server: respeecher.Respeecher, path: str) -> list[dict[str, object]]:
    return [row["body"] for row in server.requests if row["path"] == path and row["method"] == "POST"]


def sample(name: str) -> Answer:
    return Answer(200, {"content-type": "application/json"}, (SAMPLES / f"{name}.json").read_bytes())
