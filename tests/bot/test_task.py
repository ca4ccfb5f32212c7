"""A task's stages and legal moves, and the key of a take."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.script.model import Script, Tag
from bot.task import (
    ENDED,
    IN_FLIGHT,
    MOVES,
    RUNNING,
    Line,
    Order,
    Person,
    Place,
    Price,
    PriceKind,
    Segment,
    Stage,
    Task,
    may_move,
)

LINE = Line(0, "ADAM", "v1", "Hello.", (Tag("sad", 2),))
SEGMENT = Segment(0, "tone", "m", (LINE,), "en", (("speed", "1"),))


def test_every_stage_has_its_moves_and_the_way_of_a_good_task_is_legal():
    assert set(MOVES) == set(Stage)
    way = [Stage.DRAFT, Stage.QUEUED, Stage.SPEAKING, Stage.MIXING, Stage.DELIVERING, Stage.DONE]
    assert all(may_move(before, after) for before, after in pairwise(way))


def test_stages_are_in_flight_or_ended_or_wait_for_the_person():
    assert set(Stage) - IN_FLIGHT - ENDED == {Stage.DRAFT, Stage.ASKING}
    assert not IN_FLIGHT & ENDED
    assert RUNNING < IN_FLIGHT


@pytest.mark.parametrize("stage", [Stage.DONE, Stage.EXPIRED])
def test_nothing_moves_a_task_that_is_done_or_expired(stage):
    assert not any(may_move(stage, after) for after in Stage)


@pytest.mark.parametrize("stage", [Stage.FAILED, Stage.CANCELLED])
def test_a_failed_or_cancelled_task_can_only_be_queued_again(stage):
    assert {after for after in Stage if may_move(stage, after)} == {Stage.QUEUED}


@pytest.mark.parametrize("stage", sorted(IN_FLIGHT))
def test_a_task_in_flight_can_be_cancelled_fail_or_ask_but_not_expire_or_stand_still(stage):
    assert may_move(stage, Stage.CANCELLED)
    assert may_move(stage, Stage.FAILED)
    assert may_move(stage, Stage.ASKING)
    assert not may_move(stage, Stage.EXPIRED)
    assert not may_move(stage, stage)


def test_no_stage_is_skipped_towards_done():
    assert {stage for stage in Stage if may_move(stage, Stage.DONE)} == {Stage.DELIVERING}
    assert {stage for stage in Stage if may_move(stage, Stage.DELIVERING)} == {Stage.MIXING}
    assert {stage for stage in Stage if may_move(stage, Stage.MIXING)} == {Stage.SPEAKING}


@pytest.mark.parametrize(
    "other",
    [
        replace(SEGMENT, provider="other"),
        replace(SEGMENT, model="other"),
        replace(SEGMENT, language="de"),
        replace(SEGMENT, settings=(("speed", "2"),)),
        replace(SEGMENT, lines=(replace(LINE, voice="v2"),)),
        replace(SEGMENT, lines=(replace(LINE, text="Hello!"),)),
        replace(SEGMENT, lines=(replace(LINE, tags=(Tag("sad", 3),)),)),
        replace(SEGMENT, lines=(replace(LINE, tags=()),)),
        replace(SEGMENT, lines=(replace(LINE, take=2),)),
        replace(SEGMENT, lines=(LINE, LINE)),
    ],
)
def test_whatever_changes_the_sound_changes_the_key_of_the_take(other):
    assert other.key != SEGMENT.key


@pytest.mark.parametrize(
    "other",
    [
        replace(SEGMENT, index=7),
        replace(SEGMENT, price=Price(3, PriceKind.UNKNOWN)),
        replace(SEGMENT, lines=(replace(LINE, speaker="EVE", turn=4),)),
    ],
)
def test_what_does_not_change_the_sound_leaves_the_key_as_it_is(other):
    assert other.key == SEGMENT.key


def test_the_order_of_the_settings_does_not_matter_to_the_key():
    settings = (("a", "1"), ("b", "2"))
    assert replace(SEGMENT, settings=settings).key == replace(SEGMENT, settings=settings[::-1]).key


@given(st.text(max_size=20))
def test_every_text_has_a_key_of_sixty_four_hex_digits(text):
    key = replace(SEGMENT, lines=(replace(LINE, text=text + "\ud800"),)).key
    assert len(bytes.fromhex(key)) == 32


def test_characters_are_code_points_of_all_lines():
    assert replace(SEGMENT, lines=(LINE, replace(LINE, text="日本\U0001f600"))).characters == 6 + 3


def test_a_task_is_titled_like_its_script_or_not_at_all():
    order = Order(Script((), "colon", title="Hamlet"), "local", ())
    task = Task(
        id="t", place=Place("console", "c"), person=Person("console", "u"), order=order, created=datetime.now(UTC)
    )
    assert task.title == "Hamlet"
    assert replace(task, order=replace(order, script=Script((), "colon"))).title == ""
