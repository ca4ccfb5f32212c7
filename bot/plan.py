"""Script, cast and a provider's limits -> segments and their price."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a provider can do, as data.

    `granularity` "line" or "script"; `max_chars` of spoken text in one segment and `max_line_chars` in one line (code
    points, 0: no limit); `max_voices` in one segment (0: no limit); `tags` canonical delivery tags it performs, or
    `any_tag` when it takes whatever is written; `languages` it can speak (empty: not known); `recover` how a segment
    whose answer was lost is found again: "label", "history", "id" or "none"; `concurrency` requests at once.
    """

    granularity: str = "line"
    max_chars: int = 0
    max_line_chars: int = 0
    max_voices: int = 0
    tags: frozenset[str] = frozenset()
    any_tag: bool = False
    languages: frozenset[str] = frozenset()
    recover: str = "none"
    concurrency: int = 4
    model: str = ""
