from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from adapters.providers._wire import Answer
from adapters.providers.listenhub.answers import (
    Made,
    read_balance,
    read_created,
    read_made,
    read_speakers,
    read_speech,
    read_tts,
    read_voiced,
    read_words,
    read_written,
)
from adapters.providers.listenhub.refusals import refusal
from bot.errors import (
    NotPossibleNow,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    ScriptRefused,
    SegmentInvalid,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.ports.speech import WrittenLine
from bot.replies.errors import SENTENCES
from tests.segments import answer, line, sample
from tests.simulators import audio

LINES = (line("sp_en_1", "Hello.", turn=3), line("sp_en_2", "Hi.", turn=5))


def said(code: int, message: str = "", status: int = 200) -> Answer:
    return answer(json.dumps({"code": code, "message": message, "data": {}}), status)


def episode(**more: object) -> Answer:
    return answer(json.dumps({"code": 0, "message": "", "data": {"episodeId": "ep1", "failCode": 0, **more}}))


def test_the_balance_is_whole() -> None:
    assert read_balance(sample("listenhub/subscription.json")) == 42


def test_speakers_are_voices_each_named_once_with_the_languages_there_are() -> None:
    voices = read_speakers(sample("listenhub/speakers.json"))
    assert [(voice.id, voice.name, voice.gender, voice.languages) for voice in voices] == [
        ("sp_en_1", "Calm Woman", "female", ("en",)),
        ("sp_en_2", "calm woman (sp_en_2)", "female", ("en",)),
        ("sp_zh_1", "sp_zh_1", "", ("zh",)),
        ("sp_fr_1", "Voisine", "female", ()),
    ]


def test_a_speech_says_where_it_is_and_what_it_really_cost() -> None:
    assert read_speech(sample("listenhub/speech.json"), LINES) == Made("https://cdn.example.com/a.mp3", 13)
    assert read_speech(sample("listenhub/speech-bare.json"), LINES) == Made("", 12)


def test_bytes_are_audio_and_json_with_the_same_status_is_an_error() -> None:
    assert read_tts(answer(audio.speech("Hello."), 200, "application/octet-stream"), LINES).media_type == "audio/mpeg"
    with pytest.raises(ProviderNoCredits):
        read_tts(said(26004), LINES)
    for body in ("", "<html>", '{"code": 0, "message": "", "data": {}}'):
        with pytest.raises(UnknownOutcome):
            read_tts(answer(body), LINES)


def test_fail_code_0_is_no_failure() -> None:
    assert read_made(sample("listenhub/podcast.json")) == Made("https://cdn.example.com/ep1.mp3", 24)
    assert read_made(sample("listenhub/pending.json")) is None


@pytest.mark.parametrize(
    ("more", "two", "made"),
    [
        ({"processStatus": "pending", "contentStatus": "text-success"}, False, None),
        ({"processStatus": "success", "contentStatus": "text-success", "audioUrl": ""}, True, None),
        ({"processStatus": "success", "audioUrl": ""}, True, None),
        ({"processStatus": "success", "audioUrl": ""}, False, Made("", None)),
        ({"processStatus": "success"}, False, Made("", None)),
        ({"processStatus": "pending", "contentStatus": "audio-success", "audioUrl": "u"}, True, Made("u", None)),
        ({"processStatus": "pending", "contentStatus": "audio-success"}, True, Made("", None)),
        ({"processStatus": "success", "audioUrl": "u", "credits": 3}, False, Made("u", 3)),
        ({"processStatus": "thinking hard"}, False, None),
        ({"processStatus": None, "contentStatus": None, "audioUrl": None}, False, None),
    ],
)
def test_an_episode_is_done_when_its_audio_is(more: dict[str, object], *, two: bool, made: Made | None) -> None:
    assert read_made(episode(**more), in_two_steps=two) == made


def test_the_script_is_a_list_of_a_podcast_and_one_text_of_a_narration() -> None:
    written = read_written(sample("listenhub/podcast.json"))
    assert written is not None
    assert (written.title, written.outline) == ("On bees", "1. Hives")
    assert written.lines == (
        WrittenLine("sp_en_1", "Host", "Welcome."),
        WrittenLine("sp_en_2", "Guest", "Thank you."),
    )
    flow = read_written(sample("listenhub/flow.json"))
    assert flow is not None
    assert [one.text for one in flow.lines] == ["All about bees."]
    assert read_written(sample("listenhub/pending.json")) is None
    assert read_written(episode(processStatus="success", contentStatus="", scripts=[])) is None


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (91001, ScriptRefused, "source_too_short"),
        (91002, ScriptRefused, "source_refused"),
        (91003, ProviderFailed, "made_nothing"),
        (91004, ScriptRefused, "source_unreachable"),
        (91005, ScriptRefused, "source_unreachable"),
        (91006, ProviderFailed, "made_nothing"),
        (91007, ScriptRefused, "source_too_large"),
        (99999, ProviderFailed, "made_nothing"),
    ],
)
def test_each_fail_code_is_an_error_with_a_sentence(code: int, kind: type[TablereadError], sentence: str) -> None:
    given = episode(processStatus="failed", failCode=code)
    for read in (read_made, read_written):
        with pytest.raises(kind) as caught:
            read(given)
        assert caught.value.code == sentence
    assert sentence in SENTENCES


@pytest.mark.parametrize(
    "more",
    [
        {"processStatus": "failed"},
        {"processStatus": "FAIL"},
        {"processStatus": "error"},
        {"contentStatus": "text-fail"},
        {"contentStatus": "audio-fail"},
    ],
)
def test_a_failure_without_a_code_is_one(more: dict[str, object]) -> None:
    with pytest.raises(ProviderFailed):
        read_made(episode(**more))


def test_what_was_taken_has_an_id() -> None:
    assert read_created(episode()) == "ep1"
    read_voiced(episode(success=True))
    for wrong in (answer('{"code": 0, "data": {}}'), answer('{"code": 0}'), answer("{"), said(50000), said(0, "", 500)):
        with pytest.raises(UnknownOutcome):
            read_created(wrong)
    with pytest.raises(UnknownOutcome):
        read_voiced(episode(success=False))


@pytest.mark.parametrize(
    ("given", "kind", "code"),
    [
        (said(21007), ProviderAuth, "provider_auth"),
        (said(26004), ProviderNoCredits, "provider_no_credits"),
        (said(29998), ProviderBusy, "provider_busy"),
        (said(25429), ProviderBusy, "provider_busy"),
        (said(29003), SegmentInvalid, "segment_invalid"),
        (said(25002), UnknownVoice, "unknown_voice"),
        (said(25008), NotPossibleNow, "script_not_written"),
        (said(21007, "", 401), ProviderAuth, "provider_auth"),
        (answer("no", 401, "text/plain"), ProviderAuth, "provider_auth"),
        (answer("no", 402, "text/plain"), ProviderNoCredits, "provider_no_credits"),
        (answer("no", 403, "text/plain"), ProviderAuth, "provider_plan"),
        (answer("no", 404, "text/html"), SettingWrong, "setting_wrong"),
        (answer("no", 413, "text/html"), SegmentInvalid, "segment_invalid"),
        (answer("no", 408, "text/html"), UnknownOutcome, "unknown_outcome"),
        (answer("<html>", 502, "text/html"), UnknownOutcome, "unknown_outcome"),
        (answer("<html>", 200, "text/html"), UnknownOutcome, "unknown_outcome"),
        (said(50000, "", 500), UnknownOutcome, "unknown_outcome"),
        (said(50000), UnknownOutcome, "unknown_outcome"),
        (answer('{"code": "0"}'), UnknownOutcome, "unknown_outcome"),
    ],
)
def test_each_signal_is_the_error_that_says_what_to_do(given: Answer, kind: type[TablereadError], code: str) -> None:
    error = refusal(given, LINES, paid=True)
    assert (type(error), error.code) == (kind, code)
    assert code in SENTENCES


def test_too_many_wait_as_long_as_they_ask() -> None:
    for given, wait in ((said(29998), 25), (answer("", 429), 25), (answer("", 429, retry_after="7"), 7)):
        error = refusal(given, LINES, paid=True)
        assert isinstance(error, ProviderBusy)
        assert error.retry_after == wait


def test_the_voice_or_the_line_that_is_meant_is_named() -> None:
    mismatch = refusal(said(29003, "Speaker sp_en_2 is not available"), LINES, paid=True)
    assert mismatch.fields["asked"] == "sp_en_2"
    assert refusal(said(25002), LINES, paid=True).fields["asked"] == "sp_en_1"
    assert refusal(said(29003), LINES[:1], paid=True).fields["turn"] == 3
    assert refusal(said(29003), LINES, paid=True).fields["turn"] is None


def test_of_an_episode_it_is_the_request_or_the_episode_that_is_wrong() -> None:
    assert refusal(said(29003), paid=True).code == "request_refused"
    assert refusal(said(25002)).code == "provider_job_lost"
    assert refusal(said(25002), paid=True).code == "not_at_provider"


@pytest.mark.parametrize("read", [read_balance, read_speakers, read_made, read_written])
def test_a_read_that_cannot_be_read_is_down(read: Callable[[Answer], object]) -> None:
    for given in (answer("<html>"), answer('{"code": 0, "data": []}'), answer("{}", 500), said(50000)):
        with pytest.raises(ProviderDown):
            read(given)


def test_the_words_of_an_event_come_until_the_end() -> None:
    assert read_words('{"code":0, "message":"", "data": {"chunk":"Every window"}}') == "Every window"
    assert read_words('{"code":0, "message":"", "data": {"chunk":"[END]"}}') is None
    with pytest.raises(ProviderAuth):
        read_words('{"code":21007, "message":"", "data": {}}')
    for wrong in ("<html>", '{"code":0, "data": {}}', '{"code":0, "data": 7}'):
        with pytest.raises(ProviderDown):
            read_words(wrong)
