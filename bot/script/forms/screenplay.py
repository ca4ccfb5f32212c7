"""Screenplays, in Fountain or nearly: `NAME` above the words, scene headings, `(V.O.)`, `NAME (sadly) text`."""

from __future__ import annotations

import re
from collections import Counter

from bot.script import asides, cues, front, labels, notnames, opening, people
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.front import Marks
from bot.script.model import Heading
from bot.script.page import Row
from bot.script.source import Source

NAME = "screenplay"
_SLUG = re.compile(
    r"^(?:\d{1,3}[A-Z]?\.?\s+)?(?:(?:INT|EXT|EST|I/E|INT\.?/EXT|ИНТ|ЭКСТ|НАТ)[. ]|\.(?=[^\W\d_]))", re.IGNORECASE
)
_CUE = re.compile(
    r"^@?([^\W\d_][^()\[\]:\n]{0,39}?|\d?[^\W\d_][^()\[\]:\n]{0,39}?)\s*((?:\s*[(\[][^()\[\]]{0,60}[)\]]){0,3})\s*\^?$"
)
_INLINE = re.compile(r"^([^\W\d_][^()\[\]:\n]{0,39}?)\s*\(([^()\n]{1,80})\)\s+(\S.*)$", re.DOTALL)
_AROUND = re.compile(r"[(\[]([^()\[\]]{0,60})[)\]]")
_PREFIX = re.compile(r"\bMa?c(?=[^\W\d_])")  # `McAVOY` is in capitals
_CENTRED = re.compile(r"^>\s*.{0,200}<$")
_MORE = re.compile(r"^\((?:MORE|CONTINUED|CONT['’]?D)\)$|^(?:CONTINUED|MORE)[:.]?$", re.IGNORECASE)


def score(source: Source) -> float:
    """Names in capitals alone above words, that come again; scene headings."""
    cue_rows, counts = _found(source)
    if not cue_rows:
        return 0.0
    slugs = sum(bool(_SLUG.match(row.text)) for row in source.page.filled)
    again = sum(count for count in counts.values() if count > 1)
    if not slugs and not again and len(counts) < 2:
        return 0.0
    share = min(1.0, 2.2 * len(cue_rows) / max(1, source.open))
    return min(0.96, 0.4 + 0.3 * share + 0.05 * min(4, again) + 0.15 * bool(slugs))


def parse(source: Source) -> Draft:
    """Dialogue by the names above it; action lines are the narrator's, unless `narrator` is off."""
    return _Screen(source).run()


def _found(source: Source) -> tuple[dict[int, str], Counter[str]]:
    cue_rows = source.once(_cues)
    inline = _inline(source, cue_rows)
    names = {**cue_rows, **inline}
    return names, Counter(labels.key(name) for name in names.values())


def _cues(source: Source) -> dict[int, str]:
    """The lines that are a name in capitals (or `@name`, or a name that comes again) with words right below."""
    capitals: dict[int, str] = {}
    mixed: dict[int, str] = {}
    rows = source.page.rows
    for index, row in enumerate(rows[:-1]):
        text = row.text.strip("*_# ")
        if not text or len(text) > 60 or not rows[index + 1].text or source.found.drop.get(row.number, 0) != 0:
            continue
        name = _name(text)
        if name is None or front.by(rows[index + 1].text):
            continue
        if text.startswith("@") or _PREFIX.sub("", name).isupper():
            capitals[row.number] = name
        elif index == 0 or rows[index - 1].blank:
            mixed[row.number] = name
    capitals = _counting_out(capitals, source)
    counts = Counter(labels.key(name) for name in capitals.values())
    often = any(count > 1 for count in counts.values()) and not any(rows[number].text.isupper() for number in capitals)
    dense = {number for number in capitals if number > 1 and rows[number - 2].text}
    capitals = {
        number: name
        for number, name in capitals.items()
        if number not in dense or often or counts[labels.key(name)] > 1
    }
    return capitals or _again(mixed, source)


def _counting_out(capitals: dict[int, str], source: Source) -> dict[int, str]:
    """The names without those things with a number (`LEVEL 3`) that are a section's heading, not somebody."""
    rows = source.page.rows
    back = people.returning([(labels.key(name), rows[number].text) for number, name in capitals.items()])
    return {
        number: name
        for number, name in capitals.items()
        if not people.numbered(word := labels.key(name)) or word in back
    }


def _again(mixed: dict[int, str], source: Source) -> dict[int, str]:
    counts = Counter(labels.key(name) for name in mixed.values())
    kept = {number: name for number, name in mixed.items() if counts[labels.key(name)] > 1}
    if not kept:
        return {}
    kept |= {number: name for number, name in mixed.items() if len(name.split()) <= 2 and name[:1].isupper()}
    return kept if 2.6 * len(kept) >= source.open else {}


def _name(text: str) -> str | None:
    found = _CUE.match(text)
    if found is None or _SLUG.match(text) or notnames.TRANSITIONS.match(text):
        return None
    name = labels.tidy(found[1])
    word = labels.key(name)
    if not labels.named(name) or word in notnames.ENDS or word in notnames.PLACES:
        return None
    if people.reserved(word) and not people.numbered(word):
        return None
    return None if cues.alone(text, 0) or len(name.split()) > 4 or name[-1:] in ",;" else name


def _inline(source: Source, cue_rows: dict[int, str]) -> dict[int, str]:
    """`NAME (sadly) text` on one line, and `NAME text` of those who are named so."""
    found: dict[int, str] = {}
    for row in source.page.filled:
        match = _INLINE.match(row.text.lstrip("*_")) if "(" in row.text and row.number not in cue_rows else None
        if match and match[1].isupper() and labels.named(labels.tidy(match[1])) and not source.found.taken(row):
            found[row.number] = labels.tidy(match[1])
    if len(found) < 2:
        return {}
    names = sorted(set(found.values()), key=len, reverse=True)
    for row in source.page.filled:
        known = next((name for name in names if row.text.startswith(f"{name} ")), None)
        if known and row.number not in found:
            found[row.number] = known
    return found


class _Screen:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.marks: Marks = source.marks()
        self.draft = Draft()
        self.cues = source.once(_cues)
        self.inline = _inline(source, self.cues)
        wanted = source.narrator if source.narrator is not None else self.marks.narrator
        self.narrator = wanted is not False
        self.talking = False
        self.apart = True
        self.first = min([*self.cues, *self.inline], default=0)
        self.last = max([*self.cues, *self.inline], default=0)
        self.noted = False

    def run(self) -> Draft:
        head = [row for row in self.source.page.rows if row.number < self.first and not _SLUG.match(row.text)]
        opening.opening(head, self.marks)
        self.draft.title = self.marks.title
        for row in self.source.page.rows:
            if row.blank:
                self.talking = False
                self.apart = True
            elif row.number in self.cues:
                self._cue(row)
            elif row.number in self.inline:
                self._inline_row(row)
            else:
                self._other(row)
                self.apart = False
        self.draft.stop()
        return self.draft

    def _cue(self, row: Row) -> None:
        directions = _AROUND.findall(row.text)
        self._named(self.cues[row.number], row, directions)
        self._begin(self.cues[row.number], labels.kept(tuple(directions)), row)

    def _inline_row(self, row: Row) -> None:
        name = self.inline[row.number]
        match = _INLINE.match(row.text.lstrip("*_"))
        if match:
            self._begin(name, labels.kept((match[2],)) + match[3], row)
        else:
            self._begin(name, row.text[len(name) :].strip(), row)

    def _named(self, name: str, row: Row, directions: list[str]) -> None:
        if any(asides.extension(words) for words in directions):
            self.draft.merge(" ".join(row.text.strip("@*_^ ").split()), name)

    def _begin(self, name: str, raw: str, row: Row) -> None:
        self.draft.turn(name, raw, row.number)
        self.talking = True

    def _other(self, row: Row) -> None:
        number, text = row.number, row.text
        if number in self.marks.drop:
            code = self.marks.drop[number]
            if code is not None:
                self.draft.note(number, code, text)
        elif number in self.marks.heads:
            self.draft.cue(self.marks.heads[number])
        elif _MORE.match(text) or _CENTRED.match(text) or cues.rule(text) or text.startswith("= "):
            self.talking = self.talking and bool(_MORE.match(text))
        elif _SLUG.match(text):
            self.draft.cue(Heading(text.lstrip("."), number))
            self.talking = False
        elif text.startswith(">"):
            self.draft.cue(Heading(text.strip("> "), number))
        else:
            self._words(row)

    def _words(self, row: Row) -> None:
        text = row.text.lstrip("~!") if row.text[:1] in "~!" else row.text
        cue = cues.alone(text, row.number)
        words = cues.inside(text)
        if row.number > self.last and not self.talking and front.closing(text):
            self.draft.note(row.number, Code.CLOSING, text)
        elif cue is not None:
            self.draft.cue(cue)
        elif words is not None:
            self.draft.direction(words, row.number)
        elif self.talking:
            self.draft.more(text, row.number)
        else:
            self._action(text, row)

    def _action(self, text: str, row: Row) -> None:
        if not self.narrator:
            self.draft.stop()
            self.draft.note(row.number, Code.DIRECTION, text)
            return
        self.draft.refuse(self.source.doubtful.get(row.number), row.number)
        if not self.noted:
            self.noted = True
            self.draft.note(row.number, Code.NARRATOR_READS, text)
        if self.apart or not self.draft.speaking or self.draft.last is not None:
            self.draft.turn(None, text, row.number)
        else:
            self.draft.more(text, row.number)
