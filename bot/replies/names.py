"""What files are called where people see them."""

from __future__ import annotations

import re

from bot.task import Task


def file_name(task: Task) -> str:
    """What the recording's file is called where people see it: its title in plain letters, else its task."""
    plain = re.sub(r"[^\w\- ]+", "", task.title).strip()[:60] or f"tableread-{task.id}"
    return f"{plain}.{task.order.format}"


def numbered(name: str, number: int) -> str:
    """The name of one file of several."""
    stem, _, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}"
