"""Requests to ElevenLabs, made of values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from adapters.providers._wire import Request
from bot.cast import primary
from bot.errors import SegmentInvalid, SettingWrong
from bot.task import Line, Segment

NAME = "elevenlabs"
PAGE = 100  # of voices (the most there are) and of history items
PREFIX = "TABLEREAD_ELEVENLABS__"
_BRACKETS = re.compile(r"[\[\]{}<>\s]+")
_CLOSING = frozenset(".,!?;:…)”»。，！？、；：")
_NORMALIZATIONS = ("auto", "on", "off")


def build_dialogue(segment: Segment, *, output_format: str, defaults: Mapping[str, str]) -> Request:
    """The paid request. `defaults` are settings where the segment has none of its own.

    Settings: "stability" and "similarity" (0 to 1), "seed" (0 to 4294967295), "normalization" (auto, on, off).
    Raises SegmentInvalid for what is certain to be refused, SettingWrong for a setting that is no such value.
    """
    for line in segment.lines:
        if not line.text.strip():
            raise SegmentInvalid(turn=line.turn)
    if not segment.lines:
        raise SegmentInvalid
    body: dict[str, object] = {
        "inputs": [{"text": said(line), "voice_id": line.voice} for line in segment.lines],
        "model_id": model(segment),
    }
    if segment.language:
        body["language_code"] = primary(segment.language)
    query = {"output_format": output_format}
    return Request(
        method="POST",
        path="/v1/text-to-dialogue/with-timestamps",
        query=query,
        json=body | options({**defaults, **dict(segment.settings)}),
        paid=True,
    )


def options(settings: Mapping[str, str]) -> dict[str, object]:
    """The settings as the request has them. Raises SettingWrong."""
    made: dict[str, object] = {}
    tone = {name: _number(name, settings[name], float, 1) for name in ("stability", "similarity") if settings.get(name)}
    if tone:
        made["settings"] = tone
    if settings.get("seed"):
        made["seed"] = _number("seed", settings["seed"], int, 4294967295)
    if normalization := settings.get("normalization"):
        if normalization not in _NORMALIZATIONS:
            raise SettingWrong(PREFIX + "NORMALIZATION", "auto, on or off")
        made["apply_text_normalization"] = normalization
    return made


def build_voices(after: str = "") -> Request:
    """One page of the voices that the account can use."""
    query = {"page_size": str(PAGE), "include_total_count": "false"}
    return Request(method="GET", path="/v2/voices", query=query | ({"next_page_token": after} if after else {}))


def build_balance() -> Request:
    """The subscription, with how many characters it has and has used."""
    return Request(method="GET", path="/v1/user/subscription")


def build_history(after: str = "") -> Request:
    """One page of what was made, newest first; `after` is the last id of the page before."""
    query = {"page_size": str(PAGE)} | ({"start_after_history_item_id": after} if after else {})
    return Request(method="GET", path="/v1/history", query=query)


def build_history_audio(item: str) -> Request:
    """The audio of a history item."""
    return Request(method="GET", path=f"/v1/history/{quote(item, safe='')}/audio")


def model(segment: Segment) -> str:
    """The model's id; a segment's model goes on with the settings that are not the vendor's (`label`)."""
    return segment.model.partition(" ")[0]


def label(model_id: str, settings: Mapping[str, str]) -> str:
    """A model with the operator's settings: all of it decides how a take sounds, so all of it is in the take's key."""
    return " ".join([model_id, *(f"{name}={settings[name]}" for name in sorted(settings))])


def characters(segment: Segment) -> int:
    """What is counted, and charged: code points as sent, the words of tags among them."""
    return sum(len(said(line)) for line in segment.lines)


def said(line: Line) -> str:
    """A line's text as it is sent: each tag in brackets where it stands, with a space around it."""
    text, done = "", 0
    for tag in sorted(line.tags, key=lambda tag: tag.at):
        name = _BRACKETS.sub(" ", tag.name).strip()
        if name:
            at = min(max(tag.at, 0), len(line.text))
            text, done = _beside(_beside(text, line.text[done:at]), f"[{name}]"), at
    return _beside(text, line.text[done:])


def _beside(left: str, right: str) -> str:
    apart = left and right and not left[-1].isspace() and not right[0].isspace() and right[0] not in _CLOSING
    return f"{left} {right}" if apart else left + right


def _number(name: str, value: str, kind: Callable[[str], float], most: float) -> float:
    try:
        number = kind(value)
    except ValueError:
        number = math.nan
    if not 0 <= number <= most:
        raise SettingWrong(PREFIX + name.upper(), f"a number from 0 to {most}")
    return number
