"""Whose task is next: deficit round robin over communities, then people, weighted by estimated cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest queued task of one person in one community, and its cost (any unit, the same for all)."""

    task: str
    community: str
    person: str
    cost: int
