"""A web site on loopback with all that a download can meet."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import zlib
from collections.abc import AsyncIterator, Iterator
from functools import cache

import pytest
from aiohttp import web


@cache
def bomb() -> bytes:
    """64 MiB of nothing, packed a thousandfold."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()


class Site:
    """Answers by path; `location` is where /moved leads; `headers` are those of each request; `sent` counts bytes."""

    def __init__(self) -> None:
        self.port = 0
        self.location = ""
        self.headers: list[list[str]] = []
        self.sent = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.headers.append([name.lower() for name in request.headers])
        what, _, number = request.match_info["what"].partition("/")
        if what == "moved":
            left = int(number or 0) - 1
            where = self.location or (f"/moved/{left}" if left else "/text")
            return web.Response(status=302, headers={"Location": where})
        if what == "status":
            return web.Response(status=int(number), text="no")
        if what == "bomb":
            return web.Response(body=bomb(), headers={"Content-Encoding": "gzip"})
        if what in {"endless", "slow", "cut", "large"}:
            with contextlib.suppress(ConnectionError):
                return await self._stream(request, what)
            return web.Response()
        if what == "encoded":
            return web.Response(body=b"x" * 50, headers={"Content-Encoding": number})
        if what == "zipped":
            packed = zlib.compressobj(wbits=31)
            body = packed.compress(b"hello " * 1000) + packed.flush()
            return web.Response(body=body[: len(body) // (2 if number else 1)], headers={"Content-Encoding": "gzip"})
        return web.Response(text="hello")

    async def _stream(self, request: web.Request, what: str) -> web.StreamResponse:
        response = web.StreamResponse()
        if what == "large":
            response.content_length = 10 << 30
        if what == "cut":
            response.content_length = 1000
        await response.prepare(request)
        while self.sent < 10 << 30:
            part = {"slow": b"x", "cut": b"x" * 500}.get(what, bytes(1 << 16))
            await response.write(part)
            self.sent += len(part)
            if what == "cut":
                assert request.transport is not None
                request.transport.close()
                break
            if what == "slow":
                await asyncio.sleep(0.05)
        return response


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    app = web.Application()
    app.router.add_get("/{what:.*}", made.answer)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


@pytest.fixture
def unused() -> Iterator[int]:
    """A port where somebody listens whom nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
