from __future__ import annotations

import base64
import json

import pytest

from adapters.providers._wire import Answer
from adapters.providers.elevenlabs.answers import read_balance, read_dialogue, read_voices
from adapters.providers.elevenlabs.refusals import refusal
from bot.cast import Voice
from bot.errors import (
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
from bot.task import Line, Span
from tests.segments import answer, line, sample

MP3 = b"ID3\x04" + bytes(60)
HTML = "<!DOCTYPE html><title>Bad Gateway</title>"
LINES = (
    Line(3, "A", "vA", "Hi there."),
    Line(5, "B", "vB", "Hello!", line("vB", "", ("laughs", 0)).tags),
)


def said(status: int, word: str, message: str = "", **headers: str) -> Answer:
    return answer(json.dumps({"detail": {"status": word, "message": message}}), status, **headers)


def dialogue(**more: object) -> Answer:
    return answer(json.dumps({"audio_base64": base64.b64encode(MP3).decode()} | more), character_cost="24")


def test_a_dialogue_is_audio_with_a_span_for_each_line() -> None:
    audio = read_dialogue(sample("elevenlabs/dialogue.json", character_cost="24"), LINES)
    assert (audio.data, audio.media_type, audio.credits) == (MP3, "audio/mpeg", 24)
    assert audio.spans == (Span(0, 0.0, 0.45), Span(1, 0.45, 1.2))


def test_without_voice_segments_the_characters_tell_where_the_lines_are() -> None:
    document = json.loads(sample("elevenlabs/dialogue.json").body)
    del document["voice_segments"]
    audio = read_dialogue(answer(json.dumps(document)), LINES)
    assert audio.spans == (Span(0, 0.0, 0.45), Span(1, 0.45, 1.2))
    assert audio.credits is None


@pytest.mark.parametrize(
    "more", [{}, {"voice_segments": 7}, {"alignment": {"characters": "x"}}, {"voice_segments": []}]
)
def test_audio_whose_times_cannot_be_read_is_kept_all_the_same(more: dict[str, object]) -> None:
    audio = read_dialogue(dialogue(**more), LINES)
    assert (audio.data, audio.spans) == (MP3, ())


def test_the_bytes_themselves_are_audio_too() -> None:
    assert read_dialogue(answer(MP3, 200, "audio/mpeg"), LINES).data == MP3


@pytest.mark.parametrize(
    "body", ["{}", '{"audio_base64":""}', '{"audio_base64":"not base64"}', '{"audio_base64":"SUQz', HTML, ""]
)
def test_a_200_without_audio_may_have_been_paid(body: str) -> None:
    with pytest.raises(UnknownOutcome):
        read_dialogue(answer(body), LINES)


@pytest.mark.parametrize("cost", ["", "many", "-3", "1e3", "٣", "9" * 30])
def test_a_cost_that_is_no_number_is_not_told(cost: str) -> None:
    body = json.dumps({"audio_base64": base64.b64encode(MP3).decode()})
    assert read_dialogue(answer(body, character_cost=cost), LINES).credits is None


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (said(401, "invalid_api_key"), ProviderAuth),
        (said(401, "quota_exceeded"), ProviderNoCredits),
        (said(401, "missing_permissions"), ProviderAuth),
        (said(401, "something_new"), ProviderAuth),
        (said(402, "payment_required"), ProviderNoCredits),
        (said(400, "max_character_limit_exceeded"), SegmentInvalid),
        (said(400, "anything"), SegmentInvalid),
        (said(403, "content_against_policy"), SegmentRefused),
        (said(403, "blocked", "This violates our Terms of Service."), SegmentRefused),
        (said(403, "only_for_creator+", "Upgrade."), ProviderAuth),
        (said(401, "detected_unusual_activity"), ProviderAuth),
        (said(400, "model_not_found"), SettingWrong),
        (said(403, "output_format_not_allowed"), SettingWrong),
        (said(404, "not_found"), SettingWrong),
        (said(409, "conflict"), ProviderFailed),
        (said(429, "too_many_concurrent_requests"), ProviderBusy),
        (said(429, "system_busy"), ProviderBusy),
        (answer(HTML, 429, "text/html"), ProviderBusy),
        (answer('{"detail":"Not authenticated"}', 401), ProviderAuth),
        (answer('{"detail":{"code":"quota_exceeded","type":"x"}}', 401), ProviderNoCredits),
        (answer(HTML, 408, "text/html"), UnknownOutcome),
        (answer(HTML, 500, "text/html"), UnknownOutcome),
        (answer(HTML, 524, "text/html"), UnknownOutcome),
        (said(500, "system_busy"), UnknownOutcome),
    ],
)
def test_what_a_paid_request_is_refused_with(refused: Answer, kind: type[TablereadError]) -> None:
    with pytest.raises(kind):
        read_dialogue(refused, LINES)


def test_a_plan_that_lacks_something_is_told_from_a_wrong_key() -> None:
    assert refusal(said(403, "only_for_creator+")).code == "provider_plan"
    assert refusal(said(401, "invalid_api_key")).code == "provider_auth"


def test_the_two_kinds_of_busy_wait_differently() -> None:
    ours, theirs = refusal(said(429, "too_many_concurrent_requests")), refusal(said(429, "system_busy"))
    assert isinstance(ours, ProviderBusy)
    assert isinstance(theirs, ProviderBusy)
    assert (ours.code, ours.retry_after) == ("provider_full", 3.0)
    assert (theirs.code, theirs.retry_after) == ("provider_busy", None)
    told = refusal(said(429, "too_many_concurrent_requests", retry_after="9"))
    assert isinstance(told, ProviderBusy)
    assert told.retry_after == 9


def test_a_validation_error_points_at_its_line() -> None:
    wrong = refusal(sample("elevenlabs/error-fields.json", 422), LINES, paid=True)
    assert isinstance(wrong, SegmentInvalid)
    assert wrong.turn == 5
    for place in (["body"], ["body", "inputs", 9, "text"], ["body", "inputs"], []):
        unplaced = refusal(answer(json.dumps({"detail": [{"loc": place}]}), 422), LINES, paid=True)
        assert isinstance(unplaced, SegmentInvalid)
        assert unplaced.turn is None


@pytest.mark.parametrize(("message", "voice"), [("A voice with the voice_id vB was not found.", "vB"), ("", "vA")])
@pytest.mark.parametrize("status", [400, 404])
def test_a_voice_that_is_gone_is_named(status: int, message: str, voice: str) -> None:
    gone = refusal(said(status, "voice_not_found", message), LINES, paid=True)
    assert isinstance(gone, UnknownVoice)
    assert gone.fields["asked"] == voice


def test_voices_have_their_names_languages_and_manner() -> None:
    page = read_voices(sample("elevenlabs/voices.json"))
    assert page.after == "p2"
    assert page.voices == (
        Voice("vA", "Roger", "elevenlabs", ("en", "pt-br", "fr"), "male",
              "at ease, casual, middle_aged, american, conversational"),
        Voice("vB", "Captain", "elevenlabs", (), "", "An old sailor."),
    )  # fmt: skip


def test_the_last_page_of_voices_has_none_after_it() -> None:
    assert read_voices(answer('{"voices":[],"has_more":false,"next_page_token":"x"}')).after == ""


def test_the_balance_is_what_is_left_of_the_characters() -> None:
    assert read_balance(sample("elevenlabs/subscription.json")) == 79500
    assert read_balance(answer('{"character_count":9,"character_limit":5}')) == 0


@pytest.mark.parametrize("read", [read_voices, read_balance])
def test_what_is_not_paid_is_down_where_it_cannot_be_read(read: object) -> None:
    assert callable(read)
    for broken in (answer(HTML), answer("{}"), answer(HTML, 502, "text/html")):
        with pytest.raises(ProviderDown):
            read(broken)
    with pytest.raises(ProviderNoCredits):
        read(sample("elevenlabs/error.json", 401))
