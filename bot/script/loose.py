"""Lines without a label between the turns: do they go on with the speaker above, or does the narrator read them?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.script.notnames import NARRATORS
from bot.script.page import Page, Row
from bot.script.wordlist import listed

_OFF_SCREEN = listed("voiceover, voice over, vo, v o, ведущий за кадром")  # somebody, but who tells what is seen
_SPOKEN_TO = re.compile(
    r"\b(?:i|i['’](?:m|ve|ll|d)|me|my|mine|we|we['’](?:re|ve|ll)|us|our|you|you['’](?:re|ve|ll|d)|your|let['’]s"
    r"|ich|mich|mir|mein\w*|wir|uns|du|dich|dir|dein\w*|euch|ihr|je|j['’]\w+|moi|mon|nous|notre|tu|toi|vous|votre"
    r"|yo|mi|nosotros|nuestr\w+|tú|usted\w*|eu|meu|minha|nós|você\w*|я|мы|меня|мне|мой|ты|вы|тебя|тебе|вас|вам|нам|нас)\b"
    r"|\b\w{2,10}n['’]t\b|\b(?:it|that|there|he|she|they|what|who)['’](?:s|re|d|ll)\b|[?!][\"”’»]?$"
    r"|^(?:and|but|so|or|because|well|okay|und|aber|et|mais|pero|mas|и|но|а)\b"
    r"|我|你|您|咱|私|僕|俺|あなた|君|나는|내가|저는|우리|당신|너",
    re.IGNORECASE,
)
_DONE = re.compile(r"[.!?…。！？:：—-][\"”’»)\]」』*_]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How loose lines are read: `apart` those after a blank line, `close` those right under a turn."""

    apart: bool
    close: bool
    width: int


def reading(
    page: Page, labelled: Sequence[int], loose: Sequence[Row], names: frozenset[str], *, opened: bool
) -> Reading:
    """Decide for a whole text. `labelled` are the line numbers of turns, `opened` says that narration came first."""
    width = _width(page)
    if names & (NARRATORS | _OFF_SCREEN):
        return Reading(apart=False, close=False, width=width)
    rows = page.rows
    spoken = set(labelled)
    people = _people(names)
    apart = [row for row in loose if row.number >= 2 and rows[row.number - 2].blank]
    close = [row for row in loose if row.number >= 2 and not rows[row.number - 2].blank]
    told = sum(_tells(row.text, people) for row in apart)
    said = sum(bool(_SPOKEN_TO.search(row.text)) and not _tells(row.text, people) for row in apart)
    blocks = sum(_bare(rows[number - 1]) for number in spoken) > len(spoken) / 2
    narrate_apart = opened or told > said or (not blocks and len(apart) > 2 * said)
    begun = sum(_begins(row.text, people) for row in close)
    narrate_close = opened or (begun > 0 and 2 * begun >= len(close))
    return Reading(apart=narrate_apart, close=narrate_close and not blocks, width=width)


def narrates(reading: Reading, row: Row, before: Row | None, *, apart: bool) -> bool:
    """Whether a loose line goes to the narrator. `before` is the line right above it that is not blank."""
    if row.text[:1].islower() or (apart and not reading.apart) or (not apart and not reading.close):
        return False
    if apart or before is None:
        return True
    if row.indent > before.indent or not _DONE.search(before.text):
        return False
    first = row.text.split(None, 1)[0]
    return before.indent + len(before.text) + len(first) + 1 <= reading.width


def _width(page: Page) -> int:
    """The width at which lines were wrapped, or a width that none reaches."""
    lengths = sorted(row.indent + len(row.text) for row in page.filled)
    widest = lengths[-1] if lengths else 0
    near = sum(length > widest * 0.85 for length in lengths)
    return widest if 45 <= widest <= 100 and near >= max(3, len(lengths) // 6) else 10**9


def _people(names: frozenset[str]) -> re.Pattern[str]:
    parts = sorted({re.escape(name) for name in names if len(name) > 1}, key=len, reverse=True)[:200]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b" if parts else r"(?!)", re.IGNORECASE)


def _tells(text: str, people: re.Pattern[str]) -> bool:
    return bool(people.search(text)) and not _SPOKEN_TO.search(text)


def _begins(text: str, people: re.Pattern[str]) -> bool:
    found = people.match(text)
    return bool(
        found and text[found.end() : found.end() + 1] == " " and text[found.end() + 1 : found.end() + 2].islower()
    )


def _bare(row: Row) -> bool:
    return row.text.rstrip("*_ ").endswith((":", "："))
