"""The console's side of the chat port: progress on stderr, notices as lines, recordings as files."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from adapters.chat.console.progress import Meter
from bot.errors import FileRefused
from bot.ports.chat import Attachment, ChatLimits, Notice, Progress, Reply
from bot.task import Task


class Console:
    """Shows on a stream and delivers to the file that was asked for.

    `quiet` leaves the notices to whoever runs the task: the command line prints its own.
    """

    platform = "console"
    limits = ChatLimits(progress_every=0.1)

    def __init__(self, err: TextIO | None = None, *, quiet: bool = True) -> None:
        self._err = err or sys.stderr
        self._meter = Meter(self._err)
        self.quiet = quiet

    async def show(self, task: Task, reply: Reply, ref: str) -> str:
        """Progress on one line where that can be, anything else as a line of its own."""
        if isinstance(reply, Progress):
            self._meter.show(reply)
            return ""
        self._meter.end()
        if isinstance(reply, Notice) and not self.quiet:
            print(reply, file=self._err, flush=True)
        return ""

    async def deliver(self, task: Task, files: Sequence[Attachment], reply: Reply, ref: str) -> str:
        """Copy the recording to the task's output; doing it again gives the same file.

        Raises FileRefused: "folder_missing", "output_readonly", "output_full" or "output_failed".
        """
        self._meter.end()
        outputs = _outputs(Path(task.order.output or files[0].name), len(files))
        for file, output in zip(files, outputs, strict=True):
            await asyncio.to_thread(_copy, file.path, output)
        return ""


def _outputs(first: Path, count: int) -> list[Path]:
    """One name a file: out.ogg; or out-1.ogg, out-2.ogg where the recording is in several."""
    if count == 1:
        return [first]
    return [first.with_name(f"{first.stem}-{number}{first.suffix}") for number in range(1, count + 1)]


_REASONS = {
    errno.ENOENT: "folder_missing",
    errno.EACCES: "output_readonly",
    errno.EPERM: "output_readonly",
    errno.EROFS: "output_readonly",
    errno.ENOSPC: "output_full",
    errno.EDQUOT: "output_full",
    errno.EFBIG: "output_full",
}


def _copy(source: str, output: Path) -> None:
    """Copy under another name first: a failure leaves no half file, and what was there before stays."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(source, part)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileRefused(_REASONS.get(error.errno or 0, "output_failed"), name=output.name) from None
