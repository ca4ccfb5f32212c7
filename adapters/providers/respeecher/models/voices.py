"""Voices with their accents (for speech to speech) and narration styles (for text to speech)."""

from __future__ import annotations

from adapters.providers.respeecher.models.parts import Moment, Named, Number, Value


class VoiceSettings(Value):
    """What the account chose for a voice's accent or narration style."""

    favorite: bool = False
    semitones_correction: Number = 0.0


class AccentInfo(Named):
    """What an accent is called, and where it is from."""

    short_name: str = ""
    locale: str = ""


class Accent(Value):
    """A way of pronouncing that a voice has."""

    id: str
    is_default: bool = False
    native: bool = False
    info: AccentInfo = AccentInfo()
    tiers: tuple[Named, ...] = ()
    available: bool = False
    settings: VoiceSettings = VoiceSettings()


class NarrationStyle(Value):
    """A way of telling that a voice has. Its name stands in `info`, or as the names of its `tags`."""

    id: str
    is_default: bool = False
    info: Named = Named()
    tags: tuple[Named, ...] = ()
    settings: VoiceSettings = VoiceSettings()

    @property
    def name(self) -> str:
        """What it is called, or nothing."""
        return self.info.name or ", ".join(tag.name for tag in self.tags if tag.name)


class MarketVoice(Named):
    """A voice of the marketplace. `available`: the account may use it now."""

    id: str
    owner_id: str = ""
    slug: str = ""
    visibility: str = ""
    species: str = ""
    artist: str = ""
    verified_artist: bool = False
    gender: str = ""
    pitch: Number = 0.0
    age_group: str = ""
    pitch_group: str = ""
    nationality: str = ""
    image_url: str = ""
    thumbnail_url: str = ""
    description: str = ""
    rating: Number = 0
    active: bool = True
    created_at: Moment = None
    favorite: bool = False
    available: bool = False
    accents: tuple[Accent, ...] = ()
    narration_styles: tuple[NarrationStyle, ...] = ()
    tiers: tuple[Named, ...] = ()


class OldVoice(Named):
    """A voice of the deprecated text to speech."""

    id: str
    visibility: str = ""
    f0: Number = 0.0
    is_default: bool = False
