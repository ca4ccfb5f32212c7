"""The vendor's own client, unmodified, against the simulator: where it is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.simulators.elevenlabs import ElevenLabs as Site

vendor = pytest.importorskip("elevenlabs", reason="the vendor's client is not installed")
ROGER, SARAH = "aVoice00000000000001", "aVoice00000000000002"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site(seed=7).serving() as served:
        assert isinstance(served, Site)
        yield served


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Any]:
    async with httpx.AsyncClient() as connections:
        yield vendor.AsyncElevenLabs(api_key="key", base_url=site.url, httpx_client=connections)


async def test_the_vendors_client_is_answered_as_by_the_vendor(site: Site, client: Any) -> None:
    inputs = [
        vendor.DialogueInput(text="[excited] Hello there.", voice_id=ROGER),
        vendor.DialogueInput(text="And good day.", voice_id=SARAH),
    ]
    timed = await client.text_to_dialogue.convert_with_timestamps(inputs=inputs)
    assert [part.dialogue_input_index for part in timed.voice_segments] == [0, 1]
    assert b"".join([chunk async for chunk in client.text_to_dialogue.convert(inputs=inputs)])[:3] == b"ID3"
    streamed = [chunk async for chunk in client.text_to_dialogue.stream_with_timestamps(inputs=inputs)]
    assert "".join(chunk.audio_base_64 for chunk in streamed)
    voices = await client.voices.search(page_size=5)
    assert (len(voices.voices), voices.has_more, voices.total_count) == (5, True, 12)
    assert (await client.user.subscription.get()).character_count == site.used > 0
    made = await client.history.list(page_size=2)
    assert (len(made.history), made.has_more) == (2, True)
    assert [line.voice_id for line in made.history[0].dialogue] == [ROGER, SARAH]


async def test_the_vendors_client_understands_the_refusals(client: Any) -> None:
    for text, voice, status in (("Hi.", "nobody", 400), ("x" * 2001, ROGER, 400), ("", ROGER, 422)):
        with pytest.raises(vendor.core.ApiError) as caught:
            await client.text_to_dialogue.convert_with_timestamps(
                inputs=[vendor.DialogueInput(text=text, voice_id=voice)]
            )
        assert caught.value.status_code == status
