"""One child process: started, asked, killed. It gets no environment, so no secret, and no file but what a job names."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_ROOT = str(Path(__file__).parents[2])
# Isolated (-I), without site (-S): the child is told where modules are, and starts 30 ms sooner.
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from adapters.audio.child.serve import serve; serve()"
_LONGEST = 64 << 20
"""Bytes of one answer: a mix of 10,000 clips answers 0.4 MB."""
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "PYTHONUTF8": "1"}


class Crashed(Exception):
    """The child ended, or had to be ended, before it answered."""


class Child:
    """A child that waits for a job. `served` counts what it was asked."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.served = 0

    @classmethod
    async def start(cls) -> Child:
        """Start one; it imports what it needs while nobody waits for it."""
        paths = [_ROOT, *(path for path in sys.path if path and path != _ROOT)]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-S", "-c", _PROGRAM),
            *paths,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_ENVIRONMENT,
            limit=_LONGEST,
            # A Ctrl-C in the terminal is for the bot, which then decides what becomes of its children.
            start_new_session=True,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self._process.returncode is None

    async def ask(self, job: dict[str, Any], wall: float) -> dict[str, Any]:
        """Send a job and wait for its answer, at most `wall` seconds. Raises Crashed."""
        self.served += 1
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise Crashed
        try:
            stdin.write(json.dumps(job, separators=(",", ":")).encode() + b"\n")
            async with asyncio.timeout(wall):
                await stdin.drain()
                line = await stdout.readline()
            answer = json.loads(line)
        except (OSError, TimeoutError, ValueError) as error:
            raise Crashed from error
        if not isinstance(answer, dict):
            raise Crashed
        return answer

    async def end(self) -> None:
        """Kill it and wait until it is gone, also when this is cancelled."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await asyncio.shield(self._process.wait())
