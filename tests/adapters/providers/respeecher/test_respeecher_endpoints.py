"""Requests from values, and values or errors from recorded answers: no network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.providers._wire import Answer
from adapters.providers.respeecher import casting, endpoints
from adapters.providers.respeecher.client import path_of
from adapters.providers.respeecher.endpoints import Body, Endpoint, build, read
from adapters.providers.respeecher.library import label
from adapters.providers.respeecher.orders import Conversion
from adapters.providers.respeecher.provider import NAME, said
from adapters.providers.respeecher.session import Credentials, build_login, read_login
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    SegmentInvalid,
    SettingWrong,
    TablereadError,
    UnknownChoice,
)
from bot.task import Line, Segment
from tests.adapters.providers.respeecher.conftest import sample

SPEC = Path(__file__).parents[5] / "shared" / "specs" / "respeecher-marketplace-0.6.0.yml"
ALL = {name: one for name, one in vars(endpoints).items() if isinstance(one, Endpoint)}
# The guide has these and the OpenAPI document has not, or with another method.
GUIDE_ONLY = {"KEY_NEW", "KEY_DELETE", "CALIBRATION_AUTO", "STATS_PROJECTS", "STATS_FOLDERS"}


def test_ids_in_a_path_are_quoted_and_empty_parts_of_a_query_left_out() -> None:
    assert build(endpoints.RECORDING, "a/../b?c").path == "/api/recordings/a%2F..%2Fb%3Fc"
    asked = {"gender": ("male", "female"), "sort": "", "species": (), "starred_only": True, "limit": 5}
    assert (
        build(endpoints.VOICES, query=asked).path
        == "/api/v2/voices?gender=male&gender=female&starred_only=true&limit=5"
    )


def test_what_makes_or_orders_something_is_never_sent_again_by_itself() -> None:
    once = {name for name, one in ALL.items() if build(one, "id").paid}
    made = {name for name in ALL if name.endswith("_NEW")}
    assert once == made | {"ORDER", "ORDER_RETRY", "TTS", "TTS_OLD"}


@pytest.mark.skipif(not SPEC.exists(), reason="the vendor's OpenAPI document is not beside the repository")
def test_every_endpoint_is_in_the_vendors_openapi_document_or_known_from_the_guide_alone() -> None:
    documented, path = set(), ""
    for line in SPEC.read_text().splitlines():
        if found := re.fullmatch(r"  (/api/\S*):", line):
            path = re.sub(r"{\w+}", "{id}", found[1])
        elif found := re.fullmatch(r"    (get|post|put|patch|delete):", line):
            documented.add((found[1].upper(), path))
    assert {name for name, one in ALL.items() if (one.method, one.path) not in documented} == GUIDE_ONLY


def test_a_session_is_its_cookie_and_its_token() -> None:
    request = build_login(Credentials("", "a@example.com", "secret"), 3600)
    assert request.json == {"email": "a@example.com", "password": "secret", "session_duration": 3600}
    heads = {"set-cookie": 'lang=en; Path=/, session_id="ab.c"; HttpOnly; expires=Thu, 01 Jan 2027 00:00:00 GMT'}
    assert read_login(Answer(200, heads, sample("login").body)) == {
        "cookie": "session_id=ab.c",
        "x-csrf-token": "t0ken",
    }


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (sample("login"), ProviderDown),  # no cookie
        (Answer(404, {}, b'{"detail": "User not found"}'), ProviderAuth),
        (Answer(402, {}, b"{}"), ProviderNoCredits),
        (Answer(429, {}, b"{}"), ProviderBusy),
        (Answer(500, {}, b"{}"), ProviderDown),
    ],
)
def test_a_login_that_fails_says_whether_it_was_refused(answer: Answer, error: type[TablereadError]) -> None:
    with pytest.raises(error):
        read_login(answer)


def test_credentials_are_a_key_or_an_address_with_a_password_and_never_shown() -> None:
    assert Credentials("k").checked()
    assert Credentials("", "a", "b").checked()
    for wrong, setting in ((Credentials(), "API_KEY"), (Credentials(email="a"), "PASSWORD")):
        with pytest.raises(SettingWrong) as raised:
            wrong.checked()
        assert raised.value.fields["setting"] == f"TABLEREAD_RESPEECHER__{setting}"
    assert "kkk" not in repr(Credentials("kkk", "kkk", "kkk"))


def test_recorded_answers_become_values() -> None:
    assert read(endpoints.WHO, sample("user")).data.permissions.download
    assert read(endpoints.CREDITS, sample("credits")).credits == 41.87
    assert read(endpoints.PROJECTS, sample("projects")).list[0].name == "Tableread"
    assert read(endpoints.FOLDERS, sample("folders")).list[0].project_id
    assert [one.type for one in read(endpoints.RECORDINGS, sample("recordings")).list] == ["original", "converted"]
    done = read(endpoints.RECORDING, sample("conversion_done"))
    assert (done.note and done.note.text, done.duration, done.narration_style_name) == ("The best one.", 1.5, "Calm")
    assert read(endpoints.ORDER, sample("orders"))[0].conversion_id == done.id
    assert "Good evening" not in repr(read(endpoints.RECORDING, sample("original")))


def test_a_time_or_a_number_that_cannot_be_read_spoils_nothing() -> None:
    body = b'{"id": "a", "created_at": "yesterday", "size": [], "duration": {}, "converted_at": 5, "state": "done"}'
    read_ = read(endpoints.RECORDING, Answer(200, {}, body))
    assert (read_.created_at, read_.size, read_.duration, read_.state) == (None, 0, 0, "done")


def test_what_was_deleted_comes_in_three_shapes() -> None:
    for body in (b'{"id": "a"}', b'["a"]', b'[{"id": "a"}]'):
        assert read(endpoints.FOLDER_DELETE, Answer(200, {}, body)).ids == ("a",)


def test_an_archive_is_a_zip_or_refused() -> None:
    heads = {"content-disposition": 'attachment; filename="lines.zip"'}
    assert read(endpoints.RECORDING_EXPORT, Answer(200, heads, b"PK\x03\x04")).name == "lines.zip"
    with pytest.raises(ProviderDown):
        read(endpoints.RECORDING_EXPORT, Answer(200, heads, b"<html>"))


def test_labels_keep_to_what_a_label_may_be_and_differ() -> None:
    assert label("01JD3K7Q2M-1-003") == "01JD3K7Q2M-1-003"
    odd = ["", "x" * 41, "x" * 42, "a_b", "a b ", "ä", "\ud800", "('text', ())", "('text', (1,))", "\n"]
    labels = [label(one) for one in odd]
    assert len(set(labels)) == len(odd)
    assert all(re.fullmatch(r"[a-zA-Z0-9 -]{1,40}", one) for one in labels)


def test_a_conversion_says_only_what_was_asked() -> None:
    assert Conversion(voice="v").document() == {"voice_id": "v"}
    full = Conversion(voice="v", narration_style="n", accent="a", semitones=-2.5, name="ref")
    assert full.document() == {
        "voice_id": "v",
        "narration_style_id": "n",
        "accent_id": "a",
        "semitones_correction": -2.5,
        "label": "ref",
    }


def test_only_addresses_of_the_api_itself_become_paths() -> None:
    base = "https://gateway.example.com"
    assert path_of("/api/storage/a.wav", base) == "/api/storage/a.wav"
    assert path_of("api/storage/a.wav?x=1", base) == "/api/storage/a.wav?x=1"
    assert path_of(base + "/api/a.wav", base) == "/api/a.wav"
    for foreign in (
        "https://elsewhere.example.com/a.wav",
        "http://gateway.example.com/a.wav",
        "https://gateway.example.com.evil.example/a",
        "https://gateway.example.com@evil.example/a",
        "//evil.example/a.wav",
        "\\\\evil.example/a.wav",
        "file:///etc/passwd",
    ):
        with pytest.raises(ProviderFailed):
            path_of(foreign, base)


def test_a_voice_is_shown_with_what_it_can_do() -> None:
    first, second, *_ = read(endpoints.VOICES, sample("voices")).list
    shown = casting.read_voice(first, NAME)
    assert (shown.name, shown.gender, shown.languages) == ("Ava", "female", ("en-us", "en-ie"))
    assert shown.description == "Warm and near. adult, american. Tells: Excited, Calm"
    assert casting.read_voice(second, NAME).gender == ""
    assert second.narration_styles[0].name == "Soft, Slow"


def test_a_narration_style_is_the_one_asked_for_or_the_favourite_or_the_default() -> None:
    voice = read(endpoints.VOICES, sample("voices")).list[0]
    excited, calm = voice.narration_styles
    assert casting.style_of(voice, "") == calm
    assert casting.style_of(voice, " excited ") == casting.style_of(voice, excited.id) == excited
    favourite = excited.model_copy(update={"settings": excited.settings.model_copy(update={"favorite": True})})
    chosen = voice.model_copy(update={"narration_styles": (favourite, calm)})
    assert casting.style_of(chosen, "").id == excited.id
    assert casting.accent_of(voice, "") == ""
    assert casting.accent_of(voice, "Irish") == voice.accents[0].id
    with pytest.raises(UnknownChoice) as raised:
        casting.accent_of(voice, "Martian")
    assert raised.value.fields["allowed"] == ("Irish", "American")


def test_a_segment_is_one_text_in_one_voice() -> None:
    lines = (Line(1, "A", "v", " One. "), Line(1, "A", "v", "T\0wo."))
    assert said(Segment(0, NAME, "m", lines)) == ("One. Two.", "v", 1)
    for wrong in (
        (),
        (Line(0, "A", "v", " \0 "),),
        (Line(0, "A", "v", "a"), Line(1, "B", "w", "b")),
        (Line(0, "A", "v", "a" * 1001),),
    ):
        with pytest.raises(SegmentInvalid):
            said(Segment(0, NAME, "m", wrong))


def test_a_body_is_json_or_a_form() -> None:
    assert build(endpoints.LOGOUT).json is None
    assert build(endpoints.RECORDING_NEW, body=Body(form={"microphone": "file"})).form == {"microphone": "file"}
