"""What surrounds a script: title, details, who is who, an assistant's words before and after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.script import cues, labels, notnames
from bot.script.codes import Code
from bot.script.model import Heading
from bot.script.page import Page, Row
from bot.script.speech import has_words
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
_LISTED = re.compile(r"^(?:[-*+•‣▪●–—>]|\d{1,3}[.)])\s*")
_AROUND = '*_"“”«»《》【】「」『』 '
_NO_TITLE = re.compile(r"[.!?…。！？,;，；—-][\"”’»)\]]*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL_WORD = 4  # letters from which a title's words are capitalised
_TITLE_WORDS = 12
_FAR = 200  # lines in which a title is looked for


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
    if _BY.match(bare):
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
        if apart or row.text.endswith((":", "：")) or _BY.match(row.text):
            blocks.append([])
        blocks[-1].append(row)
        apart = False
    return blocks


def by(text: str) -> bool:
    """Whether a line names who wrote it: `by R. Quill`."""
    return bool(_BY.match(text))


def closing(text: str) -> bool:
    """Whether a paragraph after the last speaker says that it is over, or is an assistant's offer."""
    return ends(text) or bool(notnames.CLOSING.match(text.strip("*_ ")) or notnames.THANKS.match(text))


def ends(text: str) -> bool:
    """Whether a line is a curtain: `THE END`, `(fade out)`, `[End of scene]`."""
    return len(text) < 40 and text.strip("*_-–—=[]()#. !").casefold() in notnames.ENDS
