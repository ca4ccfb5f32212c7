"""The provider against a server with `/v1/audio/speech`, and what that server can do wrong."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.providers import Table
from bot.errors import (
    Bug,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    SegmentInvalid,
    SegmentRefused,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.script.model import Tag
from bot.task import Line, Price, PriceKind, Segment
from tests.simulators import audio
from tests.simulators.openai import VOICES, OpenAI

SPEC = Path(__file__).parents[4] / ".." / "shared" / "specs" / "openai-audio-speech.json"
Make = Callable[..., Speech]


@pytest.fixture
async def server() -> AsyncIterator[OpenAI]:
    simulator = OpenAI()
    async with simulator.serving():
        yield simulator


@pytest.fixture
async def make(server: OpenAI) -> AsyncIterator[Make]:
    async with AsyncExitStack() as stack:

        def made(**options: object) -> Speech:
            table = Table({"openai": {"api_key": "CANARY", "base_url": server.url + "/v1", **options}})
            stack.push_async_callback(table.aclose)
            return table.get("openai")

        yield made


def segment(*lines: Line) -> Segment:
    said = lines or (Line(2, "ADAM", "alloy", "Good morning, everybody."),)
    return Segment(0, "openai", "gpt-4o-mini-tts", said)


async def speak(speech: Speech, *lines: Line) -> Audio:
    got = await speech.provider.speak(segment(*lines), "ref")
    assert isinstance(got, Audio)
    return got


async def test_a_line_is_spoken_in_one_paid_request(server: OpenAI, make: Make) -> None:
    got = await speak(make())
    assert got == Audio(audio.speech("Good morning, everybody.", "alloy", "mp3"), "audio/mpeg")
    assert len(server.requests) == len(server.paid) == 1
    assert server.requests[0]["headers"]["authorization"] == "Bearer CANARY"


async def test_tags_go_as_instructions_and_are_not_spoken(server: OpenAI, make: Make) -> None:
    await speak(make(), Line(0, "EVE", "ash", "Hush.", (Tag("whispers"),)))
    assert server.requests[0]["body"]["instructions"] == "Delivery: whispers."
    assert server.paid[0]["input"] == "Hush."


async def test_lines_of_one_voice_go_together_and_of_two_are_refused(server: OpenAI, make: Make) -> None:
    speech = make()
    await speak(speech, Line(0, None, "ash", "One."), Line(1, None, "ash", "Two."))
    assert server.paid[0]["input"] == "One.\nTwo."
    for lines in ((Line(0, None, "ash", "One."), Line(1, None, "alloy", "Two.")), (Line(0, None, "ash", "x" * 4097),)):
        with pytest.raises(SegmentInvalid):
            await speak(speech, *lines)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("auth", ProviderAuth),
        ("forbidden", ProviderAuth),
        ("no-quota", ProviderNoCredits),
        ("no-credits", ProviderNoCredits),
        ("policy", SegmentRefused),
        ("moderation", SegmentRefused),
        ("invalid", SegmentInvalid),
        ("too-large", SegmentInvalid),
        ("model-gone", SettingWrong),
        ("429", ProviderBusy),
        ("overloaded", ProviderFailed),
    ],
)
async def test_a_refusal_costs_nothing_and_is_told(
    server: OpenAI, make: Make, fault: str, error: type[TablereadError]
) -> None:
    server.force(fault)
    with pytest.raises(error):
        await speak(make())
    assert (len(server.requests), server.paid) == (1, [])


@pytest.mark.parametrize(
    "fault",
    [
        *("lost-answer", "timeout-after-accept", "reset-after-write", "500-after-accept", "502-after-accept"),
        *("error-in-200", "edge-timeout", "cut-audio", "short-audio", "empty-audio", "html-audio", "500", "502-html"),
    ],
)
async def test_where_nobody_can_tell_nothing_is_sent_again(server: OpenAI, make: Make, fault: str) -> None:
    server.hang = 0.1
    server.force(fault)
    with pytest.raises(UnknownOutcome):
        await speak(make())
    assert len(server.requests) == 1
    assert len(server.paid) == (0 if fault in {"500", "502-html"} else 1)


async def test_a_hundred_lines_with_lost_answers_are_each_paid_once(server: OpenAI, make: Make) -> None:
    server.set_fault("create-lost-answer", 0.05)
    server.set_fault("create-429-ms", 0.02)
    server.retry_seconds = 0.05
    speech = make()
    lines = [Line(turn, "ADAM", "alloy", f"Line {turn}.") for turn in range(100)]
    got = await asyncio.gather(*(speak(speech, line) for line in lines), return_exceptions=True)
    assert {type(one) for one in got} == {Audio, UnknownOutcome, ProviderBusy}
    paid = [row["input"] for row in server.paid]
    assert len(paid) == len(set(paid))
    for line, one in zip(lines, got, strict=True):
        assert (line.text in paid) == (not isinstance(one, ProviderBusy))


@pytest.mark.parametrize(
    ("fault", "kind"), [("wav", "audio/wav"), ("pcm", "audio/wav"), ("wrong-content-type", "audio/mpeg")]
)
async def test_whatever_form_comes_is_known(server: OpenAI, make: Make, fault: str, kind: str) -> None:
    server.force(fault)
    assert (await speak(make())).media_type == kind


@pytest.mark.parametrize("shape", OpenAI.switches["errors"])
async def test_errors_are_known_in_each_shape(server: OpenAI, make: Make, shape: str) -> None:
    server.set_switch("errors", shape)
    server.force("no-credits")
    with pytest.raises(ProviderNoCredits):
        await speak(make())
    server.force("429-seconds")
    with pytest.raises(ProviderBusy) as seen:
        await speak(make())
    assert seen.value.retry_after == 1
    expected = SegmentInvalid if shape == "html" else UnknownVoice
    with pytest.raises(expected):
        await speak(make(), Line(0, None, "nobody", "Yes."))


@pytest.mark.parametrize("listing", OpenAI.switches["listing"])
async def test_voices_are_found_wherever_the_server_lists_them(server: OpenAI, make: Make, listing: str) -> None:
    server.set_switch("listing", listing)
    provider = make().provider
    first = await provider.voices()
    assert [voice.id for voice in first] == list(VOICES)
    asked = len(server.requests)
    assert await provider.voices() is first
    assert len(server.requests) == asked, "they are asked for once"


async def test_voices_that_are_set_are_not_asked_for(server: OpenAI, make: Make) -> None:
    for given in ("alloy, af_bella(2)+af_sky ,alloy,", ("alloy", "af_bella(2)+af_sky")):
        assert [voice.id for voice in await make(voices=given).provider.voices()] == ["alloy", "af_bella(2)+af_sky"]
    assert server.requests == []


async def test_a_key_that_is_refused_stops_the_client(server: OpenAI, make: Make) -> None:
    speech = make()
    server.force("auth")
    for _ in range(3):
        with pytest.raises(ProviderAuth):
            await speak(speech)
    with pytest.raises(ProviderAuth):
        await speech.provider.voices()
    assert len(server.requests) == 1


async def test_voices_of_a_server_in_trouble_are_down_not_guessed(server: OpenAI, make: Make) -> None:
    server.set_fault("500", 1.0)
    with pytest.raises(ProviderDown):
        await make().provider.voices()


async def test_a_server_of_ones_own_needs_no_key_and_costs_nothing(server: OpenAI, make: Make) -> None:
    server.set_switch("key", "optional")
    speech = make(api_key="")
    await speak(speech)
    assert "authorization" not in server.requests[0]["headers"]
    assert speech.provider.price(segment()) == Price(0)
    assert make().provider.price(segment()) == Price(24, PriceKind.UNKNOWN)


def test_openai_itself_needs_a_key() -> None:
    for options in ({}, {"base_url": "https://api.openai.com/v1/"}, {"api_key": " "}):
        with pytest.raises(SettingWrong) as seen:
            Table({"openai": options}).get("openai")
        assert seen.value.fields["setting"] == "TABLEREAD_OPENAI__API_KEY"


async def test_a_base_url_without_its_path_is_told_as_such(server: OpenAI, make: Make) -> None:
    with pytest.raises(SettingWrong) as seen:
        await speak(make(base_url=server.url + "/elsewhere"))
    assert seen.value.fields["setting"] == "TABLEREAD_OPENAI__BASE_URL"


async def test_there_are_no_jobs_to_check(make: Make) -> None:
    with pytest.raises(Bug):
        await make().provider.check(ProviderJob("1", "openai"))


async def test_what_is_sent_is_what_the_vendors_description_allows(server: OpenAI, make: Make) -> None:
    if not SPEC.is_file():
        pytest.skip("the vendor's API description is not beside the repository")
    described = json.loads(SPEC.read_text())["components"]["schemas"]["CreateSpeechRequest"]
    await speak(make(), Line(0, None, "alloy", "Yes.", (Tag("sad"),)))
    await speak(make(), Line(0, None, "voice_1", "Yes."))
    for request in server.requests:
        body: dict[str, Any] = request["body"]
        assert set(described["required"]) <= set(body) <= set(described["properties"])
        assert body["response_format"] in described["properties"]["response_format"]["enum"]
        for field in ("input", "instructions"):
            assert len(body.get(field, "")) <= described["properties"][field]["maxLength"]


async def test_the_simulator_takes_what_the_vendors_own_client_sends(server: OpenAI) -> None:
    # This folder has its name: only a module of it tells whether it is there.
    pytest.importorskip("openai._client", reason="the vendor's client is not installed")
    vendor = importlib.import_module("openai")
    server.force("429-ms")
    server.retry_seconds = 0.01
    async with vendor.AsyncOpenAI(api_key="key", base_url=server.url + "/v1") as client:
        got = await client.audio.speech.create(model="tts-1", voice="alloy", input="Good morning.", speed=1.0)
        assert await got.aread() == audio.speech("Good morning.", "alloy", "mp3")
        flac = client.audio.speech.with_streaming_response.create(
            model="gpt-4o-mini-tts", voice={"id": "voice_1"}, input="Yes.", response_format="flac", instructions="Calm."
        )
        async with flac as response:
            assert b"".join([part async for part in response.iter_bytes()])[:4] == b"fLaC"
        models = [model.id async for model in client.models.list()]
        assert "gpt-4o-mini-tts" in models
        with pytest.raises(vendor.BadRequestError, match="voice"):
            await client.audio.speech.create(model="tts-1", voice="nobody", input="Yes.")
        server.force("auth")
        with pytest.raises(vendor.AuthenticationError):
            await client.audio.speech.create(model="tts-1", voice="alloy", input="Yes.")
    assert len(server.paid) == 2
