"""The chat port: what is shown to people, as values, and a platform that shows it in its own native way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.task import Task


class Button(StrEnum):
    """The words on buttons: part of the contract with people on every platform."""

    GO = "Go"
    RECAST = "Recast"
    EDIT = "Edit"
    CANCEL = "Cancel"
    RETAKE = "Retake"
    OTHER_TAKE = "Other take"
    CAPTIONS = "Captions"
    TRANSCRIPT = "Transcript"
    OTHER_FORMAT = "Other format"
    ALL_TAKES = "All takes"
    STAR = "Star"
    DELETE = "Delete"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know: one sentence, perhaps what to do, and a reference that is in the log when something failed."""

    reason: str
    advice: str = ""
    reference: str = ""

    def __str__(self) -> str:
        reference = f"(reference {self.reference})" if self.reference else ""
        return " ".join(part for part in (self.reason, self.advice, reference) if part)


@dataclass(frozen=True, slots=True)
class Part:
    """One speaker on a cast sheet: who, with which voice, how many lines, and the first words."""

    speaker: str
    voice: str
    description: str
    lines: int
    sample: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One item of the script on a cast sheet, so that a wrong reading is seen at a glance.

    `cue` is "pause", "sound" or "heading" for what is not spoken; `narrated` for words that no speaker was named for.
    """

    line: int
    who: str
    text: str
    how: str = ""
    cue: str = ""
    narrated: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reader met on a line of the source text; `serious` when it would change what is spoken."""

    line: int
    text: str
    serious: bool = False

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CastSheet:
    """What is about to be performed, by whom, for how much: shown before anything is spent."""

    task: str
    title: str
    form: str
    parts: tuple[Part, ...]
    spots: tuple[Spot, ...]
    length: str
    price: str
    problems: tuple[Remark, ...]
    warnings: tuple[str, ...]
    buttons: tuple[Button, ...] = (Button.GO, Button.RECAST, Button.EDIT, Button.CANCEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a task is: a word for its stage, how many of its lines are spoken, its place in the queue (0: being worked on)."""

    task: str
    stage: str
    done: int
    total: int
    ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The words beside a finished recording."""

    task: str
    title: str
    cast: tuple[str, ...]
    length: str
    cost: str
    made_by: str
    warnings: tuple[str, ...]
    loudness: str = ""
    buttons: tuple[Button, ...] = (
        Button.RETAKE,
        Button.OTHER_TAKE,
        Button.CAPTIONS,
        Button.TRANSCRIPT,
        Button.OTHER_FORMAT,
        Button.ALL_TAKES,
        Button.STAR,
        Button.DELETE,
    )


Reply = Notice | CastSheet | Progress | Card


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLimits:
    """What a platform allows: bytes in one file (0: no limit), characters in one message (0: no limit), and the least
    seconds between two progress edits of one task (0: every change is shown; None: none is)."""

    file_bytes: int = 0
    text: int = 0
    progress_every: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to post: where it is, and the name people see."""

    path: str
    name: str


class Chat(Protocol):
    """Shows, updates and delivers. `ref` names one message of one task for ever: posting it twice shows it once, where the
    platform can; `message` is the platform's own reference, "" where there is none yet. Each answers that reference."""

    platform: str
    limits: ChatLimits

    async def show(self, task: Task, reply: Reply, ref: str) -> str: ...
    async def deliver(self, task: Task, files: Sequence[Attachment], reply: Reply, ref: str) -> str: ...
