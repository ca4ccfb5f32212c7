"""Every sample script is read exactly: form, language, title, aliases and items with their lines and tags."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.script.forms import FORMS
from bot.script.model import Heading, Item, Pause, Sound, Turn
from bot.script.reader import read
from bot.script.writer import same, write

FOLDER = Path(__file__).parents[2] / "samples" / "scripts"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def expected_of(name: str) -> dict[str, object]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def listed(item: Item) -> list[object]:
    match item:
        case Turn():
            return ["turn", item.speaker, item.text, [[tag.name, tag.at] for tag in item.tags], item.line]
        case Pause():
            return ["pause", item.seconds, item.line]
        case Sound():
            return ["sound", item.name, item.line]
        case Heading():
            return ["heading", item.text, item.line]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_exactly(name):
    script = read(text_of(name))
    found = {
        "form": script.form,
        "language": script.language,
        "title": script.title,
        "aliases": [list(alias) for alias in script.aliases],
        "items": [listed(item) for item in script.items],
    }
    assert found == expected_of(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_that_is_written_out_reads_as_the_same_items(name):
    script = read(text_of(name))
    assert same(read(write(script)), script)


def test_there_are_three_samples_for_every_form_and_eight_languages():
    expected = [expected_of(name) for name in SAMPLES]
    forms = Counter(each["form"] for each in expected)
    assert len(SAMPLES) >= 60
    assert {form.name: forms[form.name] >= 3 for form in FORMS} == {form.name: True for form in FORMS}
    assert len({each["language"] for each in expected}) >= 8
