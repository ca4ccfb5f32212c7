"""The voices that can perform now, and which narration style and accent of theirs is meant."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from adapters.providers.respeecher.market import Market
from adapters.providers.respeecher.models.voices import Accent, MarketVoice, NarrationStyle
from bot.cast import Voice, find_voice
from bot.errors import UnknownChoice

T = TypeVar("T", Accent, NarrationStyle)

_FRESH = 300.0  # seconds that a list of voices is used for
_LOCALE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.IGNORECASE)


class Catalogue:
    """The marketplace's voices, listed once in a while."""

    def __init__(self, market: Market, name: str, now: Callable[[], float]) -> None:
        self._market = market
        self._name = name
        self._now = now
        self._listing = asyncio.Lock()
        self._until = 0.0
        self._voices: Mapping[str, MarketVoice] = {}

    async def performers(self) -> Sequence[Voice]:
        """Those that can read words now: a voice without a narration style only speaks what was spoken."""
        return self._shown([voice for voice in await self._listed() if voice.narration_styles])

    async def speakers(self) -> Sequence[Voice]:
        """Those that can speak what was spoken: every voice that can be used now."""
        return self._shown(await self._listed())

    async def performer(self, asked: str) -> MarketVoice:
        """The one of this id or name. Raises UnknownVoice."""
        found = find_voice(await self.performers(), asked)
        return self._voices[found.id]

    async def speaker(self, asked: str) -> MarketVoice:
        """The same for speech to speech: every voice that can be used now."""
        found = find_voice(await self.speakers(), asked)
        return self._voices[found.id]

    async def _listed(self) -> Sequence[MarketVoice]:
        async with self._listing:
            if self._now() >= self._until or not self._voices:
                self._voices = {voice.id: voice async for voice in self._market.voices() if usable(voice)}
                self._until = self._now() + _FRESH
        return tuple(self._voices.values())

    def _shown(self, voices: Iterable[MarketVoice]) -> Sequence[Voice]:
        shown: dict[str, Voice] = {}
        for voice in voices:
            one = read_voice(voice, self._name)
            name, again = one.name, 2
            while name.casefold() in shown:
                name, again = f"{one.name} {again}", again + 1
            shown[name.casefold()] = Voice(one.id, name, one.provider, one.languages, one.gender, one.description)
        return tuple(shown.values())


def usable(voice: MarketVoice) -> bool:
    """Whether the account can use it now; the list has those of dearer plans as well."""
    return voice.available and voice.active


def read_voice(voice: MarketVoice, provider: str) -> Voice:
    """As people are shown it: what it is said to be, and how it can tell. Languages are those of its accents."""
    locales = [one.info.locale for one in sorted(voice.accents, key=lambda one: not one.is_default)]
    languages = dict.fromkeys(one.replace("_", "-").lower() for one in locales if _LOCALE.fullmatch(one))
    traits = ", ".join(one for one in (voice.age_group, voice.nationality) if one)
    styles = ", ".join(style.name for style in voice.narration_styles if style.name)
    told = [voice.description.strip().rstrip("."), traits, f"Tells: {styles}" if styles else ""]
    gender = voice.gender if voice.gender in {"female", "male"} else ""
    return Voice(
        voice.id, voice.name or voice.id, provider, tuple(languages), gender, ". ".join(one for one in told if one)
    )


def style_of(voice: MarketVoice, asked: str) -> NarrationStyle:
    """The narration style of this id or name; without one the favourite, the default, the first. Raises UnknownChoice."""
    styles = {style.name: style for style in voice.narration_styles}
    if asked:
        return _asked(asked, voice.narration_styles, styles)
    return max(voice.narration_styles, key=lambda style: (style.settings.favorite, style.is_default))


def accent_of(voice: MarketVoice, asked: str) -> str:
    """The id of the accent of this id or name; "", the voice's default, without one. Raises UnknownChoice."""
    return _asked(asked, voice.accents, {accent.info.name: accent for accent in voice.accents}).id if asked else ""


def _asked(asked: str, all_: Sequence[T], by_name: Mapping[str, T]) -> T:
    for one in all_:
        if one.id == asked:
            return one
    for name, one in by_name.items():
        if name and name.casefold() == asked.strip().casefold():
            return one
    raise UnknownChoice(
        "not_offered", asked=asked, provider="Respeecher", allowed=tuple(name for name in by_name if name)
    )
