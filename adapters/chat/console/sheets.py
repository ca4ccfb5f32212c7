"""From a script to a Go: the cast sheet in conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from adapters.chat.console.desk import Desk
from adapters.chat.console.grammar import ALL, castings, narrator, press
from adapters.chat.console.harmless import harmless_lines
from bot.errors import TablereadError
from bot.ports.chat import Button
from bot.replies.talk import CORRECTED, NEW_VOICES, SHEET_LEFT, SHEET_WORDS, UNCHANGED, cancelled
from bot.script.model import Script
from bot.script.reader import read
from bot.script.writer import write
from bot.service.ordering import Request, Sheet
from bot.task import Price

PROMPT = "Go, Recast, Edit or Cancel? "
FREE = Price()

Other = Callable[[str], Awaitable[bool]]
Reading = Callable[[bool | None], Script]


@dataclass(slots=True)
class _Shown:
    """The sheet in front of the person: how its text is read (again), the file's name, the voices chosen by hand."""

    sheet: Sheet
    reading: Reading
    name: str
    chosen: dict[str, str]


class Sheets:
    """Shows what is about to be performed and does what the person says about it.

    `other` is given a line that no button has; it answers whether it was a command.
    """

    def __init__(self, desk: Desk, other: Other) -> None:
        self._desk, self._other = desk, other

    async def perform(self, reading: Reading, name: str, *, cast: Mapping[str, str] | None = None) -> None:
        """Order a script: a free one of a single voice that was read for sure goes straight on, others are shown first.

        `reading` reads it, with or without a narrator for lines that have no name; `name` is what the file is called when
        the script has no title. Raises TablereadError.
        """
        script = await asyncio.to_thread(reading, None)
        sheet = await self._sheet(script, name, cast or {})
        if straight(sheet):
            await self._desk.started(await self._desk.service.ordering.go(sheet.task))
        else:
            await self._converse(_Shown(sheet, reading, name, dict(cast or {})))

    async def _sheet(self, script: Script, name: str, cast: Mapping[str, str]) -> Sheet:
        desk = self._desk
        return await desk.service.ordering.sheet(
            Request(
                script=script,
                place=desk.place,
                person=desk.person,
                output=desk.output(script.title or "", name, "ogg"),
                cast=cast,
            )
        )

    async def _converse(self, shown: _Shown) -> None:
        desk = self._desk
        desk.screen.show(shown.sheet.shown)
        more = True
        while more and not desk.leaving and not desk.screen.gone:
            line = await desk.ask(PROMPT)
            if line is None:
                desk.screen.show(SHEET_LEFT)
                return
            if line.strip():
                try:
                    more = await self._pressed(shown, line)
                except TablereadError as error:
                    desk.explain(error)

    async def _pressed(self, shown: _Shown, line: str) -> bool:
        """Do what a line says about the sheet; whether there is still something to decide."""
        desk, sheet = self._desk, shown.sheet
        meant, rest = press(line)
        match meant:
            case Button.GO:
                await desk.started(await desk.service.ordering.go(sheet.task))
                return False
            case Button.CANCEL:
                desk.give_back(sheet.task.order.output)
                desk.screen.show(cancelled(await desk.service.tending.cancel(sheet.task.id, desk.person)))
                return False
            case Button.RECAST:
                await self._recast(shown, rest)
            case Button.EDIT:
                await self._edit(shown)
            case word if word == ALL:
                await desk.screen.show_whole(sheet.shown)
            case _:
                await self._otherwise(shown, line)
        return True

    async def _otherwise(self, shown: _Shown, line: str) -> None:
        if (narrated := narrator(line)) is not None:
            await self._read_again(shown, await asyncio.to_thread(shown.reading, narrated))
        elif not await self._other(line):
            self._desk.screen.show(SHEET_WORDS)

    async def _recast(self, shown: _Shown, words: str) -> None:
        desk = self._desk
        if not words:
            desk.screen.show(NEW_VOICES)
            words = (await desk.ask("SPEAKER=VOICE, ... ")) or ""
        wanted = castings(words)
        if not wanted:
            desk.screen.show(UNCHANGED)
            return
        shown.sheet = await desk.service.ordering.recast(shown.sheet.task, wanted)
        shown.chosen.update(wanted)
        desk.screen.show(shown.sheet.shown)

    async def _edit(self, shown: _Shown) -> None:
        """The script as it was read, and the corrected one that the person sends back."""
        desk = self._desk
        desk.screen.show(CORRECTED)
        desk.screen.write(f"{harmless_lines(write(shown.sheet.task.order.script))}\n")
        first = await desk.ask("")
        if not first or not first.strip():
            desk.screen.show(UNCHANGED)
            return
        text = await desk.paste(first)
        await self._read_again(shown, await asyncio.to_thread(read, text))
        shown.reading = lambda narrated: read(text, narrator=narrated)

    async def _read_again(self, shown: _Shown, script: Script) -> None:
        """Another reading on a sheet of its own; voices chosen by hand stay with those who still speak."""
        roles = {label.casefold() for label in (*script.speakers, *(alias for alias, _ in script.aliases))}
        roles |= {"narrator"} if script.narrated else set()
        still = {speaker: voice for speaker, voice in shown.chosen.items() if speaker.casefold() in roles}
        self._desk.give_back(shown.sheet.task.order.output)
        shown.sheet, shown.chosen = await self._sheet(script, shown.name, still), still
        self._desk.screen.show(shown.sheet.shown)


def straight(sheet: Sheet) -> bool:
    """Whether there is nothing to decide: one voice, nothing to pay, and nothing that was read in doubt."""
    doubts = any(remark.serious for remark in sheet.shown.problems)
    return len(sheet.shown.parts) <= 1 and sheet.due == FREE and not doubts
