"""What the tests of providers are made of: segments, recorded answers, and time that is skipped."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from adapters.providers._http import Timing
from adapters.providers._wire import Answer
from bot.script.model import Tag
from bot.task import Line, Segment

SAMPLES = Path(__file__).parent / "samples"


class Skipping:
    """Time that is slept passes at once, all other time as it does."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self.slept: list[float] = []
        self.timing = Timing(now=lambda: time.monotonic() + self._skipped, sleep=self._sleep, chance=lambda: 0.0)

    async def _sleep(self, seconds: float) -> None:
        self._skipped += seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)


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
