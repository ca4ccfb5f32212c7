"""Delivery tags: which are known by which words, and what a provider that lacks one is given instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.script.model import Tag
from bot.script.tagwords import NEAREST, WORDS

# Words that only say how much: "very sad" is sad.
_DEGREES = frozenset({
    "very", "really", "slightly", "a bit", "a little", "so", "more", "still", "visibly", "clearly", "softly", "quietly",
    "sehr", "etwas", "leicht", "ganz", "très", "un peu", "muy", "un poco", "muito", "um pouco", "очень", "немного",
    "很", "非常", "有点", "とても", "少し", "아주", "매우", "조금",
})  # fmt: skip
LONGEST = 40  # code points: no name in the table is longer


@lru_cache(maxsize=2048)
def folded(name: str) -> str:
    """A tag's name as it is compared: full-width forms made plain, casefolded, inner white space single."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split()).strip(" .,;:!*_-")


@cache
def _names() -> dict[str, str]:
    table = {folded(word): name for name, words in WORDS.items() for word in words.split(",") if word.strip()}
    return table | {name: name for name in WORDS}


def canonical(name: str) -> str | None:
    """The common name of a delivery tag, whatever language it was written in, or None for one nobody knows."""
    if len(name) > LONGEST:
        return None
    table = _names()
    word = folded(name)
    if word in table:
        return table[word]
    parts = word.split(" ", 1)
    for _ in range(2):
        if len(parts) == 2 and parts[0] in _DEGREES:
            if parts[1] in table:
                return table[parts[1]]
            parts = parts[1].split(" ", 1)
    return None


def suited(tags: Sequence[Tag], known: frozenset[str], *, any_tag: bool) -> tuple[tuple[Tag, ...], tuple[str, ...]]:
    """The tags a provider performs, by canonical name at their places, and the names of those it cannot.

    `known` are the canonical names it has. One it lacks is replaced by the nearest it has (`tagwords.NEAREST`), once a
    place. With `any_tag` a name without a canonical one passes as written, and nothing is replaced.
    """
    given: dict[Tag, None] = {}
    dropped: dict[str, None] = {}
    for tag in tags:
        name = canonical(tag.name)
        if any_tag:
            given[Tag(name or tag.name, tag.at)] = None
            continue
        fit = next((each for each in (name, *NEAREST.get(name or "", ())) if each in known), None)
        if fit is None:
            dropped[tag.name] = None
        else:
            given[Tag(fit, tag.at)] = None
    return tuple(given), tuple(dropped)
