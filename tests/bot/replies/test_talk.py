from datetime import UTC, datetime

import pytest

from bot.replies import talk
from bot.replies.forms import WORDS, form_words
from bot.replies.help import WHAT, Ability, help_with
from bot.script.forms import FORMS
from bot.script.model import Script
from bot.task import Order, Person, Place, Stage, Task


def task(stage):
    order = Order(Script((), "labels"), "local", ())
    return Task(
        id="ab12", place=Place("c", "c"), person=Person("c", "p"), order=order, created=datetime.now(UTC), stage=stage
    )


@pytest.mark.parametrize(
    ("stage", "ahead", "said"),
    [
        (Stage.QUEUED, 0, "Task ab12 is in the queue."),
        (Stage.QUEUED, 2, "Task ab12 is in the queue, with 2 before it."),
        (Stage.SPEAKING, 0, "Task ab12 is being worked on."),
    ],
)
def test_a_task_that_was_taken_on_says_where_it_is(stage, ahead, said):
    assert str(talk.queued(task(stage), ahead)) == said


def test_a_cancel_says_whether_it_is_over():
    assert "is cancelled" in str(talk.cancelled(task(Stage.CANCELLED)))
    assert "stops as soon" in str(talk.cancelled(task(Stage.SPEAKING)))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (talk.kept("ADAM", "Brian"), "ADAM speaks with Brian here from now on."),
        (talk.cleared("ADAM", 1), "No voice is kept for ADAM any more."),
        (talk.cleared("ADAM", 0), "No voice was kept for ADAM."),
        (talk.starred("ab12"), "Task ab12 has your star."),
        (talk.written("a.srt"), "Written to a.srt."),
        (talk.forgotten(1), "Forgotten; 1 audio file deleted."),
        (talk.forgotten(2), "Forgotten; 2 audio files deleted."),
        (talk.usage("cancel TASK"), "That is not how it is written. Write: cancel TASK"),
        (talk.left_running(1), "1 task goes on when the bot is started again; nothing is paid twice."),
        (talk.left_running(2), "2 tasks go on when the bot is started again; nothing is paid twice."),
        (talk.waiting_for(1), "Waiting for 1 task."),
        (talk.waiting_for(3), "Waiting for 3 tasks."),
    ],
)
def test_answers_are_plain_sentences(said, words):
    assert str(said) == words


def test_help_lists_what_a_platform_has_in_its_own_way_of_asking():
    listed = help_with({Ability.SAY: "/say TEXT", Ability.PASTE: "send a script"})
    assert listed.rows == (("send a script", WHAT[Ability.PASTE]), ("/say TEXT", WHAT[Ability.SAY]))


def test_every_form_of_a_script_has_words():
    assert set(WORDS) == {form.name for form in FORMS}
    assert form_words("labels") == "“Name: text”"
    assert form_words("some_new_form") == "some new form"
