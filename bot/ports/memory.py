"""The storage ports: tasks, work, takes, money, and what else is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.fairness import Head
from bot.ports.speech import ProviderJob
from bot.quota import Allowance, Entry, Usage
from bot.task import Person, Place, Recording, SegmentStage, Span, Stage, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What a submit must be able to reserve, checked and written in its own transaction.

    `allowance` binds the person, `community` the place's community; None binds nobody (the operator's console).
    """

    entry: Entry
    allowance: Allowance | None = None
    community: Allowance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """Which tasks to list, newest first: of a person, a place, a lineage of retakes (`root`), in some stages."""

    person: Person | None = None
    place: Place | None = None
    root: str | None = None
    stages: frozenset[Stage] = frozenset()
    limit: int = 50


class Tasks(Protocol):
    """What people asked for.

    `draft` writes or replaces a task in stage draft. `submit` writes the task as queued with its segments and hold,
    in one
    transaction: for a stored draft it is a move, and a second submit of the same id changes nothing and answers the
    stored task; raises QuotaExceeded. `get` raises NoSuchTask. `resume` queues a failed, cancelled or asking task
    again with a
    new hold: failed segments become planned, unknown ones too with `pay_unknown`; else they stay and
    NotPossibleNow("ask_first") is raised
    when there are any. `cancel` ends a task nobody works on (ledger closed, answers it ended), or marks a running one
    `cancelling` for its worker; raises NotPossibleNow for one that ended.
    """

    async def draft(self, task: Task) -> None: ...
    async def submit(self, task: Task, hold: Hold) -> Task: ...
    async def get(self, task: str) -> Task: ...
    async def list(self, query: TaskQuery) -> Sequence[Task]: ...


class Wishes(Protocol):
    """What a person says about a task that exists. See `Tasks` for the errors."""

    async def cancel(self, task: str, at: datetime) -> Task: ...
    async def resume(self, task: str, hold: Hold, *, pay_unknown: bool) -> Task: ...
    async def ahead(self, task: str) -> int: ...
    async def expire(self, before: datetime, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tasks a worker takes: those of platforms it can deliver to, or single tasks by id."""

    platforms: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()


Pick = Callable[[Sequence[Head]], Head]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a worker's task ends, or asks: its stage, the code and reference of an error, and when.

    The ledger is closed in the same transaction, from the segments as stored: settle what was charged, release the
    rest; an asking task keeps its hold. `message` is the platform's reference to the delivery, where there was one.
    """

    stage: Stage
    at: datetime
    error: str = ""
    reference: str = ""
    told: bool = False
    notes: tuple[str, ...] = ()
    message: str = ""


class Work(Protocol):
    """A worker's hold on tasks.

    `claim` takes up to `slots` tasks: first those whose worker is dead (any running stage, or ended and its person not
    yet told), then queued ones, each chosen by `pick` from the heads of all waiting people; a claimed queued task is
    moved to speaking. `recorded` stores the recording and moves mixing -> delivering. `end` moves to the ending's
    stage and closes the
    ledger; the claim stays until `told`, unless the ending says the person was told. `told` also drops the claim.
    `release` gives a running task back, queued, with its hold (a clean stop).
    """

    async def claim(self, worker: str, wanted: Wanted, pick: Pick, slots: int) -> Sequence[Task]: ...
    async def recorded(self, task: str, recording: Recording) -> None: ...
    async def end(self, task: str, ending: Ending) -> Task: ...
    async def told(self, task: str) -> None: ...
    async def release(self, task: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Audio that came back for a segment, by its key. `blob` is the content hash of the encoded file."""

    key: str
    provider: str
    blob: str
    media_type: str
    credits: int
    spans: tuple[Span, ...]
    task: str
    at: datetime


class Turnout(StrEnum):
    """What `begin` found for a segment."""

    READY = "ready"  # the take is in the store; the segment is ready
    SEND = "send"  # the segment is `sending`, committed: the paid request may leave now, once
    WAIT = "wait"  # a provider job is out and it is ours to poll (also one taken over from a dead or ended task)
    THEIRS = "theirs"  # another live task has this key in flight: wait and begin again
    LOST = "lost"  # this segment was left in `sending` by a process that died: look it up, or it is unknown
    UNKNOWN = "unknown"  # it is unknown and the person has not said to pay again
    CANCELLED = "cancelled"  # the person does not want this task any more


@dataclass(frozen=True, slots=True)
class Begun:
    """What `begin` found, with the take (READY) or the provider job (WAIT). `paid_before` when a take of this key may
    have been paid in another task whose outcome is unknown. `last` when this made the task's last segment ready: the
    task is mixing now."""

    turnout: Turnout
    take: Take | None = None
    job: ProviderJob | None = None
    paid_before: bool = False
    last: bool = False


class Takes(Protocol):
    """Takes by key, and the one flight a key may have.

    `begin` decides, in one transaction, what happens with one segment of a task. `sent` stores a provider job's id
    (sending -> waiting). `keep` stores a take and makes the segment ready; when it was the last one, the task goes
    speaking ->
    mixing in the same transaction; answers whether it did. `fail` puts a segment to failed, unknown or back to planned.
    `find` answers the takes there are of some keys.
    """

    async def begin(self, task: str, index: int, worker: str) -> Begun: ...
    async def sent(self, task: str, index: int, job: ProviderJob) -> None: ...
    async def keep(self, task: str, index: int, take: Take) -> bool: ...
    async def fail(self, task: str, index: int, stage: SegmentStage, error: str) -> None: ...
    async def find(self, keys: Sequence[str]) -> Mapping[str, Take]: ...


class Ledger(Protocol):
    """Credits. Rows only; a balance is a sum. Holds are written by `submit` and `resume` and closed by what ends a task,
    in the same transaction."""

    async def usage(self, person: Person, now: datetime) -> Usage: ...
    async def community(self, platform: str, community: str, now: datetime) -> Usage: ...
    async def grant(self, entry: Entry) -> None: ...
    async def entries(self, person: Person) -> Sequence[Entry]: ...


class Casts(Protocol):
    """The cast kept for a place: casefolded speaker -> voice id, per provider."""

    async def kept(self, place: Place, provider: str) -> Mapping[str, str]: ...
    async def keep(self, place: Place, provider: str, speaker: str, voice: str) -> None: ...
    async def clear(self, place: Place, provider: str, speaker: str = "") -> int: ...


class Preferences(Protocol):
    """Settings of a place or person, by scope ("place:..." or "person:..."): small JSON-able values."""

    async def get(self, scope: str) -> Mapping[str, object]: ...
    async def put(self, scope: str, name: str, value: object) -> None: ...


class Recordings(Protocol):
    """Finished recordings by the key of their mix, so that the same mix is never made twice; and the stars on them."""

    async def find(self, key: str) -> Recording | None: ...
    async def star(self, task: str, *, on: bool) -> None: ...
    async def starred(self, root: str) -> Sequence[str]: ...


class People(Protocol):
    """A person's data as a whole. `export` answers JSON-able tables; `forget` deletes all but pseudonymised ledger rows
    and answers the blobs nothing refers to any more."""

    async def export(self, person: Person) -> Mapping[str, object]: ...
    async def forget(self, person: Person) -> Sequence[str]: ...


class Blobs(Protocol):
    """Audio by content hash (SHA-256, hex). `put` and `adopt` (a finished file) are durable before they answer; `path`
    raises KeyError; `scratch` is where a file may be made before it is adopted."""

    async def put(self, data: bytes) -> str: ...
    async def adopt(self, path: str) -> str: ...
    def path(self, blob: str) -> str: ...
    def scratch(self, name: str) -> str: ...
    async def drop(self, blobs: Sequence[str]) -> None: ...


class Upkeep(Protocol):
    """Care of the store itself. `backup` writes a copy while in use; `check` answers what is wrong, or nothing;
    `referred` answers the blobs that takes, recordings and tasks (`Segment.upload`) need: any other may be dropped."""

    async def backup(self, path: str) -> None: ...
    async def check(self) -> Sequence[str]: ...
    async def referred(self) -> Sequence[str]: ...
    async def close(self) -> None: ...


class Store(Protocol):
    """All of the memory, by conversation."""

    @property
    def tasks(self) -> Tasks: ...
    @property
    def wishes(self) -> Wishes: ...
    @property
    def work(self) -> Work: ...
    @property
    def takes(self) -> Takes: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def casts(self) -> Casts: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def recordings(self) -> Recordings: ...
    @property
    def people(self) -> People: ...
    @property
    def upkeep(self) -> Upkeep: ...
