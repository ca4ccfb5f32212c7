from __future__ import annotations

import math

import pytest

from adapters.providers.elevenlabs.timing import Alignment, VoiceSegment, spans
from bot.task import Span


def part(index: int, start: float, end: float) -> VoiceSegment:
    return VoiceSegment(dialogue_input_index=index, start_time_seconds=start, end_time_seconds=end)


def times(*signs: str) -> Alignment:
    return Alignment(
        characters=list(signs),
        character_start_times_seconds=[float(at) for at in range(len(signs))],
        character_end_times_seconds=[at + 1.0 for at in range(len(signs))],
    )


def test_the_parts_of_a_line_are_one_span() -> None:
    assert spans(["a", "b"], [part(1, 5, 6), part(0, 0, 1), part(0, 1, 4)], None) == (Span(0, 0, 4), Span(1, 5, 6))


@pytest.mark.parametrize(
    "segments",
    [
        [part(0, 0, 1)],
        [part(0, 0, 1), part(7, 1, 2)],
        [part(0, 2, 1), part(1, 2, 3)],
        [part(0, -1, 1), part(1, 2, 3)],
        [part(0, 0, math.nan), part(1, 2, 3)],
        [part(0, 5, 6), part(1, 1, 2)],
    ],
)
def test_spans_that_cannot_be_are_none(segments: list[VoiceSegment]) -> None:
    assert spans(["a", "b"], segments, None) == ()
    assert spans(["a", "b"], segments, times("a", "b")) == (Span(0, 0, 1), Span(1, 1, 2))


def test_lines_are_found_however_they_are_joined() -> None:
    for joined in ("Hi.Oh.", "Hi. Oh.", "Hi.\nOh."):
        start = joined.index("Oh")
        assert spans(["Hi.", "Oh."], [], times(*joined)) == (Span(0, 0, 3), Span(1, start, start + 3))


def test_the_same_words_twice_are_two_places() -> None:
    assert spans(["No.", "No."], [], times(*"No.No.")) == (Span(0, 0, 3), Span(1, 3, 6))


def test_a_sign_of_several_code_points_is_one_character() -> None:
    assert spans(["é!", "b"], [], times("é", "!", "b")) == (Span(0, 0, 2), Span(1, 2, 3))


def test_characters_that_are_not_the_lines_give_nothing() -> None:
    assert spans(["Hi.", "Oh."], [], times(*"Hi.Ah.")) == ()
    assert spans([""], [], times("a")) == ()
    uneven = Alignment(characters=["a"], character_start_times_seconds=[], character_end_times_seconds=[1.0])
    assert spans(["a"], [], uneven) == ()
