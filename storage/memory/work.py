"""A worker's hold on tasks, in memory: claim, take over, record, end, give back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Bug
from bot.fairness import Head
from bot.ports import Ending, Pick, Wanted
from bot.task import ENDED, RUNNING, Recording, Stage, Task, may_move
from storage.memory.state import Row, State


class MemoryWork:
    """See `bot.ports.Work`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def claim(self, worker: str, wanted: Wanted, pick: Pick, slots: int) -> Sequence[Task]:
        claimed = [row for row in self._state.rows.values() if _wanted(row.task, wanted) and self._orphaned(row)][
            :slots
        ]
        for row in claimed:
            row.worker = worker
        while len(claimed) < slots:
            heads = self._heads(wanted)
            if not heads:
                break
            row = self._state.row(pick(heads).task)
            row.worker = worker
            row.change(stage=Stage.SPEAKING)
            claimed.append(row)
        return [row.task for row in claimed]

    async def recorded(self, task: str, recording: Recording) -> None:
        row = self._state.row(task)
        if row.task.stage is Stage.MIXING:
            row.change(stage=Stage.DELIVERING, recording=recording)
            self._state.keep_recording(recording)
            return
        before = row.task.recording
        if row.task.stage is not Stage.DELIVERING or before is None or before.key != recording.key:
            raise Bug("illegal_move")

    async def end(self, task: str, ending: Ending) -> Task:
        row = self._state.row(task)
        if ending.stage not in ENDED | {Stage.ASKING} or not may_move(row.task.stage, ending.stage):
            raise Bug("illegal_move")
        if ending.stage is not Stage.ASKING:
            self._state.close_hold(row, ending.at)
        if ending.told:
            row.worker = ""
        return row.change(
            stage=ending.stage,
            updated=ending.at,
            error=ending.error,
            reference=ending.reference,
            told=ending.told,
            cancelling=False,
            notes=ending.notes or row.task.notes,
            message=ending.message or row.task.message,
        )

    async def told(self, task: str) -> None:
        row = self._state.row(task)
        if row.task.stage in ENDED | {Stage.ASKING}:
            row.worker = ""
            row.change(told=True)

    async def release(self, task: str) -> None:
        row = self._state.row(task)
        if row.task.stage in RUNNING:
            row.worker = ""
            row.change(stage=Stage.QUEUED)

    def _orphaned(self, row: Row) -> bool:
        """Claimed by a dead worker, and still running or ended with nobody told."""
        if row.worker == "" or self._state.alive(row.worker):
            return False
        return row.task.stage in RUNNING or (row.task.stage in ENDED | {Stage.ASKING} and not row.task.told)

    def _heads(self, wanted: Wanted) -> list[Head]:
        """The oldest queued task of each person in each community."""
        oldest: dict[tuple[str, str], Row] = {}
        for row in sorted(self._state.rows.values(), key=lambda row: row.place_in_queue):
            if row.task.stage is Stage.QUEUED and _wanted(row.task, wanted):
                oldest.setdefault(_line(row.task), row)
        return [Head(row.task.id, *line, row.cost) for line, row in oldest.items()]


def _wanted(task: Task, wanted: Wanted) -> bool:
    return task.place.platform in wanted.platforms or task.id in wanted.tasks


def _line(task: Task) -> tuple[str, str]:
    place, person = task.place, task.person
    return f"{place.platform}:{place.community}", f"{person.platform}:{person.user}"
