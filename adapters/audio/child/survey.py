"""First listening: how long and how loud each take is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from av.audio.frame import AudioFrame

from adapters.audio.child.bounds import Bounds
from adapters.audio.child.graph import Chain, kind_of, silence
from adapters.audio.child.levels import HOP, Heard, energies, height
from adapters.audio.child.source import Source

_PAD = 0.4
"""A block of silence first: then the first tenth of the take is the only new thing in the first block that counts."""
_TAIL = 0.2
_LOOKS = 128
"""Samples looked at for the peak of a tenth of a second: enough to foresee the limiter, and no work to speak of."""


class _Ear:
    """An ebur128 filter for one take; a take that changes its rate in the middle is heard in parts."""

    def __init__(self) -> None:
        self.tenths: list[float] = []
        self.peaks: list[float] = []
        self._chain: Chain | None = None
        self._momentary: list[float] = []
        self._highest: list[float] = []

    def hear(self, frame: AudioFrame) -> None:
        kind = kind_of(frame)
        if self._chain is None or self._chain.kind != kind:
            self.finish()
            self._chain = Chain(kind, (("aformat", "channel_layouts=mono"), ("ebur128", "metadata=1:framelog=quiet")))
            self._quiet(self._chain, _PAD)
        self._listen(self._chain.feed(frame))

    def _quiet(self, chain: Chain, seconds: float) -> None:
        self._listen(chain.feed(silence(chain.kind, round(chain.kind[0] * seconds))))

    def _listen(self, frames: Iterable[AudioFrame]) -> None:
        for frame in frames:
            level = frame.metadata.get("lavfi.r128.M")
            if level is not None:
                self._momentary.append(float(level))
                # A plane is longer than its samples: what lies behind them is not sound.
                samples = memoryview(frame.planes[0]).cast("d")[: frame.samples : max(1, frame.samples // _LOOKS)]
                self._highest.append(height(samples))

    def finish(self) -> None:
        """End the part that is being heard."""
        if self._chain is None:
            return
        self._quiet(self._chain, _TAIL)
        self._listen(self._chain.feed(None))
        before = round(_PAD / HOP)
        self.tenths += energies(self._momentary)[before:]
        self.peaks += self._highest[before:]
        self._momentary, self._highest = [], []
        self._chain = None


def hear(path: str, bounds: Bounds) -> Heard:
    """Decode one take and measure it."""
    with Source(path, bounds) as source:
        ear = _Ear()
        for frame in source.frames():
            ear.hear(frame)
        ear.finish()
        return Heard(source.seconds, ear.tenths, ear.peaks)


def survey(paths: Sequence[str], bounds: Bounds) -> list[Heard]:
    """All takes, in order; a path that comes more than once is heard once.

    One after the other: the calls are so short that two threads spend more on taking turns than they win.
    """
    heard = {path: hear(path, bounds) for path in dict.fromkeys(paths)}
    return [heard[path] for path in paths]
