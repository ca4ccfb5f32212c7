"""Where a text that is too long for one request may be cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Unicode's sentence terminals (property STerm) of the scripts that people write scripts in. Those of the first group
# also stand inside numbers, names and addresses: they end a sentence only before a space.
_CLOSERS = "\"'”’»›)\\]）」』】》〉"
_SENTENCE = re.compile(
    rf"(?<![.!?])[.!?]++[{_CLOSERS}]*+(?=\s)|[…。！？｡．؟۔।॥։።၊။។]++[.!?…。！？{_CLOSERS}]*+",
)
_CLAUSE = re.compile(rf"[,;:][{_CLOSERS}]*+(?=\s)|[—–؛،、，；：‥]++[{_CLOSERS}]*+|(?<=\s)-++(?=\s)|\n")
_WORD = re.compile(r"(?=\s)")
_SPACES = re.compile(r"\s*")

# A full stop after these is no end of a sentence; nor is one after a single letter ("J. R. R.").
_ABBREVIATION_WORDS = """
    mr mrs ms dr prof st vs e.g i.e sra srta mme mlle hr fr nr bzw z.b d.h ca vol fig approx dept gen col capt lt sgt
    rev hon т.е ул
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())

_ZERO_WIDTH_JOINER = "\u200d"
_VIRAMA = 9  # the combining class of signs that join two consonants into one letter


def speakable(text: str) -> bool:
    """Whether there is anything to say: a letter or a digit of any script."""
    return any(sign.isalnum() for sign in text)


def cut(text: str, limit: int) -> tuple[tuple[int, int], ...]:
    """The (start, end) of pieces of at most `limit` code points (0: no limit), without the white space around them.

    Cut at the last sentence end that fits, else at a clause, else between words, else between two signs that are not
    one letter or emoji to the reader (UAX #29, as far as it concerns a cut). A single such cluster longer than the
    limit is cut anywhere. Pieces that hold nothing to say are left out.
    """
    return tuple((start, end) for start, end in _pieces(text, limit) if speakable(text[start:end]))


def _pieces(text: str, limit: int) -> Iterator[tuple[int, int]]:
    last = len(text.rstrip())
    start = _skip(text, 0)
    while start < last:
        end = last if not limit or last - start <= limit else _best(text, start, limit)
        yield start, start + len(text[start:end].rstrip())
        start = _skip(text, end)


def _skip(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at


def _best(text: str, start: int, limit: int) -> int:
    """Where the piece that starts at `start` ends; the text goes on beyond the limit."""
    furthest = start + limit
    for pattern in (_SENTENCE, _CLAUSE, _WORD):
        ends = [
            found.end()
            for found in pattern.finditer(text, start, furthest + 1)
            if start < found.end() <= furthest and not _abbreviated(text, start, found)
        ]
        if ends:
            return ends[-1]
    # From the start of the piece: the flags of a row pair up from there.
    window = text[start : furthest + 1]
    return next((start + size for size in range(limit, 0, -1) if _separable(window, size)), furthest)


def _abbreviated(text: str, start: int, found: re.Match[str]) -> bool:
    if found.group().rstrip(_CLOSERS) != ".":
        return False
    before = text[max(start, found.start() - 8) : found.start()].split()
    word = before[-1].casefold().lstrip("(\"'“‘«") if before else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _separable(text: str, at: int) -> bool:
    """Whether a reader sees two signs where the text is cut before `at`."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or _ZERO_WIDTH_JOINER in (before, after):
        return False
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return False
    if _modifies(after) or _one_syllable(before, after):
        return False
    if unicodedata.combining(before) == _VIRAMA and after.isalpha():
        return False
    return not (_flag(after) and _flags_before(text, at) % 2)


def _modifies(sign: str) -> bool:
    """Skin tones, and the tags that spell the flags of regions."""
    return "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f"


def _one_syllable(before: str, after: str) -> bool:
    """Korean in parts: a first consonant goes with what follows it, a vowel or last consonant with what it follows."""
    if "\u1100" <= before <= "\u115f":
        return _korean(after)
    return "\u1160" <= after <= "\u11ff" and _korean(before)


def _korean(sign: str) -> bool:
    return "\u1100" <= sign <= "\u11ff" or "\uac00" <= sign <= "\ud7a3"


def _flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _flag(text[at - 1 - count]):
        count += 1
    return count
