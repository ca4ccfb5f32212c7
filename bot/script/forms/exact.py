"""A script as `bot.script.writer` writes it when nothing looser would be read back the same: a line an item."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.script import cues, labels
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.model import Heading, Item, Pause, Sound, Tag, Turn
from bot.script.page import Row
from bot.script.source import Source
from bot.script.speech import has_words

NAME = "exact"
HEAD = "script: exact"
_PART = re.compile(r"\\(.)|\[((?:[^\[\]\\]|\\.){0,400})\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NAME = re.compile(r"^((?:[^:\\]|\\.)*):(.*)$", re.DOTALL)
_CUE = re.compile(r"^\[(pause|sound|heading|title):? ?((?:[^\[\]\\]|\\.)*)\]$", re.DOTALL)
_SECONDS = re.compile(r"^(\d{1,6}(?:\.\d{1,400})?)s$")


def opens(rows: Iterable[Row]) -> bool:
    """Whether the first line that is not blank is this form's own."""
    return next((row.text == HEAD for row in rows if row.text), False)


def score(source: Source) -> float:
    """Its own first line is proof."""
    return 1.0 if opens(source.page.filled) else 0.0


def parse(source: Source) -> Draft:
    """Every line after the first is an item, `Name: text with [tags]`, or a cue in brackets."""
    draft = Draft()
    for row in source.page.filled[1:] if score(source) else source.page.filled:
        cue = _CUE.match(row.text)
        if cue and cue[1] == "title":
            draft.title = _ESCAPED.sub(r"\1", cue[2])
            continue
        item = _cue(cue[1], _ESCAPED.sub(r"\1", cue[2]), row.number) if cue else _turn(row)
        if item is None:
            draft.note(row.number, Code.NO_WORDS, row.text)
        else:
            draft.items.append(item)
    return draft


def _cue(kind: str, words: str, line: int) -> Item | None:
    if kind == "sound":
        return Sound(words, line)
    if kind == "heading":
        return Heading(words, line)
    found = _SECONDS.match(words)
    return Pause(min(float(found[1]), cues.LONGEST), line) if found else None


def _turn(row: Row) -> Turn | None:
    found = _NAME.match(row.text)
    name, raw = (_ESCAPED.sub(r"\1", found[1]), found[2].strip()) if found else ("", row.text)
    parts: list[str] = []
    tags: list[Tag] = []
    length = at = 0
    for part in _PART.finditer(raw):
        for words in (raw[at : part.start()], part[1] or ""):
            parts.append(words)
            length += len(words)
        if part[2] is not None:
            tags.append(Tag(_ESCAPED.sub(r"\1", part[2]), length))
        at = part.end()
    whole = "".join((*parts, raw[at:]))
    text = whole.strip()
    front = len(whole) - len(whole.lstrip())
    places = tuple(Tag(tag.name, min(max(0, tag.at - front), len(text))) for tag in tags if tag.name)
    speaker = None if not name or labels.narrates(name) else name
    return Turn(speaker, text, places, row.number) if has_words(text) else None
