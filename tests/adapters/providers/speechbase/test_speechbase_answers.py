from __future__ import annotations

import base64
import json
from dataclasses import astuple

import pytest

from adapters.providers.speechbase.answers import (
    read_audio,
    read_joined,
    read_pieces,
    read_timed,
    read_voices,
)
from adapters.providers.speechbase.joining import Piece, join
from adapters.providers.speechbase.refusals import refusal, without_times
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
from bot.task import Span
from tests.segments import answer, line, sample
from tests.simulators import audio

LINES = (line("alloy", "How odd", turn=3), line("shimmer", "...", turn=4), line("alloy", "Is it?", turn=6))
TWO = LINES[:2]


def problem(status: int, **more: object) -> TablereadError:
    return refusal(answer(json.dumps({"status": status, **more}), status, "application/problem+json"), TWO, paid=True)


def test_times_of_words_become_a_span_for_each_line_and_one_without_lies_between() -> None:
    timed = read_timed(sample("speechbase/timed.json"), LINES)
    assert timed.spans == (Span(0, 0.0, 0.08), Span(1, 0.08, 0.12), Span(2, 0.12, 0.2))
    assert timed.warnings == ("provider_says:speed is ignored",)
    assert (timed.media_type, timed.credits) == ("audio/wav", None)


@pytest.mark.parametrize(
    "words",
    [
        [],
        None,
        [{"text": "a", "start": 0, "end": 1, "turnIndex": 7}],
        [{"text": "a", "start": 5, "end": 6, "turnIndex": 0}, {"text": "b", "start": 1, "end": 2, "turnIndex": 1}],
        [{"text": "a", "start": "soon"}],
        "later",
    ],
)
def test_audio_is_kept_where_its_times_cannot_be_used(words: object) -> None:
    document = json.loads(sample("speechbase/timed.json").body) | {"timestamps": words}
    timed = read_timed(answer(json.dumps(document)), LINES)
    assert timed.spans == ()
    assert timed.media_type == "audio/wav"


def test_pieces_are_put_in_the_order_of_the_turns_and_joined_with_the_gap() -> None:
    joined = read_joined(sample("speechbase/split.json"), TWO, gap=0.5)
    assert joined.spans == (Span(0, 0.0, 0.1), Span(1, 0.6, 0.65))
    assert joined.warnings == ("provider_says:one remark",)
    pieces, _ = read_pieces(sample("speechbase/split.json"), TWO)
    assert [(piece.line, piece.seconds) for piece in pieces] == [(0, 0.1), (1, 0.05)]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"audio": "bm8="}', b'{"audio": "%%"}', b'{"audio": 1}', b"<html></html>" * 9, b'{"code": 1}'],
)
def test_a_200_that_holds_no_audio_is_an_unknown_outcome(body: bytes) -> None:
    for read in (read_timed, read_audio, read_pieces):
        with pytest.raises(UnknownOutcome):
            read(answer(body), TWO)


def test_a_piece_that_is_missing_is_an_unknown_outcome() -> None:
    for lines in (LINES, TWO[:1]):
        with pytest.raises(UnknownOutcome):
            read_joined(sample("speechbase/split.json"), lines, gap=0.3)


def test_audio_is_sniffed_whatever_its_type_says() -> None:
    data = audio.speech("Hello there.", "alloy", "mp3")
    assert read_audio(answer(data, 200, "application/octet-stream"), TWO).media_type == "audio/mpeg"


def test_bare_samples_are_given_a_head_where_the_type_says_what_they_are() -> None:
    samples = audio.samples("Hello there.")
    spoken = read_audio(answer(samples, 200, "audio/pcm; rate=24000"), TWO)
    assert spoken.media_type == "audio/wav"
    assert spoken.data.endswith(samples)
    with pytest.raises(UnknownOutcome):
        read_audio(answer(samples, 200, "audio/mpeg"), TWO)
    document = {"audio": base64.b64encode(samples).decode(), "mediaType": "audio/pcm"}
    assert read_timed(answer(json.dumps(document)), TWO, rate=8000).data[24:28] == (8000).to_bytes(4, "little")


def test_mp3_pieces_follow_each_other_without_a_gap() -> None:
    piece = audio.speech("Hello there.", "alloy", "mp3")
    two = [Piece(0, piece, "audio/mpeg", 1.0), Piece(1, piece, "audio/mpeg", 2.0)]
    assert join(two, 0.3) == (piece * 2, (Span(0, 0.0, 1.0), Span(1, 1.0, 3.0)))
    assert join([Piece(0, piece, "audio/mpeg"), two[1]], 0.3) == (piece * 2, ())


def test_pieces_of_different_forms_are_not_joined() -> None:
    slow, broken = audio.speech("Hi.", "alloy", "wav"), b"RIFF\0\0\0\0WAVE" + bytes(40)
    other = bytearray(slow)
    other[24:28] = (8000).to_bytes(4, "little")
    for second in (bytes(other), broken):
        assert join([Piece(0, slow, "audio/wav"), Piece(1, second, "audio/wav")], 0.3) == (b"", ())
    assert join([Piece(0, slow, "audio/wav"), Piece(1, b"x", "audio/ogg")], 0.3) == (b"", ())
    assert join([Piece(0, b"x", "audio/ogg", 1.0)], 0.3) == (b"x", (Span(0, 0.0, 1.0),))


def test_saved_voices_are_read_with_the_cursor_to_the_next_page() -> None:
    page = read_voices(sample("speechbase/voices.json"))
    assert [(voice.id, voice.name, voice.gender) for voice in page.voices] == [
        ("vc_9f2", "Old captain", "male"),
        ("vc_9f3", "vc_9f3", ""),
    ]
    assert [voice.description for voice in page.voices] == ["elevenlabs/eleven_v3", "A tired clerk"]
    assert page.cursor == "p2"


def test_a_server_without_saved_voices_has_none() -> None:
    assert astuple(read_voices(answer("404: Not Found", 404, "text/plain"))) == ((), "")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (answer("[]"), ProviderDown),
        (answer("<html>", 502, "text/html"), ProviderDown),
        (answer("{}", 401), ProviderAuth),
    ],
)
def test_saved_voices_that_cannot_be_had_are_an_error(given: object, kind: type[TablereadError]) -> None:
    with pytest.raises(kind):
        read_voices(given)  # type: ignore[arg-type]


def test_a_problem_names_the_turn_of_the_script_that_is_meant() -> None:
    for name in ("problem", "upstream"):
        error = refusal(sample(f"speechbase/{name}.json", 400), TWO, paid=True)
        assert isinstance(error, SegmentInvalid)
        assert error.turn == 4
    assert refusal(answer("{}", 400), TWO[:1], paid=True).fields == {"turn": 3}
    assert refusal(answer('{"turn_index": 9}', 400), TWO, paid=True).fields == {"turn": None}


def test_the_moderators_own_shape_is_a_verdict_or_his_absence() -> None:
    assert type(refusal(sample("speechbase/blocked.json", 422), TWO, paid=True)) is SegmentRefused
    absent = refusal(sample("speechbase/no-moderator.json", 422, retry_after="7"), TWO, paid=True)
    assert isinstance(absent, ProviderBusy)
    assert absent.retry_after == 7


@pytest.mark.parametrize(
    ("status", "more", "kind", "code"),
    [
        (401, {}, ProviderAuth, "provider_auth"),
        (403, {"code": "no_api_key"}, ProviderAuth, "provider_plan"),
        (403, {"code": "provider_disabled"}, ProviderAuth, "provider_plan"),
        (402, {}, ProviderNoCredits, "provider_no_credits"),
        (429, {"upstream_code": "insufficient_quota"}, ProviderNoCredits, "provider_no_credits"),
        (502, {"upstream_status": 402}, ProviderNoCredits, "provider_no_credits"),
        (502, {"upstream_status": 401}, ProviderAuth, "provider_plan"),
        (404, {"code": "voice_not_found", "turn_index": 1}, UnknownVoice, "unknown_voice"),
        (400, {"validation": [{"path": ["turns", "1", "voice"], "message": ""}]}, UnknownVoice, "unknown_voice"),
        (409, {"code": "voice_incomplete"}, UnknownVoice, "unknown_voice"),
        (404, {}, SettingWrong, "setting_wrong"),
        (400, {"code": "unknown_provider"}, SettingWrong, "setting_wrong"),
        (409, {}, ProviderFailed, "provider_failed"),
        (501, {}, ProviderFailed, "provider_failed"),
        (429, {}, ProviderBusy, "provider_busy"),
        (413, {}, SegmentInvalid, "segment_invalid"),
        (422, {}, SegmentInvalid, "segment_invalid"),
        (408, {}, UnknownOutcome, "unknown_outcome"),
        (500, {}, UnknownOutcome, "unknown_outcome"),
        (502, {"upstream_status": 500, "turn_index": 1}, UnknownOutcome, "unknown_outcome"),
        (503, {"code": "provider_unavailable"}, UnknownOutcome, "unknown_outcome"),
        (200, {"code": "internal"}, UnknownOutcome, "unknown_outcome"),
    ],
)
def test_each_signal_is_the_error_that_says_what_to_do(
    status: int, more: dict[str, object], kind: type[TablereadError], code: str
) -> None:
    error = problem(status, **more)
    assert (type(error), error.code) == (kind, code)


def test_the_voice_that_is_not_there_is_named() -> None:
    assert problem(404, code="voice_not_found", turn_index=1).fields["asked"] == "shimmer"


def test_an_unpaid_request_that_fails_is_down_not_unknown() -> None:
    assert type(refusal(answer("oops", 500, "text/plain"))) is ProviderDown


@pytest.mark.parametrize(
    ("status", "code", "without"),
    [
        (501, "timestamps_unsupported", True),
        (404, "not_found", True),
        (405, "", True),
        (404, "voice_not_found", False),
        (503, "timestamps_unavailable", False),
        (200, "", False),
    ],
)
def test_words_are_asked_for_without_times_only_where_nothing_was_spoken(
    status: int, code: str, *, without: bool
) -> None:
    assert without_times(answer(json.dumps({"code": code}), status)) is without


def test_every_way_of_reading_audio_raises_what_is_refused() -> None:
    given = sample("speechbase/problem.json", 400)
    for read in (read_audio, read_timed, read_pieces):
        with pytest.raises(SegmentInvalid) as caught:
            read(given, TWO)
        assert caught.value.turn == 4
