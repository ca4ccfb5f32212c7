"""Loudness by arithmetic: EBU R128 from the energies of tenths of a second, so that nothing is measured twice.

Sources: ITU-R BS.1770-5 (blocks of 400 ms every 100 ms, gates at -70 LUFS and -10 LU), EBU Tech 3341.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

HOP = 0.1
_BLOCK = 4
_ABSOLUTE = 10 ** (-70 / 10)
_RELATIVE = 10 ** (-10 / 10)
_SHORT = 3.0
_SHARE = 0.95
"""How much of the excess of a tenth of a second's peak over the ceiling the limiter takes from its loudness: typical of
speech, and put right by a rehearsal."""
_SHARES = (0.3, 3.0)
_CLOSE = 0.02


def decibels(ratio: float) -> float:
    """Amplitude ratio -> dB."""
    return 20 * log10(ratio) if ratio > 0 else -200.0


def height(samples: Sequence[float]) -> float:
    """The highest amplitude, of whichever sign."""
    highest = max(samples)
    return max(highest, -min(samples))


def energies(momentary: Sequence[float]) -> list[float]:
    """Momentary loudness (LUFS over 400 ms, every 100 ms, from silence on) -> energy of each 100 ms.

    A block is the sum of its four tenths, so each tenth follows from the block before; rounding cannot pile up, as no
    tenth is less than nothing or more than its block.
    """
    blocks = [10 ** (level / 10) if level > -119 else 0.0 for level in momentary]
    tenths: list[float] = []
    for at, block in enumerate(blocks):
        gone = tenths[at - _BLOCK] if at >= _BLOCK else 0.0
        before = blocks[at - 1] if at else 0.0
        tenths.append(min(max(block - before + gone, 0.0), block))
    return tenths


def _gate(blocks: Sequence[float]) -> float | None:
    loud = [block for block in blocks if block > _ABSOLUTE]
    if not loud:
        return None
    threshold = sum(loud) / len(loud) * _RELATIVE
    loud = [block for block in loud if block > threshold]
    return 10 * log10(sum(loud) / len(loud))


def integrated(tenths: Sequence[float]) -> float | None:
    """Integrated loudness in LUFS; None when nothing is over the absolute gate.

    What is too short for blocks is measured by its tenths (each as if it went on for a whole block).
    """
    if len(tenths) >= _BLOCK:
        return _gate([sum(tenths[at : at + _BLOCK]) for at in range(len(tenths) - _BLOCK + 1)])
    return _gate([_BLOCK * tenth for tenth in tenths])


def spoken_level(clips: Sequence[Sequence[float]]) -> float | None:
    """How loud somebody speaks over all of their clips, in LUFS. A few short words are not told apart from the silence
    around them by blocks of 400 ms: they are measured by tenths."""
    joined = [tenth for clip in clips for tenth in clip]
    if len(joined) * HOP >= _SHORT:
        return integrated(joined)
    return _gate([_BLOCK * tenth for tenth in joined])


class Heard:
    """What is known of a clip before it is mixed: seconds, and energy and peak (amplitude) of each tenth."""

    def __init__(self, seconds: float, tenths: list[float], peaks: list[float]) -> None:
        self.seconds = seconds
        self.tenths = tenths
        self.peaks = peaks


class Programme:
    """All clips in their places, on a grid of tenths of a second: tells how loud the mix will be at some gain."""

    def __init__(self, seconds: float) -> None:
        self._cells = [0.0] * (int(seconds / HOP) + 2)
        self._peaks = [0.0] * len(self._cells)
        self.share = _SHARE

    def lay(self, heard: Heard, start: float, gain: float) -> None:
        """Put a clip at `start` seconds with `gain` dB."""
        power, amplitude = 10 ** (gain / 10), 10 ** (gain / 20)
        first = int(start / HOP)
        late = start / HOP - first
        last = len(self._cells) - 2
        for offset, (tenth, peak) in enumerate(zip(heard.tenths, heard.peaks, strict=False)):
            at = min(first + offset, last)
            self._cells[at] += tenth * power * (1 - late)
            self._cells[at + 1] += tenth * power * late
            self._peaks[at] = max(self._peaks[at], peak * amplitude)

    @property
    def peak(self) -> float:
        """The highest peak, in dBFS."""
        return decibels(max(self._peaks))

    def loudness(self, gain: float, ceiling: float) -> float | None:
        """LUFS with `gain` dB more and a limiter at `ceiling` dBFS."""
        limit = 10 ** ((ceiling - gain) / 20)
        power = 10 ** (gain / 10)
        return integrated(
            [
                cell * power * ((limit / peak) ** (2 * self.share) if peak > limit else 1.0)
                for cell, peak in zip(self._cells, self._peaks, strict=True)
            ]
        )

    def learn(self, measured: float, gain: float, ceiling: float) -> None:
        """Take from a rehearsal at this gain and ceiling how much this limiter takes from these voices."""
        low, high = _SHARES
        for _ in range(12):
            self.share = (low + high) / 2
            foreseen = self.loudness(gain, ceiling)
            if foreseen is not None and foreseen > measured:
                low = self.share
            else:
                high = self.share

    def gain_for(self, target: float, ceiling: float) -> float:
        """The gain in dB that brings the limited programme to `target` LUFS; 0 for silence."""
        gain = 0.0
        for _ in range(12):
            loudness = self.loudness(gain, ceiling)
            if loudness is None:
                return 0.0
            gain += target - loudness
            if abs(target - loudness) < _CLOSE:
                break
        return gain
