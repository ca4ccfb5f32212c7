from __future__ import annotations

import pytest

from adapters.providers._wire import Request
from adapters.providers.listenhub.choosing import narration_brief, podcast_brief, podcast_lines
from adapters.providers.listenhub.requests import (
    Brief,
    Episode,
    build_audio,
    build_balance,
    build_flow,
    build_look,
    build_podcast,
    build_speakers,
    build_speech,
    build_tts,
    build_words,
)
from bot.cast import Voice
from bot.errors import Bug, ScriptRefused, UnknownChoice, UnknownVoice
from bot.ports.speech import Subject, WrittenLine
from tests.specs import problems, spec

VOICES = (
    Voice("mia", "Mia", "listenhub", ("en",), "female"),
    Voice("zoe", "Zoe", "listenhub", ("en",), "female"),
    Voice("leo", "Leo", "listenhub", ("en",), "male"),
    Voice("lin", "Lin", "listenhub", ("zh",), "female"),
    Voice("any", "Any", "listenhub"),
)
BRIEF = Brief(text="Bees", voices=("mia", "leo"), language="en", mode="deep")
LINES = [("mia", "Hello."), ("leo", "Hi."), ("lin", "你好。")]


def body(request: Request) -> dict[str, object]:
    assert isinstance(request.json, dict)
    return request.json


def test_a_script_of_any_number_of_voices_is_spoken_as_it_is() -> None:
    request = build_speech(LINES)
    assert (request.method, request.path, request.paid) == ("POST", "/v1/speech", True)
    assert body(request)["scripts"] == [{"content": text, "speakerId": voice} for voice, text in LINES]


def test_one_voice_is_streamed() -> None:
    assert body(build_tts("mia", "Hello.")) == {"input": "Hello.", "voice": "mia", "model": "flowtts"}


def test_a_podcast_is_made_in_one_step_or_its_text_first() -> None:
    one, first = build_podcast(BRIEF), build_podcast(BRIEF, text_only=True)
    assert (one.path, first.path) == ("/v1/podcast/episodes", "/v1/podcast/episodes/text-content")
    assert one.paid
    assert first.paid
    assert (
        body(one)
        == body(first)
        == {"query": "Bees", "speakers": [{"speakerId": "mia"}, {"speakerId": "leo"}], "language": "en", "mode": "deep"}
    )


def test_a_link_is_a_source_told_in_both_ways() -> None:
    brief = Brief(url="https://example.com/bees", voices=("mia",), language="en", mode="smart")
    source = {"type": "url", "content": brief.url, "uri": brief.url}
    assert body(build_podcast(brief))["sources"] == body(build_flow(brief))["sources"] == [source]
    assert "query" not in body(build_podcast(brief))
    text = Brief(text="Bees fly.", voices=("mia",), language="en", mode="direct")
    assert body(build_flow(text))["sources"] == [{"type": "text", "content": "Bees fly."}]


def test_the_second_step_takes_the_script_as_it_was_edited_or_as_it_is() -> None:
    episode = Episode.of("script:ep1")
    request = build_audio(episode, LINES[:1])
    assert (request.path, request.paid) == ("/v1/podcast/episodes/ep1/audio", True)
    assert body(request) == {"scripts": [{"content": "Hello.", "speakerId": "mia"}]}
    assert body(build_audio(episode, [])) == {}


def test_reads_cost_nothing_and_go_where_the_episode_is() -> None:
    look, words = build_look(Episode.of("flow:fl1")), build_words(Episode.of("podcast:ep1"), "outline")
    assert (look.path, look.paid) == ("/v1/flow-speech/episodes/fl1", False)
    assert (words.path, words.query) == ("/v1/podcast/episodes/ep1/text-stream", {"event": "outline"})
    assert not words.paid
    assert (build_balance().path, build_speakers("ja").query) == ("/v1/user/subscription", {"language": "ja"})
    assert build_speakers().query == {}


def test_an_id_cannot_lead_elsewhere() -> None:
    assert Episode.of("podcast:../../x?y").path == "/v1/podcast/episodes/..%2F..%2Fx%3Fy"
    for foreign in ("nonsense", "podcast:", "tone:1", ""):
        with pytest.raises(Bug):
            Episode.of(foreign)


def test_a_podcast_that_names_nothing_gets_two_voices_that_differ_and_the_usual_mode() -> None:
    brief = podcast_brief(Subject(text=" Bees "), VOICES)
    assert brief == Brief(text="Bees", voices=("mia", "leo"), language="en", mode="quick")
    assert narration_brief(Subject(url="https://a.example"), VOICES).voices == ("mia",)
    assert narration_brief(Subject(text="Bees"), VOICES).mode == "direct"


def test_the_language_is_that_of_the_voice_unless_it_is_said() -> None:
    assert podcast_brief(Subject(text="Bees", voices=("Lin",)), VOICES).language == "zh"
    assert podcast_brief(Subject(text="Bees", language="zh-TW"), VOICES).voices == ("lin",)
    assert podcast_brief(Subject(text="Bees", language="ja", voices=("any",)), VOICES).language == "ja"


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (Subject(text=" "), "no_subject"),
        (Subject(text="Bees", mode="loud"), "unknown_mode"),
        (Subject(text="Bees", language="de"), "language_not_spoken"),
        (Subject(text="Bees", voices=("Lin",), language="en"), "voice_language"),
        (Subject(text="Bees", voices=("Mia", "Lin")), "voice_language"),
        (Subject(text="Bees", voices=("Mia", "Leo", "Zoe")), "voices_number"),
        (Subject(text="Bees", mode="debate", voices=("Mia",)), "voices_number"),
        (Subject(text="Bees", mode="debate", language="zh"), "voices_number"),
        (Subject(text="Bees", language="ja"), "voices_number"),
    ],
)
def test_what_would_be_refused_is_refused_before_it_is_sent(subject: Subject, code: str) -> None:
    with pytest.raises((UnknownChoice, ScriptRefused)) as caught:
        podcast_brief(subject, VOICES)
    assert caught.value.code == code


def test_an_unknown_voice_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownVoice) as caught:
        podcast_brief(Subject(text="Bees", voices=("Miya",)), VOICES)
    assert caught.value.nearest[0] == "Mia"


def test_an_edited_script_has_words_and_at_most_two_voices() -> None:
    lines = [WrittenLine("mia", "Mia", "Hello."), WrittenLine("mia", "Mia", " "), WrittenLine("leo", "Leo", "Hi.")]
    assert podcast_lines(lines) == [("mia", "Hello."), ("leo", "Hi.")]
    with pytest.raises(UnknownChoice):
        podcast_lines([*lines, WrittenLine("zoe", "Zoe", "Hey.")])
    with pytest.raises(ScriptRefused):
        podcast_lines(lines[1:2])


def test_requests_keep_to_the_description() -> None:
    document = spec("listenhub.openapi.json")
    paths = document["paths"]

    def against(request: Request, path: str) -> list[str]:
        schema = paths[path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        return problems(document, schema, request.json)

    for request in (build_speech(LINES), build_tts("mia", "Hi."), build_podcast(BRIEF)):
        assert against(request, request.path) == []
    assert against(build_podcast(BRIEF, text_only=True), "/v1/podcast/episodes/text-content") == []
    for subject in (Subject(url="https://a.example/b"), Subject(text="Bees fly.", mode="smart")):
        assert against(build_flow(narration_brief(subject, VOICES)), "/v1/flow-speech/episodes") == []
