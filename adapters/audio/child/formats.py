"""What each file format is made with."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """Container and codec of a format, the samples its codec takes, its own bitrate (kbit/s, 0: none), its options.

    Measured on synthetic and human speech: `room` dB kept between the limiter's ceiling and the highest peak allowed,
    because codecs overshoot; `lift` dB that the encoder takes away. `delay` samples are decoded before the first
    sound (of the others the encoder says so in its packets). `trim`: the header can carry a gain, so level and peak are
    put right without encoding again.
    """

    container: str
    codec: str
    sample: str
    kbit: int = 0
    room: float = 0.3
    lift: float = 0.0
    delay: int = 0
    trim: bool = False
    options: tuple[tuple[str, str], ...] = ()


# Opus: complexity above 6 takes 2.7 times as long at 48 kbit/s, for a difference that speech does not show; packets of
# 60 ms save a quarter of the work that is not coding; unconstrained VBR makes 70 kbit/s of 48.
_OPUS = (("compression_level", "5"), ("vbr", "constrained"), ("frame_duration", "60"))
# LAME scales what it is given by 0.95 (-0.45 dB).
FORMATS = {
    "ogg": Format("ogg", "libopus", "flt", kbit=48, room=2.0, trim=True, options=_OPUS),
    "mp3": Format("mp3", "libmp3lame", "fltp", kbit=96, room=0.5, lift=0.45, options=(("compression_level", "7"),)),
    "m4a": Format("ipod", "aac", "fltp", kbit=96, room=0.5, delay=1024, options=(("aac_coder", "fast"),)),
    "wav": Format("wav", "pcm_s16le", "s16"),
    "flac": Format("flac", "flac", "s16"),
}
