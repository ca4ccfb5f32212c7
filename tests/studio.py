"""A provider of tones that also makes podcasts, narrations and other voices, and writes down what it was paid for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from adapters.providers.tone import Tone, ToneOptions
from bot.cast import Voice
from bot.errors import TablereadError
from bot.ports.speech import (
    Audio,
    ProviderJob,
    Revoicing,
    Speech,
    Subject,
    Words,
    Written,
    WrittenLine,
)
from bot.task import Line, Price, PriceKind, Segment


@dataclass(frozen=True, slots=True)
class Made:
    """One paid request."""

    what: str
    asked: Subject | Revoicing
    ref: str = ""


class Studio(Tone):
    """Each request is a job that is ready at the second check. `lost`, once paid: no answer comes; `refused`: before."""

    def __init__(self) -> None:
        super().__init__(ToneOptions(checks=2))
        self.made: list[Made] = []
        self.lost: TablereadError | None = None
        self.refused: TablereadError | None = None
        self.unheard: TablereadError | None = None  # what the words on their way break off with
        self.unwritten = 1  # looks until a script is written
        self.failed: list[TablereadError] = []  # what the next looks at a script say

    def speech(self) -> Speech:
        modes = {"podcast": ("quick", "debate"), "narrate": ("direct",)}
        return Speech(self, finds=self, writes=self, narrates=self, converts=self, modes=modes)

    def _make(self, made: Made) -> ProviderJob:
        if self.refused:
            raise self.refused
        self.made.append(made)
        id = made.ref or f"made{len(self.made)}"
        self._taken[id] = (Segment(0, "tone", "", (Line(0, None, "alto", f"This is {id}."),)), 2)
        if self.lost:
            raise self.lost
        return ProviderJob(id, "tone")

    async def podcast(self, subject: Subject) -> ProviderJob:
        return self._make(Made("podcast", subject))

    async def narrate(self, subject: Subject) -> ProviderJob:
        return self._make(Made("narrate", subject))

    def conversion_price(self, seconds: float) -> Price:
        return Price(int(seconds * 3), PriceKind.ESTIMATE)

    async def conversion_voices(self) -> Sequence[Voice]:
        return (Voice("growl", "Growl", "tone"),)

    async def convert(self, revoicing: Revoicing, ref: str) -> Audio | ProviderJob:
        return self._make(Made("convert", revoicing, ref))

    async def write(self, subject: Subject) -> ProviderJob:
        return self._make(Made("write", subject))

    async def pieces(self, job: ProviderJob) -> AsyncIterator[Words]:
        yield Words("script", "Bees, ")
        if self.unheard:
            raise self.unheard
        yield Words("script", "and more bees.")

    async def written(self, job: ProviderJob) -> Written | ProviderJob:
        if self.failed:
            raise self.failed.pop(0)
        self.unwritten -= 1
        if self.unwritten >= 0:
            return job
        return Written("Bees", "", (WrittenLine("alto", "Alto", "Bees, and more bees."),))

    async def voice(self, job: ProviderJob, lines: Sequence[WrittenLine]) -> ProviderJob:
        return job
