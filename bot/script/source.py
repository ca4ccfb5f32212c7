"""A text made ready for every form: its page, what surrounds the script, and how a person wants it read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from bot.script import cues, front, labels, people
from bot.script.cues import Cue
from bot.script.front import Marks
from bot.script.page import Page, Row

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Source:
    """What a form reads. `narrator` True: lines without a name are the narrator's; False: never; None: by evidence."""

    page: Page
    narrator: bool | None = None
    _made: dict[object, object] = field(default_factory=dict, repr=False)
    _cues: dict[int, Cue | None] = field(default_factory=dict, repr=False)

    def once(self, make: Callable[[Source], Made]) -> Made:
        """What `make` finds in this text, found once: scores and readings need the same evidence."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    def cue(self, row: Row) -> Cue | None:
        """The cue that a line of the page is (`cues.alone`), found once."""
        if row.number not in self._cues:
            self._cues[row.number] = cues.alone(row.text, row.number)
        return self._cues[row.number]

    @cached_property
    def found(self) -> Marks:
        """What surrounds the script, as found once; a form works on its own copy (`marks`)."""
        return front.mark(self.page, self._every)

    def marks(self) -> Marks:
        """A copy of what surrounds the script, for one form to write on."""
        return self.found.copy()

    @cached_property
    def _every(self) -> dict[int, labels.Label | None]:
        return {row.number: labels.find(row.text) for row in self.page.filled}

    @cached_property
    def doubtful(self) -> dict[int, labels.Label]:
        """Those of `labels` that look like names: what a form takes for none of them is told to the person."""
        return {line: label for line, label in self.labels.items() if people.nameable(label)}

    @cached_property
    def labels(self) -> dict[int, labels.Label]:
        """The possible labels before a colon, by line number, of lines that are not spoken for."""
        taken = self.found.drop.keys() | self.found.heads.keys()
        return {line: label for line, label in self._every.items() if label and line not in taken}

    @cached_property
    def open(self) -> int:
        """How many lines have something on them that could be spoken."""
        return sum(not self.found.taken(row) for row in self.page.filled)
