"""Rows to tasks and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from bot.errors import NoSuchTask
from bot.task import Person, Place, Recording, Segment, SegmentStage, SegmentState, Stage, Task
from storage.documents import (
    Content,
    Memo,
    from_micros,
    read_content,
    read_notes,
    read_recording,
    to_micros,
    write_content,
    write_notes,
)
from storage.sqlite.queries import load

SQL = load("tasks")

STAGES: Mapping[str, Stage] = {stage.value: stage for stage in Stage}
_SEGMENT_STAGES: Mapping[str, SegmentStage] = {stage.value: stage for stage in SegmentStage}


def waiting_line(person: Person, community: str) -> str:
    """Who waits where, as one text that sorts: the fair queue has one line for each person in each community."""
    return f"{community}\n{person.platform}\n{person.user}"


def task_row(task: Task) -> dict[str, object]:
    """The columns of a task as it is; a submit overrides those that it decides."""
    return {
        "id": task.id,
        "root": task.root or task.id,
        "place_platform": task.place.platform,
        "chat": task.place.chat,
        "thread": task.place.thread,
        "community": task.place.community,
        "person_platform": task.person.platform,
        "person": task.person.user,
        "line": waiting_line(task.person, task.place.community),
        "stage": task.stage.value,
        "created": to_micros(task.created),
        "updated": to_micros(task.updated) if task.updated else None,
        "queued": 0,
        "cost": 1 + sum(state.segment.characters for state in task.segments),
        "held": 0,
        "attempt": 0,
        "holding": 0,
        "error": task.error,
        "reference": task.reference,
        "message": task.message,
        "notes": write_notes(task.notes),
    }


def content_of(task: Task) -> Content:
    """What of a task never changes once it is queued."""
    return Content(task.order, tuple(state.segment for state in task.segments))


def write_parts(database: sqlite3.Connection, seq: int, task: Task) -> int:
    """Write a task's document and the rows of its segments; answers the document's length."""
    document = write_content(content_of(task))
    database.execute(SQL["insert_content"], (seq, document))
    database.executemany(
        SQL["insert_segment"],
        [
            (seq, index, state.segment.key, state.stage.value, state.credits, int(state.reused), state.error)
            for index, state in enumerate(task.segments)
        ],
    )
    return len(document)


class Reader:
    """Reads tasks inside a unit of work.

    `contents` are by task, which is enough once a task is queued; `recordings` by their document, since one may be
    replaced under its key, by another process too.
    """

    def __init__(self) -> None:
        self.contents: Memo[Content] = Memo()
        self.recordings: Memo[Recording] = Memo()

    def task(self, database: sqlite3.Connection, task: str) -> Task:
        """A task as stored. Raises NoSuchTask."""
        row = database.execute(SQL["task"], (task,)).fetchone()
        if row is None:
            raise NoSuchTask(task)
        seq, stage = row[0], STAGES[row[9]]
        content = self._content(database, task, seq, stage)
        segments = database.execute(SQL["segments"], (seq,)).fetchall()
        return Task(
            id=task,
            root=row[2],
            place=Place(row[3], row[4], row[5], row[6]),
            person=Person(row[7], row[8]),
            order=content.order,
            stage=stage,
            created=from_micros(row[10]),
            updated=None if row[11] is None else from_micros(row[11]),
            segments=tuple(map(_segment, content.segments, segments)),
            held=row[12],
            spent=row[13],
            attempt=row[14],
            error=row[15],
            reference=row[16],
            message=row[17],
            cancelling=bool(row[18]),
            told=bool(row[19]),
            recording=None if row[20] is None else self.recording(database, row[20]),
            notes=read_notes(row[21]),
        )

    def recording(self, database: sqlite3.Connection, key: str) -> Recording | None:
        """A recording by its key, or None."""
        row = database.execute(SQL["recording"], (key,)).fetchone()
        if row is None:
            return None
        document, waveform = row
        known = self.recordings.get(document)
        if known is None:
            known = read_recording(document, waveform)
            self.recordings.put(document, known, len(document))
        return known

    def _content(self, database: sqlite3.Connection, task: str, seq: int, stage: Stage) -> Content:
        content = self.contents.get(task)
        if content is None:
            document = database.execute(SQL["content"], (seq,)).fetchone()[0]
            content = read_content(document)
            if stage is not Stage.DRAFT:  # a draft may still be replaced
                self.contents.put(task, content, len(document))
        return content


def _segment(segment: Segment, row: tuple[str, int, int, str]) -> SegmentState:
    stage, charged, reused, error = row
    return SegmentState(segment, _SEGMENT_STAGES[stage], charged, bool(reused), error)
