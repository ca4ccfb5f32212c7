"""How a line is said: delivery tags as changes of rate, pitch, range and volume, and a line cut where they change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from adapters.providers.local.characters import Character
from bot.script.model import Tag
from bot.task import Line


@dataclass(frozen=True, slots=True)
class Manner:
    """What a tag changes: factors on rate, pitch range and volume, steps of pitch (of 100), and whether it whispers."""

    rate: float = 1.0
    pitch: int = 0
    range: float = 1.0
    volume: float = 1.0
    whisper: bool = False

    def and_also(self, other: Manner) -> Manner:
        """Both at once."""
        return Manner(
            self.rate * other.rate,
            self.pitch + other.pitch,
            self.range * other.range,
            self.volume * other.volume,
            self.whisper or other.whisper,
        )


PLAIN = Manner()

# A sound that the library cannot make (a laugh, a sigh) colours the words instead; it is never read out.
MANNERS: dict[str, Manner] = {
    "angry": Manner(1.12, -6, 1.5, 1.4),
    "bored": Manner(0.84, -6, 0.3, 0.85),
    "calm": Manner(0.9, -3, 0.75, 0.9),
    "chuckles": Manner(1.05, 6, 1.6),
    "clears throat": Manner(0.95, -8, 0.8),
    "coughs": Manner(0.97, -10, 0.7, 0.9),
    "cries": Manner(0.82, 10, 0.5, 0.85),
    "curious": Manner(1.0, 7, 1.4),
    "disgusted": Manner(0.88, -9, 1.35, 1.05),
    "dramatic": Manner(0.8, -5, 1.7, 1.15),
    "embarrassed": Manner(0.94, 5, 0.6, 0.7),
    "excited": Manner(1.18, 14, 1.7, 1.2),
    "fast": Manner(1.4),
    "gasps": Manner(1.15, 16, 1.3, 0.9),
    "gentle": Manner(0.88, 3, 0.85, 0.75),
    "groans": Manner(0.8, -12, 0.8, 0.95),
    "happy": Manner(1.08, 9, 1.45),
    "inhales": Manner(0.95, 4, 1.1, 0.9),
    "laughs": Manner(1.1, 11, 1.8, 1.1),
    "loud": Manner(1.0, 4, 1.15, 1.6),
    "mischievous": Manner(0.93, 5, 1.6, 0.9),
    "nervous": Manner(1.2, 10, 0.7, 0.9),
    "proud": Manner(0.93, -3, 1.35, 1.15),
    "quiet": Manner(0.95, -3, 0.8, 0.55),
    "sad": Manner(0.8, -9, 0.5, 0.8),
    "sarcastic": Manner(0.86, -4, 1.75),
    "scared": Manner(1.25, 15, 0.8, 0.9),
    "serious": Manner(0.92, -6, 0.65),
    "shouts": Manner(1.05, 14, 1.3, 1.8),
    "sighs": Manner(0.82, -7, 0.6, 0.8),
    "sings": Manner(0.78, 9, 2.0),
    "slow": Manner(0.68),
    "surprised": Manner(1.05, 16, 1.9, 1.1),
    "tired": Manner(0.78, -9, 0.45, 0.8),
    "urgent": Manner(1.3, 6, 1.2, 1.3),
    "whispers": Manner(0.92, 0, 0.7, whisper=True),
    "yawns": Manner(0.72, -7, 0.7, 0.8),
}

# A new take of the same words differs in manner as an actor's would, and is the same each time it is asked for.
_TAKES = (PLAIN, Manner(0.95, 3, 1.25), Manner(1.06, -2, 0.85), Manner(0.9, 1, 1.5), Manner(1.04, 5, 1.1))

_WHISPERS = {"female": ("whisperf", 0.5), "male": ("whisper", 0.85)}  # with a factor: under the voice's own level
_FASTEST, _SLOWEST = 450, 80  # words a minute, speak_lib.h
_LOUDEST = 1.8  # times a voice's own level, however many tags ask for more
_HEADROOM = 0.6  # of a voice's volume: so none that shouts clips (a test measures all of them)

# Milliseconds of rest after a stretch that ends so; espeak-ng leaves none at the end of what it is given.
_RESTS = ((".!?…。！？।", 220), (",;:—–、，", 110))

_UNHEARD = re.compile(
    "[\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\ufff0-\uffff"
    "\U0001f000-\U0001faff\u20e3\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U000e0000-\U000e0fff]+"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SIGNS = frozenset("&%@#+=<>€$£¥©®°§½¼¾")


def clean(text: str) -> str:
    """The text with what has no sound taken out (control characters, emoji, marks of direction); length may change.

    What is left reaches the library as plain text: it has no markup and no phoneme input switched on.
    """
    return _UNHEARD.sub(" ", _CONTROL.sub(" ", text))


def speakable(text: str) -> bool:
    """Whether there is anything to say; of "?!" alone the library would name the signs."""
    return any(char.isalnum() or char in _SIGNS for char in text)


def stretches(line: Line) -> Iterator[tuple[str, Manner]]:
    """The line cut where its manner changes. Tags that stand together add up; a later place replaces what was before.

    A tag inside a word takes effect at the start of the word; a tag that is not in MANNERS is ignored.
    """
    places: dict[int, list[Tag]] = {0: []}
    for tag in line.tags:
        if tag.name in MANNERS:
            places.setdefault(_start_of_word(line.text, tag.at), []).append(tag)
    ordered = sorted(places)
    basis = _TAKES[(line.take - 1) % len(_TAKES)]
    for start, end in pairwise([*ordered, len(line.text)]):
        manner = basis
        for tag in places[start]:
            manner = manner.and_also(MANNERS[tag.name])
        text = " ".join(clean(line.text[start:end]).split())
        if speakable(text):
            yield text, manner


def _start_of_word(text: str, at: int) -> int:
    at = min(max(at, 0), len(text))
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at -= 1
    return at


def pack(character: Character, line: Line) -> bytes:
    """The line as `child.py` takes it: a record a stretch, tab between fields, the text last; b"" for silence.

    Fields: espeak-ng's voice, rate (words a minute), pitch, range, volume, rest after it (ms), text.
    """
    parts = list(stretches(line))
    records = []
    for index, (text, manner) in enumerate(parts):
        rest = 0 if index == len(parts) - 1 else _rest(text)
        records.append("\t".join([*map(str, _sound(character, manner)), str(rest), text]))
    return "\n".join(records).encode()


def _sound(character: Character, manner: Manner) -> tuple[str, int, int, int, int]:
    variant, level = _WHISPERS[character.gender] if manner.whisper else (character.variant, 1.0)
    return (
        f"{character.file}+{variant}",
        _within(character.rate * manner.rate, _SLOWEST, _FASTEST),
        _within(character.pitch + manner.pitch, 0, 99),
        _within(character.range * manner.range, 0, 100),
        _within(character.volume * min(manner.volume, _LOUDEST) * level * _HEADROOM, 10, 200),
    )


def _within(number: float, least: int, most: int) -> int:
    return round(min(max(number, least), most))


def _rest(text: str) -> int:
    return next((rest for marks, rest in _RESTS if text[-1] in marks), 0)
