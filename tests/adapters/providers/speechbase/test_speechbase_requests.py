from __future__ import annotations

import pytest

from adapters.providers.speechbase.requests import (
    Manner,
    build_conversation,
    build_speech,
    build_voices,
    label,
    manner_of,
)
from bot.errors import SettingWrong
from tests.segments import line
from tests.specs import problems, spec

MODEL = "openai/gpt-4o-mini-tts"
MANNER = Manner(model=MODEL, inline=frozenset({"alloy", "shimmer"}), gap_ms=500)
TWO = (line("alloy", "How are you?"), line("shimmer", "Tired."))
MIXED = (line("alloy", "How are you?"), line("vc_9f2", "Tired."))


def test_a_conversation_is_as_the_founding_document_shows_it() -> None:
    request = build_conversation(TWO, MANNER)
    assert (request.method, request.path, request.paid) == ("POST", "/v1/audio/conversation", True)
    assert request.json == {
        "model": MODEL,
        "turns": [{"voice": "alloy", "text": "How are you?"}, {"voice": "shimmer", "text": "Tired."}],
        "gapMs": 500,
        "output": "mp3",
    }


def test_split_and_times_are_asked_for_apart() -> None:
    both = build_conversation(TWO, MANNER, split=True, timestamps=True)
    assert both.path == "/v1/audio/conversation/with-timestamps"
    assert isinstance(both.json, dict)
    assert both.json["split"] is True


def test_a_saved_voice_takes_the_model_from_the_top_into_the_turns() -> None:
    request = build_conversation(MIXED, MANNER)
    assert isinstance(request.json, dict)
    assert "model" not in request.json
    assert request.json["turns"] == [
        {"model": MODEL, "voice": "alloy", "text": "How are you?"},
        {"voiceId": "vc_9f2", "text": "Tired."},
    ]


def test_one_line_is_spoken_whole_streamed_or_with_times() -> None:
    assert build_speech(TWO[0], MANNER).path == "/v1/audio/speech"
    assert build_speech(TWO[0], MANNER, stream=True).path == "/v1/audio/speech/stream"
    assert build_speech(TWO[0], MANNER, timestamps=True).path == "/v1/audio/speech/with-timestamps"
    assert build_speech(MIXED[1], MANNER).json == {"voiceId": "vc_9f2", "text": "Tired.", "output": "mp3"}


def test_the_output_is_a_word_unless_more_is_set() -> None:
    manner = manner_of({"output": "MP3", "bitrate": "128", "sample_rate": "24000"}, frozenset(), MODEL)
    body = build_conversation(TWO, manner).json
    assert isinstance(body, dict)
    assert body["output"] == {"format": "mp3", "bitrate": 128, "sampleRate": 24000}
    assert label(manner) == f"{MODEL} bitrate=128 rate=24000"
    assert label(manner_of({}, frozenset(), MODEL)) == MODEL
    assert label(manner_of({"output": "wav", "gap_ms": "0"}, frozenset(), MODEL)) == f"{MODEL} wav gap=0"


@pytest.mark.parametrize(
    "settings", [{"output": "ogg"}, {"gap_ms": "-1"}, {"bitrate": "1e3"}, {"gap_ms": "99999"}, {"sample_rate": "²"}]
)
def test_a_wrong_setting_is_named(settings: dict[str, str]) -> None:
    with pytest.raises(SettingWrong) as caught:
        manner_of(settings, frozenset(), MODEL)
    assert caught.value.fields["setting"] == f"TABLEREAD_SPEECHBASE__{next(iter(settings)).upper()}"


def test_saved_voices_are_asked_for_page_by_page() -> None:
    assert build_voices().query == {"limit": "200"}
    assert build_voices("p2").query == {"limit": "200", "cursor": "p2"}


def test_requests_keep_to_the_description() -> None:
    document = spec("speechbase.openapi.json")
    for lines in (TWO, MIXED):
        body = build_conversation(lines, MANNER, split=True).json
        assert problems(document, {"$ref": "Conversation"}, body) == []
    assert problems(document, {"$ref": "Speech"}, build_speech(MIXED[1], MANNER).json) == []
    assert problems(document, {"$ref": "Speech"}, {"output": "ogg"}) != []
