"""JSON with turns: a list of objects that name a speaker and a line, alone or inside another object, or one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.script import cues
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.labels import tidy
from bot.script.model import Heading, Pause, Sound
from bot.script.source import Source
from bot.script.tags import folded

NAME = "turns"
_WHO = (
    "speaker",
    "name",
    "character",
    "voice",
    "speakerName",
    "speaker_name",
    "actor",
    "role",
    "speakerId",
    "speaker_id",
    "author",
    "from",
    "who",
)
_WORDS = ("text", "line", "content", "dialogue", "message", "words", "utterance", "speech", "say", "value")
_HOW = ("tags", "emotion", "tone", "style", "direction", "mood")
_DEEPEST = 5  # objects around the list of turns


def score(source: Source) -> float:
    """JSON that holds turns is proof."""
    return 0.999 if _found(source) is not None else 0.0


def parse(source: Source) -> Draft:
    """A turn an object, or an item as `tableread read --json` writes it. `line` counts objects."""
    found = _found(source)
    draft = Draft()
    if found is None:
        return draft
    title, entries = found
    draft.title = title
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not _entry(draft, entry, number):
            draft.note(number, Code.NO_TURN, json.dumps(entry, ensure_ascii=False)[:200], error=True)
    draft.stop()
    return draft


def _found(source: Source) -> tuple[str | None, list[object]] | None:
    filled = source.page.filled
    if not filled or filled[0].text[:1] not in "[{" or filled[-1].text[-1:] not in "]},":
        return None
    try:
        data = json.loads(source.page.text)
    except (ValueError, RecursionError):
        data = _lines(source)
    return _turns(data, None, 0)


def _lines(source: Source) -> list[object]:
    """JSON Lines; an empty list when any line is none."""
    entries: list[object] = []
    for row in source.page.filled:
        if not (row.text.startswith("{") and row.text.rstrip(",").endswith("}")):
            return []
        try:
            entries.append(json.loads(row.text.rstrip(",")))
        except (ValueError, RecursionError):
            return []
    return entries


def _turns(data: object, title: str | None, depth: int) -> tuple[str | None, list[object]] | None:
    if depth > _DEEPEST:
        return None
    if isinstance(data, list):
        if any(_spoken(entry) for entry in data):
            return title, data
        parts = [part for entry in data if (part := _turns(entry, title, depth + 1))]
        return (parts[0][0], [entry for part in parts for entry in part[1]]) if parts else None
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("title"), str):
        title = data["title"]
    return next((found for value in data.values() if (found := _turns(value, title, depth + 1))), None)


def _spoken(entry: object) -> bool:
    return isinstance(entry, dict) and _first(entry, _WORDS) is not None


def _first(entry: dict[str, object], keys: tuple[str, ...]) -> str | None:
    return next((value for key in keys if isinstance(value := entry.get(key), str) and value.strip()), None)


def _entry(draft: Draft, entry: dict[str, object], number: int) -> bool:
    kind = entry.get("kind", entry.get("type"))
    seconds = entry.get("seconds", entry.get("duration"))
    if kind == "pause" and isinstance(seconds, (int, float)) and seconds >= 0:
        draft.cue(Pause(min(float(seconds), cues.LONGEST), number))
        return True
    if kind in ("sound", "heading"):
        words = _first(entry, ("name", "text"))
        if words:
            draft.cue(Sound(words, number) if kind == "sound" else Heading(words, number))
        return words is not None
    words = _first(entry, _WORDS)
    if words is None:
        return False
    who = _first(entry, _WHO)
    draft.turn(tidy(who) if who else None, "".join(f"[{name}] " for name in _how(entry)) + words, number)
    return True


def _how(entry: dict[str, object]) -> Iterator[str]:
    for key in _HOW:
        value = entry.get(key)
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str) and folded(name) and "[" not in name and "]" not in name:
                yield name
