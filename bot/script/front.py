"""What surrounds a script: title, details, who is who, an assistant's words after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.script import cues, labels, notnames
from bot.script.codes import Code
from bot.script.model import Heading
from bot.script.page import Page, Row
from bot.script.tags import folded

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_COMMENT = re.compile(r"^(?://|<!--|%%|;;)|^#(?![\s#])(?=\w*[:\s]).{0,300}$")
_SECTIONS = frozenset(
    {
        "script",
        "the script",
        "dialogue",
        "dialog",
        "transcript",
        "full script",
        "conversation",
        "skript",
        "guion",
        "roteiro",
        "сценарий",
        "диалог",
        "剧本",
        "对话",
        "台本",
        "대본",
    }
)
_TIME = re.compile(r"^[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp][Mm])?[\])]?$")
_SWITCH = re.compile(r"^narrator\s*[:=]\s*(on|off|yes|no)$", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-*+•‣▪●–—]\s+|\d{1,2}[.)]\s+)")
_BY = re.compile(r"^(?:written |created )?(?:by|von|par|por|автор:?|作者|作)[\s:：]\s*\S.{0,60}$", re.IGNORECASE)
_STOP = re.compile(r"[.!?…。！？][\"”’»)\]]*$")


@dataclass(slots=True)
class Marks:
    """What lines are that no form has to read: `drop` by line number with its code, `heads` the headings."""

    title: str | None = None
    narrator: bool | None = None
    drop: dict[int, Code | None] = field(default_factory=dict)
    heads: dict[int, Heading] = field(default_factory=dict)

    def copy(self) -> Marks:
        """The same marks, to be written on."""
        return Marks(self.title, self.narrator, dict(self.drop), dict(self.heads))

    def taken(self, row: Row) -> bool:
        """Whether a line is spoken for."""
        return row.number in self.drop or row.number in self.heads


def mark(page: Page, found: Mapping[int, labels.Label | None]) -> Marks:
    """Find titles, details, cast lists, comments and markdown headings. `found` are the possible labels by line."""
    marks = Marks()
    counts = Counter(label.key for label in found.values() if label)
    counts.update(row.text for row in page.filled if row.text.startswith("#"))
    _casts(page, found, counts, marks)
    for row in page.filled:
        if row.number in marks.drop:
            continue
        _one(row, found[row.number], counts, marks)
    return marks


def _one(row: Row, label: labels.Label | None, counts: Counter[str], marks: Marks) -> None:
    text = row.text
    switch = _SWITCH.match(text)
    if switch:
        marks.narrator = switch[1].casefold() in ("on", "yes")
        marks.drop[row.number] = None
    elif _TIME.match(text):
        marks.drop[row.number] = Code.RESIDUE
    elif _COMMENT.match(text):
        marks.drop[row.number] = None
    elif _HEADING.match(text) and not _spoken_heading(text, counts):
        _head(row, counts, marks)
    elif label and counts[label.key] == 1:
        _detail(row, label, marks)


def _spoken_heading(text: str, counts: Counter[str]) -> bool:
    """`### Adam: hello` or `## ADAM` is somebody's label, when that label is there again."""
    label = labels.find(text)
    return bool(label and label.rest and counts[label.key] > 1 and label.key not in notnames.TITLES)


def _head(row: Row, counts: Counter[str], marks: Marks) -> None:
    found = _HEADING.match(row.text)
    words = labels.tidy(found[2]) if found else ""
    first = not marks.heads and marks.title is None
    if folded(words) in notnames.CAST_HEADS or folded(words) in _SECTIONS or not words:
        marks.drop[row.number] = None
    elif first and counts[row.text] == 1 and not cues.heading(words):
        label = labels.find(words)
        marks.title = label.rest if label and label.key in notnames.TITLES else words
        marks.drop[row.number] = None
    else:
        marks.heads[row.number] = Heading(words, row.number)


def _detail(row: Row, label: labels.Label, marks: Marks) -> None:
    word = label.key
    if word in notnames.TITLES and label.rest:
        if marks.title is None:
            marks.title = label.rest.strip('*_"“”«»《》「」『』 ')
        marks.drop[row.number] = None
    elif word in notnames.PLACES and label.rest:
        marks.heads[row.number] = Heading(f"{label.name}: {label.rest}".replace("**", ""), row.number)
    elif (word in notnames.DETAILS or word in notnames.CAST_HEADS) and label.rest:
        marks.drop[row.number] = Code.DETAIL


def _casts(page: Page, found: Mapping[int, labels.Label | None], counts: Counter[str], marks: Marks) -> None:
    rows = page.rows
    index = 0
    while index < len(rows):
        row = rows[index]
        word = folded(row.text.strip("#*_:：[]() ")) if len(row.text) < 60 else ""
        if word in notnames.CAST_HEADS and (row.text[-1:] in ":：*]" or row.text[:1] in "#*[" or row.text.isupper()):
            end = _cast_end(rows, index + 1, found)
            for each in rows[index:end]:
                if each.text:
                    marks.drop[each.number] = Code.CAST_LIST if each is row else None
            index = max(end, index + 1)
            continue
        index += 1
    _cast_block(page, found, counts, marks)


def _cast_end(rows: tuple[Row, ...], start: int, found: Mapping[int, labels.Label | None]) -> int:
    """Where a list of who is who ends: at a blank line, where its bullets end, or where a name comes again."""
    index = start
    while index < len(rows) and rows[index].blank:
        index += 1
    if index == len(rows):
        return index
    bullet, indent = bool(_BULLET.match(rows[index].text)), rows[index].indent
    seen: set[str] = set()
    while index < len(rows):
        row = rows[index]
        if row.blank:
            after = next((each for each in rows[index:] if each.text), None)
            if not (bullet and after and _BULLET.match(after.text)):
                return index
            index += 1
            continue
        label = found[row.number]
        if (
            cues.rule(row.text)
            or bool(_BULLET.match(row.text)) != bullet
            or row.indent < indent
            or _HEADING.match(row.text)
        ):
            return index
        if label and label.key in seen:
            return index
        if label:
            seen.add(label.key)
        index += 1
    return index


def _cast_block(page: Page, found: Mapping[int, labels.Label | None], counts: Counter[str], marks: Marks) -> None:
    """`Adam: Brian (deep)` for every speaker at the top, each of whom speaks later: voices, not words."""
    block: list[Row] = []
    for row in page.filled:
        label = found[row.number]
        if row.number in marks.drop:
            continue
        if label is None or counts[label.key] < 2 or not label.rest or _STOP.search(label.rest):
            break
        block.append(row)
    names = [label.key for row in block if (label := found[row.number])]
    if len(block) < 2 or len(set(names)) != len(names) or any(len(row.text) > 80 for row in block):
        return
    last = page.rows[block[-1].number :]
    if last and (last[0].blank or cues.rule(last[0].text)):
        for row in block:
            marks.drop[row.number] = Code.CAST_LIST if row is block[0] else None


def by(text: str) -> bool:
    """Whether a line names who wrote it: `by R. Quill`."""
    return bool(_BY.match(text))


def closing(text: str) -> bool:
    """Whether a paragraph after the last speaker says that it is over, or is an assistant's offer."""
    return ends(text) or bool(notnames.CLOSING.match(text.strip("*_ ")) or notnames.THANKS.match(text))


def ends(text: str) -> bool:
    """Whether a line is a curtain: `THE END`, `(fade out)`, `[End of scene]`."""
    return len(text) < 40 and text.strip("*_-–—=[]()#. !").casefold() in notnames.ENDS
