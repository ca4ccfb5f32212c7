"""From a script to a Go: the cast sheet in conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from adapters.chat.console.desk import Desk
from adapters.chat.console.grammar import ALL, castings, press
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


class Sheets:
    """Shows what is about to be performed and does what the person says about it.

    `other` is given a line that no button has; it answers whether it was a command.
    """

    def __init__(self, desk: Desk, other: Other) -> None:
        self._desk, self._other = desk, other

    async def perform(self, script: Script, name: str, *, cast: Mapping[str, str] | None = None) -> None:
        """Order a script: a free one of a single voice that was read for sure goes straight on, others are shown first.

        `name` is what the file is called when the script has no title. Raises TablereadError.
        """
        sheet = await self._sheet(script, name, cast or {})
        if straight(sheet):
            await self._desk.started(await self._desk.service.ordering.go(sheet.task))
        else:
            await self._converse(sheet)

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

    async def _converse(self, sheet: Sheet) -> None:
        desk = self._desk
        desk.screen.show(sheet.shown)
        chosen: dict[str, str] = {}
        while not desk.leaving and not desk.screen.gone:
            line = await desk.ask(PROMPT)
            if line is None:
                desk.screen.show(SHEET_LEFT)
                return
            if not line.strip():
                continue
            try:
                after = await self._pressed(sheet, line, chosen)
            except TablereadError as error:
                desk.explain(error)
                continue
            if after is None:
                return
            sheet = after

    async def _pressed(self, sheet: Sheet, line: str, chosen: dict[str, str]) -> Sheet | None:
        """What a line does to a sheet: the sheet that is shown now, or None when it is done with."""
        desk, ordering = self._desk, self._desk.service.ordering
        meant, rest = press(line)
        match meant:
            case Button.GO:
                await desk.started(await ordering.go(sheet.task))
                return None
            case Button.CANCEL:
                desk.screen.show(cancelled(await desk.service.tending.cancel(sheet.task.id, desk.person)))
                return None
            case Button.RECAST:
                return await self._recast(sheet, rest, chosen)
            case Button.EDIT:
                return await self._edit(sheet, chosen)
            case word if word == ALL:
                desk.screen.show(sheet.shown, whole=True)
            case _:
                if not await self._other(line):
                    desk.screen.show(SHEET_WORDS)
        return sheet

    async def _recast(self, sheet: Sheet, words: str, chosen: dict[str, str]) -> Sheet:
        desk = self._desk
        if not words:
            desk.screen.show(NEW_VOICES)
            words = (await desk.ask("SPEAKER=VOICE, ... ")) or ""
        wanted = castings(words)
        if not wanted:
            desk.screen.show(UNCHANGED)
            return sheet
        changed = await desk.service.ordering.recast(sheet.task, wanted)
        chosen.update(wanted)
        desk.screen.show(changed.shown)
        return changed

    async def _edit(self, sheet: Sheet, chosen: Mapping[str, str]) -> Sheet:
        """The script as it was read, and the corrected one that the person sends back; voices chosen by hand stay."""
        desk, order = self._desk, sheet.task.order
        desk.screen.show(CORRECTED)
        desk.screen.write(f"{harmless_lines(write(order.script))}\n")
        first = await desk.ask("")
        if not first or not first.strip():
            desk.screen.show(UNCHANGED)
            return sheet
        script = read(await desk.paste(first))
        roles = {speaker.casefold() for speaker in script.speakers} | ({"narrator"} if script.narrated else set())
        still = {speaker: voice for speaker, voice in chosen.items() if speaker.casefold() in roles}
        changed = await self._sheet(script, "recording", still)
        desk.screen.show(changed.shown)
        return changed


def straight(sheet: Sheet) -> bool:
    """Whether there is nothing to decide: one voice, nothing to pay, and nothing that was read in doubt."""
    doubts = any(remark.serious for remark in sheet.shown.problems)
    return len(sheet.shown.parts) <= 1 and sheet.due == FREE and not doubts
