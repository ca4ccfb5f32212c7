"""`name — Today at 5:00 PM` above its messages, as copied out of Discord; `[2:40 PM]` is the same person again."""

from __future__ import annotations

import re

from bot.script import chatlog
from bot.script.chatlog import Start
from bot.script.draft import Draft
from bot.script.moments import dated, moment, scheduled
from bot.script.page import Row
from bot.script.source import Source

NAME = "discord"
_LONGEST_NAME = 40
_HEAD = re.compile(r"^(\S.{0,60}?)\s*[—–]\s*(\S.{2,58})$|^(\S.{0,60}?)\s+-\s+(\S.{2,58})$")
_AGAIN = re.compile(r"^\[([^\[\]]{4,20})\]\s*(.*)$|^(\d{1,2}:\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?)$", re.DOTALL)


def score(source: Source) -> float:
    """Lines that are a name, a dash and a time, and nothing else, above words; one alone needs a date."""
    return chatlog.weight(source, source.once(_starts), least=0.9)


def parse(source: Source) -> Draft:
    """A turn a message."""
    return chatlog.parse(source, source.once(_starts))


def _starts(source: Source) -> dict[int, Start]:
    """Where messages begin; a name, a dash and a time may stand on up to three lines."""
    filled = source.page.filled
    begun = chatlog.starts(filled, _start)
    for index in range(1, len(filled)):
        row, before = filled[index], filled[index - 1]
        if (
            row.text[:1] not in "—–"
            or before.number in begun
            or len(before.text) > _LONGEST_NAME
            or scheduled(before.text)
        ):
            continue
        when = row.text.strip("—– ")
        after = filled[index + 1] if not when and index + 1 < len(filled) else None
        if moment(when or (after.text if after else "")):
            begun[before.number] = Start(chatlog.tidy_name(before.text))
            begun[row.number] = Start(None, skip=True)
            if after:
                begun[after.number] = Start(None, skip=True)
    return begun


def _head(row: Row) -> str | None:
    found = _HEAD.match(row.text) if len(row.text) <= 130 else None
    if found is None:
        return None
    name, when = (found[1], found[2]) if found[1] else (found[3], found[4])
    # A hyphen and a bare time are in every timetable; the program itself writes a long dash.
    if not moment(when) or moment(name) or scheduled(name) or (found[3] and not dated(when)):
        return None
    return chatlog.tidy_name(name)


def _start(row: Row) -> Start | None:
    name = _head(row)
    if name:
        return Start(name)
    found = _AGAIN.match(row.text)
    if found and moment(found[1] or found[3]):
        return Start(None, found[2] or "")
    return None
