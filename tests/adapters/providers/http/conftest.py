"""A server that does what it is told, and a client whose time is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from adapters.providers._http import Bounds, Http, Timing
from tests.simulators.server import Route, Simulator


class Server(Simulator):
    """`/speak` is paid, `/look` is not; `answers` are given one after the other instead of the usual one."""

    name = "server"

    def __init__(self) -> None:
        super().__init__(seed=1)
        self.answers: list[web.Response] = []
        self.hang = 0.3
        self.pause = 0.002  # seconds before each answer
        self.out = 0
        self.most_out = 0

    def routes(self) -> list[Route]:
        return [Route("POST", "/speak", self._speak, paid=True), Route("*", "/{what:.*}", self._look)]

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        self.pay(request, 1)
        return await self._look(request)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        self.out += 1
        self.most_out = max(self.most_out, self.out)
        await asyncio.sleep(self.pause)
        self.out -= 1
        if self.answers:
            return self.answers.pop(0)
        return web.json_response({"path": request.path_qs})


class Made:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
        await asyncio.sleep(0)

    def timing(self) -> Timing:
        return Timing(now=lambda: self.at, wall=lambda: self.at + 1_800_000_000, sleep=self.sleep, chance=lambda: 0.5)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    async with made.serving():
        yield made


@pytest.fixture
def made() -> Made:
    return Made()


@pytest.fixture
async def client(server: Server, made: Made) -> AsyncIterator[Callable[..., Http]]:
    clients: list[Http] = []

    def make(**bounds: float) -> Http:
        http = Http(
            server.url,
            headers={"authorization": "Bearer CANARY-key"},
            name="some-one",
            bounds=Bounds(**bounds),  # type: ignore[arg-type]
            timing=made.timing(),
        )
        clients.append(http)
        return http

    yield make
    for http in clients:
        await http.aclose()
