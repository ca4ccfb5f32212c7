"""A script in the making: turns are opened, go on and are closed; labels of one speaker become one name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.script import asides, cues, labels
from bot.script.codes import Code
from bot.script.model import Heading, Item, Pause, Problem, Sound, Tag, Turn, Weight
from bot.script.speech import Piece, Said, has_words, hear
from bot.script.tags import canonical

_DOTS = re.compile(r"[.…·\s]+")
_ABOUT = 80  # code points of what a person wrote that a problem quotes


@dataclass(slots=True)
class _Open:
    speaker: str | None
    line: int
    raw: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """Items and problems so far. One turn may be open: what continues it is joined to it, and read when it closes."""

    title: str | None = None
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    narrated: int = 0
    _names: dict[str, str] = field(default_factory=dict)
    _open: _Open | None = None
    _last: str | None = None

    def speaker(self, name: str) -> str:
        """The one name of a speaker: the first spelling wins, and others are kept as aliases."""
        known = self._names.setdefault(labels.key(name), name)
        if name != known:
            self.aliases[name] = known
        return known

    def merge(self, name: str, speaker: str) -> None:
        """Remember that a label as written stands for another speaker's name."""
        if not labels.narrates(speaker):
            self.aliases[name] = self.speaker(speaker)

    def turn(self, name: str | None, raw: str, line: int) -> None:
        """A speaker (None, or a narrator's own label: the narrator) begins to speak."""
        self.stop()
        self._last = None if name is None or labels.narrates(name) else self.speaker(name)
        self._open = _Open(self._last, line, [raw] if raw else [])

    def more(self, raw: str, line: int) -> None:
        """The last speaker goes on; after a cue that is a turn of its own."""
        if self._open is None:
            self._open = _Open(self._last, line)
        self._open.raw.append(raw)

    def glue(self, raw: str, line: int) -> None:
        """As `more`, on the same line."""
        if self._open is None or not self._open.raw:
            self.more(raw, line)
        else:
            self._open.raw[-1] += raw

    @property
    def waiting(self) -> bool:
        """Whether somebody was named who has not said a word yet."""
        return self._open is not None and not any(has_words(raw) for raw in self._open.raw)

    @property
    def speaking(self) -> bool:
        """Whether a turn is open."""
        return self._open is not None

    @property
    def begun(self) -> bool:
        """Whether anybody has spoken yet."""
        return self._open is not None or any(isinstance(item, Turn) for item in self.items[-8:])

    @property
    def last(self) -> str | None:
        """Who spoke last; None is the narrator, or nobody yet."""
        return self._last

    def cue(self, cue: Pause | Sound | Heading) -> None:
        """Something that is not speech. It ends the open turn, unless nothing was said in it yet."""
        if self.waiting and self._open is not None:
            kept, self._open = self._open, None
            self.items.append(cue)
            self._open = kept
            return
        self.stop()
        self.items.append(cue)

    def direction(self, words: str, line: int) -> None:
        """A line in brackets: how to say what follows, or what was said, or a stage direction, which is left out."""
        names, rest = asides.directions(words)
        if rest or not names:
            if rest:
                self.note(line, Code.DIRECTION, words)
            return
        if self._open is not None and (self.waiting or canonical(names[0])):
            self._open.raw.append("".join(f"[{name}]" for name in names))
        else:
            self.note(line, Code.DIRECTION, words)

    def note(self, line: int, code: Code, about: str = "", *, error: bool = False) -> None:
        """Something a person may want to know."""
        about = " ".join(about.split())[:_ABOUT]
        self.problems.append(Problem(line, code, about, Weight.ERROR if error else Weight.NOTE))

    def refuse(self, label: labels.Label | None, line: int) -> None:
        """What looked like somebody's name is spoken as text, and the person is told; None: nothing looked so."""
        if label is not None:
            self.note(line, Code.LABEL_REFUSED, f"{label.name}:")

    def stop(self) -> None:
        """Close the open turn: read its words into turns and the cues between them."""
        turn, self._open = self._open, None
        if turn is None:
            return
        raw = "\n".join(turn.raw)
        heard = hear(raw, turn.line)
        for words in heard.directions:
            self.note(turn.line, Code.DIRECTION, words)
        if not any(isinstance(piece, Said) and has_words(piece.text) for piece in heard.pieces):
            self._wordless(heard.pieces, turn, raw)
            return
        for piece in _settled(heard.pieces):
            if isinstance(piece, Said):
                self.narrated += turn.speaker is None
                self.items.append(Turn(turn.speaker, piece.text, piece.tags, turn.line))
            else:
                self.items.append(piece)

    def _wordless(self, pieces: list[Piece], turn: _Open, raw: str) -> None:
        found = [piece for piece in pieces if not isinstance(piece, Said)]
        self.items.extend(found)
        if found:
            return
        if raw.strip() and _DOTS.fullmatch(raw):
            self.items.append(Pause(cues.PAUSE, turn.line))
        else:
            self.note(turn.line, Code.NO_WORDS, raw.strip() or turn.speaker or "")


def _settled(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the tags of wordless ones moved to the words after them, or before them at the end."""
    settled: list[Piece] = []
    carried: tuple[Tag, ...] = ()
    last = -1
    for piece in pieces:
        if not isinstance(piece, Said):
            settled.append(piece)
        elif not has_words(piece.text):
            carried += piece.tags
        else:
            tags = tuple(Tag(tag.name, 0) for tag in carried) + piece.tags
            settled.append(Said(piece.text, tags))
            carried, last = (), len(settled) - 1
    words = settled[last]
    if carried and isinstance(words, Said):
        settled[last] = Said(words.text, words.tags + tuple(Tag(tag.name, len(words.text)) for tag in carried))
    return settled
