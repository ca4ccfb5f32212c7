"""What people asked for, in memory: tasks, and what a person says about one that exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import NotPossibleNow
from bot.ports import Hold, TaskQuery
from bot.quota import EntryKind
from bot.task import ENDED, RUNNING, SegmentStage, Stage, Task
from storage.memory.state import Row, State
from storage.stages import RESUMABLE, not_possible


class MemoryTasks:
    """See `bot.ports.Tasks`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def draft(self, task: Task) -> None:
        before = self._state.rows.get(task.id)
        if before is not None and before.task.stage is not Stage.DRAFT:
            raise not_possible(before.task.stage)
        self._state.add(replace(task, stage=Stage.DRAFT, held=0, spent=0, attempt=0, recording=None)).change(
            cancelling=False, told=False
        )

    async def submit(self, task: Task, hold: Hold) -> Task:
        before = self._state.rows.get(task.id)
        if before is not None and before.task.stage is not Stage.DRAFT:
            return before.task
        entry = self._state.open_hold(task, hold, 1)
        row = self._state.add(task)
        row.queued = entry.at
        return row.change(
            stage=Stage.QUEUED,
            updated=entry.at,
            held=entry.held,
            spent=0,
            attempt=1,
            error="",
            reference="",
            cancelling=False,
            told=False,
            recording=None,
        )

    async def get(self, task: str) -> Task:
        return self._state.row(task).task

    async def list(self, query: TaskQuery) -> Sequence[Task]:
        rows = [row for row in self._state.rows.values() if _asked_for(row.task, query)]
        rows.sort(key=lambda row: (row.task.created, row.arrival), reverse=True)
        return [row.task for row in rows[: query.limit]]


def _asked_for(task: Task, query: TaskQuery) -> bool:
    place = (task.place.platform, task.place.chat, task.place.thread)
    return (
        (query.person is None or task.person == query.person)
        and (query.place is None or place == (query.place.platform, query.place.chat, query.place.thread))
        and (query.root is None or task.root == query.root)
        and (not query.stages or task.stage in query.stages)
    )


class MemoryWishes:
    """See `bot.ports.Wishes`. A running task whose worker is dead is one that nobody works on."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def cancel(self, task: str, at: datetime) -> Task:
        row = self._state.row(task)
        if row.task.stage in ENDED:
            raise NotPossibleNow("task_ended")
        if row.task.stage in RUNNING and self._state.alive(row.worker):
            return row.change(cancelling=True, updated=at)
        self._state.close_hold(row, at)
        return _end(row, Stage.CANCELLED, at)

    async def resume(self, task: str, hold: Hold, *, pay_unknown: bool) -> Task:
        row = self._state.row(task)
        if row.task.stage not in RESUMABLE:
            raise not_possible(row.task.stage)
        unknown = sum(state.stage is SegmentStage.UNKNOWN for state in row.task.segments)
        if unknown and not pay_unknown:
            raise NotPossibleNow("ask_first", count=unknown)
        before, entries, settled = row.task, len(self._state.ledger), set(row.settled)
        try:
            self._state.close_hold(row, hold.entry.at)  # one that asks still holds
            entry = self._state.open_hold(row.task, hold, row.task.attempt + 1)
        except Exception:
            row.task, row.settled = before, settled
            del self._state.ledger[entries:]
            raise
        for index, state in enumerate(row.task.segments):
            if state.stage in {SegmentStage.FAILED, SegmentStage.UNKNOWN}:
                row.change_segment(index, stage=SegmentStage.PLANNED, error="")
                row.jobs.pop(index, None)
        row.queued, row.worker = entry.at, ""
        return row.change(
            stage=Stage.QUEUED,
            updated=entry.at,
            held=entry.held,
            attempt=entry.attempt,
            error="",
            reference="",
            cancelling=False,
            told=False,
        )

    async def ahead(self, task: str) -> int:
        mine = self._state.row(task)
        if mine.task.stage is not Stage.QUEUED:
            return 0
        return sum(
            row.task.stage is Stage.QUEUED and row.place_in_queue < mine.place_in_queue
            for row in self._state.rows.values()
        )

    async def expire(self, before: datetime, at: datetime) -> int:
        overdue = [
            row
            for row in self._state.rows.values()
            if row.task.stage in {Stage.DRAFT, Stage.ASKING} and (row.task.updated or row.task.created) < before
        ]
        for row in overdue:
            self._state.close_hold(row, at, otherwise=EntryKind.EXPIRE)
            _end(row, Stage.EXPIRED, at)
        return len(overdue)


def _end(row: Row, stage: Stage, at: datetime) -> Task:
    """End a task by a person's wish or by its age: what answers them tells them."""
    row.worker = ""
    return row.change(stage=stage, updated=at, error="", reference="", told=True, cancelling=False)
