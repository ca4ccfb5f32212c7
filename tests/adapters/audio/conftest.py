"""An `AudioWork` for each test, its children ended with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.audio.work import ChildAudio


@pytest.fixture
async def audio() -> AsyncIterator[ChildAudio]:
    work = ChildAudio()
    yield work
    await work.close()
