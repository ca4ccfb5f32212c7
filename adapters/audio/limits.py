"""What is laid on a child process: how much sound, memory, time and disk a job may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`seconds` of sound in one file or mix; rates in Hz from `slowest` to `fastest`; `channels`; bytes of address
    space (`memory`) and of a written file (`size`); `cpu` and `wall` seconds of a job, those of a probe apart."""

    seconds: int = 6 * 3600
    slowest: int = 8_000
    fastest: int = 192_000
    channels: int = 8
    memory: int = 1 << 30
    size: int = 4 << 30
    cpu: int = 1800
    wall: float = 3600.0
    probe_cpu: int = 20
    probe_wall: float = 60.0

    def bounds(self, *, probing: bool) -> dict[str, int]:
        """As a job carries them."""
        return {
            "seconds": self.seconds,
            "slowest": self.slowest,
            "fastest": self.fastest,
            "channels": self.channels,
            "memory": self.memory,
            "size": self.size,
            "cpu": self.probe_cpu if probing else self.cpu,
        }
