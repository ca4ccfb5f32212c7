"""What ListenHub's answers are made of: the envelope, codes, scripts, voices, events; and what of a request is refused."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

SPEAKERS = (
    ("speaker-mia", "Mia", "female", "en"),
    ("speaker-leo", "Leo", "male", "en"),
    ("speaker-zoe", "Zoe", "female", "en"),
    ("speaker-lin", "Lin", "female", "zh"),
    ("speaker-wei", "Wei", "male", "zh"),
    ("speaker-yui", "Yui", "female", "ja"),
    ("speaker-ken", "Mia", "male", "ja"),
)
CODES = {
    "auth": (21007, "Invalid user APIKey"),
    "no-credits": (26004, "Insufficient credits"),
    "parameters": (29003, "Invalid parameters"),
    "too-many": (29998, "Too many requests"),
    "too-many-app": (25429, "Rate limited"),
    "gone": (25002, "Resource not found"),
    "too-early": (25008, "Invalid episode status"),
}
FAILS = (91001, 91002, 91003, 91004, 91005, 91006, 91007)
MOST_SPEAKERS = 2


class Refused(Exception):
    def __init__(self, response: web.Response) -> None:
        super().__init__()
        self.response = response


def enveloped(data: Any, code: int = 0, message: str = "", status: int = 200) -> web.Response:
    """The envelope that everything comes in."""
    said = {"code": code, "message": message, "data": {} if data is None else data, "request_id": "r1"}
    return web.json_response(said, status=status)


def refused(fault: str) -> Refused:
    return Refused(enveloped(None, *CODES[fault]))


def script(body: Any) -> list[tuple[str, str]]:
    scripts = body.get("scripts") if isinstance(body, dict) else None
    if not isinstance(scripts, list) or not scripts:
        raise refused("parameters")
    known = {id for id, *_ in SPEAKERS}
    lines = []
    for one in scripts:
        text, voice = (one.get("content"), one.get("speakerId")) if isinstance(one, dict) else (None, None)
        if not isinstance(text, str) or not text.strip() or not isinstance(voice, str):
            raise refused("parameters")
        if voice not in known:
            raise Refused(enveloped(None, 25002, f"Speaker {voice} not found"))
        lines.append((voice, text))
    return lines


def voices_of(body: dict[str, Any]) -> list[str]:
    speakers = body.get("speakers")
    if not isinstance(speakers, list) or not 1 <= len(speakers) <= MOST_SPEAKERS:
        raise refused("parameters")
    languages = {id: language for id, _, _, language in SPEAKERS}
    voices = [one.get("speakerId") for one in speakers]
    if any(languages.get(voice) != body.get("language", "en") for voice in voices):
        raise Refused(enveloped(None, 29003, "Speaker language mismatch"))
    return voices


def written(subject: str, voices: list[str]) -> list[tuple[str, str]]:
    """What a writer makes of a subject: not the words that were given."""
    said = [f"Today: {subject}.", "Tell us more – “everything”!", "That is all there is to say."]
    return [(voices[index % len(voices)], text) for index, text in enumerate(said)]


def event(id: str, kind: str, chunk: str | None, code: int = 0) -> bytes:
    data = {"code": code, "message": "" if code == 0 else "error", "data": {} if chunk is None else {"chunk": chunk}}
    return f"id: {id}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
