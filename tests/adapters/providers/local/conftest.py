"""A local provider for each test, one whose library fails on demand, and lines to speak."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from adapters.providers.local import library
from adapters.providers.local.provider import Local
from bot.script.model import Tag
from bot.task import Line, Segment

Make = Callable[..., Segment]


@pytest.fixture
def segment() -> Make:
    """A segment of one line for each text, all with one voice."""

    def make(*texts: str, voice: str = "adam", tags: tuple[Tag, ...] = (), take: int = 1) -> Segment:
        lines = (Line(turn, None, voice, text, tags, take) for turn, text in enumerate(texts))
        return Segment(0, "local", "model", tuple(lines))

    return make


@pytest.fixture
async def local() -> AsyncIterator[Local]:
    provider = Local()
    yield provider
    await provider.aclose()


@pytest.fixture
async def fragile(tmp_path: Path) -> AsyncIterator[Local]:
    """Fails as `fragile_child.py` says; a line may take a second."""
    program = str(Path(__file__).with_name("fragile_child.py"))
    command = (sys.executable, program, library.library(), library.data(), "fork", str(tmp_path))
    provider = Local(command=command, seconds=1.0)
    yield provider
    await provider.aclose()
