"""Segments for the tests of providers, and the samples of what providers answer."""

from __future__ import annotations

from pathlib import Path

from adapters.providers._wire import Answer
from bot.script.model import Tag
from bot.task import Line, Segment

SAMPLES = Path(__file__).parent / "samples"


def line(voice: str, text: str, *tags: tuple[str, int], turn: int = 0) -> Line:
    """A line with tags at their places."""
    return Line(turn, "SOMEBODY", voice, text, tuple(Tag(name, at) for name, at in tags))


def segment(provider: str, *lines: Line, language: str = "", model: str = "", **settings: str) -> Segment:
    """A segment of these lines, each a turn of its own."""
    turns = tuple(Line(turn, one.speaker, one.voice, one.text, one.tags) for turn, one in enumerate(lines))
    return Segment(0, provider, model, turns, language, tuple(settings.items()))


def sample(path: str, status: int = 200, **headers: str) -> Answer:
    """A recorded answer."""
    kind = {"content-type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, kind | named, (SAMPLES / path).read_bytes())


def answer(body: str | bytes, status: int = 200, media_type: str = "application/json", **headers: str) -> Answer:
    """An answer of these words."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"content-type": media_type} | named, body.encode() if isinstance(body, str) else body)
