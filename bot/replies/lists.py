"""Lists that people ask for, as values: tasks, voices, the kept cast, the allowance, credits, what there is to ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cast import Voice
from bot.ports.chat import Notice
from bot.quota import Allowance, Usage
from bot.replies.amounts import amount_of
from bot.replies.sheet import STAGES
from bot.task import Stage, Task


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows under columns; `empty` is said where there are none, `note` stands below."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
    note: str = ""


UNTITLED = "untitled"
VOICES = 60  # rows of a list of voices; nobody reads more, everybody can search


def tasks(listed: Sequence[Task], ahead: Mapping[str, int]) -> Listing:
    """A person's tasks, newest first. `ahead` is how many others are before a task that waits; times are UTC."""
    rows = tuple(
        (
            task.id,
            f"{task.created:%Y-%m-%d %H:%M}",
            _stage(task, ahead.get(task.id, 0)),
            amount_of(task.spent),
            task.title or UNTITLED,
        )
        for task in listed
    )
    return Listing(("Task", "Asked for (UTC)", "Stage", "Cost", "Title"), rows, empty="No tasks yet.")


def _stage(task: Task, ahead: int) -> str:
    words = STAGES[task.stage]
    if task.cancelling:
        return "stopping"
    return f"{words}, {ahead} before it" if task.stage is Stage.QUEUED and ahead else words


def voices(found: Sequence[Voice]) -> Listing:
    """The voices there are, or those that fit a search."""
    rows = tuple(
        (voice.name, voice.gender, ", ".join(voice.languages[:3]), voice.description) for voice in found[:VOICES]
    )
    left = len(found) - len(rows)
    note = f"{left} more: search with a word of their name or description." if left else ""
    return Listing(("Voice", "Gender", "Languages", "Sounds"), rows, empty="No voice fits.", note=note)


def cast(kept: Mapping[str, str], names: Mapping[str, str]) -> Listing:
    """The cast kept for a place; `names` are the voices' names by id."""
    rows = tuple((speaker, names.get(voice, voice)) for speaker, voice in sorted(kept.items()))
    return Listing(("Speaker", "Voice"), rows, empty="No cast is kept for this place yet.")


def quota(allowance: Allowance | None, usage: Usage) -> Listing:
    """What a person has used, and of how much; None is the operator, whom nothing binds."""
    day = None if allowance is None else allowance.credits_per_day
    month = None if allowance is None else allowance.credits_per_month
    most = None if allowance is None else allowance.tasks_in_flight
    rows = (
        ("Today", _of(_credits(usage.spent_today), day)),
        ("This month", _of(_credits(usage.spent_this_month), month)),
        ("Held for tasks", _credits(usage.held)),
        ("Tasks at once", _of(str(usage.in_flight), most)),
    )
    return Listing(("", ""), rows, note="No allowance binds you: you run this bot." if allowance is None else "")


def balance(provider: str, credits: int | None) -> Notice:
    """What the account with a provider has left; None: it does not tell."""
    if credits is None:
        return Notice(f"{provider} does not tell how many credits are left.", "Its own pages may show them.")
    return Notice(f"{provider}: {amount_of(credits) if credits else 'no credits'} left.")


def _credits(count: int) -> str:
    return amount_of(count) if count else "nothing"


def _of(used: str, limit: int | None) -> str:
    return used if limit is None else f"{used} of {limit:,}".replace(",", " ")
