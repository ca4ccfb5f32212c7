"""A command's stretch of work: the bot wired up, signals turned into a clean stop, the operator as the person."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from bot.app import App, open_app
from bot.config import Settings, load
from bot.log import set_up
from bot.task import Person, Place

T = TypeVar("T")

OPERATOR = Person("console", "operator")
HERE = Place("console", "console")


class Interrupted(Exception):
    """The process was asked to stop. `code` is what it exits with, `result` what the work still came to."""

    def __init__(self, code: int, result: object = None) -> None:
        super().__init__(code)
        self.code = code
        self.result = result


def with_app(work: Callable[[App], Awaitable[T]], *, settings: Settings | None = None, service: bool = False) -> T:
    """Run `work` with the bot; SIGINT and SIGTERM stop it cleanly: its tasks can be resumed.

    `service`: it runs on, and its log is written as the settings say. Raises Interrupted.
    """
    chosen = settings or load()
    said = "level" in chosen.log.model_fields_set
    # A single command's own words are enough, unless somebody asked for the log; a bot that runs on writes it.
    set_up(chosen.log.level if said or service else "ERROR", chosen.log.format, terse=not (said or service))
    return asyncio.run(_run(work, chosen))


async def _run(work: Callable[[App], Awaitable[T]], settings: Settings) -> T:
    caught: list[int] = []
    async with open_app(settings) as app:
        job = asyncio.ensure_future(work(app))

        def stop(number: int) -> None:
            if caught:  # asked twice: leave at once, the store has what matters
                job.cancel()
            caught.append(number)
            app.worker.stop()
            if not app.worker.busy:
                job.cancel()

        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop, number)
        result: T | None = None
        try:
            result = await job
        except asyncio.CancelledError:
            if not caught:
                raise
        if caught:
            raise Interrupted(128 + caught[0], result)
        return cast("T", result)
