"""Messages copied out of a chat: who wrote each, and its lines without what the program added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.script import cues, labels, residue
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.moments import dated
from bot.script.page import Row
from bot.script.source import Source

_BULLETS = re.compile(r"^(?:[~\s]|\+(?!\d))+")
_PHONE = re.compile(r"^\+\d[\d\s()./-]{5,24}$")


@dataclass(frozen=True, slots=True)
class Start:
    """A line that begins a message.

    `name` None: the same person again; "": nobody, the program speaks. `skip`: only a part of such a line.
    `own`: the rest of the line is the program's.
    """

    name: str | None
    rest: str = ""
    skip: bool = False
    own: bool = False


Starts = Mapping[int, Start]


def starts(rows: Iterable[Row], start: Callable[[Row], Start | None]) -> dict[int, Start]:
    """Where messages begin, by line number."""
    return {row.number: begun for row in rows if (begun := start(row)) is not None}


def tidy_name(name: str) -> str:
    """A chat name as a speaker: without pictures, `~`, roles and the marks of bots."""
    bare = _BULLETS.sub("", labels.tidy(name)).strip()
    if _PHONE.match(bare):
        return bare
    outside, _ = labels.split(bare)
    for mark in (" BOT", " APP", " OP"):
        outside = outside.strip().removesuffix(mark)
    return labels.tidy(outside) or bare


def weight(source: Source, starts: Starts, *, least: float) -> float:
    """0 to 1: `least` for one header, more for several, little for one without a date, nothing without messages."""
    heads = sum(bool(start.name) for start in starts.values())
    if not heads or not answered(source, starts):
        return 0.0
    if heads == 1 and not any(dated(source.page.rows[number - 1].text) for number in starts):
        return 0.2
    return min(0.98, least + 0.03 * (heads - 1))


def answered(source: Source, starts: Starts) -> bool:
    """Whether at least half of the headers of messages have a message below them: the rows of a schedule have none."""
    heads = full = 0
    headed = False
    for row in source.page.filled:
        start = starts.get(row.number)
        if start is None or start.rest:
            full += headed
            headed = False
        elif not start.skip:
            heads += 1
            headed = True
    return 2 * full >= heads


def parse(source: Source, starts: Starts) -> Draft:
    """Turns of a chat: a message is one turn, however many paragraphs it has."""
    draft = Draft()
    marks = source.marks()
    begun = silent = False
    name = ""
    link = False
    for row in source.page.rows:
        if row.blank:
            continue
        start = starts.get(row.number)
        if start is not None and start.skip:
            continue
        if start is not None:
            begun, link = True, False
            silent = start.name == ""
            if silent:
                draft.stop()
                draft.note(row.number, Code.RESIDUE, row.text)
                continue
            name = start.name or name
            draft.turn(name or None, "", row.number)
            text = start.rest
        else:
            text = row.text
        if not begun:
            _before(draft, marks.title, row, taken=marks.taken(row))
        elif (
            silent
            or (start is not None and start.own)
            or residue.residue(text)
            or cues.rule(text)
            or (link and residue.site(text))
        ):
            silent = silent or link
            draft.note(row.number, Code.RESIDUE, text)
        elif text:
            link = residue.link(text)
            _line(draft, text, row)
    draft.stop()
    draft.title = draft.title or marks.title
    return draft


def _before(draft: Draft, title: str | None, row: Row, *, taken: bool) -> None:
    if title is None or not taken:
        draft.note(row.number, Code.PREAMBLE, row.text)


def _line(draft: Draft, text: str, row: Row) -> None:
    text = residue.unedited(text)
    if residue.link(text):
        draft.note(row.number, Code.RESIDUE, text)
        return
    cue = cues.alone(text, row.number) if text[:1] in "[(*_<" else None
    if cue is not None:
        draft.cue(cue)
    else:
        draft.more(text.removeprefix("> "), row.number)
