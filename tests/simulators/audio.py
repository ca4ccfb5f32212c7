"""Real audio for simulators: tones as long as the text they stand for, as WAV, MP3, Ogg, FLAC or bare samples."""

from __future__ import annotations

import io
import math
import wave
import zlib
from array import array
from functools import lru_cache

import av

SECONDS_PER_CHARACTER = 0.06
SHORTEST = 0.1

MEDIA_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "pcm": "audio/pcm",
}

# container, codec, sample rate
_ENCODED = {
    "mp3": ("mp3", "libmp3lame", 24000),
    "opus": ("ogg", "libopus", 48000),
    "ogg": ("ogg", "libopus", 48000),
    "flac": ("flac", "flac", 24000),
    "aac": ("adts", "aac", 24000),
}


def seconds(text: str) -> float:
    """How long the tone for a text is."""
    return max(SHORTEST, len(text) * SECONDS_PER_CHARACTER)


def samples(text: str, voice: str = "", rate: int = 24000) -> bytes:
    """Mono, 16 bit, little-endian; another voice is another pitch, other words are another level and a few Hz off."""
    said = zlib.crc32(text.encode("utf-8", "replace"))
    pitch = 180 + 20 * (zlib.crc32(voice.encode("utf-8", "replace")) % 24) + said % 1000 / 60
    level = 5000 + said % 3989
    cycles = 20
    length = round(rate * cycles / pitch)
    cycle = array("h", [round(level * math.sin(2 * math.pi * cycles * at / length)) for at in range(length)])
    count = round(seconds(text) * rate)
    return (cycle * (count // length + 1))[:count].tobytes()


def speech(text: str, voice: str = "", format: str = "mp3") -> bytes:
    """A tone of the text's length in this format (a key of MEDIA_TYPES)."""
    return _speech(text, voice, format)


def dialogue(lines: list[tuple[str, str]], format: str = "mp3", gap: float = 0.3) -> bytes:
    """(voice, text) pairs one after the other, `gap` seconds between them."""
    return join([samples(text, voice) for voice, text in lines], format, gap)


def join(parts: list[bytes], format: str, gap: float = 0.0) -> bytes:
    """Samples at 24 kHz, one after the other, in this format."""
    return encode(bytes(2 * round(24000 * gap)).join(parts), format)


@lru_cache(maxsize=512)
def _speech(text: str, voice: str, format: str) -> bytes:
    return encode(samples(text, voice), format)


def encode(pcm: bytes, format: str) -> bytes:
    """Samples (mono, 16 bit, 24 kHz) in this format."""
    if format == "pcm":
        return pcm
    out = io.BytesIO()
    if format == "wav":
        with wave.open(out, "wb") as file:
            file.setparams((1, 2, 24000, 0, "NONE", ""))
            file.writeframes(pcm)
        return out.getvalue()
    container, codec, rate = _ENCODED[format]
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
        frame.planes[0].update(pcm)
        frame.rate = 24000
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=rate, frame_size=stream.codec_context.frame_size
        )
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return out.getvalue()
