"""A dialogue in tones, where other words of the same length are other bytes."""

from __future__ import annotations

import math
import zlib
from array import array

from tests.simulators import audio

GAP = 0.3  # seconds between two lines
RATE = 24000


def dialogue(lines: list[tuple[str, str]], format: str = "mp3") -> bytes:
    """(voice, text) pairs one after the other: the voice is the pitch, the text the length, the level and some Hz."""
    return audio.join([_line(voice, text) for voice, text in lines], format, GAP)


def _line(voice: str, text: str) -> bytes:
    said = zlib.crc32(text.encode("utf-8", "replace"))
    pitch = 180 + 20 * (zlib.crc32(voice.encode("utf-8", "replace")) % 24) + said % 1000 / 60
    level = 5000 + said % 3989
    cycles = 20
    length = round(RATE * cycles / pitch)
    cycle = array("h", [round(level * math.sin(2 * math.pi * cycles * at / length)) for at in range(length)])
    count = round(audio.seconds(text) * RATE)
    return (cycle * (count // length + 1))[:count].tobytes()
