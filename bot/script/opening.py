"""What stands above the first speaker: a title and its subtitle, a request, or narration."""

from __future__ import annotations

import re

from bot.script import cues, front, notnames
from bot.script.codes import Code
from bot.script.front import Marks
from bot.script.page import Page, Row
from bot.script.speech import has_words

_LISTED = re.compile(r"^(?:[-*+•‣▪●–—>]|\d{1,3}[.)])\s*")
_AROUND = '*_"“”«»《》【】「」『』 '
_NO_TITLE = re.compile(r"[.!?…。！？,;，；—-][\"”’»)\]]*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL_WORD = 4  # letters from which a title's words are capitalised
_TITLE_WORDS = 12
_FAR = 200  # lines in which a title is looked for


def opening(rows: list[Row], marks: Marks) -> list[list[Row]]:
    """The paragraphs of narration before the first speaker; what is no narration is dropped or becomes the title."""
    kept: list[list[Row]] = []
    for index, whole in enumerate(_paragraphs(rows, marks)):
        block = _untitled(whole, marks) if index == 0 and marks.title is None else whole
        if not block:
            continue
        text = " ".join(row.text for row in block)
        code = _before(text, block)
        if code is None:
            kept.append(block)
        elif code == "title" and marks.title is None and not kept:
            marks.title = text.strip(_AROUND)
            _drop(block, None, marks)
        else:
            _drop(block, Code.DETAIL if code == "detail" else Code.PREAMBLE, marks)
    return kept


def _untitled(block: list[Row], marks: Marks) -> list[Row]:
    """What is left of the first paragraph when its first line is the title, and the lines below it a subtitle."""
    first, below = block[0], block[1:]
    if not below or not _headlike(first.text) or _before(first.text, [first]) != "title":
        return block
    subtitled = all(_before(row.text, [row]) in ("title", "detail") for row in below)
    if not subtitled and not first.text.isupper():
        return block
    marks.title = first.text.strip(_AROUND)
    _drop([first], None, marks)
    if subtitled:
        _drop(below, Code.DETAIL, marks)
        return []
    return below


def _headlike(text: str) -> bool:
    """All in capitals, or every word but the small ones begun with one."""
    words = _LETTERS.findall(text)
    long = [word for word in words if len(word) >= _SMALL_WORD]
    return text.isupper() or (len(words) > 1 and len(long) > 0 and all(word[0].isupper() for word in long))


def headline(source: Page, marks: Marks) -> None:
    """The title or the request above a text in which nobody is named: its first paragraph, when there are more."""
    blocks = _paragraphs(list(source.rows[:_FAR]), marks)
    if len(blocks) < 2:
        return
    text = " ".join(row.text for row in blocks[0])
    code = _before(text, blocks[0])
    after = source.rows[blocks[0][-1].number :][:1]
    if (
        code == "title"
        and marks.title is None
        and has_words(text)
        and after
        and after[0].blank
        and not _LISTED.match(text)
    ):
        marks.title = text.strip(_AROUND)
        _drop(blocks[0], None, marks)
    elif code == "preamble" and text.endswith((":", "：")):
        _drop(blocks[0], Code.PREAMBLE, marks)


def _drop(block: list[Row], code: Code | None, marks: Marks) -> None:
    for row in block:
        marks.drop[row.number] = code if row is block[0] else None


def _before(text: str, block: list[Row]) -> str | None:
    bare = text.strip("*_ ")
    if front.by(bare):
        return "detail"
    if (
        bare.endswith((":", "："))
        or (len(block) == 1 and bare.count("|") > 1)
        or notnames.PREAMBLE.match(bare)
        or text.startswith("```")
    ):
        return "preamble"
    if (
        len(block) == 1
        and len(bare.split()) <= _TITLE_WORDS
        and len(bare) <= 70
        and not _NO_TITLE.search(bare)
        and "|" not in bare
    ):
        return "title"
    return None


def _paragraphs(rows: list[Row], marks: Marks) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    apart = True
    for row in rows:
        if (
            row.blank
            or marks.taken(row)
            or cues.rule(row.text)
            or cues.alone(row.text, row.number)
            or cues.inside(row.text)
        ):
            apart = True
            continue
        if apart or row.text.endswith((":", "：")) or front.by(row.text):
            blocks.append([])
        blocks[-1].append(row)
        apart = False
    return blocks
