"""The simulators themselves: ledgers, faults from a seed, real audio, and the way they are started."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import av
import httpx
import pytest

from tests.simulators import audio
from tests.simulators.openai import OpenAI

ROOT = Path(__file__).parents[2]
BODY = {"model": "tts-1", "voice": "alloy", "input": "Good morning."}
KEY = {"authorization": "Bearer key"}


async def _statuses(seed: int, **faults: float) -> list[int]:
    simulator = OpenAI(seed=seed, faults={name.replace("_", "-"): value for name, value in faults.items()})
    async with simulator.serving(), httpx.AsyncClient(base_url=simulator.url, headers=KEY, trust_env=False) as client:
        return [(await client.post("/v1/audio/speech", json=BODY)).status_code for _ in range(40)]


async def test_faults_come_from_the_seed() -> None:
    first = await _statuses(1, **{"500": 0.3})
    assert first == await _statuses(1, **{"500": 0.3})
    assert first != await _statuses(2, **{"500": 0.3})
    assert 4 <= first.count(500) <= 20


async def test_narrow_names_strike_only_what_is_paid_or_only_the_rest() -> None:
    simulator = OpenAI(faults={"create-500": 1.0})
    async with simulator.serving(), httpx.AsyncClient(base_url=simulator.url, headers=KEY, trust_env=False) as client:
        assert (await client.post("/v1/audio/speech", json=BODY)).status_code == 500
        assert (await client.get("/v1/models")).status_code == 200
        simulator.faults = {"read-502-html": 1.0}
        assert (await client.post("/v1/audio/speech", json=BODY)).status_code == 200
        assert (await client.get("/v1/models")).text.startswith("<!DOCTYPE html>")


async def test_ledger_and_requests_are_lists_and_equal_requests_have_equal_digests() -> None:
    simulator = OpenAI()
    async with simulator.serving(), httpx.AsyncClient(base_url=simulator.url, headers=KEY, trust_env=False) as client:
        for text in ("One.", "Two.", "One."):
            await client.post("/v1/audio/speech", json={**BODY, "input": text})
        await client.get("/nowhere")
        paid, requests = (await client.get("/_paid")).json(), (await client.get("/_requests")).json()
    assert [row["credits"] for row in paid] == [4, 4, 4]
    assert paid[0]["digest"] == paid[2]["digest"] != paid[1]["digest"]
    assert [row["status"] for row in requests] == [200, 200, 200, 404]
    assert requests[1]["body"]["input"] == "Two."


async def test_each_way_to_say_when_to_come_back() -> None:
    simulator = OpenAI()
    async with simulator.serving(), httpx.AsyncClient(base_url=simulator.url, headers=KEY, trust_env=False) as client:
        seen = {}
        for way in ("seconds", "ms", "date", "absent"):
            simulator.force(f"429-{way}")
            headers = (await client.post("/v1/audio/speech", json=BODY)).headers
            seen[way] = headers.get("retry-after-ms") or headers.get("retry-after")
    assert (seen["seconds"], seen["ms"], seen["absent"]) == ("1", "1000", None)
    assert str(seen["date"]).endswith(" GMT")


def test_what_a_simulator_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="no fault"):
        OpenAI(faults={"earthquake": 1.0})
    with pytest.raises(ValueError, match="there are: listing"):
        OpenAI().set_switch("listing", "nobody")
    with pytest.raises(ValueError, match="earthquake"):
        OpenAI().force("earthquake")


@pytest.mark.parametrize("format", ["mp3", "wav", "opus", "flac", "aac"])
def test_audio_is_real_and_as_long_as_its_text(format: str) -> None:
    text = "Good morning, everybody, and welcome."
    with av.open(io.BytesIO(audio.speech(text, "alloy", format))) as file:
        heard = sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))
    assert heard == pytest.approx(audio.seconds(text), abs=0.12)


def test_other_words_and_other_voices_are_other_bytes() -> None:
    made = {audio.speech(f"Line {n}.", voice, "wav") for n in range(10, 60) for voice in ("alloy", "ash")}
    assert len(made) == 100


def test_a_simulator_is_started_by_its_name() -> None:
    command = [sys.executable, "-m", "tests.simulators", "openai", "--seed", "7", "--switch", "listing=list"]
    command += ["--fault", "create-timeout-after-accept=0.05", "--fault", "429=0.01"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(url + "/_paid", timeout=5) as answer:  # noqa: S310
            assert json.load(answer) == []
        process.terminate()
        assert process.wait(5) == 0


@pytest.mark.parametrize(
    "wrong", [["--fault", "earthquake=1"], ["--switch", "listing=nobody"], ["--fault", "500=often"]]
)
def test_a_wrong_word_on_the_command_line_ends_it(wrong: list[str]) -> None:
    command = [sys.executable, "-m", "tests.simulators", "openai", *wrong]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, timeout=20).returncode == 2
