"""What a finished recording measures: EBU R128 and the waveform, from the decoded packets themselves."""

from __future__ import annotations

from collections.abc import Iterable

from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

from adapters.audio.child.graph import Chain, kind_of
from adapters.audio.child.levels import decibels, height
from adapters.audio.child.render import RATE

_BINS = 256
_LOOKS = 600_000
_SILENT = -69.9
"""The ebur128 filter says -70 when nothing passed the absolute gate."""


class Loudness:
    """An EBU R128 meter for one kind of frames. `lufs` and `peak` (dBTP) are None for what cannot be measured."""

    def __init__(self, trim: str = "") -> None:
        self._trim = trim
        self._chain: Chain | None = None
        self.lufs: float | None = None
        self.peak: float | None = None

    def hear(self, frame: AudioFrame) -> list[AudioFrame]:
        """Measure a frame; answers the same sound, in doubles, in tenths of a second."""
        frame.pts = None
        if self._chain is None:
            filters = [("ebur128", "metadata=1:peak=true:framelog=quiet")]
            if self._trim:
                filters.insert(0, ("atrim", self._trim))
            self._chain = Chain(kind_of(frame), tuple(filters), RATE // 10)
        return self._read(self._chain.feed(frame))

    def finish(self) -> list[AudioFrame]:
        """Measure what is left."""
        return self._read(self._chain.feed(None)) if self._chain is not None else []

    def _read(self, frames: Iterable[AudioFrame]) -> list[AudioFrame]:
        heard = list(frames)
        for frame in reversed(heard):
            said = frame.metadata
            if "lavfi.r128.I" in said:
                level, peak = float(said["lavfi.r128.I"]), float(said["lavfi.r128.true_peak"])
                self.lufs = level if level > _SILENT else None
                self.peak = decibels(peak) if peak > 0 else None
                break
        return heard


class Meter:
    """Hears the packets of a recording of `samples` samples, `delay` samples of which come before its first."""

    def __init__(self, samples: int, delay: int) -> None:
        self._bin = max(1, -(-samples // _BINS))
        self._stride = max(1, samples // _LOOKS)
        self._loudness = Loudness(f"start_sample={delay}:end_sample={delay + samples}")
        self._peaks: list[float] = []
        self._at = 0

    @property
    def lufs(self) -> float | None:
        """Integrated loudness in LUFS."""
        return self._loudness.lufs

    @property
    def peak(self) -> float | None:
        """True peak in dBTP; of what is too short for the meter (0.1 s), the highest sample."""
        if self._loudness.peak is None and max(self._peaks, default=0.0) > 0:
            return decibels(max(self._peaks))
        return self._loudness.peak

    def hear(self, packets: Iterable[Packet[AudioStream]], decoder: AudioCodecContext) -> None:
        """Decode and measure all packets."""
        for packet in packets:
            self._decode(decoder, packet)
        self._decode(decoder, None)
        self._draw(self._loudness.finish())

    def _decode(self, decoder: AudioCodecContext, packet: Packet[AudioStream] | None) -> None:
        for frame in decoder.decode(packet):
            self._draw(self._loudness.hear(frame))

    def _draw(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            # A plane is longer than its samples: what lies behind them is not sound.
            samples = memoryview(frame.planes[0]).cast("d")[: frame.samples]
            begin = 0
            while begin < frame.samples:
                number, into = divmod(self._at, self._bin)
                end = min(frame.samples, begin + self._bin - into)
                self._raise(number, samples[begin : end : self._stride])
                self._at += end - begin
                begin = end

    def _raise(self, number: int, samples: memoryview[float]) -> None:
        highest = height(samples)
        if number < len(self._peaks):
            self._peaks[number] = max(self._peaks[number], highest)
        else:
            self._peaks.append(highest)

    def waveform(self) -> bytes:
        """At most 256 peaks, the highest of the recording being 255; empty for an empty recording."""
        top = max(self._peaks, default=0.0) or 1.0
        return bytes(min(255, round(255 * peak / top)) for peak in self._peaks[:_BINS])
