"""When to ask a provider again, learned from jobs like this one."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Sample:
    """How many seconds a provider took for a segment of so many characters."""

    characters: int
    seconds: float


# The numbers below were tuned on the four workloads of benchmarks/polling.py.

# How many samples are kept: enough for the shape of a distribution, few enough to forget last month's provider.
_KEPT = 40
# What a look costs, in seconds of waiting: a fixed part, and a share of the job, for in a minute a second matters less.
_LOOK_COST = 0.25
_LOOK_SHARE = 0.04
# No look sooner than this after the last, whatever was learned.
_SHORTEST = 0.25
# After a first look that came too soon, none waits longer than this share of the time that has passed, within these
# seconds: what was learned may be wrong, and each look that finds a job running makes it less so.
_GAP_SHARE = 0.33
_GAP_LEAST = 2.0
_GAP_MOST = 10.0
# A job that was done at the first look may have been done long before: it is taken for this much shorter than expected,
# so that looks creep forward until one finds a job running. A provider that became faster would never be noticed else.
_UNBOUNDED = 0.9
# A job is given up after this long (seconds), or after so many times the longest that was seen or expected here.
_DEADLINE = 600.0
_DEADLINE_TIMES = 5.0
_DAY = 86_400.0

# Before anything was learned: a few seconds of queue, then speech made at some seven times its own speed.
_START = 3.0
_PER_CHARACTER = 0.01
# What the first jobs may take, as multiples of that. Their weights are in samples and fade as real ones come.
_UNLEARNED = (0.3, 0.45, 0.6, 0.75, 0.9, 1.1, 1.35, 1.7, 2.2, 3.0, 4.5, 7.0)
_UNLEARNED_WEIGHT = 0.25
# How many slopes of the assumed kind stand beside those between samples.
_ASSUMED_SLOPES = 3
# The next job is the longest of n + 1 once in n + 1 times: a tail after the longest seen, of the weight of one sample.
_TAIL = (1.15, 1.35, 1.6, 2.0, 2.6, 3.5, 5.0)
# Each sample stands for durations around it: steps of the bandwidth, and their weights.
_SPREAD = ((-1.0, 0.25), (0.0, 0.5), (1.0, 0.25))
_LEAST_SPREAD = 0.02
_MOST_SPREAD = 0.15
# How many durations a schedule is chosen from; the work goes with the square.
_POINTS = 40


@dataclass(frozen=True)
class Waiting:
    """What was learned of one provider's durations. A value: learning answers a new one.

    A job's duration is taken as a line over its length (Theil and Sen: the median of the slopes, which no outlier
    moves) times what earlier jobs took of their own line; near lengths weigh more. Of all times to look at, those are
    chosen that cost least in waiting and in looks (the inspection problem of Barlow, Hunter and Proschan, 1963, solved
    over the learned distribution by dynamic programming), again at every look, knowing what was not done by then.
    """

    samples: tuple[Sample, ...] = ()

    def next_look(self, characters: int, elapsed: float, look_after: float = 0.0) -> float:
        """When to look next at a job of that length: seconds from its start, always later than `elapsed`.

        `elapsed` is when it was last seen running (0: just sent); the answer is not earlier than `look_after` seconds
        from then, what the provider asked for. The last look before the deadline is at the deadline, if the provider
        lets it.
        """
        soonest = elapsed + max(look_after, _SHORTEST)
        chosen = self._chosen(characters, elapsed)
        deadline = self.deadline(characters)
        if elapsed < deadline:
            chosen = min(chosen, deadline)
        return max(chosen, soonest)

    def deadline(self, characters: int) -> float:
        """Seconds from its start after which a job that still runs is given up."""
        slowest = max((sample.seconds for sample in self.samples), default=0.0)
        return max(_DEADLINE, _DEADLINE_TIMES * max(slowest, self._line.at(characters)))

    def learned(self, characters: int, missed: float, seen: float) -> Waiting:
        """With one job more: still running at the look at `missed` (0: no such look), done at the look at `seen`.

        When it ended in between nobody knows. It is taken for the mean of what was expected there, and a little less
        when nothing was known but that it was over; the time of the look itself would be later every time, and what
        was learned would drift with it.
        """
        between = [(at, weight) for at, weight in self._expected(characters) if missed < at <= seen]
        total = sum(weight for _, weight in between)
        took = sum(at * weight for at, weight in between) / total if between else (missed + seen) / 2
        if not missed:
            took *= _UNBOUNDED
        return Waiting((*self.samples, Sample(characters, max(took, _SHORTEST)))[-_KEPT:])

    def stored(self) -> list[list[float]]:
        """As JSON-able lists of [characters, seconds], oldest first."""
        return [[sample.characters, sample.seconds] for sample in self.samples]

    @staticmethod
    def restored(stored: object) -> Waiting:
        """From what `stored` answered; whatever is not such a list counts as nothing learned."""
        rows = stored if isinstance(stored, list) else []
        samples = (Sample(int(row[0]), float(row[1])) for row in rows if _is_row(row))
        return Waiting(tuple(samples)[-_KEPT:])

    @cached_property
    def _line(self) -> _Line:
        return _Line.through(self.samples)

    def _chosen(self, characters: int, elapsed: float) -> float:
        ahead = _condensed([(at, weight) for at, weight in self._expected(characters) if at > elapsed])
        best = _best_look(elapsed, ahead, _LOOK_COST + _LOOK_SHARE * self._line.at(characters)) if ahead else math.inf
        gap = min(max(_GAP_SHARE * elapsed, _GAP_LEAST), _GAP_MOST) if elapsed else math.inf
        return min(best, elapsed + gap)

    def _expected(self, characters: int) -> list[tuple[float, float]]:
        """What a job of that length may take: (seconds, weight), rising."""
        line = self._line.at(characters)
        faded = _UNLEARNED_WEIGHT / (1 + len(self.samples))
        ratios = [sample.seconds / self._line.at(sample.characters) for sample in self.samples]
        spread = _bandwidth(ratios)
        points = [(line * times, faded) for times in _UNLEARNED]
        for sample, ratio in zip(self.samples, ratios, strict=True):
            near = _nearness(sample.characters, characters)
            points += [(line * ratio * math.exp(step * spread), near * share) for step, share in _SPREAD]
        longest = line * max(ratios, default=_UNLEARNED[-1])
        points += [(longest * times, 1 / len(_TAIL)) for times in _TAIL]
        return sorted(points)


def _bandwidth(ratios: Sequence[float]) -> float:
    """How far around each sample its likes are expected (natural logarithm): Silverman's rule on a robust spread."""
    if not ratios:
        return 0.0
    logs = [math.log(ratio) for ratio in ratios]
    middle = statistics.median(logs)
    sigma = 1.4826 * statistics.median(abs(value - middle) for value in logs)
    return min(max(0.9 * sigma / math.pow(len(ratios), 0.2), _LEAST_SPREAD), _MOST_SPREAD)


def _nearness(one: int, other: int) -> float:
    """How much a job of one length says about one of another: half at three times the length."""
    return 1 / (1 + math.log((one + 1) / (other + 1)) ** 2)


def _condensed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Rising points as at most _POINTS of about the same weight, each at the latest time that it stands for."""
    share = sum(weight for _, weight in points) / _POINTS
    condensed: list[tuple[float, float]] = []
    gathered = 0.0
    for at, weight in points:
        gathered += weight
        if gathered >= share or at == points[-1][0]:
            condensed.append((at, gathered))
            gathered = 0.0
    return condensed


def _best_look(now: float, ahead: Sequence[tuple[float, float]], look: float) -> float:
    """The first time of the schedule that costs least: waiting after the end, in seconds, plus `look` for each look.

    `ahead` are (time, weight), rising, after `now`. `later[i]` is the least cost, by weight, once a look at the i-th
    time found it running; a look at the last time is the end.
    """
    times = [now, *(at for at, _ in ahead)]
    mass = [0.0]
    moment = [0.0]
    for at, weight in ahead:
        mass.append(mass[-1] + weight)
        moment.append(moment[-1] + weight * at)
    last = len(ahead)
    later = [0.0] * (last + 1)
    best = last
    for done in range(last - 1, -1, -1):
        costs = [
            times[i] * (mass[i] - mass[done]) - (moment[i] - moment[done]) + later[i] for i in range(done + 1, last + 1)
        ]
        least = min(costs)
        best = done + 1 + costs.index(least)
        later[done] = least + look * (mass[last] - mass[done])
    return times[best]


@dataclass(frozen=True, slots=True)
class _Line:
    """How duration goes with length."""

    start: float = _START
    per_character: float = _PER_CHARACTER

    def at(self, characters: int) -> float:
        """Seconds for a job of that length; always more than nothing."""
        return max(self.start + self.per_character * characters, _SHORTEST)

    @staticmethod
    def through(samples: Sequence[Sample]) -> _Line:
        """Theil and Sen's line; a few samples bend what is assumed without any, rather than replace it."""
        if not samples:
            return _Line()
        guess = _Line()
        scale = statistics.median(sample.seconds / guess.at(sample.characters) for sample in samples)
        slopes = [guess.per_character * scale] * _ASSUMED_SLOPES
        slopes += [
            (one.seconds - other.seconds) / (one.characters - other.characters)
            for one, other in combinations(samples, 2)
            if one.characters != other.characters
        ]
        slope = max(statistics.median(slopes), 0.0)
        start = statistics.median(sample.seconds - slope * sample.characters for sample in samples)
        return _Line(start, slope)


def _is_row(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 2  # characters, seconds
        and all(isinstance(value, int | float) and math.isfinite(value) and value >= 0 for value in row)
        and 0 < row[1] <= _DAY
    )
