"""The client's market topic: voices with every filter, favourites and settings; accents and narration styles to hear."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass

from adapters.providers.respeecher import endpoints as at
from adapters.providers.respeecher.calls import Calls
from adapters.providers.respeecher.endpoints import Body
from adapters.providers.respeecher.models.parts import Samples
from adapters.providers.respeecher.models.voices import MarketVoice, OldVoice

_PAGE = 100  # the largest there is


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFilter:
    """Which voices, and in which order. Several values of a filter: any of them.

    `visibility` public, paid, private, kids; `species` human, animal, other; `gender` male, female; `age_group` child,
    young, adult, senior; `pitch_group` low, mid, high; `sort` default, name, pitch, rating, created_at; `direction` asc,
    desc.
    """

    visibility: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    gender: tuple[str, ...] = ()
    age_group: tuple[str, ...] = ()
    pitch_group: tuple[str, ...] = ()
    nationality: tuple[str, ...] = ()
    sort: str = ""
    direction: str = ""


class Market:
    """The voices."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def voices(self, only: VoiceFilter | None = None) -> AsyncIterator[MarketVoice]:
        """All that there are for this account, available or not."""
        return self._calls.rows(at.VOICES, limit=_PAGE, query=asdict(only or VoiceFilter()))

    async def search(self, name: str, *, limit: int = 5) -> Sequence[MarketVoice]:
        """By at least two letters of the name; at most ten."""
        return await self._calls.call(at.VOICE_SEARCH, query={"name": name, "limit": limit})

    async def favorite(self, voice: str, *, favorite: bool = True) -> MarketVoice:
        """Make it a favourite, or no more."""
        return await self._calls.call(at.VOICE_FAVORITE, voice, body=Body(json={"favorite": favorite}))

    async def settings(
        self, voice: str, *, narration_style: str = "", accent: str = "", semitones: float | None = None
    ) -> MarketVoice:
        """Choose a voice's narration style and accent; `semitones` are kept for the accent that is given with them."""
        given = {"narration_style_id": narration_style or None, "accent_id": accent or None}
        kept = {**given, "semitones_correction": semitones if accent else None}
        body = Body(json={"voice_id": voice} | {key: one for key, one in kept.items() if one is not None})
        return await self._calls.call(at.VOICE_SETTINGS, body=body)

    async def accent_samples(self, accent: str) -> Samples:
        """How an accent sounds."""
        return await self._calls.call(at.ACCENT_SAMPLES, query={"accent_id": accent})

    async def narration_style_samples(self, style: str) -> Samples:
        """How a narration style sounds."""
        return await self._calls.call(at.STYLE_SAMPLES, query={"narration_style_id": style})

    async def old_voices(self) -> Sequence[OldVoice]:
        """Those of the deprecated text to speech."""
        return await self._calls.call(at.TTS_VOICES)
