"""What kind of audio some bytes are, by their beginning: an answer is sniffed, not believed."""

from __future__ import annotations

_LEAST = 32  # bytes: nothing shorter holds any sound
_STREAMED = (0, 0xFFFFFFFF)  # the sizes of a WAV that was sent before it was done


def sniff(data: bytes) -> str:
    """The media type of whole audio: MP3, WAV, Ogg, FLAC, MP4 or AAC. "" for anything else, and for a WAV cut short."""
    if len(data) < _LEAST:
        return ""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        size = int.from_bytes(data[4:8], "little")
        return "audio/wav" if size in _STREAMED or len(data) >= size + 8 else ""
    if data[:3] == b"ID3":
        return "audio/mpeg"
    if data[:4] == b"OggS":
        return "audio/ogg"
    if data[:4] == b"fLaC":
        return "audio/flac"
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    return _framed(data)


def _framed(data: bytes) -> str:
    """By the sync word of the first frame: MPEG audio (ISO 11172-3, 2.4.2.3), or AAC in ADTS, whose layer is 0.

    Layer I is left out: nobody sends it, and the mark of UTF-16 text looks like it.
    """
    if data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return ""
    if data[1] & 0xF6 == 0xF0:
        return "audio/aac"
    version, layer, bitrate, rate = data[1] >> 3 & 3, data[1] >> 1 & 3, data[2] >> 4, data[2] >> 2 & 3
    good = version != 1 and layer in {1, 2} and bitrate != 15 and rate != 3
    return "audio/mpeg" if good else ""
