"""What a script is once it is read: turns and cues in order, and the problems met on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Tag:
    """How to say it: `[excited]`, `(whispers)`. Never read aloud.

    `name` is what the person wrote between the brackets, casefolded and stripped; `at` is the offset
    in code points into the turn's spoken text where the tag stood.
    """

    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's words. `speaker` None is the narrator; `text` is what is spoken, without tags.

    `line` is the 1-based line of the source text where the turn starts.
    """

    speaker: str | None
    text: str
    tags: tuple[Tag, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """A cue: nobody speaks for `seconds`."""

    seconds: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sound:
    """A cue: something is heard. Named, never spoken."""

    name: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A cue: a scene heading or section title. Never spoken."""

    text: str
    line: int = 0


Item = Turn | Pause | Sound | Heading


class Weight(StrEnum):
    """How much a problem matters: an `error` would change what is spoken, a `note` was ignored safely."""

    ERROR = "error"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader met on a line. `code` names the sentence in `bot.replies`; `about` is quoted in it."""

    line: int
    code: str
    about: str = ""
    weight: Weight = Weight.NOTE


@dataclass(frozen=True, slots=True)
class Script:
    """A text, read.

    `form` names the way it was written (`bot.script.forms`), `certainty` (0 to 1) says how sure the reader is,
    `aliases` are (label as written, speaker it was merged into) pairs, `size` counts the code points of the source text.
    """

    items: tuple[Item, ...]
    form: str
    title: str | None = None
    problems: tuple[Problem, ...] = ()
    language: str = "en"
    certainty: float = 1.0
    aliases: tuple[tuple[str, str], ...] = ()
    size: int = 0

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The spoken items, in order."""
        return tuple(item for item in self.items if isinstance(item, Turn))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, in order of appearance; the narrator (None) is not named here."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker is not None))

    @property
    def narrated(self) -> bool:
        """Whether anything is spoken by the narrator."""
        return any(turn.speaker is None for turn in self.turns)
