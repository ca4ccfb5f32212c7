"""Which demuxer a file gets, from its first bytes alone: names and claimed types are not asked.

Only containers that need no second file are here: playlists (HLS, concat, SDP), images and archives have no entry.
"""

from __future__ import annotations

import os
import stat

from adapters.audio.child.bounds import Refused

_ID3_HEADER = 10
_ID3_NESTED = 8
_HEAD = 16
_CHUNKS = 64
_LONGEST_FMT = 4096
_STREAMED = 0x7FFFF000
"""Streams carry 0, 0x7FFFFFFF or 0xFFFFFFFF as their length: such a length says nothing."""
_FIRST_FOUR = {b"OggS": "ogg", b"fLaC": "flac", b"\x1a\x45\xdf\xa3": "matroska", b"caff": "caf", b".snd": "au"}


def _mpeg(head: bytes) -> str | None:
    """MPEG audio frame header: eleven bits of sync, then version and layer (ISO 11172-3, 2.4.1.3; ADTS: 13818-7)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    version, layer, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4
    if version == 1 or layer == 0 or rate == 15 or head[2] >> 2 & 3 == 3:
        return None
    return "mp3"


def named(head: bytes) -> str | None:
    """The demuxer for a file that starts with these bytes, or None."""
    if head[:4] in {b"RIFF", b"RF64", b"RIFX"} and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return "aiff"
    if head[4:8] == b"ftyp":
        return "mov"
    return _FIRST_FOUR.get(head[:4]) or _mpeg(head)


def _past_id3(head: bytes) -> int:
    """Length of an ID3v2 tag with its header (ID3v2.4, 3.1: four bytes of seven bits), with a footer if it has one."""
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return _ID3_HEADER + size + (_ID3_HEADER if head[5] & 0x10 else 0)


def promised(path: str) -> float:
    """Seconds the header of a RIFF WAVE file promises; 0 when it was written before the length was known."""
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would only make the child's start longer
        file.seek(12)
        speed = 0
        for _ in range(_CHUNKS):
            name, size = file.read(4), int.from_bytes(file.read(4), "little")
            if name == b"fmt ":
                speed = int.from_bytes(file.read(min(size, _LONGEST_FMT))[8:12], "little")
                file.seek(size & 1, os.SEEK_CUR)
            elif name == b"data":
                return size / speed if speed and size < _STREAMED else 0.0
            else:
                file.seek(size + (size & 1), os.SEEK_CUR)
    return 0.0


def sniff(path: str) -> str:
    """The demuxer's name. Refuses what is no regular file, and what is no sound that is known here."""
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    except OSError as error:
        raise Refused("audio_missing") from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Refused("not_audio")
        at = 0
        for _ in range(_ID3_NESTED):
            file.seek(at)
            head = file.read(_HEAD)
            if head[:3] != b"ID3" or len(head) < _ID3_HEADER:
                break
            at += _past_id3(head)
        # Taggers pad, and some count their tag wrong, so what follows is not always a frame: mp3 carries such tags.
        kind = named(head) or ("mp3" if at and head else None)
    if kind is None:
        raise Refused("not_audio")
    return kind
