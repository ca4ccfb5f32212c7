from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cast import Voice
from bot.quota import Allowance, Usage
from bot.replies import lists
from bot.script.model import Script, Turn
from bot.task import Order, Person, Place, Stage, Task

SCRIPT = Script((Turn("Adam", "Hello."),), "labels", title="The News")
TASK = Task(
    id="ab12",
    place=Place("console", "c"),
    person=Person("console", "p"),
    order=Order(SCRIPT, "local", ()),
    created=datetime(2026, 11, 20, 8, 5, tzinfo=UTC),
    stage=Stage.DONE,
    spent=1200,
)


def test_a_task_is_listed_with_when_where_it_is_and_what_it_cost():
    assert lists.tasks([TASK], {}).rows == (("ab12", "2026-11-20 08:05", "done", "1 200 credits", "The News"),)


@pytest.mark.parametrize(
    ("changed", "ahead", "stage"),
    [
        ({"stage": Stage.QUEUED}, 3, "in the queue, 3 before it"),
        ({"stage": Stage.QUEUED}, 0, "in the queue"),
        ({"stage": Stage.SPEAKING}, 3, "speaking"),
        ({"stage": Stage.SPEAKING, "cancelling": True}, 0, "stopping"),
    ],
)
def test_a_task_says_where_it_is(changed, ahead, stage):
    listed = lists.tasks([replace(TASK, **changed)], {"ab12": ahead})
    assert listed.rows[0][2] == stage


def test_a_task_without_a_title_is_untitled_and_no_task_is_said():
    bare = replace(TASK, order=Order(replace(SCRIPT, title=None), "local", ()))
    assert lists.tasks([bare], {}).rows[0][4] == "untitled"
    assert lists.tasks([], {}).empty == "No tasks yet."


def test_voices_are_listed_and_what_is_left_out_is_counted():
    voices = [Voice(f"v{n}", f"V{n}", "local", ("en", "de", "fr", "es"), "female", "calm") for n in range(100)]
    few, many = lists.voices(voices[:1]), lists.voices(voices)
    assert few.rows == (("V0", "female", "en, de, fr", "calm"),)
    assert few.note == ""
    assert len(many.rows) == lists.VOICES
    assert many.note.startswith("40 more")


def test_a_kept_cast_is_listed_by_the_voices_names_or_the_id_of_one_that_is_gone():
    assert lists.cast({"bella": "v2", "adam": "v1"}, {"v1": "Brian"}).rows == (("adam", "Brian"), ("bella", "v2"))


def test_an_allowance_is_listed_with_what_is_used_of_it():
    allowance = Allowance(credits_per_day=1000, credits_per_month=20_000, tasks_in_flight=3)
    told = lists.quota(allowance, Usage(spent_today=40, spent_this_month=1400, held=10, in_flight=1))
    assert told.rows == (
        ("Today", "40 credits of 1 000"),
        ("This month", "1 400 credits of 20 000"),
        ("Held for tasks", "10 credits"),
        ("Tasks at once", "1 of 3"),
    )
    assert told.note == ""


def test_the_operator_is_bound_by_nothing():
    told = lists.quota(None, Usage())
    assert told.rows[0] == ("Today", "nothing")
    assert told.note
