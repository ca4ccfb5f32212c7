"""Takes and gaps as one stream of frames at 48 kHz, one channel, each take at its gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from av.audio.frame import AudioFrame

from adapters.audio.child.bounds import Bounds, Refused
from adapters.audio.child.graph import Chain, Kind, kind_of, silence
from adapters.audio.child.source import Source

RATE = 48_000
INSIDE: Kind = (RATE, "fltp", "mono")
_PIECE = RATE // 2


class Placed:
    """A take in the mix: file, gain in dB, and samples of silence before it."""

    def __init__(self, path: str, gain: float, gap: int) -> None:
        self.path = path
        self.gain = gain
        self.gap = gap


class Render:
    """The mix before it is limited. `places` are (first, past the last) samples of each take, and
    `samples` how many there are in all, as far as it was made."""

    def __init__(self, placed: Sequence[Placed], tail: int, bounds: Bounds) -> None:
        self._placed = placed
        self._tail = tail
        self._bounds = bounds
        self.samples = 0
        self.places: list[tuple[int, int]] = []

    def frames(self) -> Iterator[AudioFrame]:
        """All of it, in order."""
        for clip in self._placed:
            yield from self._quiet(clip.gap)
            start = self.samples
            for frame in self._take(clip):
                self.samples += frame.samples
                if self.samples > self._bounds.seconds * RATE:
                    raise Refused("audio_too_long")
                yield frame
            self.places.append((start, self.samples))
        yield from self._quiet(self._tail)

    def _quiet(self, samples: int) -> Iterator[AudioFrame]:
        self.samples += samples
        while samples > 0:
            yield silence(INSIDE, min(samples, _PIECE))
            samples -= _PIECE

    def _take(self, clip: Placed) -> Iterator[AudioFrame]:
        with Source(clip.path, self._bounds) as source:
            chain: Chain | None = None
            for frame in source.frames():
                if chain is None or chain.kind != kind_of(frame):
                    if chain is not None:
                        yield from chain.feed(None)
                    chain = _voice(kind_of(frame), clip.gain)
                yield from chain.feed(frame)
            if chain is not None:
                yield from chain.feed(None)


def _voice(kind: Kind, gain: float) -> Chain:
    """Anything -> the inside's kind, at a gain. One channel first: then there is half as much to resample."""
    return Chain(
        kind,
        (
            ("aformat", "channel_layouts=mono"),
            ("aresample", f"{RATE}"),
            ("volume", f"{gain:.4f}dB:precision=float"),
            ("aformat", f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts=mono"),
        ),
        _PIECE,
    )
