"""Decoding: a file from outside as frames, within bounds, as far as it can be read."""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from adapters.audio.child.bounds import Bounds, Refused
from adapters.audio.child.sniff import promised, sniff

# Nothing beside these is ever opened, whatever a file says of itself.
_CODECS = (
    "mp3,mp3float,mp2,mp2float,opus,libopus,vorbis,libvorbis,flac,alac,aac,aac_latm,"
    "pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,"
    "pcm_f64be,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,gsm_ms"
)
_CLOSED = {"protocol_whitelist": "file", "codec_whitelist": _CODECS}
# A header says all about PCM and FLAC: looking further costs 6 ms a file, which is half of a mix of short lines.
_SHORT_LOOK = {**_CLOSED, "probesize": "4096", "analyzeduration": "0"}
_LONG_LOOK = {**_CLOSED, "probesize": "1000000", "analyzeduration": "2000000"}
_QUICK = frozenset({"wav", "flac", "aiff"})
_TAGS = ("title", "artist", "album", "comment", "date", "genre")
_BAD_PACKETS = 200
_HONEST = frozenset({"flac", "mov"})


class Source:
    """One file being decoded. `frames` counts `samples` and `rate`; what was read is right even when it ends early."""

    def __init__(self, path: str, bounds: Bounds) -> None:
        self.kind = sniff(path)
        self._bounds = bounds
        self._path = path
        options = _SHORT_LOOK if self.kind in _QUICK else _LONG_LOOK
        try:
            # "file:" keeps a name with a colon from being read as a protocol.
            self._container: InputContainer = av.open(
                f"file:{path}", "r", format=self.kind, options=options, metadata_errors="replace"
            )
        except av.FFmpegError as error:
            raise Refused("not_audio") from error
        self.seconds = 0.0
        self.rate = 0
        self.channels = 0

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def said(self) -> tuple[dict[str, str], list[tuple[float, float, str]]]:
        """The file's own tags (the ones every format has) and chapters (start and end in seconds, title)."""
        stream = self._stream()
        found = {name.lower(): value for name, value in [*stream.metadata.items(), *self._container.metadata.items()]}
        tags = {name: found[name] for name in _TAGS if name in found}
        chapters = [
            (
                float(chapter["start"] * chapter["time_base"]),
                float(chapter["end"] * chapter["time_base"]),
                chapter["metadata"].get("title", ""),
            )
            for chapter in self._container.chapters()
            if chapter["time_base"] is not None
        ]
        return tags, chapters

    def _stream(self) -> AudioStream:
        if not self._container.streams.audio:
            raise Refused("not_audio")
        stream = self._container.streams.audio[0]
        if stream.codec_context.sample_rate:
            self._bounds.check(stream.codec_context.sample_rate, stream.codec_context.channels)
        stream.codec_context.thread_count = 1
        return stream

    def declared(self) -> float:
        """Seconds the header promises, for containers whose header is to be believed; else 0."""
        if self.kind == "wav":
            return promised(self._path)
        stream = self._container.streams.audio[0]
        if self.kind not in _HONEST or stream.duration is None or stream.time_base is None:
            return 0.0
        return float(stream.duration * stream.time_base)

    def frames(self) -> Iterator[AudioFrame]:
        """Decoded frames. Refuses what is over the bounds, or holds no sound at all."""
        try:
            yield from self._decoded(self._stream())
        except (av.EOFError, av.InvalidDataError):
            pass  # a file that breaks off gives what it has
        except av.FFmpegError as error:
            raise Refused("not_audio") from error
        if not self.seconds:
            raise Refused("not_audio")

    def _decoded(self, stream: AudioStream) -> Iterator[AudioFrame]:
        bad = 0
        for packet in self._container.demux(stream):
            try:
                frames = packet.decode()
            except (av.InvalidDataError, av.EOFError):
                bad += 1
                if bad > _BAD_PACKETS:
                    return
                continue
            for frame in frames:
                if frame.samples:
                    self._count(frame)
                    frame.pts = None
                    yield frame

    def _count(self, frame: AudioFrame) -> None:
        self._bounds.check(frame.sample_rate, frame.layout.nb_channels)
        if not self.rate:
            self.rate, self.channels = frame.sample_rate, frame.layout.nb_channels
        self.seconds += frame.samples / frame.sample_rate
        if self.seconds > self._bounds.seconds:
            raise Refused("audio_too_long")
