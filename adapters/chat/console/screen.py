"""The terminal's page: replies, the prompt below them, and news that come while somebody types."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from typing import TextIO

from adapters.chat.console.harmless import encodable
from adapters.chat.console.progress import bar, plain
from adapters.chat.console.render import Paper, render
from bot.ports.chat import CastSheet, Progress, Reply
from bot.replies.lists import Listing

PIPED = 100  # columns where nobody looks
WIDEST = 120  # longer lines are hard to read


def paper_for(out: TextIO) -> Paper:
    """What a stream can show: colours on a terminal that has them and where NO_COLOR (no-color.org) is not set."""
    if not out.isatty():
        return Paper(PIPED)
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in {"", "dumb"}
    return Paper(min(shutil.get_terminal_size((80, 24)).columns, WIDEST), colour)


class Screen:
    """Writes to a terminal, or to whatever is in its place.

    While a prompt stands, news are written above it; while a text is pasted they wait until it is whole. `gone` says
    that nobody reads any more: the reader of a pipe has left.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._prompt = ""
        self._held: list[str] | None = None
        self._status = False  # whether the line above the prompt is progress that may be drawn again
        self._last: dict[str, str] = {}
        self.gone = False

    def show(self, reply: Reply | Listing, *, files: Sequence[str] = ()) -> None:
        """Write a reply."""
        self.write(render(reply, paper_for(self._out), files=files))

    async def show_whole(self, sheet: CastSheet) -> None:
        """Write all of a sheet: of thousands of lines that takes seconds, in which others go on."""
        self.write(await asyncio.to_thread(render, sheet, paper_for(self._out), whole=True))

    def write(self, text: str) -> None:
        """Write lines that are harmless already."""
        if self._held is not None:
            self._held.append(text)
            return
        self._status = False
        before = "\r\x1b[2K" if self._live and self._prompt else ""
        self._put(f"{before}{text}{self._prompt}")

    def progress(self, progress: Progress) -> None:
        """Progress: on a terminal one line that is drawn again, elsewhere a line at each quarter."""
        words = bar(progress) if self._live else plain(progress)
        text = f"{progress.task}  {words}"
        if self._held is not None or self._last.get(progress.task) == text:
            return
        self._last[progress.task] = text
        if self._live and self._status:
            # One line up and back again: the cursor is where somebody may be typing.
            self._put(f"\x1b7\x1b[1A\r\x1b[2K{text}\x1b8")
            return
        self.write(f"{text}\n")
        self._status = True

    def ask(self, prompt: str) -> None:
        """Show a prompt: what is typed now stands behind it."""
        self._prompt = prompt if self._live else ""
        self._put(self._prompt)

    def answered(self) -> None:
        """A line was typed: the prompt is done with."""
        self._prompt, self._status = "", False

    def hold(self) -> None:
        """A text is being pasted: what there is to show waits."""
        self._held = self._held or []

    def release(self) -> None:
        """The text is whole."""
        held, self._held = self._held or [], None
        for text in held:
            self.write(text)

    def _put(self, text: str) -> None:
        if self.gone or not text:
            return
        try:
            self._out.write(encodable(text, self._out))
            self._out.flush()
        except (OSError, ValueError):
            self.gone = True
