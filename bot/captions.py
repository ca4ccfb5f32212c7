"""A recording's timeline as SRT, WebVTT, transcript."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.task import Spoken

COLUMNS = 42
LINES = 2
"""What is comfortable to read at once (BBC and Netflix guidelines: 2 lines, 37 to 42 characters)."""
_WIDE = frozenset({"W", "F"})
_NARRATOR = "Narrator"


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end` (milliseconds): at most two lines of one speaker's words."""

    start: int
    end: int
    speaker: str | None
    lines: tuple[str, ...]


def width(text: str) -> int:
    """Columns of a text: East Asian wide letters take two, combining marks none (UAX 11)."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
        for letter in text
    )


def cues(timeline: Sequence[Spoken], *, named: bool = False) -> tuple[Cue, ...]:
    """Cues in order: times never go back and never overlap; each lasts a millisecond at least.

    `named`: the words begin with the speaker's name wherever another speaker begins, for formats without voices.
    """
    made: list[Cue] = []
    clock = 0
    before: str | None = None
    for spoken in sorted(timeline, key=lambda spoken: (spoken.start, spoken.turn)):
        label = f"{_label(spoken.speaker)}: " if named and spoken.speaker not in {None, before} else ""
        before = spoken.speaker
        pieces = _pieces(label + _clean(spoken.text))
        start = max(clock, round(spoken.start * 1000))
        end = max(start + len(pieces), round(spoken.end * 1000))
        whole = sum(_weight(piece) for piece in pieces)
        said = 0
        clock = start
        for number, piece in enumerate(pieces, 1):
            said += _weight(piece)
            upto = max(clock + 1, min(start + (end - start) * said // whole, end - len(pieces) + number))
            made.append(Cue(clock, upto, spoken.speaker, piece))
            clock = upto
    return tuple(made)


def _label(speaker: str | None) -> str:
    """A speaker's name, short enough to leave room for words."""
    return _NARRATOR if speaker is None else _broken(_clean(speaker), COLUMNS - 12)[0]


def _weight(lines: Sequence[str]) -> int:
    return sum(width(line) for line in lines) + 1


def _clean(text: str) -> str:
    """One line of printable text: an empty line would end a cue in every format."""
    return " ".join("".join(letter if _shown(letter) else " " for letter in text).split())


def _shown(letter: str) -> bool:
    """Letters, marks and joiners; no control characters, no lone surrogates, no turning of the writing direction."""
    return (
        unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"} and letter not in "\u202a\u202b\u202c\u202d\u202e"
    )


def _pieces(text: str) -> list[tuple[str, ...]]:
    """The text in cues of at most two lines."""
    lines = list(_wrapped(text))
    return [tuple(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]


def _wrapped(text: str) -> Iterator[str]:
    """Lines of at most 42 columns, broken between words; a word that is longer (or CJK, without spaces) is broken."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= COLUMNS:
            line = joined
            continue
        if line:
            yield line
        *full, line = _broken(word)
        yield from full
    if line:
        yield line


def _broken(word: str, columns: int = COLUMNS) -> list[str]:
    """A word in pieces of at most so many columns, a mark never parted from its letter."""
    pieces = [""]
    used = 0
    for letter in word:
        used += width(letter)
        if used > columns:
            pieces.append("")
            used = width(letter)
        pieces[-1] += letter
    return pieces


def _clock(milliseconds: int, point: str) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"


def srt(timeline: Sequence[Spoken]) -> str:
    """SubRip. It has no voices: a name stands before the words wherever another speaker begins."""
    blocks = []
    for number, cue in enumerate(cues(timeline, named=True), 1):
        # "-->" in a text would be taken for a time line.
        shown = "\n".join(cue.lines).replace("-->", "→")
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{shown}\n")
    return "\n".join(blocks)


def _escaped(text: str) -> str:
    """WebVTT cue text (W3C, 4.2.2): nothing a person writes is a tag, an entity or a time line."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def webvtt(timeline: Sequence[Spoken]) -> str:
    """WebVTT with a voice span in each cue."""
    blocks = ["WEBVTT\n"]
    for cue in cues(timeline):
        shown = "\n".join(_escaped(line) for line in cue.lines)
        if cue.speaker is not None:
            shown = f"<v {_escaped(_clean(cue.speaker))}>{shown}</v>"
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{shown}\n")
    return "\n".join(blocks)


def transcript(timeline: Sequence[Spoken]) -> str:
    """Plain text: who said what, a paragraph a turn; turns of one speaker in a row keep their own paragraphs."""
    paragraphs = []
    for spoken in timeline:
        name = _NARRATOR if spoken.speaker is None else _clean(spoken.speaker)
        paragraphs.append(f"{name}: {_clean(spoken.text)}\n")
    return "\n".join(paragraphs)
