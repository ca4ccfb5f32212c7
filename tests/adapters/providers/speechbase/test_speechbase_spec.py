"""The simulator of Speechbase, held against the machine-readable description."""

from __future__ import annotations

import httpx

from tests.simulators.speechbase import Speechbase
from tests.specs import problems, spec

CONVERSATION = "/v1/audio/conversation"
BODY = {"model": "openai/gpt-4o-mini-tts", "turns": [{"voice": "alloy", "text": "Hello."}], "output": "mp3"}


async def test_the_simulator_keeps_to_its_description() -> None:
    document = spec("speechbase.openapi.json")
    async with Speechbase(seed=3).serving() as site, httpx.AsyncClient(headers={"authorization": "Bearer k"}) as client:

        async def posted(path: str, body: object) -> object:
            return (await client.post(f"{site.url}{path}", json=body)).json()

        answers = [
            ("ConvTs", await posted(f"{CONVERSATION}/with-timestamps", BODY)),
            ("Split", await posted(CONVERSATION, BODY | {"split": True})),
            ("Split", await posted(f"{CONVERSATION}/with-timestamps", BODY | {"split": True})),
            ("Problem", await posted(CONVERSATION, {})),
        ]
        site.force("no-moderator")
        answers.append(("Moderation", await posted(CONVERSATION, BODY)))
        voices = (await client.get(f"{site.url}/v1/voices")).json()["data"]
    answers += [("Voice", voice) for voice in voices]
    assert [problems(document, {"$ref": name}, value) for name, value in answers] == [[]] * len(answers)
