from __future__ import annotations

import pytest

from adapters.providers.miso_one.requests import TAGS, build_balance, build_create, build_query, credits, said
from adapters.providers.miso_one.voices import VOICES
from bot.errors import SegmentInvalid, SettingWrong, UnknownVoice
from bot.script.tags import canonical
from bot.task import Segment
from tests.segments import line, segment


def made(one: Segment, **defaults: str) -> dict[str, object]:
    request = build_create(one, "k3f9-1-0", defaults)
    assert (request.method, request.path, request.paid) == ("POST", "/api/ai/generate", True)
    assert isinstance(request.json, dict)
    return request.json


def test_a_script_becomes_a_dialogue_with_our_reference_as_its_note() -> None:
    one = segment("miso-one", line("Adam", "Have you heard?", ("excited", 0)), line("Sam", "No."), language="pt-BR")
    assert made(one) == {
        "mediaType": "speech",
        "presetId": "miso-one",
        "options": {
            "dialogue": [{"voice": "Adam", "text": "[excited] Have you heard?"}, {"voice": "Sam", "text": "No."}],
            "language_code": "pt",
        },
        "prompt": "k3f9-1-0",
    }


def test_what_is_not_set_is_left_out() -> None:
    assert made(segment("miso-one", line("Adam", "Hi.")))["options"] == {"dialogue": [{"voice": "Adam", "text": "Hi."}]}


def test_stability_is_the_segments_own_before_the_operators() -> None:
    assert made(segment("miso-one", line("Adam", "Hi.")), stability="0.5")["options"]["stability"] == 0.5  # type: ignore[index]
    own = segment("miso-one", line("Adam", "Hi."), stability="1")
    assert made(own, stability="0.5")["options"]["stability"] == 1  # type: ignore[index]


@pytest.mark.parametrize("value", ["much", "nan", "inf"])
def test_a_stability_that_is_no_number_names_its_setting(value: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        made(segment("miso-one", line("Adam", "Hi.")), stability=value)
    assert caught.value.fields["setting"] == "TABLEREAD_MISO_ONE__STABILITY"


def test_tags_stand_at_the_start_of_their_line_once_whatever_their_place() -> None:
    assert said(line("Adam", "Well, now.", ("laughs", 6), ("sighs", 9), ("laughs", 0))) == "[laughs] [sighs] Well, now."


def test_a_tag_that_is_not_misos_is_left_out() -> None:
    assert said(line("Adam", "Well.", ("mischievous", 0))) == "Well."


def test_every_tag_goes_by_its_canonical_name() -> None:
    assert {canonical(word) for word in TAGS.values()} == set(TAGS)


@pytest.mark.parametrize(("characters", "expected"), [(1, 30), (60, 30), (61, 31), (62, 31), (1000, 500), (5000, 2500)])
def test_the_price_is_half_a_credit_a_character_and_thirty_at_least(characters: int, expected: int) -> None:
    assert credits(segment("miso-one", line("Adam", "x" * characters))) == expected


def test_the_words_of_tags_are_in_the_price() -> None:
    assert credits(segment("miso-one", line("Adam", "x" * 90, ("excited", 0)))) == 50


@pytest.mark.parametrize("voice", ["adam", "Adam ", "Nobody", ""])
def test_a_voice_that_miso_does_not_have_is_refused_before_it_is_asked(voice: str) -> None:
    with pytest.raises(UnknownVoice) as caught:
        made(segment("miso-one", line(voice, "Hi.")))
    assert caught.value.nearest


def test_what_is_certain_to_be_refused_is_not_sent() -> None:
    with pytest.raises(SegmentInvalid):
        made(segment("miso-one"))
    with pytest.raises(SegmentInvalid) as caught:
        made(segment("miso-one", line("Adam", "Hi."), line("Adam", " ")))
    assert caught.value.turn == 1
    with pytest.raises(SegmentInvalid) as caught:
        made(segment("miso-one", line("Adam", "x" * 5001)))
    assert caught.value.turn == 0
    with pytest.raises(SegmentInvalid) as caught:
        made(segment("miso-one", line("Adam", "x" * 5000), line("Sam", "x")))
    assert caught.value.turn is None


def test_looks_and_the_balance_are_not_paid() -> None:
    assert (build_query("task_1").json, build_query("task_1").paid) == ({"taskId": "task_1"}, False)
    assert not build_balance().paid


def test_sixteen_voices_have_a_character_of_their_own() -> None:
    assert len({voice.id for voice in VOICES}) == len({voice.description for voice in VOICES}) == 16
    assert [voice.gender for voice in VOICES].count("") == 1
