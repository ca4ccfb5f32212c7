"""A task, its stages, the only legal moves between them, and what it is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.script.model import Script, Tag


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked for: platform, chat and thread. `community` is whose allowance it falls under."""

    platform: str
    chat: str
    thread: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asked: an id that never stands without its platform."""

    platform: str
    user: str


class Stage(StrEnum):
    """Where a task is. DESIGN: draft -> queued -> speaking -> mixing -> delivering -> done, and the ways out."""

    DRAFT = "draft"
    QUEUED = "queued"
    SPEAKING = "speaking"
    MIXING = "mixing"
    DELIVERING = "delivering"
    DONE = "done"
    ASKING = "asking"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


RUNNING = frozenset({Stage.SPEAKING, Stage.MIXING, Stage.DELIVERING})
IN_FLIGHT = RUNNING | {Stage.QUEUED}
ENDED = frozenset({Stage.DONE, Stage.FAILED, Stage.CANCELLED, Stage.EXPIRED})

_OUT = {Stage.CANCELLED, Stage.FAILED, Stage.ASKING}
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.QUEUED, Stage.EXPIRED, Stage.CANCELLED}),
    Stage.QUEUED: frozenset({Stage.SPEAKING, *_OUT}),
    Stage.SPEAKING: frozenset({Stage.MIXING, Stage.QUEUED, *_OUT}),
    Stage.MIXING: frozenset({Stage.DELIVERING, Stage.QUEUED, *_OUT}),
    Stage.DELIVERING: frozenset({Stage.DONE, Stage.QUEUED, *_OUT}),
    Stage.ASKING: frozenset({Stage.QUEUED, Stage.CANCELLED, Stage.EXPIRED}),
    Stage.FAILED: frozenset({Stage.QUEUED}),
    Stage.CANCELLED: frozenset({Stage.QUEUED}),
    Stage.DONE: frozenset(),
    Stage.EXPIRED: frozenset(),
}


def may_move(before: Stage, after: Stage) -> bool:
    """Whether a task may go from one stage to the other; QUEUED again is a person's retry or a clean stop."""
    return after in MOVES[before]


class SegmentStage(StrEnum):
    """Where a segment is. `sending` is in the store before a paid request leaves; `waiting` has the provider job's
    id.
    """

    PLANNED = "planned"
    SENDING = "sending"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PriceKind(StrEnum):
    """How sure a price is."""

    EXACT = "exact"
    ESTIMATE = "estimate"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Price:
    """What a segment costs, in credits (whole numbers of the bot's own unit)."""

    credits: int = 0
    kind: PriceKind = PriceKind.EXACT

    @staticmethod
    def total(prices: Iterable[Price]) -> Price:
        """The sum; as sure as the least sure of them."""
        listed = list(prices)
        kinds = {price.kind for price in listed}
        kind = next((one for one in (PriceKind.UNKNOWN, PriceKind.ESTIMATE) if one in kinds), PriceKind.EXACT)
        return Price(sum(price.credits for price in listed), kind)


@dataclass(frozen=True, slots=True)
class Line:
    """One turn, or a piece of one, as a provider is asked to say it.

    `turn` is the 0-based index among the script's turns; `voice` a provider's voice id; `tags` canonical names with
    their place in `text`, only such as the provider knows; `take` counts from 1.
    """

    turn: int
    speaker: str | None
    voice: str
    text: str
    tags: tuple[Tag, ...] = ()
    take: int = 1


@dataclass(frozen=True, slots=True)
class Segment:
    """What is sent to a provider in one paid request: one line, or a run of lines. `language` is a BCP 47 tag or ""."""

    index: int
    provider: str
    model: str
    lines: tuple[Line, ...]
    language: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    price: Price = Price()

    @property
    def characters(self) -> int:
        """Code points of spoken text."""
        return sum(len(line.text) for line in self.lines)

    @property
    def kind(self) -> str:
        """What is made of it: "" it is spoken as it is, else one of `bot.worker.sending`. Told by its settings."""
        return dict(self.settings).get("kind", "")

    @property
    def upload(self) -> str:
        """The blob of somebody's own recording that it needs, or ""."""
        return dict(self.settings).get("upload", "")

    @property
    def key(self) -> str:
        """The take's key: SHA-256 (hex) over all that decides how it sounds. Speakers' names do not."""
        said = [[line.voice, line.text, [[tag.name, tag.at] for tag in line.tags], line.take] for line in self.lines]
        parts = [self.provider, self.model, self.language, sorted(self.settings), said]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of audio in seconds from its start. `line` is the index into the segment's lines."""

    line: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of the finished recording: who said what, when (seconds), and whether it was paid for before."""

    turn: int
    speaker: str | None
    voice: str
    text: str
    start: float
    end: float
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Loudness:
    """EBU R128 figures of a file: integrated loudness in LUFS, true peak in dBTP. None where it is silent."""

    lufs: float | None
    peak: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a recording, by content hash: a recording that is too large for its place has several."""

    blob: str
    size: int
    start: float
    duration: float


@dataclass(frozen=True, slots=True)
class Recording:
    """The finished file with its timeline. `waveform` is at most 256 values from 0 to 255."""

    key: str
    format: str
    parts: tuple[Part, ...]
    duration: float
    loudness: Loudness
    timeline: tuple[Spoken, ...]
    waveform: bytes = b""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for: the script as read, who speaks with which voice, and how the file should be.

    `voices` are (speaker or None, voice id, voice name); `takes` are (turn, take number) pairs that are not 1.
    """

    script: Script
    provider: str
    voices: tuple[tuple[str | None, str, str], ...]
    format: str = "ogg"
    language: str = ""
    output: str = ""
    takes: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentState:
    """A segment of a task with where it is, what it cost, and whether its take was there before."""

    segment: Segment
    stage: SegmentStage = SegmentStage.PLANNED
    credits: int = 0
    reused: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A person's request, from words to delivery.

    `root` is the first task of a line of retakes (its own id for the first); `held` what the open hold reserves;
    `spent` what was settled so far; `attempt` counts holds; `error` the code of why it failed or asks;
    `message` where progress is shown (a platform's own reference, opaque here).
    """

    id: str
    place: Place
    person: Person
    order: Order
    created: datetime
    stage: Stage = Stage.DRAFT
    root: str = ""
    segments: tuple[SegmentState, ...] = ()
    held: int = 0
    spent: int = 0
    attempt: int = 0
    error: str = ""
    reference: str = ""
    message: str = ""
    cancelling: bool = False
    told: bool = False
    recording: Recording | None = None
    updated: datetime | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """What to call it: the script's title, or nothing."""
        return self.order.script.title or ""


def spoken(task: Task) -> tuple[Spoken, ...]:
    """The recording's timeline in this task's own words; () while there is no recording.

    A recording is shared by every task whose mix is the same: who is named, and what was paid before, is each task's own.
    A take counts as reused when nothing of this task was paid for it.
    """
    if task.recording is None:
        return ()
    turns = task.order.script.turns
    names = {speaker: name for speaker, _, name in task.order.voices}
    paid = {state.segment.key for state in task.segments if not state.reused}
    own = {line.turn for state in task.segments if state.segment.key in paid for line in state.segment.lines}
    return tuple(
        replace(
            one,
            speaker=turns[one.turn].speaker,
            voice=names[turns[one.turn].speaker],
            reused=one.turn not in own,
        )
        for one in task.recording.timeline
    )
