"""What opens a hold on the ledger and what closes it: the rows both stores write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.errors import Bug
from bot.ports import Hold
from bot.quota import Entry, EntryKind
from bot.task import Task


def opening(hold: Hold, task: Task, attempt: int) -> Entry:
    """The hold row of a task's attempt.

    Raises Bug when the hold is no hold, or not of the task's person and community: usage would be counted wrongly.
    """
    entry = hold.entry
    if entry.kind is not EntryKind.HOLD or entry.held < 0 or entry.spent or entry.granted or entry.over:
        raise Bug("not_a_hold")
    owner = (task.person.platform, task.person.user, task.place.community)
    if (entry.platform, entry.user, entry.community) != owner:
        raise Bug("hold_of_another")
    return replace(entry, task=task.id, attempt=attempt)


def closing(hold: Entry, charged: int, at: datetime, *, otherwise: EntryKind = EntryKind.RELEASE) -> Entry:
    """The one row that closes a hold: a settle of what was charged, up to what was held; `otherwise` when nothing was.

    What a provider charged beyond the hold is the operator's loss (`over`), never the person's.
    """
    kind = EntryKind.SETTLE if charged else otherwise
    spent = min(charged, hold.held)
    return replace(
        hold, id=f"{hold.id}.{kind.value}", kind=kind, held=-hold.held, spent=spent, over=charged - spent, at=at
    )
