"""Takes by key in memory, and the one flight a key may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.errors import Bug, NoSuchTask
from bot.ports import Begun, ProviderJob, Take, Turnout
from bot.task import RUNNING, SegmentStage, Stage
from storage.memory.state import Row, State

_FLYING = frozenset({SegmentStage.SENDING, SegmentStage.WAITING})
_FAILED = frozenset({SegmentStage.FAILED, SegmentStage.UNKNOWN, SegmentStage.PLANNED})


class MemoryTakes:
    """See `bot.ports.Takes`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def begin(self, task: str, index: int, worker: str) -> Begun:
        row = self._state.row(task)
        if index not in range(len(row.task.segments)):
            raise NoSuchTask(task)
        if row.worker != worker or row.task.stage not in RUNNING:
            raise Bug("claim_lost")
        if row.task.cancelling:
            return Begun(Turnout.CANCELLED)
        own = row.task.segments[index]
        take = self._state.takes.get(own.segment.key)
        if take is not None:
            if own.stage is not SegmentStage.READY:
                row.change_segment(index, stage=SegmentStage.READY, reused=True, error="")
                row.jobs.pop(index, None)
            return Begun(Turnout.READY, take=take, last=_move_on(row))
        if own.stage is SegmentStage.WAITING:
            return Begun(Turnout.WAIT, job=row.jobs[index])
        if own.stage is SegmentStage.SENDING:
            return Begun(Turnout.LOST)
        if own.stage is SegmentStage.UNKNOWN:
            return Begun(Turnout.UNKNOWN)
        return self._take_off(row, index, own.segment.key)

    async def sent(self, task: str, index: int, job: ProviderJob) -> None:
        row = self._state.row(task)
        if _stage(row, index) not in _FLYING:
            raise Bug("segment_moved")
        row.jobs[index] = job
        row.change_segment(index, stage=SegmentStage.WAITING)

    async def keep(self, task: str, index: int, take: Take) -> bool:
        row = self._state.row(task)
        stage = _stage(row, index)
        if stage is None or row.task.segments[index].segment.key != take.key:
            raise Bug("segment_moved")
        self._state.takes.setdefault(take.key, take)
        if stage is not SegmentStage.READY:
            row.jobs.pop(index, None)
            row.change_segment(index, stage=SegmentStage.READY, credits=take.credits, error="")
        return _move_on(row)

    async def fail(self, task: str, index: int, stage: SegmentStage, error: str) -> None:
        if stage not in _FAILED:
            raise Bug("illegal_move")
        row = self._state.row(task)
        if _stage(row, index) in {None, SegmentStage.READY}:
            raise Bug("segment_moved")
        row.change_segment(index, stage=stage, error=error)
        if stage is not SegmentStage.UNKNOWN:
            row.jobs.pop(index, None)

    async def find(self, keys: Sequence[str]) -> Mapping[str, Take]:
        return {key: self._state.takes[key] for key in keys if key in self._state.takes}

    def _take_off(self, row: Row, index: int, key: str) -> Begun:
        """The segment wants to be paid for: what is in flight for its key, whoever asked, decides."""
        for other, at in self._segments(key, _FLYING):
            if other.task.stage in RUNNING and self._state.alive(other.worker):
                return Begun(Turnout.THEIRS)
            if other.task.segments[at].stage is SegmentStage.WAITING:
                other.change_segment(at, stage=SegmentStage.PLANNED)
                row.jobs[index] = other.jobs.pop(at)
                row.change_segment(index, stage=SegmentStage.WAITING, error="")
                return Begun(Turnout.WAIT, job=row.jobs[index])
            other.change_segment(at, stage=SegmentStage.UNKNOWN)
        paid_before = any(self._segments(key, frozenset({SegmentStage.UNKNOWN})))
        row.jobs.pop(index, None)
        row.change_segment(index, stage=SegmentStage.SENDING, error="")
        return Begun(Turnout.SEND, paid_before=paid_before)

    def _segments(self, key: str, stages: frozenset[SegmentStage]) -> Iterator[tuple[Row, int]]:
        for row in self._state.rows.values():
            for index, state in enumerate(row.task.segments):
                if state.segment.key == key and state.stage in stages:
                    yield row, index


def _stage(row: Row, index: int) -> SegmentStage | None:
    return row.task.segments[index].stage if 0 <= index < len(row.task.segments) else None


def _move_on(row: Row) -> bool:
    """Speaking -> mixing once all segments are ready; whether it did."""
    if row.task.stage is not Stage.SPEAKING or any(s.stage is not SegmentStage.READY for s in row.task.segments):
        return False
    row.change(stage=Stage.MIXING)
    return True
