"""What is mixed: the takes as heard, each speaker's level, the programme's, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from av.audio.frame import AudioFrame

from adapters.audio.child.bounds import Bounds, Refused
from adapters.audio.child.encode import Chapter, Labels
from adapters.audio.child.formats import FORMATS
from adapters.audio.child.graph import Chain
from adapters.audio.child.levels import Heard, Programme, spoken_level
from adapters.audio.child.meter import Loudness
from adapters.audio.child.render import INSIDE, RATE, Placed, Render
from adapters.audio.child.survey import survey

_LOUDEST, _SOFTEST = 40.0, -40.0
_REHEARSED = 45.0
"""Seconds that are limited for a trial: enough of every voice to learn what the limiter takes, in 0.1 s."""
_FAINT = 0.0625
"""The lowest ceiling the limiter knows (-24 dBFS)."""


def bounded(gain: float) -> float:
    """A gain that still makes sense: noise is not blown up to speech."""
    return max(_SOFTEST, min(_LOUDEST, gain))


def speaker_gains(speakers: Sequence[str], heard: Sequence[Heard], target: float) -> dict[str, float]:
    """dB that bring each speaker to the target. Who cannot be measured (silence) stays as they are."""
    takes: dict[str, list[list[float]]] = {}
    for speaker, each in zip(speakers, heard, strict=True):
        takes.setdefault(speaker, []).append(each.tenths)
    levels = {speaker: spoken_level(tenths) for speaker, tenths in takes.items()}
    return {speaker: bounded(target - level) if level is not None else 0.0 for speaker, level in levels.items()}


def limited(frames: Iterator[AudioFrame], ceiling: float, sample: str, piece: int) -> Iterator[AudioFrame]:
    """Nothing over `ceiling` dBFS: a limiter that looks 5 ms ahead, its delay taken out again."""
    limit = max(_FAINT, min(1.0, 10 ** (ceiling / 20)))
    limiter = f"limit={limit:.6f}:attack=5:release=60:level=0:latency=1"
    chain = Chain(INSIDE, (("alimiter", limiter), ("aformat", f"sample_fmts={sample}")), piece)
    for frame in frames:
        yield from chain.feed(frame)
    yield from chain.feed(None)


class Mix:
    """A plan of a mix with its takes heard. `seconds` is how long it will be."""

    def __init__(self, plan: dict[str, Any], bounds: Bounds) -> None:
        if not plan["clips"]:
            raise Refused("nothing_to_mix")
        self.plan = plan
        self.format = FORMATS[plan["format"]]
        self._bounds = bounds
        self._clips: list[dict[str, Any]] = plan["clips"]
        self._heard = survey([clip["path"] for clip in self._clips], bounds)
        self.target: float = plan["lufs"] if plan["lufs"] is not None else self._own()
        self._gains = speaker_gains([clip["speaker"] for clip in self._clips], self._heard, self.target)
        self._all = range(len(self._clips))
        self._starts, end = self._places(self._all)
        self.seconds = end + plan["tail"]
        if self.seconds > bounds.seconds:
            raise Refused("audio_too_long")

    def _own(self) -> float:
        """The loudness the takes have as they are: nothing is to change. 0 when they are silent."""
        return spoken_level([heard.tenths for heard in self._heard]) or 0.0

    def _places(self, which: Sequence[int]) -> tuple[list[float], float]:
        """Where these clips start when they are mixed, and where the last one ends, in seconds as foreseen."""
        starts = []
        at = 0.0
        for clip in which:
            at += self._clips[clip]["gap"]
            starts.append(at)
            at += self._heard[clip].seconds
        return starts, at

    def _programme(self, which: Sequence[int]) -> Programme:
        starts, end = self._places(which)
        programme = Programme(end)
        for clip, start in zip(which, starts, strict=True):
            programme.lay(self._heard[clip], start, self._gains[self._clips[clip]["speaker"]])
        return programme

    def _stream(self, which: Sequence[int], gain: float, tail: float) -> Render:
        placed = [
            Placed(clip["path"], self._gains[clip["speaker"]] + gain, round(clip["gap"] * RATE))
            for clip in (self._clips[number] for number in which)
        ]
        return Render(placed, round(tail * RATE), self._bounds)

    def render(self, gain: float) -> Render:
        """The stream at `gain` dB over the speakers' levels, not yet limited."""
        return self._stream(self._all, gain, self.plan["tail"])

    def gain(self, ceiling: float) -> float:
        """dB that bring the limited programme to its loudness; tried on some of it when the limiter has work to do."""
        programme = self._programme(self._all)
        gain = bounded(programme.gain_for(self.target, ceiling))
        if programme.peak + gain <= ceiling:
            return gain
        some = self._some()
        trial = self._programme(some)
        loudness = Loudness()
        for frame in limited(self._stream(some, gain, 0.0).frames(), ceiling, "dbl", RATE):
            loudness.hear(frame)
        loudness.finish()
        if loudness.lufs is None:
            return gain
        trial.learn(loudness.lufs, gain, ceiling)
        programme.share = trial.share
        return bounded(programme.gain_for(self.target, ceiling))

    def _some(self) -> list[int]:
        """Clips of every speaker in turn, in order, until there is enough for a trial."""
        queues: dict[str, list[int]] = {}
        for number in reversed(self._all):
            queues.setdefault(self._clips[number]["speaker"], []).append(number)
        chosen: list[int] = []
        seconds = 0.0
        while any(queues.values()) and seconds < _REHEARSED:
            for queue in queues.values():
                if queue:
                    chosen.append(queue.pop())
                    seconds += self._heard[chosen[-1]].seconds
        return sorted(chosen)

    def labels(self) -> Labels:
        """Tags, and chapters: from each one's clip to the next one's, or as they are given in seconds."""
        tags = dict(self.plan["tags"])
        if "marks" in self.plan:
            return Labels(tags, self.plan["marks"])
        marks = [(self._starts[clip], title) for clip, title in self.plan["chapters"] if clip < len(self._starts)]
        ends = [*(start for start, _ in marks), self.seconds][1:]
        chapters: list[Chapter] = [(start, end, title) for (start, title), end in zip(marks, ends, strict=True)]
        return Labels(tags, chapters)
