"""Requests to a server with `/v1/audio/speech`, from values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from adapters.providers._wire import Request
from bot.task import Line

MOST_CHARACTERS = 4096  # of `input`, and of `instructions`: OpenAI's API reference, audio/speech
# Models that are documented to follow `instructions`; tts-1 and tts-1-hd do not, and what copies them may refuse the field.
_INSTRUCTED = re.compile(r"(?:openai/)?gpt-4o-mini-tts(?:-\d{4}-\d\d-\d\d)?")


def follows_instructions(model: str) -> bool:
    """Whether a model is known to take delivery tags, as instructions in words."""
    return _INSTRUCTED.fullmatch(model) is not None


def build_speech(model: str, lines: Sequence[Line]) -> Request:
    """Lines of one voice in one paid request. MP3, for it is the one form that all of these servers have.

    A voice of one's own (`voice_...`) is named by an object with its id.
    """
    voice = lines[0].voice
    body: dict[str, object] = {
        "model": model,
        "input": "\n".join(line.text for line in lines),
        "voice": {"id": voice} if voice.startswith("voice_") else voice,
        "response_format": "mp3",
    }
    tags = dict.fromkeys(tag.name for line in lines for tag in sorted(line.tags, key=lambda tag: tag.at))
    if tags and follows_instructions(model):
        body["instructions"] = f"Delivery: {', then '.join(tags)}."[:MOST_CHARACTERS]
    return Request(method="POST", path="/audio/speech", json=body, paid=True)


def build_listings() -> tuple[Request, ...]:
    """Where servers list their voices, in the order to ask: the copies, chatterbox-tts-api, OpenRouter (by model)."""
    return (
        Request(method="GET", path="/audio/voices"),
        Request(method="GET", path="/voices"),
        Request(method="GET", path="/models", query={"output_modalities": "speech"}),
    )
