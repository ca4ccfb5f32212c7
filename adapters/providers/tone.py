"""The tone provider: sine tones as long as the text, priced, with jobs and failures on demand. For tests and trials."""

from __future__ import annotations

import asyncio
import io
import math
import wave
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bot.cast import Voice
from bot.errors import Bug, SegmentInvalid, UnknownVoice
from bot.plan import Limits
from bot.ports import Audio, ProviderJob
from bot.task import Line, Price, Segment, Span

NAME = "tone"
RATE = 22050
_SECONDS_PER_CHAR = 0.06
_SHORTEST = 0.1
_GAP = 0.15  # seconds between the lines of one segment
_EDGE = RATE // 200  # samples of fade at both ends, so that nothing clicks
_LEVEL = 7500
_DETUNED = 1000
_PERIODS = 20  # of twenty, the rounding to whole samples is under 0.1 Hz off

_NAMES = ("Alto", "Bass", "Cello", "Drone", "Echo", "Flute", "Gong", "Horn")
_VOICES = {
    name.lower(): Voice(name.lower(), name, NAME, ("en",), ("female", "male")[index % 2], f"{220 + 55 * index} Hz")
    for index, name in enumerate(_NAMES)
}

Failure = Callable[[Segment], Exception | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneOptions:
    """How the tone provider behaves.

    `credits_per_char` is exact and rounded up for each segment. `checks`: 0 answers at once, n >= 1 answers a provider
    job that is ready at the n-th check. `failures` are raised for the segment that holds the line of that turn, `fail`
    is asked for each segment; both before anything is paid. `fail_after` is asked once it is paid: an answer that got
    lost. `delay` seconds pass before a segment is taken.
    """

    granularity: str = "line"
    credits_per_char: Fraction | int = 1
    checks: int = 0
    delay: float = 0.0
    max_chars: int = 2000
    concurrency: int = 4
    recover: str = "none"
    failures: Mapping[int, Exception] = field(default_factory=dict)
    fail: Failure | None = None
    fail_after: Failure | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """One row of what was paid: the reference it was asked under, the take's key and the credits."""

    ref: str
    key: str
    credits: int


class Tone:
    """Speaks in sine tones: the voice is the frequency, the text the length. The same segment is the same bytes."""

    name = NAME

    def __init__(self, options: ToneOptions | None = None) -> None:
        self.options = options or ToneOptions()
        self.paid: list[Paid] = []
        self._taken: dict[str, tuple[Segment, int]] = {}  # by reference: with how many checks are left
        self.limits = Limits(
            granularity=self.options.granularity,
            max_chars=self.options.max_chars,
            max_line_chars=self.options.max_chars,
            tags=frozenset({"excited", "sad", "whispers"}),
            languages=frozenset({"en"}),
            recover=self.options.recover,
            concurrency=self.options.concurrency,
            model="tone-1",
        )

    async def voices(self) -> Sequence[Voice]:
        return tuple(_VOICES.values())

    def price(self, segment: Segment) -> Price:
        return Price(math.ceil(segment.characters * Fraction(self.options.credits_per_char)))

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        """WAV, mono, 16 bit, 22050 Hz, or a provider job. Raises UnknownVoice, SegmentInvalid, what it was told to."""
        if self.options.delay:
            await asyncio.sleep(self.options.delay)
        self._refuse(segment)
        self.paid.append(Paid(ref, segment.key, self.price(segment).credits))
        self._taken[ref] = (segment, self.options.checks)
        lost = self.options.fail_after and self.options.fail_after(segment)
        if lost:
            raise lost
        return ProviderJob(ref, NAME) if self.options.checks else self._perform(segment)

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        """The audio, or the job where it is still running. Raises Bug for a job that is not ours."""
        if job.id not in self._taken:
            raise Bug("unknown_provider_job")
        segment, left = self._taken[job.id]
        self._taken[job.id] = (segment, left - 1)
        return self._perform(segment) if left <= 1 else job

    async def find(self, ref: str) -> Audio | ProviderJob | None:
        """What became of the request with this reference: its job or audio, or None where it was never taken."""
        if ref not in self._taken:
            return None
        segment, left = self._taken[ref]
        return ProviderJob(ref, NAME) if left > 0 else self._perform(segment)

    async def aclose(self) -> None:
        """Nothing to end."""

    def _refuse(self, segment: Segment) -> None:
        if not segment.lines:
            raise SegmentInvalid
        for line in segment.lines:
            if line.voice not in _VOICES:
                raise UnknownVoice(line.voice, _NAMES[:3])
            if len(line.text) > self.options.max_chars:
                raise SegmentInvalid(turn=line.turn)
        turns = (self.options.failures.get(line.turn) for line in segment.lines)
        failure = next(filter(None, turns), None) or (self.options.fail and self.options.fail(segment))
        if failure:
            raise failure

    def _perform(self, segment: Segment) -> Audio:
        samples, spans = array("h"), []
        for index, line in enumerate(segment.lines):
            if index:
                samples.frombytes(bytes(2 * round(_GAP * RATE)))
            start = len(samples)
            samples += tone(line)
            spans.append(Span(index, start / RATE, len(samples) / RATE))
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(samples.tobytes())
        return Audio(out.getvalue(), "audio/wav", tuple(spans), self.price(segment).credits)


def seconds(text: str) -> float:
    """How long the tone for a text is."""
    return max(_SHORTEST, len(text) * _SECONDS_PER_CHAR)


def tone(line: Line) -> array[int]:
    """The samples of one line. A few periods are made and repeated: an hour of tone costs no time worth naming."""
    count = round(seconds(line.text) * RATE)
    length = round(RATE * _PERIODS / frequency(line))
    level = _LEVEL + _spice(line) // _DETUNED % 1000
    cycle = array("h", [round(level * math.sin(2 * math.pi * _PERIODS * at / length)) for at in range(length)])
    samples = (cycle * (count // length + 1))[:count]
    for at in range(_EDGE):
        samples[at] = samples[at] * at // _EDGE
        samples[-1 - at] = samples[-1 - at] * at // _EDGE
    return samples


def frequency(line: Line) -> float:
    """Hz: the voice's own, detuned a little (by under 10 Hz), as the level is, so that other words are other bytes."""
    return 220 + 55 * list(_VOICES).index(line.voice) + _spice(line) % _DETUNED / 100


def _spice(line: Line) -> int:
    return zlib.crc32(repr((line.text, line.tags, line.take)).encode("utf-8", "surrogatepass"))
