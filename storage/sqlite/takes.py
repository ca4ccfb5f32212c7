"""Takes by key in SQLite, and the one flight a key may have."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Bug, NoSuchTask
from bot.ports import Begun, ProviderJob, Take, Turnout
from bot.task import RUNNING, SegmentStage
from storage.documents import from_micros, read_spans, to_micros, write_spans
from storage.sqlite.database import Connection
from storage.sqlite.liveness import Liveness
from storage.sqlite.queries import load
from storage.sqlite.rows import STAGES

SQL = load("takes")

_FAILED = frozenset({SegmentStage.FAILED, SegmentStage.UNKNOWN, SegmentStage.PLANNED})


@dataclass(frozen=True, slots=True)
class _Flight:
    """A segment that is sending or waiting, and the task it belongs to."""

    seq: int
    index: int
    stage: str
    job: ProviderJob | None
    task_stage: str
    worker: str


class SqliteTakes:
    """See `bot.ports.Takes`. None of these reads or writes more than the rows of one segment and its task."""

    def __init__(self, writer: Connection, reader: Connection, liveness: Liveness) -> None:
        self._writer = writer
        self._reader = reader
        self._liveness = liveness

    async def begin(self, task: str, index: int, worker: str) -> Begun:
        return await self._writer.run(lambda database: self._begin(database, task, index, worker))

    async def sent(self, task: str, index: int, job: ProviderJob) -> None:
        await self._writer.run(lambda database: _sent(database, task, index, job))

    async def keep(self, task: str, index: int, take: Take) -> bool:
        return await self._writer.run(lambda database: _keep(database, task, index, take))

    async def fail(self, task: str, index: int, stage: SegmentStage, error: str) -> None:
        if stage not in _FAILED:
            raise Bug("illegal_move")
        await self._writer.run(lambda database: _fail(database, task, index, stage, error))

    async def find(self, keys: Sequence[str]) -> Mapping[str, Take]:
        return await self._reader.run(lambda database: _find(database, keys))

    def _begin(self, database: sqlite3.Connection, task: str, index: int, worker: str) -> Begun:
        row = database.execute(SQL["own"], (task, index)).fetchone()
        if row is None:
            raise NoSuchTask(task)
        seq, task_stage, claimed_by, cancelling, key, stage, job, job_provider, look_after = row[:9]
        if claimed_by != worker or STAGES[task_stage] not in RUNNING:
            raise Bug("claim_lost")
        if cancelling:
            return Begun(Turnout.CANCELLED)
        if row[9] is not None:
            if stage != SegmentStage.READY:
                database.execute(SQL["reuse"], (seq, index))
            last = database.execute(SQL["all_ready"], (task,)).rowcount == 1
            return Begun(Turnout.READY, take=_take(row[9:]), last=last)
        if stage == SegmentStage.WAITING:
            return Begun(Turnout.WAIT, job=ProviderJob(job, job_provider, look_after))
        if stage == SegmentStage.SENDING:
            return Begun(Turnout.LOST)
        if stage == SegmentStage.UNKNOWN:
            return Begun(Turnout.UNKNOWN)
        return self._take_off(database, key, seq, index)

    def _take_off(self, database: sqlite3.Connection, key: str, seq: int, index: int) -> Begun:
        """The segment wants to be paid for: what is in flight for its key, whoever asked, decides."""
        flight = _flight(database, key)
        if flight is not None:
            if STAGES[flight.task_stage] in RUNNING and self._liveness.alive(flight.worker):
                return Begun(Turnout.THEIRS)
            if flight.job is not None:
                database.execute(SQL["give_up"], (flight.seq, flight.index))
                database.execute(SQL["take_over"], (*_job_row(flight.job), seq, index))
                return Begun(Turnout.WAIT, job=flight.job)
            database.execute(SQL["doubt"], (flight.seq, flight.index))
        paid_before = database.execute(SQL["doubted"], (key,)).fetchone() is not None
        database.execute(SQL["send"], (seq, index))
        return Begun(Turnout.SEND, paid_before=paid_before)


def _flight(database: sqlite3.Connection, key: str) -> _Flight | None:
    row = database.execute(SQL["flight"], (key,)).fetchone()
    if row is None:
        return None
    seq, index, stage, job, provider, look_after, task_stage, worker = row
    out = ProviderJob(job, provider, look_after) if stage == SegmentStage.WAITING else None
    return _Flight(seq, index, stage, out, task_stage, worker)


def _job_row(job: ProviderJob) -> tuple[str, str, float]:
    return job.id, job.provider, float(job.look_after)


def _sent(database: sqlite3.Connection, task: str, index: int, job: ProviderJob) -> None:
    if not database.execute(SQL["sent"], (*_job_row(job), task, index)).rowcount:
        raise _misplaced(database, task)


def _keep(database: sqlite3.Connection, task: str, index: int, take: Take) -> bool:
    database.execute(
        SQL["insert"],
        (
            take.key,
            take.provider,
            take.blob,
            take.media_type,
            take.credits,
            write_spans(take.spans),
            take.task,
            to_micros(take.at),
        ),
    )
    kept = database.execute(SQL["keep"], (take.credits, task, index, take.key)).rowcount
    if not kept and database.execute(SQL["is_kept"], (task, index, take.key)).fetchone() is None:
        raise _misplaced(database, task)
    return database.execute(SQL["all_ready"], (task,)).rowcount == 1


def _fail(database: sqlite3.Connection, task: str, index: int, stage: SegmentStage, error: str) -> None:
    named = {"stage": stage.value, "error": error, "task": task, "index": index}
    if not database.execute(SQL["fail"], named).rowcount:
        raise _misplaced(database, task)


def _misplaced(database: sqlite3.Connection, task: str) -> Bug | NoSuchTask:
    """Why nothing was changed: the task is gone, or its segment is not where that is possible."""
    known = database.execute(SQL["known"], (task,)).fetchone()
    return Bug("segment_moved") if known else NoSuchTask(task)


def _find(database: sqlite3.Connection, keys: Sequence[str]) -> Mapping[str, Take]:
    rows = database.execute(SQL["find"], (json.dumps(list(keys)),)).fetchall()
    return {row[0]: _take(row) for row in rows}


def _take(row: tuple[str, str, str, str, int, str, str, int]) -> Take:
    key, provider, blob, media_type, charged, spans, task, at = row
    return Take(
        key=key,
        provider=provider,
        blob=blob,
        media_type=media_type,
        credits=charged,
        spans=read_spans(spans),
        task=task,
        at=from_micros(at),
    )
