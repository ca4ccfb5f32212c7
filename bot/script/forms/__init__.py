"""The table of forms: every way people write a script, one file each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.script.draft import Draft
from bot.script.forms import (
    brackets,
    discord,
    exact,
    labels,
    markup,
    prose,
    screenplay,
    stage,
    subtitles,
    telegram,
    timed,
    turns,
    whatsapp,
    yarn,
)
from bot.script.source import Source


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a script. `score` is 0 to 1 from evidence in the text, `parse` reads it."""

    name: str
    score: Callable[[Source], float]
    parse: Callable[[Source], Draft]


# On equal scores the first one wins.
FORMS: tuple[Form, ...] = tuple(
    Form(module.NAME, module.score, module.parse)
    for module in (
        exact,
        turns,
        subtitles,
        whatsapp,
        telegram,
        discord,
        timed,
        yarn,
        markup,
        brackets,
        labels,
        screenplay,
        stage,
        prose,
    )
)
