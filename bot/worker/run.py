"""One task while it is being worked on: what came of each segment so far, and whether to go on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from bot.ports.memory import Take
from bot.task import Segment, SegmentStage, SegmentState, Task


@dataclass(slots=True)
class Run:
    """The working state of a claimed task; all of it can be lost, the store has what matters.

    `halted` is set when no new request may be sent: the person cancelled, a segment failed for good, or the worker stops.
    """

    task: Task
    states: list[SegmentState]
    takes: dict[str, Take] = field(default_factory=dict)
    halted: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: bool = False
    stopping: bool = False
    failed: str = ""
    asking: bool = False
    notes: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, task: Task) -> Run:
        """A run from what the store says of the task."""
        return cls(task, list(task.segments), notes=dict.fromkeys(task.notes))

    def ready(self, index: int, take: Take, *, reused: bool) -> None:
        """A segment has its take."""
        before = self.states[index]
        credits = 0 if reused else take.credits
        self.takes[take.key] = take
        if before.stage is SegmentStage.READY:
            return
        self.states[index] = replace(before, stage=SegmentStage.READY, credits=credits, reused=reused)

    def fail(self, segment: Segment, code: str, turn: int | None = None) -> None:
        """A segment failed for good: the first failure is the one that is told, and nothing more is sent."""
        line = segment.lines[0].turn if turn is None else turn
        self.failed = self.failed or f"{code}:{line + 1}"
        self.halted.set()

    def cancel(self) -> None:
        """The person does not want it any more."""
        self.cancelled = True
        self.halted.set()

    def stop(self) -> None:
        """The worker stops: what is out may come back, nothing new is sent."""
        self.stopping = True
        self.halted.set()

    def note(self, coded: str) -> None:
        """Something to tell beside the result, once."""
        self.notes[coded] = None

    @property
    def done(self) -> int:
        """How many segments are ready."""
        return sum(state.stage is SegmentStage.READY for state in self.states)

    @property
    def spent(self) -> int:
        """Credits that this task's own takes cost."""
        return sum(state.credits for state in self.states if not state.reused)

    def now(self) -> Task:
        """The task as far as this run knows it."""
        return replace(self.task, segments=tuple(self.states), notes=tuple(self.notes))
