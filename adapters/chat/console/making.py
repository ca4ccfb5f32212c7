"""Podcasts, narrations and other voices in the console: the price first, and a Go where there is any."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path, PurePath

from adapters.chat.console.desk import Desk
from adapters.chat.console.folder import load, unquoted
from adapters.chat.console.grammar import FORMS, Command
from adapters.chat.console.sheets import FREE, Sheets
from bot.errors import FileRefused
from bot.replies import talk
from bot.replies.amounts import price
from bot.replies.help import Ability
from bot.script.files import decode
from bot.script.reader import read
from bot.service.making import Offer, Wish, is_link

NARRATED = "prose"  # the form of a text that one narrator reads
YES = frozenset({"go", "g", "y", "yes"})


class Making:
    """Orders what only some providers make. A text of the person's own is performed as any script."""

    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk, self._sheets = desk, sheets

    async def run(self, asked: Command) -> bool:
        """Do it; False when it is none of these. Raises TablereadError."""
        making = self._desk.service.making
        match asked.ability:
            case Ability.PODCAST if asked.fits:
                await self._offer(making.podcast(asked.rest, self._wish(asked.rest, "podcast")))
            case Ability.NARRATE if asked.fits and is_link(asked.rest):
                await self._offer(making.narration(asked.rest, self._wish(asked.rest, "narration")))
            case Ability.NARRATE if asked.fits:
                await self._text(asked.rest)
            case Ability.REVOICE if asked.fits and ":" in asked.rest:
                await self._revoice(asked.rest)
            case Ability.PODCAST | Ability.NARRATE | Ability.REVOICE:
                self._desk.screen.show(talk.usage(FORMS[asked.ability].written))
            case _:
                return False
        return True

    def _wish(self, title: str, otherwise: str) -> Wish:
        desk = self._desk
        return Wish(place=desk.place, person=desk.person, output=desk.output(title, otherwise, "ogg"))

    async def _revoice(self, words: str) -> None:
        voice, _, name = words.partition(":")
        file = _file(name.strip())
        wish = self._wish(f"{file.stem}-{voice.strip()}", "recording")
        await self._offer(self._desk.service.making.revoicing(str(file), voice.strip(), wish))

    async def _text(self, name: str) -> None:
        data = await asyncio.to_thread(load, name, self._desk.service.house.rules.characters)
        await self._sheets.perform(lambda _: read(decode(data), form=NARRATED), PurePath(unquoted(name)).stem)

    async def _offer(self, offering: Awaitable[Offer]) -> None:
        desk, offer = self._desk, await offering
        if offer.due != FREE:
            desk.screen.show(talk.offered(price(offer.due)))
            if ((await desk.ask("Go? ")) or "").strip().casefold() not in YES:
                desk.give_back(offer.task.order.output)
                desk.screen.show(talk.cancelled(await desk.service.tending.cancel(offer.task.id, desk.person)))
                return
        await desk.started(await desk.service.ordering.go(offer.task))


def _file(name: str) -> Path:
    """A file as a shell takes it; a home that nobody has is no file."""
    try:
        return Path(unquoted(name)).expanduser()
    except RuntimeError:
        raise FileRefused("file_unreadable", name=name) from None
