"""The ways to write a script, named as people know them."""

from __future__ import annotations

from collections.abc import Mapping

# form of `bot.script.forms` -> how it looks, or what it is
WORDS: Mapping[str, str] = {
    "labels": "“Name: text”",
    "brackets": "“[Name] text”",
    "exact": "a script as the bot writes it",
    "turns": "a JSON list of turns",
    "subtitles": "subtitles",
    "whatsapp": "a WhatsApp chat",
    "telegram": "a Telegram chat",
    "discord": "a Discord chat",
    "timed": "lines with times",
    "yarn": "an audio tool's script",
    "markup": "markup such as <Name>text</Name>",
    "screenplay": "a screenplay",
    "stage": "a stage play",
    "prose": "a text for one narrator",
}


def form_words(form: str) -> str:
    """A form in words; one without words of its own by its name."""
    return WORDS.get(form, form.replace("_", " "))
