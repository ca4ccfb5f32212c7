"""What a worker stands on: the store, the blobs, the providers, sound, the chats, time."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.errors import StoreUnusable
from bot.ports.chat import Chat
from bot.ports.memory import Blobs, Store
from bot.ports.sound import AudioWork
from bot.ports.speech import Providers
from bot.ports.world import Clock, Ids

log = logging.getLogger("tableread.worker")
T = TypeVar("T")

# How long a result that is already paid for waits in memory for a store that cannot write (a full disk).
STORE_PATIENCE = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The ports a worker uses. `worker` is this process's name in claims; `patience` the seconds that a result waits
    in memory for a store that cannot write; `stopping` is set when the worker stops, and nothing waits any longer."""

    worker: str
    store: Store
    blobs: Blobs
    providers: Providers
    audio: AudioWork
    chats: Mapping[str, Chat]
    clock: Clock
    ids: Ids
    patience: float = STORE_PATIENCE
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def insist(self, write: Callable[[], Awaitable[T]]) -> T:
        """Write what must not be lost, again and again while the store cannot (each port's write may run twice).

        Raises StoreUnusable after `patience` seconds, and at once when the worker stops.
        """
        waited, pause = 0.0, 0.5
        while True:
            try:
                return await write()
            except StoreUnusable as error:
                if waited >= self.patience or self.stopping.is_set():
                    raise
                log.warning("store_unusable", extra={"code": error.code, "waited": waited})
            await sleep_unless(self.clock, pause, self.stopping)
            waited, pause = waited + pause, min(pause * 2, 30.0)


def trace(error: BaseException) -> list[str]:
    """Where an exception came from, for the log: frames without its message, which may quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames][-8:]


async def sleep_unless(clock: Clock, seconds: float, halted: asyncio.Event) -> None:
    """Sleep on the clock, but no longer than until `halted` is set."""
    if halted.is_set():
        return
    sleeping = asyncio.ensure_future(clock.sleep(seconds))
    watching = asyncio.ensure_future(halted.wait())
    try:
        await asyncio.wait({sleeping, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiting in (sleeping, watching):
            waiting.cancel()
