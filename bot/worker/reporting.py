"""Progress to the chat: the newest state only, never faster than the platform allows, never in the worker's way."""

from __future__ import annotations

import asyncio
import logging

from bot.errors import TablereadError
from bot.ports.chat import Chat
from bot.replies.sheet import progress
from bot.worker.outside import Outside
from bot.worker.run import Run

log = logging.getLogger("tableread.worker")


class Reporter:
    """Shows one run's progress in the background; `report` is cheap and may be called at every change."""

    def __init__(self, outside: Outside, chat: Chat, run: Run) -> None:
        self._out, self._chat, self._run = outside, chat, run
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def report(self) -> None:
        """Something changed."""
        if self._chat.limits.progress_every is None:
            return
        if self._task is None:
            self._task = asyncio.create_task(self._show())
        self._changed.set()

    async def _show(self) -> None:
        every = self._chat.limits.progress_every or 0.0
        while True:
            await self._changed.wait()
            self._changed.clear()
            task = self._run.now()
            try:
                await self._chat.show(task, progress(task), f"{task.id}-{task.attempt}-p")
            except TablereadError as error:
                log.info("progress_not_shown", extra={"task": task.id, "code": error.code})
            if every:
                await self._out.clock.sleep(every)

    async def close(self) -> None:
        """No more progress: what comes next is the result."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
