"""Whether an MP3 ends in the middle of a frame: the sign of a body that was cut where nothing else tells."""

from __future__ import annotations

import re

# ISO 11172-3 and 13818-3, layer III: kbit/s by bitrate index, Hz by version and index.
_BITRATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_HEADER = 4
_SYNC = re.compile(rb"\xff[\xe2-\xff]")


def cut_short(data: bytes) -> bool:
    """Follows the frames of layer III from the start; True when there is none, or the last begins and does not end.

    What is no frame ends the walk: tags and the like may stand behind the sound.
    """
    at = _after_tag(data)
    frames = 0
    while length := _frame(data, at):
        if at + length > len(data):
            return True
        at += length
        frames += 1
    return frames == 0 and _SYNC.search(data, at) is None


def _after_tag(data: bytes) -> int:
    """Behind an ID3v2 tag, whose size is four times seven bits (id3.org, ID3v2.4.0, 3.1)."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(data: bytes, at: int) -> int:
    """The length of the frame of layer III that begins here; 0 where none does."""
    if not _layer_three(data, at):
        return 0
    version, bitrate, rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or bitrate in {0, 15} or rate == 3:
        return 0
    first = version == 3
    samples = 144 if first else 72
    return samples * 1000 * _BITRATES[1 if first else 2][bitrate] // _RATES[version][rate] + (data[at + 2] >> 1 & 1)


def _layer_three(data: bytes, at: int) -> bool:
    return len(data) >= at + _HEADER and data[at] == 0xFF and data[at + 1] & 0xE6 == 0xE2
