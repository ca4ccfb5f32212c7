"""`[20/11/2026, 22:01:11] Name: text` and `20/11/2026, 22:01 - Name: text`, as WhatsApp and its like export."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.script import chatlog
from bot.script.chatlog import Start
from bot.script.draft import Draft
from bot.script.moments import dated, moment
from bot.script.page import Row
from bot.script.source import Source

NAME = "whatsapp"
_SQUARE = re.compile(r"^\[([^\[\]]{6,50})\]\s*(\S.*)$", re.DOTALL)
_DASHED = re.compile(r"^([\d(][^A-Za-z\n]{5,18}?(?:\s?[AaPp]\.?\s?[Mm]\.?)?|[^\n]{8,50}?)\s[-–—]\s(\S.*)$", re.DOTALL)
_COMMA = re.compile(
    r"^(\d{4}(?:년|\.|-|/)[^\n]{6,30}\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?)\s?,\s(\S.*)$", re.DOTALL
)
_NAMED = re.compile(r"^([^:：\n]{1,60}?)\s?[:：](?:\s(.*)|)$", re.DOTALL)
_KAKAO = re.compile(r"^\[([^\[\]]{1,40})\]\s*\[([^\[\]]{4,20})\]\s*(.*)$", re.DOTALL)
_LINE = re.compile(r"^(\d{1,2}:\d{2}(?:\s?[AaPp][Mm])?)\t([^\t]{1,40})\t(.*)$", re.DOTALL)


def score(source: Source) -> float:
    """Dated lines that name somebody before a colon."""
    starts = [start for row in source.page.filled if (start := _start(row))]
    named = sum(bool(start.name) for start in starts)
    return min(0.99, 0.9 + 0.03 * named) if named else 0.0


def parse(source: Source) -> Draft:
    """A turn a message; lines without a date go on with the message above."""
    starts = chatlog.starts(source.page.filled, _start)
    own = [number for number in source.page.marked if number in starts]
    if 2 * len(own) < len(starts):
        starts |= {number: replace(starts[number], own=True) for number in own}
    return chatlog.parse(source, starts)


def _start(row: Row) -> Start | None:
    text = row.text
    if not (text[:1] in "[(" or text[:1].isdigit() or text[-1:] == ":" or " - " in text[:60]):
        return None
    for pattern in (_LINE, _KAKAO):
        found = pattern.match(text)
        if found:
            name, time = (found[2], found[1]) if pattern is _LINE else (found[1], found[2])
            if moment(time):
                return Start(chatlog.tidy_name(name), found[3])
    for pattern in (_SQUARE, _DASHED, _COMMA):
        found = pattern.match(text)
        if found and moment(found[1]) and dated(found[1]):
            return _named(found[2])
    return None


def _named(rest: str) -> Start:
    found = _NAMED.match(rest)
    return Start(chatlog.tidy_name(found[1]), found[2] or "") if found else Start("")
