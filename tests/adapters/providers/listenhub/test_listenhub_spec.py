"""The simulator of ListenHub, held against the machine-readable description."""

from __future__ import annotations

from typing import Any

import httpx

from tests.simulators.listenhub import ListenHub
from tests.specs import problems, spec

SPEAKERS = [{"speakerId": "speaker-mia"}]
SCRIPT = {"scripts": [{"content": "Hello.", "speakerId": "speaker-mia"}]}
SOURCE = [{"type": "text", "content": "All about bees."}]


async def test_the_simulator_keeps_to_its_description() -> None:
    document = spec("listenhub.openapi.json")
    async with ListenHub(seed=3).serving() as site, httpx.AsyncClient(headers={"authorization": "Bearer k"}) as client:

        async def asked(path: str, body: object = None) -> Any:
            url = f"{site.url}/openapi/v1{path}"
            return (await (client.get(url) if body is None else client.post(url, json=body))).json()

        podcast = (await asked("/podcast/episodes", {"query": "bees", "speakers": SPEAKERS}))["data"]["episodeId"]
        flow = (await asked("/flow-speech/episodes", {"sources": SOURCE, "speakers": SPEAKERS}))["data"]["episodeId"]
        answers = [("Err", await asked("/speech", {})), ("Err", await asked("/podcast/episodes/nobody"))]
        answers += [
            (name, (await asked(path, body))["data"])
            for name, path, body in [
                ("Subscription", "/user/subscription", None),
                ("SpeechResult", "/speech", SCRIPT),
                *[("PodcastDetail", f"/podcast/episodes/{podcast}", None)] * 3,
                *[("FlowDetail", f"/flow-speech/episodes/{flow}", None)] * 3,
            ]
        ]
        answers += [("Speaker", one) for one in (await asked("/speakers/list"))["data"]["items"]]
    assert [problems(document, {"$ref": name}, value) for name, value in answers] == [[]] * len(answers)
