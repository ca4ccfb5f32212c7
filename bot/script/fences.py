"""Fences of code blocks: a script pasted in one is the script, and what stands around the fence is chat."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.script import labels
from bot.script.codes import Code
from bot.script.page import Row

_FENCE = re.compile(r"^(?:`{3,10}|~{3,10})\s*[\w+#.-]{0,20}$")
_LEAST = 2  # lines inside a fence that can be a script

Left = tuple[int, Code, str]


def unfenced(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Left]]:
    """The rows with fences, and the chat around the only one, made blank; and what of the chat is to be told.

    Line numbers stay. The word after an opening fence (`xml`) is never said.
    """
    fences = [row.number for row in rows if row.text[:1] in ("`", "~") and _FENCE.match(row.text)]
    if not fences:
        return rows, []
    outside = _outside(rows, fences)
    gone = {*fences, *(row.number for row in outside)}
    left = [(row.number, Code.PREAMBLE if row.number < fences[0] else Code.CLOSING, row.text) for row in outside]
    return tuple(replace(row, text="") if row.number in gone else row for row in rows), left


def _outside(rows: tuple[Row, ...], fences: list[int]) -> list[Row]:
    """The chat around the one fence that holds the script; nothing when there are more, or turns stand outside."""
    if len(fences) != len(("opened", "closed")):
        return []
    inside = [row for row in rows[fences[0] : fences[1] - 1] if row.text]
    outside = [row for row in (*rows[: fences[0] - 1], *rows[fences[1] :]) if row.text]
    if len(inside) < _LEAST and not any("<" in row.text for row in inside):
        return []
    within = {label.key for row in inside if (label := labels.find(row.text))}
    around = [label.key for row in outside if (label := labels.find(row.text)) and label.rest]
    again = len(set(around)) < len(around) or any(word in within for word in around)
    marked = any(row.text[:1] in "[<【" for row in outside)
    return [] if again or marked or len(outside) > len(inside) + _LEAST else outside
