"""The state of a memory store in plain Python, and the ledger's sums over it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from bot.errors import NoSuchTask
from bot.ports import Hold, ProviderJob, Take
from bot.quota import CLOSING, Entry, EntryKind, Usage, check
from bot.task import IN_FLIGHT, Person, Recording, SegmentState, Stage, Task
from storage.holds import closing, opening
from storage.privacy import pseudonym


@dataclass(slots=True)
class Row:
    """A task and what only the store knows of it.

    `settled` are the indexes of segments that a closing ledger row has paid for; `jobs` the provider jobs that are
    out, by segment index; `cost` what the fair queue weighs.
    """

    task: Task
    arrival: int
    cost: int
    queued: datetime
    worker: str = ""
    starred: bool = False
    settled: set[int] = field(default_factory=set)
    jobs: dict[int, ProviderJob] = field(default_factory=dict)

    def change(self, **fields: object) -> Task:
        """Replace fields of the task."""
        self.task = replace(self.task, **fields)  # type: ignore[arg-type]
        return self.task

    def change_segment(self, index: int, **fields: object) -> None:
        """Replace fields of one segment's state."""
        segments = list(self.task.segments)
        segments[index] = replace(segments[index], **fields)  # type: ignore[arg-type]
        self.change(segments=tuple(segments))

    @property
    def place_in_queue(self) -> tuple[datetime, int]:
        """By when it was queued, then by arrival."""
        return self.queued, self.arrival

    @property
    def holding(self) -> bool:
        """Whether the ledger has an open hold for it."""
        return self.task.stage in IN_FLIGHT or self.task.stage is Stage.ASKING


@dataclass(slots=True)
class State:
    """Everything that is remembered. Nothing awaits between a look and a change, so each call is one transaction."""

    rows: dict[str, Row] = field(default_factory=dict)
    takes: dict[str, Take] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    ledger: list[Entry] = field(default_factory=list)
    casts: dict[tuple[str, str, str, str, str], str] = field(default_factory=dict)
    preferences: dict[tuple[str, str], str] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    salt: bytes = field(default_factory=partial(secrets.token_bytes, 32))
    arrivals: int = 0

    def row(self, task: str) -> Row:
        """A task's row. Raises NoSuchTask."""
        try:
            return self.rows[task]
        except KeyError:
            raise NoSuchTask(task) from None

    def add(self, task: Task) -> Row:
        """A row for a task, new or in place of its draft's."""
        before = self.rows.get(task.id)
        if before is None:
            self.arrivals += 1
        cost = 1 + sum(state.segment.characters for state in task.segments)
        arrival = before.arrival if before else self.arrivals
        row = Row(replace(task, root=task.root or task.id), arrival, cost, task.created)
        self.rows[task.id] = row
        return row

    def keep_recording(self, recording: Recording) -> None:
        """Keep a recording under its key; the newest counts, for every task that has it."""
        self.recordings[recording.key] = recording
        for row in self.rows.values():
            if row.task.recording is not None and row.task.recording.key == recording.key:
                row.change(recording=recording)

    def alive(self, worker: str) -> bool:
        """Whether a worker lives: memory has one process, so all do but those a test declares dead."""
        return worker != "" and worker not in self.dead

    def of_person(self, person: Person) -> list[Row]:
        """A person's tasks, oldest first."""
        rows = [row for row in self.rows.values() if row.task.person == person]
        return sorted(rows, key=lambda row: (row.task.created, row.arrival))

    def usage(self, mine: Callable[[Entry], bool], tasks: list[Row], now: datetime) -> Usage:
        """The sums over the ledger rows and tasks that are somebody's."""
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        entries = [entry for entry in self.ledger if mine(entry)]
        return Usage(
            spent_today=sum(entry.spent for entry in entries if entry.at >= day),
            spent_this_month=sum(entry.spent for entry in entries if entry.at >= day.replace(day=1)),
            held=sum(row.task.held for row in tasks),
            granted=sum(entry.granted for entry in entries),
            in_flight=sum(row.task.stage in IN_FLIGHT for row in tasks),
        )

    def usage_of(self, person: Person, now: datetime) -> Usage:
        """What a person used."""
        names = {person.user, pseudonym(self.salt, person)}
        return self.usage(
            lambda entry: entry.platform == person.platform and entry.user in names, self.of_person(person), now
        )

    def usage_in(self, platform: str, community: str, now: datetime) -> Usage:
        """What a community used. Grants to a person are that person's, not the community's."""
        return self.usage(
            lambda entry: (
                (entry.platform, entry.community) == (platform, community)
                and not (entry.kind is EntryKind.GRANT and entry.user)
            ),
            [
                row
                for row in self.rows.values()
                if (row.task.place.platform, row.task.place.community) == (platform, community)
            ],
            now,
        )

    def open_hold(self, task: Task, hold: Hold, attempt: int) -> Entry:
        """Check the allowances and append the hold. Raises QuotaExceeded."""
        entry = opening(hold, task, attempt)
        if hold.allowance is not None:
            check(self.usage_of(task.person, entry.at), hold.allowance, entry.held, whose="person")
        if hold.community is not None:
            usage = self.usage_in(entry.platform, entry.community, entry.at)
            check(usage, hold.community, entry.held, whose="community")
        self.ledger.append(entry)
        return entry

    def close_hold(self, row: Row, at: datetime, *, otherwise: EntryKind = EntryKind.RELEASE) -> None:
        """Close a task's open hold, if there is one, from its segments as they are."""
        task = row.task
        if not row.holding:
            return
        hold = next(
            entry
            for entry in self.ledger
            if (entry.task, entry.attempt, entry.kind) == (task.id, task.attempt, EntryKind.HOLD)
        )
        due = {index: owed(state) for index, state in enumerate(task.segments) if index not in row.settled}
        entry = closing(hold, sum(due.values()), at, otherwise=otherwise)
        self.ledger.append(entry)
        row.settled |= {index for index, charged in due.items() if charged}
        row.change(held=0, spent=task.spent + entry.spent)

    def open_holds(self) -> list[Entry]:
        """Holds that no row closes."""
        closed = {(entry.task, entry.attempt) for entry in self.ledger if entry.kind in CLOSING}
        holds = [entry for entry in self.ledger if entry.kind is EntryKind.HOLD]
        return [entry for entry in holds if (entry.task, entry.attempt) not in closed]


def owed(state: SegmentState) -> int:
    """What a segment cost its task."""
    return 0 if state.reused else state.credits
