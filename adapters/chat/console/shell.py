"""The conversation in a terminal: paste a script, say go, and go on while it is performed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import PurePath
from typing import TextIO

from adapters.chat.console.commands import Commands
from adapters.chat.console.desk import Desk
from adapters.chat.console.folder import load, unquoted
from adapters.chat.console.grammar import PRESSES, Command, command
from adapters.chat.console.lines import Lines
from adapters.chat.console.making import NARRATED, Making
from adapters.chat.console.platform import Console
from adapters.chat.console.screen import Screen
from adapters.chat.console.sheets import Sheets
from bot.cast import find_voice
from bot.errors import TablereadError, UnknownVoice
from bot.ports.chat import Card, Notice, Progress, Reply
from bot.replies.errors import unexpected
from bot.replies.help import Ability
from bot.replies.talk import NO_SHEET, WELCOME, left_running, waiting_for
from bot.script.files import read_file
from bot.script.reader import read
from bot.service.service import Service
from bot.task import IN_FLIGHT, Person, Place, Task

log = logging.getLogger("tableread.console")

PROMPT = "> "
_LOOK = 1.0  # seconds between looks at tasks whose end nobody told of


class Shell:
    """The bot in a terminal, for one person. `chat` is the console that a worker shows to and delivers with."""

    def __init__(self, service: Service, chat: Console, place: Place, person: Person) -> None:
        self._service, self._chat = service, chat
        self._place, self._person = place, person

    async def run(self, input: TextIO, output: TextIO) -> int:
        """Talk until `quit`, the end of the input or a reader that has gone; answers the exit code.

        The end of the input waits for the tasks of this conversation, `quit` leaves them for the next time; what a
        worker still finishes while it stops is told as long as there is anybody to tell.
        """
        lines = Lines(input)
        desk = Desk(self._service, self._place, self._person, screen=Screen(output), lines=lines)
        self._chat.audience = _Ear(desk)
        try:
            await _Talk(desk).talk()
            await _part(desk)
        except asyncio.CancelledError:  # a signal: the worker has stopped, the store has what matters
            _leave(desk)
            raise
        finally:
            lines.close()
        return 0


class _Ear:
    """Hears what happens to tasks while the person may be typing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def hear(self, task: Task, reply: Reply, files: Sequence[str] = ()) -> None:
        """Progress is drawn, a card or a notice ends the task."""
        if isinstance(reply, Progress):
            self._desk.screen.progress(reply)
            return
        self._desk.screen.show(reply, files=files)
        if isinstance(reply, (Card, Notice)):
            self._desk.ended(task.id)


class _Talk:
    """Entry after entry: a command, or a script."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._commands = Commands(desk)
        self._sheets = Sheets(desk, self._aside)
        self._making = Making(desk, self._sheets)

    async def talk(self) -> None:
        """Until the person leaves, or nobody reads any more."""
        desk = self._desk
        desk.screen.show(WELCOME)
        while not desk.leaving and not desk.screen.gone:
            line = await desk.ask(PROMPT)
            if line is None:
                return
            if not line.strip():
                continue
            try:
                await self._entry(line)
            except TablereadError as error:
                desk.explain(error)
            except Exception as error:  # noqa: BLE001 - the one of this loop: the conversation goes on, the log has it
                reference = desk.service.house.ids.reference()
                log.error("console_broke", extra={"error": type(error).__name__, "reference": reference})
                desk.screen.show(unexpected(reference))

    async def _entry(self, line: str) -> None:
        asked = command(line)
        if asked is None:
            if line.strip().casefold() in {button.value.casefold() for button in PRESSES}:
                self._desk.screen.show(NO_SHEET)
            else:
                text = await self._desk.paste(line)
                await self._sheets.perform(lambda narrated: read(text, narrator=narrated), "recording")
        elif not await self._commands.run(asked) and not await self._making.run(asked):
            await self._order(asked)

    async def _order(self, asked: Command) -> None:
        if not asked.fits:
            self._commands.usage(asked)
        elif asked.ability is Ability.PERFORM:
            path = PurePath(unquoted(asked.rest))
            data = await asyncio.to_thread(load, asked.rest, self._desk.service.house.rules.characters)
            await self._sheets.perform(lambda narrated: read_file(data, path.name, narrator=narrated), path.stem)
        else:
            await self._say(asked.rest)

    async def _say(self, text: str) -> None:
        """One narrator says it all; a voice's name before a colon is who, every other colon is part of the text."""
        cast = {}
        name, colon, rest = text.partition(":")
        if colon and rest.strip():
            try:
                voice = find_voice(await self._desk.service.people.voices(), name)
            except UnknownVoice:
                pass
            else:
                text, cast = rest.strip(), {"narrator": voice.id}
        await self._sheets.perform(lambda _: read(text, form=NARRATED), "line", cast=cast)

    async def _aside(self, line: str) -> bool:
        """A command in the middle of something else; whether the line was one."""
        asked = command(line)
        return asked is not None and await self._commands.run(asked)


async def _part(desk: Desk) -> None:
    """Leave: at the end of the input only when the tasks of this conversation are through."""
    if desk.running and not desk.leaving and not desk.screen.gone:
        desk.screen.show(waiting_for(len(desk.running)))
        while desk.running and not desk.screen.gone:
            desk.changed.clear()
            try:
                await asyncio.wait_for(desk.changed.wait(), _LOOK)
            except TimeoutError:
                await _look(desk)
    _leave(desk)


def _leave(desk: Desk) -> None:
    """Say what goes on without the person."""
    if desk.running:
        desk.screen.show(left_running(len(desk.running)))


async def _look(desk: Desk) -> None:
    """A task whose end was not told here (another process has it) is found in the store."""
    for task in tuple(desk.running):
        try:
            found = await desk.service.tending.get(task, desk.person)
        except TablereadError as error:
            desk.explain(error)
            desk.ended(task)
        else:
            if found.stage not in IN_FLIGHT:
                desk.ended(task)
