"""The ways to write a script, named as people know them."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "labels": "“Name: text”",
    "brackets": "“[Name] text”",
    "prose": "one narrator's text",
}


def form_words(form: str) -> str:
    """A form of `bot.script.forms` in words; one without words of its own by its name."""
    return WORDS.get(form, form.replace("_", " "))
