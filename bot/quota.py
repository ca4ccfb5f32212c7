"""Allowances, and the ledger entries a task leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import QuotaExceeded


class EntryKind(StrEnum):
    """What a ledger row says. Each hold is closed by exactly one settle, release or expire."""

    HOLD = "hold"
    SETTLE = "settle"
    RELEASE = "release"
    EXPIRE = "expire"
    GRANT = "grant"


CLOSING = frozenset({EntryKind.SETTLE, EntryKind.RELEASE, EntryKind.EXPIRE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One append-only row. The balance is the sum of rows, never a counter.

    `held` and `spent` are what the row adds to the person's held and spent credits: a hold is (+n, 0), a settle
    (-n, +m) with m <= n, a release or expire (-n, 0). `granted` adds to the allowance. `over` is what a provider
    charged
    beyond the hold: the operator's loss, kept for reconciliation, never the person's.
    """

    id: str
    kind: EntryKind
    platform: str
    user: str
    community: str
    task: str = ""
    attempt: int = 0
    held: int = 0
    spent: int = 0
    granted: int = 0
    over: int = 0
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What may be used. None is no limit. Credits count calendar days and months in UTC."""

    credits_per_day: int | None = None
    credits_per_month: int | None = None
    tasks_in_flight: int | None = None
    chars_per_script: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one person (or community) has used: settled today and this month, held now, granted, tasks in flight."""

    spent_today: int = 0
    spent_this_month: int = 0
    held: int = 0
    granted: int = 0
    in_flight: int = 0


def check(usage: Usage, allowance: Allowance, credits: int, *, whose: str) -> None:
    """Refuse what the allowance does not cover: raises QuotaExceeded ("quota_tasks", "quota_day" or "quota_month").

    `credits` is what the new task would hold; `whose` is "person" or "community", for the sentence. What is held counts
    against the day and the month it is asked in; grants come on top of both.
    """
    if allowance.tasks_in_flight is not None and usage.in_flight >= allowance.tasks_in_flight:
        raise QuotaExceeded("quota_tasks", whose=whose, limit=allowance.tasks_in_flight)
    windows = (
        ("quota_day", allowance.credits_per_day, usage.spent_today),
        ("quota_month", allowance.credits_per_month, usage.spent_this_month),
    )
    for code, limit, spent in windows:
        if limit is None or not credits:
            continue
        left = limit + usage.granted - spent - usage.held
        if credits > left:
            raise QuotaExceeded(code, whose=whose, limit=limit, left=max(left, 0), needed=credits)
