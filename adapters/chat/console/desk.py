"""What the parts of a console conversation share: who talks where, the page, the lines that are typed, tasks on their way."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from adapters.chat.console.folder import names, plain_name
from adapters.chat.console.lines import Lines
from adapters.chat.console.screen import Screen
from bot.errors import PersonMustMend, TablereadError
from bot.replies.errors import explain
from bot.replies.talk import queued
from bot.service.service import Service
from bot.task import Person, Place, Task

log = logging.getLogger("tableread.console")

PASTE_GAP = 0.05  # seconds: what comes sooner after an empty line was pasted, not typed


class Desk:
    """One conversation of one person."""

    def __init__(self, service: Service, place: Place, person: Person, *, screen: Screen, lines: Lines) -> None:
        self.service, self.place, self.person = service, place, person
        self.screen, self.lines = screen, lines
        self.leaving = False
        self.running: set[str] = set()
        self.changed = asyncio.Event()
        self._promised: set[Path] = set()

    async def ask(self, prompt: str) -> str | None:
        """The next line that is typed, or None at the end of the input."""
        self.screen.ask(prompt)
        line = await self.lines.next()
        self.screen.answered()
        return line

    async def paste(self, first: str) -> str:
        """A text of several lines that begins with `first`, up to an empty one or the end of the input.

        Where somebody types, an empty line within what is pasted at once belongs to it.
        """
        text = [first]
        self.screen.hold()
        try:
            while (line := await self.lines.next()) is not None:
                if not line.strip() and not await self.lines.follows(PASTE_GAP):
                    break
                text.append(line)
        finally:
            self.screen.release()
        return "\n".join(text)

    def explain(self, error: TablereadError) -> None:
        """Say what went wrong and what to do; what is not the person's to mend gets a reference that is in the log."""
        reference = ""
        if not isinstance(error, PersonMustMend):
            reference = self.service.house.ids.reference()
            log.warning("console_refused", extra={"code": error.code, "reference": reference})
        self.screen.show(explain(error, reference=reference))

    def output(self, title: str, otherwise: str, ending: str) -> str:
        """A clear free name in the current folder that no other task of this conversation was promised."""
        return self.beside(Path.cwd() / f"{plain_name(title, otherwise)}.{ending}")

    def beside(self, wanted: Path) -> str:
        """The first free name beside this one, promised to nobody else."""
        free = next(path for path in names(wanted) if path not in self._promised and not path.exists())
        self._promised.add(free)
        return str(free)

    def give_back(self, output: str) -> None:
        """A promised name is not needed after all."""
        self._promised.discard(Path(output))

    async def started(self, task: Task) -> None:
        """A task is on its way: the person hears of it, and the end of the input waits for it."""
        self.running.add(task.id)
        self.screen.show(queued(task, await self.service.tending.ahead(task)))

    def ended(self, task: str) -> None:
        """A task is through, one way or another."""
        self.running.discard(task)
        self.changed.set()
