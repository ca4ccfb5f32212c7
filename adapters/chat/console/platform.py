"""The console's side of the chat port: progress and notices where somebody looks, recordings as files."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TextIO

from adapters.chat.console.folder import copy_beside, copy_over
from adapters.chat.console.harmless import encodable, harmless
from adapters.chat.console.progress import Meter
from bot.ports.chat import Attachment, ChatLimits, Notice, Progress, Reply
from bot.task import Task


class Audience(Protocol):
    """Somebody who chats with the bot here and hears of everything that happens; `files` are a recording's names."""

    def hear(self, task: Task, reply: Reply, files: Sequence[str] = ()) -> None: ...


class Console:
    """Shows on a stream and delivers to the file that was asked for.

    With an `audience` everything is told to it instead, and a recording never takes the place of a file. `quiet` leaves
    the notices to whoever runs the task: the command line prints its own.
    """

    platform = "console"
    limits = ChatLimits(progress_every=0.1)

    def __init__(self, err: TextIO | None = None, *, quiet: bool = True) -> None:
        self._err = err or sys.stderr
        self._meter = Meter(self._err)
        self.quiet = quiet
        self.audience: Audience | None = None
        self.elsewhere: dict[str, str] = {}  # task -> where its recording goes instead of where it was ordered to

    async def show(self, task: Task, reply: Reply, ref: str) -> str:
        """Progress on one line where that can be, anything else as a line of its own."""
        if self.audience is not None:
            self.audience.hear(task, reply)
        elif isinstance(reply, Progress):
            self._meter.show(reply)
        else:
            self._meter.end()
            if isinstance(reply, Notice) and not self.quiet:
                print(encodable(harmless(str(reply)), self._err), file=self._err, flush=True)
        return ""

    async def deliver(self, task: Task, files: Sequence[Attachment], reply: Reply, ref: str) -> str:
        """Copy the recording to the task's output; doing it again gives the same file. Answers where it is.

        Raises FileRefused: "folder_missing", "output_readonly", "output_full" or "output_failed".
        """
        self._meter.end()
        outputs = _outputs(Path(self.elsewhere.get(task.id) or task.order.output or files[0].name), len(files))
        if self.audience is None:
            for file, output in zip(files, outputs, strict=True):
                await asyncio.to_thread(copy_over, file.path, output)
            return str(outputs[0])
        written = [
            await asyncio.to_thread(copy_beside, file.path, output) for file, output in zip(files, outputs, strict=True)
        ]
        self.audience.hear(task, reply, [output.name for output in written])
        return str(written[0].absolute())


def _outputs(first: Path, count: int) -> list[Path]:
    """One name a file: out.ogg; or out-1.ogg, out-2.ogg where the recording is in several."""
    if count == 1:
        return [first]
    return [first.with_name(f"{first.stem}-{number}{first.suffix}") for number in range(1, count + 1)]
