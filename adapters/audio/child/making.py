"""A plan made into a file: rendered, limited, encoded, measured, and made again when the measure says so."""

from __future__ import annotations

import os
from typing import IO, Any

from adapters.audio.child.ahead import Ahead
from adapters.audio.child.bounds import Bounds
from adapters.audio.child.encode import Encoder
from adapters.audio.child.meter import Meter
from adapters.audio.child.mixing import Mix, bounded, limited
from adapters.audio.child.opusgain import set_gain
from adapters.audio.child.render import RATE, Render
from adapters.audio.child.source import Source

_NEAR = 0.4
"""LU that the finished file may be off its target: the promise is 0.5."""
_TRIES = 3
_MARGIN = 0.02
_PEAK = -1.5
"""dBTP, what every recording keeps to (DESIGN 7)."""


class Made:
    """One try: what its file measures and where its clips are."""

    def __init__(self, render: Render, meter: Meter) -> None:
        self.places = render.places
        self.samples = render.samples
        self.meter = meter


def make(mix: Mix, file: IO[bytes], gain: float, ceiling: float) -> Made:
    """Render, limit and encode in one thread, decode and measure what was encoded in this one."""
    file.seek(0)
    file.truncate()
    encoder = Encoder(file, mix.plan["format"], mix.plan["bitrate"], mix.labels())
    render = mix.render(gain + mix.format.lift)
    frames = limited(render.frames(), ceiling + mix.format.lift, mix.format.sample, encoder.piece)
    packets = iter(Ahead(encoder.packets(frames), batch=max(1, RATE // encoder.piece)))
    meter = Meter(round(mix.seconds * RATE), mix.format.delay)
    meter.hear(packets, encoder.decoder())
    return Made(render, meter)


class Verdict:
    """How a finished file measures against its plan: dB `off` its loudness and `over` its peak, once its header has
    the gain `trim`."""

    def __init__(self, made: Made, mix: Mix) -> None:
        lufs, peak = made.meter.lufs, made.meter.peak
        self.off = 0.0 if lufs is None else mix.target - lufs
        self.over = 0.0 if peak is None else peak - mix.plan["peak"] + _MARGIN
        self.trim = min(self.off, -self.over) if mix.format.trim and lufs is not None else 0.0
        self.off -= self.trim
        self.over += self.trim
        self.good = abs(self.off) <= _NEAR and self.over <= 0


def settle(mix: Mix, file: IO[bytes]) -> tuple[Made, float]:
    """Make the file, again with other levels while it misses its loudness or its peak. Answers it and its trim."""
    ceiling = mix.plan["peak"] - mix.format.room
    gain = mix.gain(ceiling)
    for _ in range(_TRIES):
        made = make(mix, file, gain, ceiling)
        verdict = Verdict(made, mix)
        if verdict.good:
            break
        ceiling -= abs(verdict.off) if mix.format.trim else max(verdict.over, 0.0)
        gain = bounded(gain + verdict.off)
    return made, verdict.trim


def _shifted(level: float | None, trim: float) -> float | None:
    return None if level is None else round(level + trim, 3)


def _write(plan: dict[str, Any], temporary: str, bounds: Bounds) -> dict[str, Any]:
    with open(temporary, "w+b") as file:  # noqa: PTH123 - pathlib would only make the child's start longer
        made, trim = settle(Mix(plan, bounds), file)
        if trim:
            trim = set_gain(file, trim)
        file.flush()
        os.fsync(file.fileno())
        size = file.seek(0, os.SEEK_END)
    return {
        "duration": made.samples / RATE,
        "size": size,
        "lufs": _shifted(made.meter.lufs, trim),
        "peak": _shifted(made.meter.peak, trim),
        "clips": [[start / RATE, end / RATE] for start, end in made.places],
        "waveform": made.meter.waveform().hex(),
    }


def mix(*, plan: dict[str, Any], temporary: str, bounds: Bounds) -> dict[str, Any]:
    """Mix a plan into `temporary`, durable when this returns. Answers what `bot.mix.Mixed` tells, as JSON can."""
    return _write(plan, temporary, bounds)


def encode(*, path: str, format: str, bitrate: int, temporary: str, bounds: Bounds) -> dict[str, Any]:
    """Another format of a finished file, at its own loudness, with its tags and chapters: a mix of one clip."""
    with Source(path, bounds) as source:
        tags, chapters = source.said()
    plan = {
        "clips": [{"path": path, "speaker": "", "gap": 0.0}],
        "format": format,
        "bitrate": bitrate,
        "tail": 0.0,
        "lufs": None,
        "peak": _PEAK,
        "tags": tags,
        "marks": chapters,
    }
    return _write(plan, temporary, bounds)
