"""The ports of the world itself: time and fresh identifiers."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time. `now` is aware UTC; `sleep` takes seconds."""

    def now(self) -> datetime: ...
    async def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """Fresh identifiers: `task` short enough to type, `entry` unique for ever, `reference` for a failure report."""

    def task(self) -> str: ...
    def entry(self) -> str: ...
    def reference(self) -> str: ...
