"""Frames into a file: codec, container, tags and chapters, the same bytes for the same sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import IO, TYPE_CHECKING

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

from adapters.audio.child.formats import FORMATS, Format
from adapters.audio.child.render import RATE

if TYPE_CHECKING:
    from av.container.core import Chapter as ChapterDict

Chapter = tuple[float, float, str]
"""Start and end in seconds, and title."""
_TICK = Fraction(1, RATE)
_PCM_PIECE = 4800
_DECODERS = {"libopus": "opus", "libmp3lame": "mp3float"}
"""What libavformat itself would decode them with."""


class Labels:
    """What a file says about itself."""

    def __init__(self, tags: dict[str, str], chapters: Sequence[Chapter]) -> None:
        self.tags = tags
        self.chapters = chapters


def _marks(chapters: Sequence[Chapter]) -> list[ChapterDict]:
    return [
        {
            "id": number,
            "start": round(start * 1000),
            "end": round(end * 1000),
            "time_base": Fraction(1, 1000),
            "metadata": {"title": title},
        }
        for number, (start, end, title) in enumerate(chapters)
    ]


def _comments(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Chapters as Vorbis comments (https://wiki.xiph.org/Chapter_Extension).

    Written here because libavformat rounds the seconds of a chapter's start up from half a second on.
    """
    comments = {}
    for number, (start, _, title) in enumerate(chapters):
        seconds, thousandths = divmod(round(start * 1000), 1000)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
        comments[f"CHAPTER{number:03}"] = clock
        comments[f"CHAPTER{number:03}NAME"] = title
    return comments


class Encoder:
    """Writes one `format` to `file` (open for writing, seekable). `bitrate` in kbit/s, 0: the format's own."""

    def __init__(self, file: IO[bytes], format: str, bitrate: int, labels: Labels) -> None:
        self.format: Format = FORMATS[format]
        # "bitexact" keeps versions, dates and Ogg's random serial number out of the file.
        options = {"fflags": "bitexact"}
        if format == "mp3":
            options["id3v2_version"] = "3"
        self._container = av.open(file, "w", format=self.format.container, options=options)
        stream = self._container.add_stream(
            self.format.codec, rate=RATE, layout="mono", format=self.format.sample, options=dict(self.format.options)
        )
        if not isinstance(stream, AudioStream):
            raise TypeError(self.format.codec)
        self._stream = stream
        if self.format.kbit:
            stream.bit_rate = (bitrate or self.format.kbit) * 1000
        self._container.metadata.update(labels.tags)
        if self.format.container == "ogg":
            self._container.metadata.update(_comments(labels.chapters))
        else:
            self._container.set_chapters(_marks(labels.chapters))
        self._container.start_encoding()

    @property
    def piece(self) -> int:
        """Samples the codec wants in each frame."""
        return self._stream.codec_context.frame_size or _PCM_PIECE

    def decoder(self) -> AudioCodecContext:
        """A decoder for the packets that `packets` gives."""
        codec = self._stream.codec_context
        name = _DECODERS.get(codec.name, codec.codec.canonical_name)
        decoder = av.CodecContext.create(name, "r")
        if not isinstance(decoder, AudioCodecContext):
            raise TypeError(name)
        decoder.sample_rate = RATE
        decoder.layout = "mono"
        if codec.extradata:
            decoder.extradata = codec.extradata
        return decoder

    def packets(self, frames: Iterator[AudioFrame]) -> Iterator[Packet[AudioStream]]:
        """Encode and write; each packet is given out once it is written. The file is whole when this has ended."""
        try:
            at = 0
            for frame in frames:
                frame.pts = at
                frame.time_base = _TICK
                at += frame.samples
                yield from self._write(frame)
            yield from self._write(None)
        finally:
            self._container.close()

    def _write(self, frame: AudioFrame | None) -> Iterator[Packet[AudioStream]]:
        for packet in self._stream.encode(frame):
            self._container.mux(packet)
            yield packet
