"""Requests and simulators of Miso One and ElevenLabs, held against the machine-readable descriptions."""

from __future__ import annotations

from typing import Any

import httpx

from adapters.providers.elevenlabs.requests import build_dialogue
from adapters.providers.miso_one.requests import build_create
from tests.segments import line, segment
from tests.simulators.elevenlabs import ElevenLabs
from tests.simulators.miso_one import MisoOne
from tests.specs import problems, spec

ROGER = "aVoice00000000000001"
MISO = build_create(
    segment("miso-one", line("Adam", "Hi.", ("sighs", 0)), line("Sam", "Oh."), language="de", stability="0.5"),
    "ref",
    {},
)
ELEVEN = build_dialogue(
    segment(
        "elevenlabs", line(ROGER, "Hi.", ("sighs", 0)), model="eleven_v3", language="de", stability="0.5", seed="7"
    ),
    output_format="mp3_44100_128",
    defaults={},
)


def against(document: dict[str, Any], name: str, value: Any) -> list[str]:
    return problems(document, {"$ref": name}, value)


def test_a_request_to_miso_one_keeps_to_its_description() -> None:
    document = spec("miso-one.openapi.json")
    assert against(document, "Generate", MISO.json) == []
    assert against(document, "Generate", {"mediaType": "speech", "presetId": "miso-one", "options": {"dialogue": []}})


async def test_miso_ones_simulator_keeps_to_its_description() -> None:
    document = spec("miso-one.openapi.json")
    async with MisoOne(seed=3).serving() as site, httpx.AsyncClient(headers={"cookie": "a=b"}) as client:
        made = (await client.post(f"{site.url}/api/ai/generate", json=MISO.json)).json()
        looks = [
            (await client.post(f"{site.url}/api/ai/query", json={"taskId": made["data"]["id"]})).json()
            for _ in range(5)
        ]
        refused = (await client.post(f"{site.url}/api/ai/generate", json={})).json()
    assert looks[-1]["data"]["status"] == "success"
    for one in (made, *looks, refused):
        assert against(document, "TaskEnvelope", one) == []


def test_a_request_to_elevenlabs_keeps_to_its_description() -> None:
    document = spec("elevenlabs-dialogue.json")
    name = "Body_Text_to_dialogue__multi_voice__v1_text_to_dialogue_post"
    assert against(document, name, ELEVEN.json) == []
    assert against(document, name, {"inputs": [{"text": "Hi."}]}) == ["/inputs/0/voice_id: missing"]


async def test_elevenlabs_simulator_keeps_to_its_description() -> None:
    document = spec("elevenlabs-dialogue.json")
    async with ElevenLabs(seed=3).serving() as site, httpx.AsyncClient(headers={"xi-api-key": "k"}) as client:
        made = await client.post(f"{site.url}{ELEVEN.path}", json=ELEVEN.json)
        wrong = await client.post(f"{site.url}{ELEVEN.path}", json={})
        assert against(document, "AudioWithTimestampsResponseModel", made.json()) == []
        assert against(document, "HTTPValidationError", wrong.json()) == []
        for path, name in (
            ("/v1/history", "GetSpeechHistoryResponseModel"),
            ("/v2/voices", "GetVoicesV2ResponseModel"),
            ("/v1/user/subscription", "ExtendedSubscriptionResponseModel"),
        ):
            assert against(document, name, (await client.get(f"{site.url}{path}")).json()) == []
