"""Requests and answers as values: each shape of error and of listing that is in use, and audio that is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.providers._wire import Answer
from adapters.providers.openai.answers import read_error, read_speech, read_voices
from adapters.providers.openai.mpeg import cut_short
from adapters.providers.openai.requests import build_speech, follows_instructions
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    SegmentInvalid,
    SegmentRefused,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.script.model import Tag
from bot.task import Line
from tests.simulators import audio

SAMPLES = Path(__file__).parents[3] / "samples" / "openai"
LINE = Line(4, "ADAM", "aloy", "Good morning.")


def samples(name: str) -> list[Any]:
    return [pytest.param(one, id=one["name"]) for one in json.loads((SAMPLES / name).read_text())]


def answered(body: bytes, media_type: str = "audio/mpeg", status: int = 200) -> Answer:
    return Answer(status, {"content-type": media_type}, body)


@pytest.mark.parametrize("sample", samples("errors.json"))
def test_an_error_is_known_in_each_shape(sample: dict[str, Any]) -> None:
    answer = Answer(sample["status"], sample["headers"], sample["body"].encode())
    with pytest.raises(TablereadError) as seen:
        read_speech(answer, [LINE], ["alloy", "ash"])
    assert type(seen.value).__name__ == sample["error"]
    assert seen.value.code == sample["code"]
    if isinstance(seen.value, (SegmentInvalid, SegmentRefused)):
        assert seen.value.turn == 4
    if isinstance(seen.value, ProviderBusy):
        assert seen.value.retry_after == (7 if "retry-after" in sample["headers"] else None)
    if isinstance(seen.value, UnknownVoice):
        assert seen.value.nearest[0] == "alloy"


def test_which_turn_is_not_told_where_there_are_several() -> None:
    error = read_error(answered(b"", status=400), [LINE, Line(5, "EVE", "aloy", "Yes.")])
    assert isinstance(error, SegmentInvalid)
    assert error.turn is None


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["error", "detail", "code", "message", "loc", "msg", "param", "type"]), inner
)), st.sampled_from([302, 400, 401, 402, 403, 404, 405, 408, 413, 422, 429, 500, 503, 524, 529]))  # fmt: skip
def test_any_document_is_some_error(document: object, status: int) -> None:
    assert isinstance(read_error(answered(json.dumps(document).encode(), status=status), [LINE]), TablereadError)


@pytest.mark.parametrize("sample", samples("listings.json"))
def test_voices_are_read_in_each_shape(sample: dict[str, Any]) -> None:
    answer = answered(json.dumps(sample["body"]).encode(), "application/json")
    assert [voice.id for voice in read_voices(answer, "gpt-4o-mini-tts")] == sample["ids"]


def test_what_a_listing_says_of_a_voice_is_kept() -> None:
    voice = {"id": "x", "name": "Xena", "language": "en_GB", "gender": "Female", "description": "calm"}
    odd = {"id": "y", "language": "English!", "gender": "robot"}
    first, second = read_voices(answered(json.dumps([voice, odd]).encode()), "m")
    assert (first.name, first.languages, first.gender, first.description) == ("Xena", ("en-gb",), "female", "calm")
    assert (second.name, second.languages, second.gender, second.description) == ("y", (), "", "")


@pytest.mark.parametrize(
    ("status", "error"), [(401, ProviderAuth), (429, ProviderBusy), (500, ProviderDown), (404, None), (403, None)]
)
def test_a_listing_that_is_refused(status: int, error: type[TablereadError] | None) -> None:
    answer = answered(b'["alloy"]', "application/json", status)
    if error is None:
        assert read_voices(answer, "m") == ()
        return
    with pytest.raises(error):
        read_voices(answer, "m")


@pytest.mark.parametrize(
    ("format", "kind"),
    [("mp3", "audio/mpeg"), ("wav", "audio/wav"), ("opus", "audio/ogg"), ("flac", "audio/flac"), ("aac", "audio/aac")],
)
def test_audio_is_known_by_its_beginning_not_by_its_type(format: str, kind: str) -> None:
    data = audio.speech("Good morning.", "alloy", format)
    for said in ("audio/mpeg", "text/html", "application/octet-stream", ""):
        assert read_speech(answered(data, said), [LINE]).media_type == kind


@pytest.mark.parametrize(
    ("said", "channels", "rate"),
    [
        ("audio/pcm", 1, 24000),
        ("audio/pcm;rate=16000;channels=1", 1, 16000),
        ('audio/L16; rate="44100"; channels=2', 2, 44100),
    ],
)
def test_bare_samples_are_wrapped_where_the_type_says_so(said: str, channels: int, rate: int) -> None:
    import io
    import wave

    data = audio.speech("Good morning.", "alloy", "pcm")
    spoken = read_speech(answered(data, said), [LINE])
    assert spoken.media_type == "audio/wav"
    with wave.open(io.BytesIO(spoken.data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (channels, 2, rate)
        assert file.readframes(file.getnframes()) == data


PCM = audio.speech("Good morning.", "alloy", "pcm")
MP3 = audio.speech("Good morning. " * 8, "alloy", "mp3")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "audio/mpeg"),
        (b"", "audio/pcm"),
        (b"\0" * 100, "audio/pcm"),
        (PCM[:-1], "audio/pcm"),
        (PCM, "audio/pcm;rate=0"),
        (PCM, "audio/pcm;channels=7"),
        (PCM, "audio/mpeg"),
        (b'{"error": {"code": 402}}' * 50, "audio/pcm"),
        (b"<html>" * 200, "audio/pcm"),
        (MP3, "audio/pcm"),
        (b'{"error": "no"}', "application/json"),
        (b'{"error": "no"}', "audio/mpeg"),
        (b"<!DOCTYPE html><html><body>Bad Gateway</body></html>", "audio/mpeg"),
        (MP3[: len(MP3) // 2], "audio/mpeg"),
        (MP3[:300], "audio/mpeg"),
        (audio.speech("Good morning.", "alloy", "wav")[:5000], "audio/wav"),
        (b"ID3\x04\0\0\0\0\0\x0a" + bytes(60), "audio/mpeg"),
    ],
)
def test_what_is_no_whole_audio_is_an_unknown_outcome_for_it_was_taken(body: bytes, said: str) -> None:
    with pytest.raises(UnknownOutcome):
        read_speech(answered(body, said), [LINE])


def test_an_mp3_is_whole_with_and_without_tags_around_it() -> None:
    assert not cut_short(MP3)
    assert not cut_short(MP3 + b"TAG" + bytes(125))
    assert not cut_short(b"ID3\x04\0\0\0\0\x01\x00" + bytes(128) + MP3)


def test_nearly_every_cut_of_an_mp3_is_seen() -> None:
    cuts = [at for at in range(500, len(MP3), 7) if not cut_short(MP3[:at])]
    assert len(cuts) < len(range(500, len(MP3), 7)) / 20, "only a cut between two frames is not seen"


@given(st.binary(max_size=200))
def test_any_bytes_are_cut_short_or_not(data: bytes) -> None:
    assert cut_short(data) in {True, False}
    assert cut_short(b"\xff\xfb" + data) in {True, False}


def test_tags_become_instructions_where_the_model_is_known_to_take_them() -> None:
    line = Line(0, "ADAM", "alloy", "Come. Now.", (Tag("angry", 6), Tag("whispers", 0), Tag("angry", 8)))
    asked = build_speech("gpt-4o-mini-tts", [line])
    assert asked.json == {
        "model": "gpt-4o-mini-tts",
        "input": "Come. Now.",
        "voice": "alloy",
        "response_format": "mp3",
        "instructions": "Delivery: whispers, then angry.",
    }
    assert asked.paid
    assert (asked.method, asked.path) == ("POST", "/audio/speech")
    for model in ("tts-1", "kokoro"):
        assert "instructions" not in dict(build_speech(model, [line]).json or {})  # type: ignore[call-overload]


def test_only_models_that_are_documented_to_follow_instructions_do() -> None:
    known = ("gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15", "openai/gpt-4o-mini-tts")
    assert all(map(follows_instructions, known))
    assert not any(map(follows_instructions, ("tts-1", "tts-1-hd", "kokoro", "my-gpt-4o-mini-tts", "")))


def test_a_voice_of_ones_own_is_named_by_an_object() -> None:
    asked = build_speech("m", [Line(0, None, "voice_1234", "Yes.")])
    assert isinstance(asked.json, dict)
    assert asked.json["voice"] == {"id": "voice_1234"}
