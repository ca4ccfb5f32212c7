"""Line by line through a script in which labels say who speaks: turns, cues, directions and lines without a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.script import cues, front, loose, opening, people
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.front import Marks
from bot.script.labels import Label, kept, key
from bot.script.model import Heading
from bot.script.page import Row
from bot.script.source import Source

Said = Mapping[int, Sequence[Label]]


def walk(source: Source, said: Said, *, blocks: bool = False) -> Draft:
    """Read a text whose labelled lines are known. `blocks`: a label stands alone above its words."""
    return _Walk(source, said, blocks=blocks).run()


class _Walk:
    def __init__(self, source: Source, said: Said, *, blocks: bool) -> None:
        self.source = source
        self.said = said
        self.blocks = blocks
        self.marks: Marks = source.marks()
        self.draft = Draft()
        self.rows = source.page.rows
        self.first = min(said, default=len(self.rows) + 1)
        self.last = max(said, default=0)
        self.before: Row | None = None
        self.apart = True
        self.narrating = False
        self.headed = False  # nobody goes on speaking across a heading: the narrator is next
        self.narrator = source.narrator if source.narrator is not None else self.marks.narrator
        self.noted: set[Code] = set()

    def run(self) -> Draft:
        head = [row for row in self.rows if row.number < self.first]
        blocks = opening.opening(head, self.marks)
        self.opening = {block[0].number for block in blocks}
        self.offered = self._offered()
        self.opened = any(row.number not in self.source.doubtful for block in blocks for row in block)
        self.draft.title = self.marks.title
        self.reading = self._reading()
        for row in self.rows:
            if row.blank:
                self.apart = True
                continue
            self._row(row)
            self.before = row
        self.draft.stop()
        return self.draft

    def _offered(self) -> int:
        """The line of the one paragraph after a script that began with a preamble, and in which a turn is a line; 0."""
        tail = [row for row in self.rows[self.last :] if row.text and not self.marks.taken(row)]
        within = [row for row in self.rows[self.first - 1 : self.last] if row.text and row.number not in self.said]
        if (
            not tail
            or Code.PREAMBLE not in self.marks.drop.values()
            or not self.rows[tail[0].number - 2].blank
            or tail[-1].number - tail[0].number >= len(tail)
            or any(not self.marks.taken(row) and not self._aside(row) for row in within)
            or any(self._aside(row) or row.number in self.source.labels for row in tail)
            or self.rows[self.last - 1].text[-1:] in ":："
        ):
            return 0
        return tail[0].number

    def _reading(self) -> loose.Reading:
        free = [
            row
            for row in self.rows
            if self.first < row.number <= self.last
            and row.text
            and row.number not in self.said
            and row.number not in self.source.doubtful
            and not self.marks.taken(row)
            and not self._aside(row)
        ]
        names = frozenset(key(label.name) for group in self.said.values() for label in group)
        found = loose.reading(self.source.page, list(self.said), free, names, opened=self.opened)
        wanted = self.narrator
        return found if wanted is None else loose.Reading(apart=wanted, close=wanted, width=found.width)

    def _aside(self, row: Row) -> bool:
        return cues.rule(row.text) or cues.inside(row.text) is not None or self.source.cue(row) is not None

    def _row(self, row: Row) -> None:
        number = row.number
        if number in self.said:
            self._labelled(row)
        elif number in self.marks.drop:
            code = self.marks.drop[number]
            if code is not None:
                self.draft.note(number, code, row.text)
        elif number in self.marks.heads:
            self.draft.cue(self.marks.heads[number])
            self.apart, self.narrating, self.headed = True, False, self.narrator is not False
        elif cues.rule(row.text):
            self.apart = True
        else:
            self._unlabelled(row)

    def _labelled(self, row: Row) -> None:
        for label in self.said[row.number]:
            self.draft.turn(label.name, kept(label.directions) + label.rest, row.number)
        self.apart = self.narrating = False
        # A Japanese line ends with its quotation mark: what follows is told, not said.
        quoted = self.said[row.number][-1].separator == "quoted"
        self.headed = quoted and row.text[-1:] in "」』" and self.narrator is not False

    def _unlabelled(self, row: Row) -> None:
        cue = self.source.cue(row)
        words = cues.inside(row.text)
        if cue is not None:
            if row.number > self.last and front.closing(row.text):
                self.draft.note(row.number, Code.CLOSING, row.text)
                return
            self.draft.cue(cue)
            self.headed = isinstance(cue, Heading) and self.narrator is not False and not self.draft.waiting
            self.apart = self.apart and not self.draft.waiting
        elif row.number == self.offered or (
            row.number > self.last and front.closing(row.text) and (self.apart or front.ends(row.text))
        ):
            self.draft.stop()
            self.draft.note(row.number, Code.CLOSING, row.text)
            self.last = -1
        elif self.last == -1:
            self.draft.note(row.number, Code.CLOSING, row.text)
        elif words is not None:
            self.draft.direction(words, row.number)
        else:
            self._words(row)
            self.apart = False

    def _words(self, row: Row) -> None:
        draft = self.draft
        label = self.source.labels.get(row.number)
        draft.refuse(label if label and (people.nameable(label) or people.plausible(label)) else None, row.number)
        if row.number < self.first:
            if row.number in self.opening or not draft.speaking:
                draft.turn(None, row.text, row.number)
            else:
                draft.more(row.text, row.number)
            return
        if draft.waiting or (self.narrating and not self.apart and draft.speaking):
            draft.more(row.text, row.number)
        elif self.narrating and self.apart and not row.text[:1].islower():
            draft.turn(None, row.text, row.number)
        elif self.headed or loose.narrates(self.reading, row, self.before, apart=self.apart):
            self._once(Code.NARRATOR_READS, row)
            self.narrating, self.headed = True, False
            draft.turn(None, row.text, row.number)
        else:
            if self.apart or self.reading.apart:
                self._once(Code.SPEAKER_GOES_ON, row)
            draft.more(row.text, row.number)

    def _once(self, code: Code, row: Row) -> None:
        if code not in self.noted:
            self.noted.add(code)
            self.draft.note(row.number, code, row.text)
