"""A script written out again, for a person to edit: read back, it gives the same items."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from bot.script.forms.exact import HEAD
from bot.script.model import Heading, Item, Pause, Script, Sound, Turn
from bot.script.reader import read

_Escape = Callable[[str], str]
_SPECIAL = re.compile(r"([\\\[\]])")
_SPECIAL_NAME = re.compile(r"([\\\[\]:])")


def write(script: Script) -> str:
    """As `Name: [tag] text` where that reads back the same, else line by line in the exact form."""
    plain = _plain(script)
    if same(read(plain), script):
        return plain
    return _exact(script)


def same(one: Script, other: Script) -> bool:
    """Whether two scripts have the same title and items, wherever their lines were."""
    return one.title == other.title and bare(one.items) == bare(other.items)


def bare(items: Sequence[Item]) -> list[Item]:
    """Items without their line numbers."""
    return [_bare(item) for item in items]


def _bare(item: Item) -> Item:
    if isinstance(item, Turn):
        return Turn(item.speaker, item.text, item.tags)
    if isinstance(item, Pause):
        return Pause(item.seconds)
    return Sound(item.name) if isinstance(item, Sound) else Heading(item.text)


def _plain(script: Script) -> str:
    lines = [f"Title: {script.title}"] if script.title else []
    if script.narrated and script.speakers:
        lines.append("narrator: on")
    for item in script.items:
        if isinstance(item, Turn):
            text = _tagged(item, " ", lambda words: words)
            lines.append(f"{item.speaker}: {text}" if item.speaker is not None else text)
        elif isinstance(item, Pause):
            lines.append(f"[pause {item.seconds:g}s]")
        elif isinstance(item, Sound):
            lines.append(f"[sound: {item.name}]")
        else:
            lines.append(f"# {item.text}")
    return "\n\n".join(lines)


def _exact(script: Script) -> str:
    lines = [HEAD]
    if script.title:
        lines.append(f"[title: {_escape(script.title)}]")
    for item in script.items:
        if isinstance(item, Turn):
            name = _SPECIAL_NAME.sub(r"\\\1", item.speaker or "")
            lines.append(f"{name}: {_tagged(item, '', _escape)}")
        elif isinstance(item, Pause):
            lines.append(f"[pause {Decimal(repr(item.seconds)):f}s]")
        elif isinstance(item, Sound):
            lines.append(f"[sound: {_escape(item.name)}]")
        else:
            lines.append(f"[heading: {_escape(item.text)}]")
    return "\n".join(lines)


def _escape(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)


def _tagged(turn: Turn, gap: str, escape: _Escape) -> str:
    parts: list[str] = []
    at = 0
    for tag in turn.tags:
        parts += (escape(turn.text[at : tag.at]), f"[{escape(tag.name)}]{gap}")
        at = tag.at
    return "".join((*parts, escape(turn.text[at:]))).strip()
