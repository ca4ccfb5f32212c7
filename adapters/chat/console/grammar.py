"""The words of the console: what is a command, what a press of a button, and what is the beginning of a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import UnknownChoice
from bot.ports.chat import Button
from bot.replies.help import Ability


@dataclass(frozen=True, slots=True)
class Form:
    """How a command is written, and how many words may follow it (`most` None: any)."""

    written: str
    least: int = 0
    most: int | None = 0


FORMS: Mapping[Ability, Form] = {
    Ability.PERFORM: Form("perform FILE", 1, None),
    Ability.SAY: Form("say [VOICE:] TEXT", 1, None),
    Ability.PODCAST: Form("podcast TOPIC|URL", 1, None),
    Ability.NARRATE: Form("narrate FILE|URL", 1, None),
    Ability.REVOICE: Form("revoice VOICE: AUDIO", 2, None),
    Ability.VOICES: Form("voices [WORD]", 0, None),
    Ability.CAST: Form("cast [SPEAKER=VOICE | clear [SPEAKER]]", 0, None),
    Ability.TASKS: Form("tasks"),
    Ability.CANCEL: Form("cancel TASK", 1, 1),
    Ability.RETRY: Form("retry TASK [confirm]", 1, 2),
    Ability.RETAKE: Form("retake TASK LINE [TAKE]", 2, 3),
    Ability.CAPTIONS: Form("captions TASK [srt|vtt]", 1, 2),
    Ability.TRANSCRIPT: Form("transcript TASK", 1, 1),
    Ability.STAR: Form("star TASK", 1, 1),
    Ability.QUOTA: Form("quota"),
    Ability.CREDITS: Form("credits [PROVIDER]", 0, 1),
    Ability.PRIVACY: Form("privacy [export [FILE] | forget]", 0, None),
    Ability.HELP: Form("help"),
    Ability.QUIT: Form("quit"),
}

WRITTEN: Mapping[Ability, str] = {Ability.PASTE: "lines, then an empty line"} | {
    ability: form.written for ability, form in FORMS.items()
}


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the words after it. `fits` is False when there are too few or too many of them."""

    ability: Ability
    words: tuple[str, ...] = ()
    rest: str = ""
    fits: bool = True


def command(line: str) -> Command | None:
    """The command a line is, or None for the first line of a script.

    A command word alone is one in any case; with words after it only as it is written, in small letters, so that
    “Voices in the dark” and “Help me!” begin a script. A slash before it, as on other platforms, makes it one for sure.
    Too many words make it a script too, unless there is the slash; too few make it a command that does not fit.
    """
    bare = line.strip()
    slash = bare.startswith("/")
    word, _, rest = bare.removeprefix("/").partition(" ")
    words = tuple(rest.split())
    try:
        ability = Ability(word.casefold())
        form = FORMS[ability]
    except (ValueError, KeyError):
        return None
    if words and word != word.casefold() and not slash:
        return None
    too_many = form.most is not None and len(words) > form.most
    if too_many and not slash:
        return None
    return Command(ability, words, rest.strip(), len(words) >= form.least and not too_many)


PRESSES = (Button.GO, Button.RECAST, Button.EDIT, Button.CANCEL)
ALL = "all"


def press(line: str) -> tuple[str, str]:
    """The button a line means at a cast sheet, by its first letters, and what follows it; ("", "") for none.

    “all” shows the whole sheet. Only Recast has anything after it.
    """
    word, _, rest = line.strip().partition(" ")
    folded = word.casefold()
    for meant in (*(button.value for button in PRESSES), ALL):
        if folded and meant.casefold().startswith(folded) and (not rest or meant == Button.RECAST):
            return meant, rest.strip()
    return "", ""


def narrator(line: str) -> bool | None:
    """“narrator on” and “narrator off”: who reads lines without a name. None for anything else."""
    return {"narrator on": True, "narrator off": False}.get(" ".join(line.casefold().replace(":", " ").split()))


def castings(line: str) -> dict[str, str]:
    """SPEAKER=VOICE pairs, with commas or semicolons between; blanks will do where no name has one.

    Raises UnknownChoice("bad_cast") with the piece that is no pair.
    """
    found: dict[str, str] = {}
    for piece in filter(None, (part.strip() for part in re.split("[,;，、]", line))):
        pairs = piece.split() if piece.count("=") > 1 and all("=" in one for one in piece.split()) else [piece]
        for pair in pairs:
            speaker, equals, voice = pair.rpartition("=")
            if not equals or not speaker.strip() or not voice.strip():
                raise UnknownChoice("bad_cast", asked=pair)
            found[speaker.strip()] = voice.strip()
    return found
