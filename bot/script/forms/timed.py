"""`Speaker 1  0:05` above its words, as transcription tools and work chats (Otter, Teams, Slack) copy."""

from __future__ import annotations

import re

from bot.script import chatlog
from bot.script.chatlog import Start
from bot.script.draft import Draft
from bot.script.moments import moment, scheduled
from bot.script.page import Row
from bot.script.source import Source

NAME = "timed"
_HEADS = (
    re.compile(r"^(\S.{0,40}?)(?:\s{2,20}|\s*\t\s*|\s*[|·•]\s*|\s+(?=[(\[]))[(\[]?(\d{1,4}[^\n]{2,30}?)[)\]]?:?$"),
    re.compile(r"^(\S.{0,40}?)\s+(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?):?$"),
)
_BEFORE = re.compile(
    r"^[(\[]?(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?)[)\]]?\s*[-–—|]?\s+([^\d\W][^:：\n]{0,40})$"
)
_SENTENCE = re.compile(r"[.!?…,;]$|\b(?:at|by|until|around|before|after|um|à|в)$", re.IGNORECASE)


def score(source: Source) -> float:
    """Names with a time after or before them, that come again or stand above most of the words."""
    heads = [name for row in source.page.filled if (name := _head(row))]
    if len(heads) < 2 or 3 * len(heads) < source.open / 3:
        return 0.0
    if not chatlog.answered(source, chatlog.starts(source.page.filled, _start)):
        return 0.0
    again = len(heads) - len(set(heads))
    return 0.7 + 0.25 * min(1.0, again / 2) + 0.04 * (2 * len(heads) >= source.open * 0.6)


def parse(source: Source) -> Draft:
    """A turn for each time somebody is named."""
    return chatlog.parse(source, chatlog.starts(source.page.filled, _start))


def _head(row: Row) -> str | None:
    if len(row.text) > 90:
        return None
    for pattern, who, when in ((_HEADS[0], 1, 2), (_HEADS[1], 1, 2), (_BEFORE, 2, 1)):
        found = pattern.match(row.text)
        if found and moment(found[when]) and _name(found[who]):
            return chatlog.tidy_name(found[who])
    return None


def _name(who: str) -> bool:
    return not _SENTENCE.search(who) and len(who.split()) <= 4 and not scheduled(who)


def _start(row: Row) -> Start | None:
    name = _head(row)
    return Start(name) if name else None
