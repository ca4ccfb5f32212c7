"""Podcasts, narrations and other voices in conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ports.speech import Subject
from bot.task import Stage
from tests.studio import Studio

SILENT_STUDIO = {
    "podcast bees": "podcast",
    "narrate https://example.org": "narrate",
    "revoice Growl: me.wav": "convert",
}


@pytest.fixture
def talk(conversation):
    made = conversation()
    studio = Studio()
    made.studio = studio
    made.bot.outside.providers.made["tone"] = studio.speech()
    Path("me.wav").write_bytes(b"my voice")
    return made


@pytest.mark.parametrize(("words", "what"), SILENT_STUDIO.items())
async def test_it_is_made_after_a_go(talk, words, what):
    text = await talk.talk(words, "go")
    assert "This costs about" in text
    assert [one.what for one in talk.studio.made] == [what]
    (task,) = await talk.tasks()
    assert task.stage is Stage.DONE
    assert len(list(Path.cwd().glob("*.ogg"))) == 1


@pytest.mark.parametrize("answer", ["no", "", "c"])
async def test_anything_but_go_spends_nothing(talk, answer):
    text = await talk.talk("podcast bees", answer)
    assert "is cancelled" in text
    assert talk.studio.made == []
    assert list(Path.cwd().glob("*.ogg")) == []


async def test_the_end_of_the_input_spends_nothing(talk):
    await talk.talk("podcast bees")
    assert talk.studio.made == []


async def test_what_is_there_already_goes_straight_on(talk):
    text = await talk.talk("podcast bees", "go", "podcast bees")
    await talk.until("✓")
    assert text.count("This costs") <= 2
    again = await talk.talk("podcast bees")
    assert "This costs" not in again
    assert len(list(Path.cwd().glob("bees*.ogg"))) >= 2


async def test_a_topic_of_many_words_stays_whole(talk):
    await talk.talk("podcast bees, and  what they do", "y")
    assert talk.studio.made[0].asked == Subject(text="bees, and  what they do")


async def test_a_file_is_read_by_one_narrator(talk):
    Path("night.txt").write_text("Ada: It was dark.\nBen: And stormy.\n", encoding="utf-8")
    await talk.talk("narrate night.txt", "go")
    (task,) = await talk.tasks()
    assert task.order.script.speakers == ()
    assert list(Path.cwd().glob("night*.ogg"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("revoice Growl me.wav", "Write: revoice VOICE: AUDIO"),
        ("podcast", "Write: podcast TOPIC|URL"),
        ("narrate", "Write: narrate FILE|URL"),
        ("revoice Growl: nothing.wav", "There is no file “nothing.wav”."),
        ("revoice Growl: ~nobody-of-that-name/me.wav", "cannot be read"),
        ("revoice Nobody: me.wav", "There is no voice “Nobody”. The nearest: Growl."),
        ("narrate nothing.txt", "There is no file “nothing.txt”."),
    ],
)
async def test_what_cannot_be_made_is_said(talk, words, said):
    assert said in await talk.talk(words)
    assert talk.studio.made == []
