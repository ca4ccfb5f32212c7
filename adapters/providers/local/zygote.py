"""The child process as the bot sees it: started when first needed, asked for lines, ended when idle."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import cast

from adapters.providers.local.child import ANSWER, REFUSED, REQUEST, SPOKEN

IDLE = 20.0  # seconds without a line after which the child is let go
_GRACE = 2.0  # seconds that a child has to end by itself


class Died(Exception):
    """The child, or its fork for this line, ended without an answer."""


class Refused(Exception):
    """The library does not take this voice or this text."""


class Zygote(asyncio.SubprocessProtocol):
    """One running child. Lines are asked for at once and answered in any order; nothing wakes while it is idle."""

    def __init__(self, idle: float) -> None:
        self._idle = idle
        self._buffer = bytearray()
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._asked = 0
        self._timer: asyncio.TimerHandle | None = None
        self._ended = asyncio.Event()
        self.usable = True

    @classmethod
    async def start(cls, command: Sequence[str], idle: float = IDLE) -> Zygote:
        """Start the program. In a session of its own: an interrupt on the terminal is for the bot to deal with.

        Raises Died when it cannot be started.
        """
        loop = asyncio.get_running_loop()
        alone = sys.platform != "win32"
        try:
            _, zygote = await loop.subprocess_exec(
                lambda: cls(idle), *command, stderr=asyncio.subprocess.DEVNULL, start_new_session=alone
            )
        except OSError:  # no such program, or no room for another process
            raise Died from None
        return zygote

    async def ask(self, body: bytes) -> bytes:
        """What the child makes of a line: PCM. Raises Died, Refused; cancelling it stops the line's fork."""
        if not self.usable:
            raise Died
        self._asked += 1
        line, answer = self._asked, asyncio.get_running_loop().create_future()
        self._waiting[line] = answer
        self._rouse()
        self._write(REQUEST.pack(line, len(body)) + body)
        try:
            return cast("bytes", await answer)
        except asyncio.CancelledError:
            self._write(REQUEST.pack(line, 0))
            raise
        finally:
            self._waiting.pop(line, None)
            self._rest()

    def retire(self) -> None:
        """Close its stdin: it ends by itself, with whatever it is saying."""
        self.usable = False
        self._rouse()
        pipe = self._transport.get_pipe_transport(0)
        if pipe is not None:
            pipe.close()

    async def aclose(self, grace: float = _GRACE) -> None:
        """End it and wait until it is gone; it has `grace` seconds to go by itself."""
        self.retire()
        try:
            async with asyncio.timeout(grace):
                await self._ended.wait()
        except TimeoutError:
            self._transport.kill()
            await self._ended.wait()

    def _write(self, data: bytes) -> None:
        if self.usable:
            cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0)).write(data)

    def _rouse(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rest(self) -> None:
        if self.usable and not self._waiting:
            self._rouse()
            self._timer = asyncio.get_running_loop().call_later(self._idle, self.retire)

    # --- what asyncio calls ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= ANSWER.size:
            line, status, size = ANSWER.unpack_from(self._buffer)
            if len(self._buffer) < ANSWER.size + size:
                return
            pcm = bytes(self._buffer[ANSWER.size : ANSWER.size + size])
            del self._buffer[: ANSWER.size + size]
            self._answer(line, status, pcm)

    def _answer(self, line: int, status: int, pcm: bytes) -> None:
        waiting = self._waiting.get(line)
        if waiting is None or waiting.done():  # it was taken back meanwhile
            return
        if status == SPOKEN:
            waiting.set_result(pcm)
        else:
            waiting.set_exception(Refused() if status == REFUSED else Died())

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self.usable = False
        self._rouse()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Died())

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport.close()
        self._ended.set()
