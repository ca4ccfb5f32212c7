"""The voices: named English characters, and a female and a male voice of every language."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from adapters.providers.local import library


@dataclass(frozen=True, slots=True)
class Character:
    """A voice as espeak-ng makes it.

    `file` is a language file, `variant` a variant file; `rate` words a minute (80 to 450), `pitch` 0 to 99, `range`
    0 to 100, `volume` 0 to 200 (each variant's own level is uneven: it evens them out and keeps them from clipping).
    """

    id: str
    name: str
    gender: str
    description: str
    file: str
    variant: str
    rate: int = 170
    pitch: int = 50
    range: int = 50
    volume: int = 100
    languages: tuple[str, ...] = ("en-us", "en")


@dataclass(frozen=True, slots=True)
class _Accent:
    file: str
    languages: tuple[str, ...]


_US = _Accent("en-US", ("en-us", "en"))
_NYC = _Accent("en-US-nyc", ("en-us-nyc", "en-us", "en"))
_GB = _Accent("en", ("en-gb", "en"))
_RP = _Accent("en-GB-x-rp", ("en-gb-x-rp", "en-gb", "en"))
_SCOT = _Accent("en-GB-scotland", ("en-gb-scotland", "en-gb", "en"))
_MIDLANDS = _Accent("en-GB-x-gbcwmd", ("en-gb-x-gbcwmd", "en-gb", "en"))
_LANCASTER = _Accent("en-GB-x-gbclan", ("en-gb-x-gbclan", "en-gb", "en"))
_CARIBBEAN = _Accent("en-029", ("en-029", "en"))

# Name, gender, accent, variant, rate, pitch, range, volume, description. The tests measure that no two sound alike.
_NAMED: tuple[tuple[str, str, _Accent, str, int, int, int, int, str], ...] = (
    ("Adam", "male", _US, "m3", 165, 42, 45, 100, "Deep, even American narrator"),
    ("Rachel", "female", _US, "f2", 168, 46, 45, 95, "Calm American narrator"),
    ("Brian", "male", _US, "m8", 136, 38, 40, 130, "Very deep, slow American"),
    ("Bella", "female", _US, "f3", 160, 58, 60, 100, "Soft, warm young American"),
    ("Roger", "male", _US, "mike2", 185, 62, 70, 75, "Confident, quick American"),
    ("Sarah", "female", _GB, "f1", 178, 40, 50, 90, "British newsreader"),
    ("Josh", "male", _US, "Gene", 192, 76, 60, 75, "Young American"),
    ("Elli", "female", _US, "Annie", 190, 62, 75, 105, "Bright, lively girl"),
    ("Antoni", "male", _US, "m7", 162, 56, 65, 95, "Friendly, well-rounded American"),
    ("Domi", "female", _US, "f5", 195, 42, 80, 105, "Strong and assertive"),
    ("Arnold", "male", _US, "Alex", 158, 29, 20, 105, "Crisp and stern"),
    ("Freya", "female", _SCOT, "f4", 175, 60, 65, 90, "Lively Scot"),
    ("Clyde", "male", _US, "grandpa", 150, 32, 45, 95, "Gruff war veteran"),
    ("Grace", "female", _US, "aunty", 138, 48, 55, 90, "Gentle and slow"),
    ("Sam", "male", _US, "rob", 178, 58, 50, 110, "Raspy young American"),
    ("Nicole", "female", _US, "whisperf", 172, 50, 30, 95, "Whispers every word"),
    ("George", "male", _RP, "m1", 150, 58, 60, 100, "British gentleman"),
    ("Charlotte", "female", _RP, "linda", 136, 36, 60, 80, "Elegant British lady"),
    ("Harry", "male", _GB, "m5", 208, 80, 70, 90, "Eager young Briton"),
    ("Matilda", "female", _LANCASTER, "belinda", 188, 50, 55, 68, "Down-to-earth northern English"),
    ("Fergus", "male", _SCOT, "Michael", 150, 74, 75, 85, "Broad, cheerful Scot"),
    ("Winston", "male", _CARIBBEAN, "m4", 134, 66, 75, 95, "Relaxed Caribbean"),
    ("Vinnie", "male", _NYC, "pablo", 200, 56, 60, 75, "Fast-talking New Yorker"),
    ("Nigel", "male", _MIDLANDS, "Mike", 165, 84, 30, 115, "Dry, from the English Midlands"),
    ("Walter", "male", _GB, "croak", 125, 66, 60, 100, "Old man, creaky"),
    ("Edna", "female", _GB, "grandma", 122, 54, 70, 100, "Old lady"),
    ("Timmy", "male", _US, "zac", 185, 42, 70, 75, "Small boy"),
    ("Lily", "female", _US, "Alicia", 178, 74, 75, 95, "Small girl"),
    ("Silas", "male", _US, "whisper", 128, 40, 30, 120, "Whispers darkly"),
    ("Magnus", "male", _US, "announcer", 140, 36, 60, 70, "Giant of a trailer voice"),
    ("Victor", "male", _RP, "Demonic", 130, 30, 40, 75, "Monster"),
    ("Robbie", "male", _US, "robosoft6", 172, 50, 0, 120, "Robot, all on one note"),
    ("Ada", "female", _US, "anikaRobot", 170, 50, 50, 85, "Ship's computer"),
    ("Otto", "male", _US, "klatt4", 178, 16, 40, 60, "Early speech machine"),
)

# Variants for languages that have no named characters; each keeps the language's own sounds.
_FEMALE = ("female", "f2", 48)
_MALE = ("male", "m3", 46)


@functools.cache
def characters() -> dict[str, Character]:
    """All voices by id, named ones first: "brian", then "de-female", "de-male" and so on by English name."""
    found = {}
    for name, gender, accent, variant, rate, pitch, span, volume, description in _NAMED:
        sound = {"rate": rate, "pitch": pitch, "range": span, "volume": volume}
        found[name.lower()] = Character(
            name.lower(), name, gender, description, accent.file, variant, **sound, languages=accent.languages
        )
    for language in library.languages():
        for gender, variant, pitch in (_FEMALE, _MALE):
            voice = f"{language.file.lower()}-{gender}"
            found[voice] = Character(
                voice,
                f"{language.name} ({gender})",
                gender,
                f"{language.name}, {gender}",
                language.file,
                variant,
                pitch=pitch,
                languages=language.tags,
            )
    return found
