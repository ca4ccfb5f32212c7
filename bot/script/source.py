"""A text made ready for every form: its page, what surrounds the script, and how a person wants it read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.script import front, labels
from bot.script.front import Marks
from bot.script.page import Page


@dataclass(frozen=True)
class Source:
    """What a form reads. `narrator` True: lines without a name are the narrator's; False: never; None: by evidence."""

    page: Page
    narrator: bool | None = None

    @cached_property
    def found(self) -> Marks:
        """What surrounds the script, as found once; a form works on its own copy (`marks`)."""
        return front.mark(self.page)

    def marks(self) -> Marks:
        """A copy of what surrounds the script, for one form to write on."""
        return self.found.copy()

    @cached_property
    def labels(self) -> dict[int, labels.Label]:
        """The possible labels before a colon, by line number, of lines that are not spoken for."""
        found = {}
        for row in self.page.filled:
            if not self.found.taken(row):
                label = labels.find(row.text)
                if label:
                    found[row.number] = label
        return found

    @cached_property
    def open(self) -> int:
        """How many lines have something on them that could be spoken."""
        return sum(not self.found.taken(row) for row in self.page.filled)
