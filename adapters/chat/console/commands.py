"""The console's commands: each asks the service for something and shows the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from adapters.chat.console.desk import Desk
from adapters.chat.console.folder import write_beside
from adapters.chat.console.grammar import FORMS, WRITTEN, Command, castings
from adapters.chat.console.harmless import harmless_lines
from bot.captions import srt, transcript, webvtt
from bot.errors import NotPossibleNow
from bot.replies import lists, talk
from bot.replies.help import Ability, help_with
from bot.replies.names import file_name
from bot.task import ENDED, Recording, Stage, Task

CONFIRM = frozenset({"confirm", "--confirm"})
WRITERS = {"srt": srt, "vtt": webvtt}


class Commands:
    """Everything that can be asked for but the performing itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._table: Mapping[Ability, Callable[[Command], Awaitable[None]]] = {
            Ability.VOICES: self._voices,
            Ability.CAST: self._cast,
            Ability.TASKS: self._tasks,
            Ability.CANCEL: self._cancel,
            Ability.RETRY: self._retry,
            Ability.RETAKE: self._retake,
            Ability.CAPTIONS: self._captions,
            Ability.TRANSCRIPT: self._transcript,
            Ability.STAR: self._star,
            Ability.QUOTA: self._quota,
            Ability.CREDITS: self._credits,
            Ability.PRIVACY: self._privacy,
            Ability.HELP: self._help,
            Ability.QUIT: self._quit,
        }

    async def run(self, asked: Command) -> bool:
        """Do it; False when it is none of these. Raises TablereadError."""
        if asked.ability not in self._table:
            return False
        if asked.fits:
            await self._table[asked.ability](asked)
        else:
            self.usage(asked)
        return True

    def usage(self, asked: Command) -> None:
        """Say how the command is written."""
        self._desk.screen.show(talk.usage(FORMS[asked.ability].written))

    async def _help(self, asked: Command) -> None:
        self._desk.screen.show(help_with(WRITTEN))

    async def _quit(self, asked: Command) -> None:
        self._desk.leaving = True

    async def _voices(self, asked: Command) -> None:
        self._desk.screen.show(lists.voices(await self._desk.service.people.voices(search=asked.rest)))

    async def _cast(self, asked: Command) -> None:
        desk, people = self._desk, self._desk.service.people
        if asked.words and asked.words[0] == "clear":
            speaker = asked.rest.removeprefix("clear").strip()
            count = await people.clear(desk.place, speaker)
            desk.screen.show(talk.cleared(speaker, count) if speaker else talk.CLEARED)
            return
        for speaker, voice in castings(asked.rest).items():
            found = await people.keep(desk.place, speaker, voice)
            desk.screen.show(talk.kept(speaker, found.name))
        if not asked.words:
            names = {voice.id: voice.name for voice in await people.voices()}
            desk.screen.show(lists.cast(await people.cast(desk.place), names))

    async def _tasks(self, asked: Command) -> None:
        tending = self._desk.service.tending
        found = await tending.tasks(self._desk.person)
        ahead = {task.id: await tending.ahead(task) for task in found if task.stage is Stage.QUEUED}
        self._desk.screen.show(lists.tasks(found, ahead))

    async def _cancel(self, asked: Command) -> None:
        desk = self._desk
        task = await desk.service.tending.cancel(asked.words[0], desk.person)
        desk.screen.show(talk.cancelled(task))
        if task.stage in ENDED:
            desk.ended(task.id)

    async def _retry(self, asked: Command) -> None:
        desk, confirmed = self._desk, asked.words[1:]
        if confirmed and confirmed[0].casefold() not in CONFIRM:
            self.usage(asked)
            return
        await desk.started(await desk.service.tending.retry(asked.words[0], desk.person, pay_unknown=bool(confirmed)))

    async def _retake(self, asked: Command) -> None:
        desk, numbers = self._desk, asked.words[1:]
        if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in numbers):
            self.usage(asked)
            return
        line, take = [*map(int, numbers), 0][:2]
        before = await desk.service.tending.get(asked.words[0], desk.person)
        output = desk.beside(_recorded_as(before))
        await desk.started(await desk.service.tending.retake(before.id, desk.person, line, take=take, output=output))

    async def _captions(self, asked: Command) -> None:
        kind = asked.words[1].casefold() if len(asked.words) > 1 else "srt"
        if kind not in WRITERS:
            self.usage(asked)
            return
        task, recording = await self._recording(asked.words[0])
        text = WRITERS[kind](recording.timeline)
        written = await asyncio.to_thread(write_beside, text, _recorded_as(task).with_suffix(f".{kind}"))
        self._desk.screen.show(talk.written(written.name))

    async def _transcript(self, asked: Command) -> None:
        _, recording = await self._recording(asked.words[0])
        self._desk.screen.write(f"{harmless_lines(transcript(recording.timeline))}\n")

    async def _recording(self, task: str) -> tuple[Task, Recording]:
        found = await self._desk.service.tending.get(task, self._desk.person)
        if found.recording is None:
            raise NotPossibleNow("task_not_done")
        return found, found.recording

    async def _star(self, asked: Command) -> None:
        await self._desk.service.tending.star(asked.words[0], self._desk.person)
        self._desk.screen.show(talk.starred(asked.words[0]))

    async def _quota(self, asked: Command) -> None:
        quota = await self._desk.service.people.quota(self._desk.person)
        self._desk.screen.show(lists.quota(quota.allowance, quota.usage))

    async def _credits(self, asked: Command) -> None:
        found = await self._desk.service.people.balance(asked.rest)
        self._desk.screen.show(lists.balance(found.provider, found.credits))

    async def _privacy(self, asked: Command) -> None:
        word, _, rest = asked.rest.partition(" ")
        match word.casefold():
            case "":
                self._desk.screen.show(talk.PRIVACY)
            case "export":
                await self._export(rest.strip())
            case "forget" if not rest:
                await self._forget()
            case _:
                self.usage(asked)

    async def _export(self, name: str) -> None:
        data = await self._desk.service.people.export(self._desk.person)
        text = json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"
        written = await asyncio.to_thread(write_beside, text, _here(name or "tableread-export.json"))
        self._desk.screen.show(talk.written(written.name))

    async def _forget(self) -> None:
        desk = self._desk
        desk.screen.show(talk.FORGET_ASK)
        answer = await desk.ask("forget? ")
        if (answer or "").strip().casefold() != "forget":
            desk.screen.show(talk.NOT_FORGOTTEN)
            return
        desk.screen.show(talk.forgotten(await desk.service.people.forget(desk.person)))


def _here(name: str) -> Path:
    return Path.cwd() / Path(name).expanduser()


def _recorded_as(task: Task) -> Path:
    """Where a task's recording went, or would go by its title."""
    return Path(task.order.output) if task.order.output else Path.cwd() / file_name(task)
