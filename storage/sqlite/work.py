"""A worker's hold on tasks, in SQLite: claim, take over, record, end, give back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Bug, NoSuchTask
from bot.fairness import Head
from bot.ports import Ending, Pick, Wanted
from bot.task import ENDED, Recording, Stage, Task, may_move
from storage.documents import to_micros, write_notes, write_recording
from storage.sqlite.database import Connection
from storage.sqlite.ledger import close_hold
from storage.sqlite.liveness import Liveness
from storage.sqlite.queries import load
from storage.sqlite.rows import SQL as TASKS
from storage.sqlite.rows import STAGES, Reader

SQL = load("work")


class SqliteWork:
    """See `bot.ports.Work`. Whoever claims under a name holds that worker's lock from then on."""

    def __init__(self, writer: Connection, rows: Reader, liveness: Liveness) -> None:
        self._writer = writer
        self._rows = rows
        self._liveness = liveness

    async def claim(self, worker: str, wanted: Wanted, pick: Pick, slots: int) -> Sequence[Task]:
        return await self._writer.run(lambda database: self._claim(database, worker, wanted, pick, slots))

    async def recorded(self, task: str, recording: Recording) -> None:
        document = write_recording(recording)
        await self._writer.run(lambda database: _recorded(database, task, recording, document))
        self._rows.recordings.put(document, recording, len(document))

    async def end(self, task: str, ending: Ending) -> Task:
        return await self._writer.run(lambda database: self._end(database, task, ending))

    async def told(self, task: str) -> None:
        await self._writer.run(lambda database: _named(database, "told", task))

    async def release(self, task: str) -> None:
        await self._writer.run(lambda database: _named(database, "release", task))

    def _claim(
        self, database: sqlite3.Connection, worker: str, wanted: Wanted, pick: Pick, slots: int
    ) -> Sequence[Task]:
        if not self._liveness.join(worker):
            raise Bug("worker_taken")
        claimed = self._take_over(database, worker, wanted, slots)
        claimed += _start(database, worker, wanted, pick, slots - len(claimed))
        return [self._rows.task(database, task) for task in claimed]

    def _take_over(self, database: sqlite3.Connection, worker: str, wanted: Wanted, slots: int) -> list[str]:
        """Tasks of dead workers, oldest first: still running, or ended with nobody told."""
        taken: list[str] = []
        for (other,) in database.execute(SQL["claimants"]).fetchall():
            if self._liveness.alive(other):
                continue
            left = _names(wanted) | {"worker": other, "slots": slots - len(taken)}
            for (task,) in database.execute(SQL["orphans"], left).fetchall():
                database.execute(SQL["adopt"], (worker, task))
                taken.append(task)
        return taken

    def _end(self, database: sqlite3.Connection, task: str, ending: Ending) -> Task:
        row = database.execute(TASKS["state"], (task,)).fetchone()
        if row is None:
            raise NoSuchTask(task)
        seq, before = row[:2]
        if ending.stage not in ENDED | {Stage.ASKING} or not may_move(STAGES[before], ending.stage):
            raise Bug("illegal_move")
        spent = 0 if ending.stage is Stage.ASKING else close_hold(database, seq, ending.at)
        database.execute(
            TASKS["ended"],
            {
                "seq": seq,
                "stage": ending.stage.value,
                "at": to_micros(ending.at),
                "error": ending.error,
                "reference": ending.reference,
                "told": int(ending.told),
                "spent": spent,
                "notes": write_notes(ending.notes) if ending.notes else None,
                "message": ending.message,
            },
        )
        return self._rows.task(database, task)


def _recorded(database: sqlite3.Connection, task: str, recording: Recording, document: str) -> None:
    database.execute(SQL["insert_recording"], (recording.key, document, recording.waveform))
    named = {"task": task, "key": recording.key}
    moved = database.execute(SQL["recorded"], named).rowcount
    if not moved and database.execute(SQL["is_recorded"], named).fetchone() is None:
        raise Bug("illegal_move")


def _named(database: sqlite3.Connection, query: str, task: str) -> None:
    """A change that does nothing to a task in another stage: it has been done already."""
    changed = database.execute(SQL[query], (task,)).rowcount
    if not changed and database.execute(TASKS["stage"], (task,)).fetchone() is None:
        raise NoSuchTask(task)


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    """A queued task as the fair queue sees it; they sort by when they were queued."""

    queued: int
    seq: int
    task: str
    platform: str
    line: str
    community: str
    person_platform: str
    person: str
    cost: int

    def head(self) -> Head:
        """Ids never stand without their platform."""
        return Head(self.task, f"{self.platform}:{self.community}", f"{self.person_platform}:{self.person}", self.cost)


def _start(database: sqlite3.Connection, worker: str, wanted: Wanted, pick: Pick, slots: int) -> list[str]:
    """Start up to `slots` queued tasks, each chosen among the oldest of each waiting line; answers their ids."""
    names = _names(wanted)
    heads = _waiting(database, "heads", names) if wanted.platforms else []
    named = sorted(_waiting(database, "named", names)) if wanted.tasks else []
    started: list[str] = []
    while len(started) < slots:
        first = {(one.platform, one.line): one for one in reversed(named)}
        choice = {one.task: one for one in sorted([*heads, *first.values()])}
        if not choice:
            break
        chosen = choice[pick([one.head() for one in choice.values()]).task]
        database.execute(SQL["start"], (worker, chosen.task))
        started.append(chosen.task)
        if chosen in named:
            named.remove(chosen)
        else:
            heads.remove(chosen)
            if len(started) < slots:
                heads += _waiting(database, "following", {"platform": chosen.platform, "line": chosen.line})
    return started


def _waiting(database: sqlite3.Connection, query: str, wanted: dict[str, str]) -> list[_Waiting]:
    return [_Waiting(*row) for row in database.execute(SQL[query], wanted).fetchall()]


def _names(wanted: Wanted) -> dict[str, str]:
    return {"platforms": json.dumps(sorted(wanted.platforms)), "tasks": json.dumps(sorted(wanted.tasks))}
