"""Work ahead: an iterator in a thread of its own, so that libav's stages overlap (PyAV lets go of the GIL)."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Items of `source`, made in another thread, at most `depth` batches of `batch` ahead: memory stays flat."""

    def __init__(self, source: Iterator[T], *, batch: int, depth: int = 3) -> None:
        self._source = source
        self._batch = batch
        self._ready: SimpleQueue[list[T] | BaseException | None] = SimpleQueue()
        self._room = BoundedSemaphore(depth)
        self._stopped = False
        self._thread = Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        ending: BaseException | None = None
        try:
            batch: list[T] = []
            for item in self._source:
                batch.append(item)
                if len(batch) >= self._batch:
                    self._room.acquire()
                    if self._stopped:
                        return
                    self._ready.put(batch)
                    batch = []
            self._ready.put(batch)
        except BaseException as error:  # noqa: BLE001 - handed over whole to the thread that reads
            ending = error
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                close()
            self._ready.put(ending)

    def __iter__(self) -> Iterator[T]:
        self._thread.start()
        try:
            while (batch := self._ready.get()) is not None:
                if isinstance(batch, BaseException):
                    raise batch
                yield from batch
                if len(batch) >= self._batch:
                    self._room.release()
        finally:
            self._stopped = True
            while self._thread.is_alive():
                self._release()
                self._thread.join(0.01)

    def _release(self) -> None:
        try:
            self._room.release()
        except ValueError:
            return
