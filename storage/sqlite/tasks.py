"""What people asked for, in SQLite: tasks, and what a person says about one that exists."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import NoSuchTask, NotPossibleNow
from bot.ports import Hold, TaskQuery
from bot.quota import EntryKind
from bot.task import ENDED, RUNNING, Stage, Task
from storage.documents import to_micros
from storage.sqlite.database import Connection
from storage.sqlite.ledger import close_hold, open_hold
from storage.sqlite.liveness import Liveness
from storage.sqlite.rows import SQL, STAGES, Reader, content_of, task_row, write_parts
from storage.stages import RESUMABLE, not_possible


class SqliteTasks:
    """See `bot.ports.Tasks`."""

    def __init__(self, writer: Connection, reader: Connection, rows: Reader) -> None:
        self._writer = writer
        self._reader = reader
        self._rows = rows

    async def draft(self, task: Task) -> None:
        await self._writer.run(lambda database: _draft(database, task))

    async def submit(self, task: Task, hold: Hold) -> Task:
        stored, size = await self._writer.run(lambda database: self._submit(database, task, hold))
        if size:
            self._rows.contents.put(task.id, content_of(task), size)
        return stored

    async def get(self, task: str) -> Task:
        return await self._reader.run(lambda database: self._rows.task(database, task))

    async def list(self, query: TaskQuery) -> Sequence[Task]:
        return await self._reader.run(lambda database: self._list(database, query))

    def _submit(self, database: sqlite3.Connection, task: Task, hold: Hold) -> tuple[Task, int]:
        """The task as stored, and the length of its document when it was written now."""
        before = database.execute(SQL["stage"], (task.id,)).fetchone()
        if before is not None and before[0] != Stage.DRAFT:
            return self._rows.task(database, task.id), 0
        at = to_micros(hold.entry.at)
        held = hold.entry.held
        queued = replace(
            task,
            root=task.root or task.id,
            stage=Stage.QUEUED,
            updated=hold.entry.at,
            held=held,
            spent=0,
            attempt=1,
            error="",
            reference="",
            cancelling=False,
            told=False,
            recording=None,
        )
        # Before the task's own row, which would count as held already.
        open_hold(database, queued, hold, 1)
        row = task_row(queued) | {"queued": at, "held": held, "attempt": 1, "holding": 1}
        return queued, _write(database, row, queued, replacing=before is not None)

    def _list(self, database: sqlite3.Connection, query: TaskQuery) -> Sequence[Task]:
        wanted = {
            "limit": query.limit,
            "root": query.root,
            "stages": json.dumps(sorted(query.stages)) if query.stages else None,
            "platform": query.place.platform if query.place else None,
            "chat": query.place.chat if query.place else None,
            "thread": query.place.thread if query.place else None,
            "person_platform": query.person.platform if query.person else None,
            "person": query.person.user if query.person else None,
        }
        index = "by_person" if query.person else "by_place" if query.place else "by_root" if query.root else "all"
        found = database.execute(SQL[index], wanted).fetchall()
        return [self._rows.task(database, task) for (task,) in found]


def _draft(database: sqlite3.Connection, task: Task) -> None:
    before = database.execute(SQL["stage"], (task.id,)).fetchone()
    if before is not None and before[0] != Stage.DRAFT:
        raise not_possible(STAGES[before[0]])
    _write(database, task_row(replace(task, stage=Stage.DRAFT)), task, replacing=before is not None)


def _write(database: sqlite3.Connection, row: dict[str, object], task: Task, *, replacing: bool) -> int:
    """A task's rows, new or in place of its draft's; answers the length of its document."""
    seq = database.execute(SQL["write"], row).fetchone()[0]
    if replacing:
        database.execute(SQL["drop_segments"], (seq,))
    return write_parts(database, seq, task)


class SqliteWishes:
    """See `bot.ports.Wishes`. A running task whose worker is dead is one that nobody works on."""

    def __init__(self, writer: Connection, reader: Connection, rows: Reader, liveness: Liveness) -> None:
        self._writer = writer
        self._reader = reader
        self._rows = rows
        self._liveness = liveness

    async def cancel(self, task: str, at: datetime) -> Task:
        return await self._writer.run(lambda database: self._cancel(database, task, at))

    async def resume(self, task: str, hold: Hold, *, pay_unknown: bool) -> Task:
        return await self._writer.run(lambda database: self._resume(database, task, hold, pay_unknown=pay_unknown))

    async def ahead(self, task: str) -> int:
        return await self._reader.run(lambda database: _ahead(database, task))

    async def expire(self, before: datetime, at: datetime) -> int:
        return await self._writer.run(lambda database: _expire(database, before, at))

    def _cancel(self, database: sqlite3.Connection, task: str, at: datetime) -> Task:
        seq, stage, worker = _state(database, task)
        if stage in ENDED:
            raise NotPossibleNow("task_ended")
        if stage in RUNNING and self._liveness.alive(worker):
            database.execute(SQL["mark_cancelling"], (to_micros(at), seq))
        else:
            _end(database, seq, Stage.CANCELLED, at, close_hold(database, seq, at))
        return self._rows.task(database, task)

    def _resume(self, database: sqlite3.Connection, task: str, hold: Hold, *, pay_unknown: bool) -> Task:
        seq, stage, _ = _state(database, task)
        if stage not in RESUMABLE:
            raise not_possible(stage)
        unknown = database.execute(SQL["count_unknown"], (seq,)).fetchone()[0]
        if unknown and not pay_unknown:
            raise NotPossibleNow("ask_first", count=unknown)
        # One that asks still holds: that is closed first, so that it does not count against the new hold.
        database.execute(SQL["hold_closed"], (close_hold(database, seq, hold.entry.at), seq))
        stored = self._rows.task(database, task)
        entry = open_hold(database, stored, hold, stored.attempt + 1)
        database.execute(SQL["replan"], (seq,))
        database.execute(
            SQL["requeue"],
            {"seq": seq, "at": to_micros(entry.at), "held": entry.held, "attempt": entry.attempt},
        )
        return self._rows.task(database, task)


def _state(database: sqlite3.Connection, task: str) -> tuple[int, Stage, str]:
    row = database.execute(SQL["state"], (task,)).fetchone()
    if row is None:
        raise NoSuchTask(task)
    seq, stage, worker = row
    return seq, STAGES[stage], worker


def _end(database: sqlite3.Connection, seq: int, stage: Stage, at: datetime, spent: int) -> None:
    """End a task by a person's wish or by its age: what answers them tells them."""
    ending = {
        "seq": seq,
        "stage": stage.value,
        "at": to_micros(at),
        "spent": spent,
        "told": 1,
        "notes": None,
        "message": "",
    }
    database.execute(SQL["ended"], ending | {"error": "", "reference": ""})


def _ahead(database: sqlite3.Connection, task: str) -> int:
    _state(database, task)
    return int(database.execute(SQL["ahead"], (task,)).fetchone()[0])


def _expire(database: sqlite3.Connection, before: datetime, at: datetime) -> int:
    overdue = database.execute(SQL["overdue"], (to_micros(before),)).fetchall()
    for (task,) in overdue:
        seq, _, _ = _state(database, task)
        _end(database, seq, Stage.EXPIRED, at, close_hold(database, seq, at, otherwise=EntryKind.EXPIRE))
    return len(overdue)
