"""Progress in a terminal: one line that is drawn again, or plain lines where nobody watches."""

from __future__ import annotations

from typing import TextIO

from bot.ports.chat import Progress

WIDTH = 24  # columns of the bar
STEPS = 4  # plain lines a stage at most: a log is not a film


class Meter:
    """Draws the newest progress of one task at a time."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._last = ""

    def show(self, progress: Progress) -> None:
        """Draw it, if it looks different from what is there."""
        text = bar(progress) if self._live else plain(progress)
        if text == self._last:
            return
        self._last = text
        self._out.write(f"\r\x1b[2K{text}" if self._live else f"{text}\n")
        self._out.flush()

    def end(self) -> None:
        """Clear the line: what comes next is something else."""
        if self._live and self._last:
            self._out.write("\r\x1b[2K")
            self._out.flush()
        self._last = ""


def bar(progress: Progress) -> str:
    """One line with a bar: how many of the lines are spoken."""
    full = WIDTH * progress.done // progress.total if progress.total else 0
    return f"{progress.stage:<10} {'━' * full}{'╌' * (WIDTH - full)} {progress.done}/{progress.total}"


def plain(progress: Progress) -> str:
    """A line that changes a few times only: the stage, and quarters of the lines spoken."""
    quarter = STEPS * progress.done // progress.total if progress.total else 0
    return f"{progress.stage}: {100 * quarter // STEPS} % of {progress.total} lines"
