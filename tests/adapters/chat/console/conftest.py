"""A console in conversation with a whole bot in memory, in a folder of its own."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.chat.console.platform import Console
from adapters.chat.console.shell import Shell
from adapters.providers.tone import ToneOptions
from bot.ports.chat import Chat
from bot.ports.memory import Wanted
from bot.service.service import Service
from bot.task import Person, Place, Task
from bot.worker.worker import Worker
from tests.bots import Bot, make

HERE = Place("console", "console")
OPERATOR = Person("console", "operator")
FREE = ToneOptions(credits_per_char=0)


class Conversation:
    """A bot, its worker, and somebody at a console. `text` is what was written there so far."""

    def __init__(self, folder: Path, options: ToneOptions = FREE, *, platform: str = "console") -> None:
        blobs = folder / "blobs"
        blobs.mkdir()
        self.bot: Bot = make(blobs, options)
        self.console = Console(io.StringIO())
        chats = self.bot.outside.chats
        assert isinstance(chats, dict)
        made: dict[str, Chat] = chats
        made[platform] = self.console
        self.out = io.StringIO()
        self.place, self.person = Place(platform, "console"), Person(platform, "operator")
        self.writing = -1

    @property
    def text(self) -> str:
        return self.out.getvalue()

    @property
    def shell(self) -> Shell:
        return Shell(self.bot.service, self.console, self.place, self.person)

    async def tasks(self) -> Sequence[Task]:
        """The person's tasks, newest first."""
        return await self.bot.service.tending.tasks(self.person)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """With a worker beside it: one of its own, as every start of the console has."""
        worker = self.bot.worker = Worker(self.bot.outside)
        house = replace(self.bot.service.house, wake=worker.wake, interrupt=worker.interrupt)
        self.bot.service = Service.over(house)
        work = asyncio.create_task(self.bot.worker.run(Wanted(platforms=frozenset({self.place.platform}))))
        try:
            yield
        finally:
            self.bot.worker.stop()
            await work

    async def talk(self, *lines: str, ended: str = "\n") -> str:
        """Say all of it, up to the end of the input; what was written meanwhile."""
        before = len(self.text)
        async with self.working():
            assert await self.shell.run(io.StringIO("\n".join(lines) + ended), self.out) == 0
        return self.text[before:]

    @asynccontextmanager
    async def live(self) -> AsyncIterator[Callable[[str], None]]:
        """Say line by line while things happen, through a pipe."""
        reading, writing = os.pipe()
        with os.fdopen(reading, encoding="utf-8") as source:
            async with self.working():
                talking = asyncio.create_task(self.shell.run(source, self.out))
                yield lambda line: os.write(writing, f"{line}\n".encode()) and None
                os.close(writing)
                assert await asyncio.wait_for(talking, 10) == 0

    async def until(self, words: str) -> None:
        """Until something was written."""
        for _ in range(2000):
            if words in self.text:
                return
            await asyncio.sleep(0.002)
        raise AssertionError(f"{words!r} was not written in:\n{self.text}")


@pytest.fixture
def conversation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Conversation]:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return lambda options=FREE, **more: Conversation(tmp_path, options, **more)
