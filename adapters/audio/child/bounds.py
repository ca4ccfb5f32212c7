"""What the child refuses, and the limits it lays on itself before it opens anything from outside."""

from __future__ import annotations

import resource


class Refused(Exception):
    """The job cannot be done. `code` is static: it is all that leaves the child."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Bounds:
    """Limits on what is decoded and made, as they come with a job.

    `seconds` of sound in one file, `rates` in Hz, `channels`; `memory` (address space), `cpu` seconds and `size` of a
    written file are laid on the whole process.
    """

    def __init__(self, given: dict[str, int]) -> None:
        self.seconds = given["seconds"]
        self.slowest = given["slowest"]
        self.fastest = given["fastest"]
        self.channels = given["channels"]
        self.memory = given["memory"]
        self.cpu = given["cpu"]
        self.size = given["size"]

    def check(self, rate: int, channels: int) -> None:
        """Refuse a stream that no speech provider or person would send."""
        if not self.slowest <= rate <= self.fastest:
            raise Refused("audio_rate")
        if not 1 <= channels <= self.channels:
            raise Refused("audio_channels")


def _lower(which: int, wanted: int) -> None:
    """Set a soft limit, never above the hard one that is there."""
    hard = resource.getrlimit(which)[1]
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (soft, hard))


def confine(bounds: Bounds) -> None:
    """Lay the limits on this process. CPU is counted from now: the child may have served before."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + bounds.cpu)
    _lower(resource.RLIMIT_FSIZE, bounds.size)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, bounds.memory)
