from __future__ import annotations

import pytest

from adapters.providers.elevenlabs.requests import (
    build_balance,
    build_dialogue,
    build_history,
    build_history_audio,
    build_voices,
    characters,
    label,
    model,
    said,
)
from bot.errors import SegmentInvalid, SettingWrong
from bot.task import Segment
from tests.segments import line, segment


def made(one: Segment, **defaults: str) -> dict[str, object]:
    request = build_dialogue(one, output_format="mp3_44100_128", defaults=defaults)
    assert (request.method, request.path) == ("POST", "/v1/text-to-dialogue/with-timestamps")
    assert request.query == {"output_format": "mp3_44100_128"}
    assert request.paid
    assert isinstance(request.json, dict)
    return request.json


def test_a_script_becomes_inputs_in_its_order() -> None:
    one = segment(
        "elevenlabs", line("vA", "Hi.", ("shouts", 0)), line("vB", "Oh."), language="pt-BR", model="eleven_v3"
    )
    assert made(one) == {
        "inputs": [{"text": "[shouts] Hi.", "voice_id": "vA"}, {"text": "Oh.", "voice_id": "vB"}],
        "model_id": "eleven_v3",
        "language_code": "pt",
    }


def test_settings_are_the_segments_own_before_the_operators() -> None:
    one = segment("elevenlabs", line("vA", "Hi."), model="eleven_v3", stability="0.5", seed="7")
    sent = made(one, stability="1", similarity="0.75", normalization="off")
    assert sent["settings"] == {"stability": 0.5, "similarity": 0.75}
    assert (sent["seed"], sent["apply_text_normalization"]) == (7, "off")


@pytest.mark.parametrize(
    ("name", "value"),
    [("stability", "1.5"), ("similarity", "nan"), ("seed", "-1"), ("seed", "4294967296"), ("seed", "0.5"),
     ("normalization", "perhaps")],
)  # fmt: skip
def test_a_setting_that_is_no_such_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        made(segment("elevenlabs", line("vA", "Hi.")), **{name: value})
    assert caught.value.fields["setting"] == f"TABLEREAD_ELEVENLABS__{name.upper()}"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ((("laughs", 0),), "[laughs] Well, now."),
        ((("laughs", 6),), "Well, [laughs] now."),
        ((("laughs", 5),), "Well, [laughs] now."),
        ((("laughs", 10),), "Well, now. [laughs]"),
        ((("laughs", 9),), "Well, now [laughs]."),
        ((("sighs", 6), ("laughs", 0)), "[laughs] Well, [sighs] now."),
        ((("a", 0), ("b", 0)), "[a] [b] Well, now."),
        ((("laughs", 99), ("sighs", -3)), "[sighs] Well, now. [laughs]"),
        ((("odd ]] [name\n", 0),), "[odd name] Well, now."),
        ((("[]", 0),), "Well, now."),
    ],
)
def test_tags_stand_where_they_were_written(tags: tuple[tuple[str, int], ...], expected: str) -> None:
    assert said(line("vA", "Well, now.", *tags)) == expected


def test_the_words_of_tags_are_counted() -> None:
    assert characters(segment("elevenlabs", line("vA", "Hi.", ("sighs", 0)), line("vB", "Oh."))) == 14


def test_the_operators_settings_are_in_the_label_and_not_in_the_model() -> None:
    named = label("eleven_v3", {"stability": "0.5", "seed": "7"})
    assert named == "eleven_v3 seed=7 stability=0.5"
    assert model(segment("elevenlabs", model=named)) == "eleven_v3"


def test_nothing_to_say_is_not_sent() -> None:
    with pytest.raises(SegmentInvalid):
        made(segment("elevenlabs"))
    with pytest.raises(SegmentInvalid) as caught:
        made(segment("elevenlabs", line("vA", "Hi."), line("vA", "\n")))
    assert caught.value.turn == 1


def test_pages_are_asked_for_one_after_the_other_and_nothing_of_it_is_paid() -> None:
    assert build_voices("p2").query == build_voices().query | {"next_page_token": "p2"}
    assert build_history("h9").query["start_after_history_item_id"] == "h9"
    assert build_history_audio("../x y").path == "/v1/history/..%2Fx%20y/audio"
    assert not any(one.paid for one in (build_voices(), build_history(), build_history_audio("a"), build_balance()))
