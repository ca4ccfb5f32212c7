"""Stages in which something cannot be done, and what is said then: the same in every store."""

from __future__ import annotations

from bot.errors import NotPossibleNow
from bot.task import ENDED, Stage

# A person's retry may queue these again; a task that asks still has its hold.
RESUMABLE = frozenset({Stage.FAILED, Stage.CANCELLED, Stage.ASKING})


def not_possible(stage: Stage) -> NotPossibleNow:
    """Why a task in this stage cannot be changed: it has ended, or it is under way."""
    return NotPossibleNow("task_ended" if stage in ENDED else "task_running")
