"""People's text made harmless for a terminal: what would move the cursor, turn the direction or hide is shown as a mark."""

from __future__ import annotations

import unicodedata
from typing import TextIO

MARK = "\N{REPLACEMENT CHARACTER}"
# Joiners are part of words (Persian, Hindi) and of emoji; every other format character turns, hides or deceives.
_JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
# Cc: escapes and bells, Cf: direction overrides and invisible ones, Cs: lone surrogates, Cn: nobody knows what.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Cn"})
_STACK = 4  # combining marks on one letter; more climb over the lines above


def harmless(text: str) -> str:
    """One line of text without any character that a terminal obeys; what it had there is seen as a mark.

    White space of every kind becomes single blanks, so that nobody's words look like a line of the bot's own.
    """
    kept: list[str] = []
    stacked = 0
    for char in " ".join(text.split()):
        category = unicodedata.category(char)
        stacked = stacked + 1 if category in {"Mn", "Me"} else 0
        if stacked > _STACK:
            continue
        kept.append(MARK if category in _HARMFUL and char not in _JOINERS else char)
    return "".join(kept)


def harmless_lines(text: str) -> str:
    """The same for a text of several lines, whose line ends stay."""
    return "\n".join(harmless(line) for line in text.splitlines())


def encodable(text: str, stream: TextIO) -> str:
    """The text as far as a stream's encoding has its characters."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
