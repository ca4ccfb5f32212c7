"""Requests to Miso One, made of values."""

from __future__ import annotations

import math
from collections.abc import Mapping

from adapters.providers._wire import Request
from adapters.providers.miso_one.voices import VOICES
from bot.cast import find_voice, primary
from bot.errors import SegmentInvalid, SettingWrong, UnknownVoice
from bot.task import Line, Segment

PRESET = "miso-one"
MAX_CHARS = 5000  # of spoken text in one request
STABILITY = "TABLEREAD_MISO_ONE__STABILITY"

# Canonical tag -> Miso's word. Its documentation prints these four; what else it knows, it does not say.
TAGS: Mapping[str, str] = {"excited": "excited", "whispers": "whispers", "laughs": "laughs", "sighs": "sighs"}

_LEAST_CREDITS = 30  # a request
_CREDITS_PER_1000 = 500  # characters


def build_create(segment: Segment, ref: str, defaults: Mapping[str, str]) -> Request:
    """The paid request that makes a task. `defaults` are settings where the segment has none of its own.

    `ref` goes along as the note that is kept with the task, for the eyes of people: nothing can be looked up by it.
    Raises SegmentInvalid, UnknownVoice and SettingWrong for what is certain to be refused.
    """
    settings = {**defaults, **dict(segment.settings)}
    options: dict[str, object] = {"dialogue": [_entry(line) for line in segment.lines]}
    if segment.language:
        options["language_code"] = primary(segment.language)
    if settings.get("stability"):
        options["stability"] = stability(settings["stability"])
    _refuse(segment)
    body = {"mediaType": "speech", "presetId": PRESET, "options": options, "prompt": ref}
    return Request(method="POST", path="/api/ai/generate", json=body, paid=True)


def build_query(task: str) -> Request:
    """The look at a task."""
    return Request(method="POST", path="/api/ai/query", json={"taskId": task})


def build_balance() -> Request:
    """What is left of the credits. Not documented; other sites of the same making have it."""
    return Request(method="POST", path="/api/user/get-user-credits", json={})


def credits(segment: Segment) -> int:
    """500 credits for 1,000 characters, at least 30. Rounded up, and tags counted: how Miso does either is not known."""
    characters = sum(len(said(line)) for line in segment.lines)
    return max(_LEAST_CREDITS, math.ceil(characters * _CREDITS_PER_1000 / 1000))


def said(line: Line) -> str:
    """A line's text as it is sent. Tags work at the start of a line only, so each stands there, once."""
    words = dict.fromkeys(TAGS[tag.name] for tag in line.tags if tag.name in TAGS)
    return "".join(f"[{word}] " for word in words) + line.text


def stability(value: str) -> float:
    """The setting as a number. Raises SettingWrong; the documentation gives no range."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SettingWrong(STABILITY, "a number, as 0.5")
    return number


def _entry(line: Line) -> dict[str, str]:
    if all(line.voice != voice.id for voice in VOICES):
        raise UnknownVoice(line.voice, (find_voice(VOICES, line.voice).name,))  # or what find_voice itself raises
    return {"voice": line.voice, "text": said(line)}


def _refuse(segment: Segment) -> None:
    turns = {line.turn for line in segment.lines}
    sole = turns.pop() if len(turns) == 1 else None
    for line in segment.lines:
        if not line.text.strip():
            raise SegmentInvalid(turn=line.turn)
    if not segment.lines or segment.characters > MAX_CHARS:
        raise SegmentInvalid(turn=sole)
