"""The sound port: probing, mixing and encoding files off the event loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.mix import Mixed, MixPlan


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file really is: seconds, Hz, channels, and the container's name as sniffed."""

    duration: float
    rate: int
    channels: int
    format: str


class AudioWork(Protocol):
    """Work on sound, off the event loop. Raises AudioFailed.

    `mix` writes the file at `out` (temporary until it is whole); `encode` turns a finished file into another format
    at the
    same loudness.
    """

    async def probe(self, path: str) -> Probe: ...
    async def mix(self, plan: MixPlan, out: str) -> Mixed: ...
    async def encode(self, path: str, format: str, bitrate: int, out: str) -> int: ...
