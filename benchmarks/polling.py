"""How late and how often the learned waiting looks, against Google's policy and a fixed 5 s, in simulated time.

Each workload is a stream of jobs at a provider that was never seen before; the learned policy starts with nothing and
learns from what its own looks tell, as it does in the bot. Delay is the time from done to seen.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.polling import Waiting

JOBS = 300
SEEDS = range(5)

# (characters, seconds) of one job
Workload = Callable[[random.Random], tuple[int, float]]


def _characters(rng: random.Random) -> int:
    """A line to a whole script: 40 to 5,000, each tenfold as likely as the next."""
    return round(40 * 125 ** rng.random())


def by_length(rng: random.Random) -> tuple[int, float]:
    """Length explains duration, to within some 5 %."""
    characters = _characters(rng)
    return characters, (2.0 + 0.012 * characters) * rng.lognormvariate(0, 0.05)


def heavy_tailed(rng: random.Random) -> tuple[int, float]:
    """Length explains half of it; now and then a job takes many times as long."""
    characters = _characters(rng)
    return characters, (2.0 + 0.008 * characters) * (0.7 + 0.3 * rng.paretovariate(1.3))


def queued(rng: random.Random) -> tuple[int, float]:
    """Most start at once; three of ten wait for half a minute in a queue first."""
    characters = _characters(rng)
    queue = rng.uniform(25, 35) if rng.random() < 0.3 else 0.0
    return characters, queue + (2.0 + 0.008 * characters) * rng.lognormvariate(0, 0.1)


def unrelated(rng: random.Random) -> tuple[int, float]:
    """Duration has nothing to do with length: around 12 s, from 4 to 35."""
    return _characters(rng), 12.0 * rng.lognormvariate(0, 0.5)


WORKLOADS: dict[str, Workload] = {
    "length explains": by_length,
    "heavy-tailed": heavy_tailed,
    "queued": queued,
    "unrelated": unrelated,
}


@dataclass
class Tally:
    """Means over all jobs: seconds from done to seen, and looks a job."""

    delay: float = 0.0
    looks: float = 0.0


def google() -> Iterator[float]:
    """Times of looks of Google's long-running-operation polling: after 1 s, then x1.5 up to 20 s."""
    at, step = 0.0, 1.0
    while True:
        at += step
        yield at
        step = min(step * 1.5, 20.0)


def every_five() -> Iterator[float]:
    """Times of looks of a fixed 5 s."""
    at = 0.0
    while True:
        at += 5.0
        yield at


def fixed_schedule(policy: Callable[[], Iterator[float]], workload: Workload, seeds: range = SEEDS) -> Tally:
    """What a policy that learns nothing does."""
    tally = Tally()
    for seed in seeds:
        rng = random.Random(seed)
        for _ in range(JOBS):
            _, took = workload(rng)
            looks, at = next((looks, at) for looks, at in enumerate(policy(), start=1) if at >= took)
            tally.delay += at - took
            tally.looks += looks
    return _mean(tally, JOBS * len(seeds))


def learned(workload: Workload, seeds: range = SEEDS) -> Tally:
    """What the bot does, from the first job on."""
    tally = Tally()
    for seed in seeds:
        rng = random.Random(seed)
        waiting = Waiting()
        for _ in range(JOBS):
            characters, took = workload(rng)
            missed, seen, looks = 0.0, waiting.next_look(characters, 0.0), 1
            while seen < took:
                missed, seen, looks = seen, waiting.next_look(characters, seen), looks + 1
            waiting = waiting.learned(characters, missed, seen)
            tally.delay += seen - took
            tally.looks += looks
    return _mean(tally, JOBS * len(seeds))


def _mean(tally: Tally, jobs: int) -> Tally:
    return Tally(tally.delay / jobs, tally.looks / jobs)


def main() -> None:
    """Print the table."""
    print(f"{'workload':17}{'delay s':>9}{'looks':>7}   {'/ Google':>16}   {'/ fixed 5 s':>16}")
    for name, workload in WORKLOADS.items():
        ours = learned(workload)
        ratios = [
            f"{ours.delay / other.delay:6.2f} x {ours.looks / other.looks:5.2f} x"
            for other in (fixed_schedule(google, workload), fixed_schedule(every_five, workload))
        ]
        print(f"{name:17}{ours.delay:9.2f}{ours.looks:7.2f}   {ratios[0]:>16}   {ratios[1]:>16}")


if __name__ == "__main__":
    main()
