"""Finding a voice among many."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cast import Voice


def matching(voices: Sequence[Voice], *, language: str = "", gender: str = "", search: str = "") -> list[Voice]:
    """The voices that fit: `language` by primary tag or whole tag, `gender` exactly, `search` in id, name, description."""
    wanted, needle = language.casefold(), search.casefold()
    return [
        voice
        for voice in voices
        if (not wanted or any(tag == wanted or tag.startswith(f"{wanted}-") for tag in voice.languages))
        and (not gender or voice.gender == gender)
        and (not needle or needle in f"{voice.id} {voice.name} {voice.description}".casefold())
    ]
