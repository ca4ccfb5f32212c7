"""The output gain of an Ogg Opus file: two bytes of its header that every decoder applies (RFC 7845, 5.1).

So a file that came out a little too loud, or peaks a little too high, is put right without encoding it again.
"""

from __future__ import annotations

from typing import IO

_PAGE = 27
"""Bytes of an Ogg page header before its segment table (RFC 3533, 6)."""
_CRC_AT = 22
_GAIN_AT = 16
_POLYNOMIAL = 0x04C11DB7


def _checksum(page: bytes) -> int:
    """Ogg's CRC-32: not reflected, from zero, with the checksum's own field as zero."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ _POLYNOMIAL if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def set_gain(file: IO[bytes], gain: float) -> float:
    """Write the gain (dB) into the first page of `file`; answers the gain as stored, to 1/256 dB."""
    steps = max(-32768, min(32767, round(gain * 256)))
    file.seek(0)
    head = file.read(_PAGE + 255 * 256)
    body = _PAGE + head[_PAGE - 1]
    page = bytearray(head[: body + sum(head[_PAGE:body])])
    if page[:4] != b"OggS" or page[body : body + 8] != b"OpusHead":
        raise ValueError("not an Ogg Opus file")
    page[body + _GAIN_AT : body + _GAIN_AT + 2] = steps.to_bytes(2, "little", signed=True)
    page[_CRC_AT : _CRC_AT + 4] = bytes(4)
    page[_CRC_AT : _CRC_AT + 4] = _checksum(bytes(page)).to_bytes(4, "little")
    file.seek(0)
    file.write(page)
    return steps / 256
