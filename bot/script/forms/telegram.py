"""`Name, [20.11.2026 22:01]` above its messages, as copied out of Telegram Desktop."""

from __future__ import annotations

import re

from bot.script import chatlog
from bot.script.chatlog import Start
from bot.script.draft import Draft
from bot.script.moments import dated, moment, scheduled
from bot.script.page import Row
from bot.script.source import Source

NAME = "telegram"
_HEAD = re.compile(
    r"^(\S.{0,60}?)\s*[,，、]?\s*\[([^\[\]]{5,50})\]\s*:?$|^\[([^\[\]]{5,50})\]\s+([^:：\[\]]{1,60}?)\s*:?$"
)
_FORWARDED = re.compile(
    r"^\[?(?:Forwarded from|Weitergeleitet von|Переслано от|Transféré de|Reenviado de|Encaminhado de)\b.{0,80}\]?$"
)


def score(source: Source) -> float:
    """Lines that are a name and a time in brackets, and nothing else."""
    return chatlog.weight(source, chatlog.starts(source.page.filled, _start), least=0.91)


def parse(source: Source) -> Draft:
    """A turn a message."""
    return chatlog.parse(source, chatlog.starts(source.page.filled, _start))


def _start(row: Row) -> Start | None:
    if "[" not in row.text or len(row.text) > 130:
        return None
    found = _HEAD.match(row.text)
    if found is None:
        return None
    name, when = (found[1], found[2]) if found[1] else (found[4], found[3])
    if not moment(when) or moment(name) or scheduled(name) or (not found[1] and not dated(when)) or name[:1] in "<*":
        return None
    return Start(chatlog.tidy_name(name))
