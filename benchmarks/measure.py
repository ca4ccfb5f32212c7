"""What every benchmark needs: repeated runs, medians, ratios against a named baseline, and a verdict against a target."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 5


def median_of(run: Callable[[], float], repeats: int = REPEATS) -> float:
    """The median of what `run` answers."""
    return statistics.median(run() for _ in range(repeats))


def interleaved(
    ours: Callable[[], float], baseline: Callable[[], float], repeats: int = REPEATS
) -> tuple[float, float]:
    """Medians of both, run in turns so that a machine that slows down slows both."""
    pairs = [(ours(), baseline()) for _ in range(repeats)]
    return statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs)


def wall(command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> float:
    """Seconds that a command takes; it must succeed."""
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **(env or {})}, cwd=cwd, capture_output=True, check=False)
    took = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.decode()[-2000:]}")
    return took


def row(what: str, value: str, target: str, ok: bool | None) -> None:
    """One line of a benchmark's table."""
    mark = "    " if ok is None else ("ok  " if ok else "MISS")
    print(f"  {mark} {what:<58} {value:>30}   {target}", flush=True)


def title(text: str) -> None:
    """The heading of a benchmark."""
    print(f"\n{text}", flush=True)


def missing(baseline: str) -> None:
    """A baseline that is not installed is said, not guessed."""
    print(f"  skip: {baseline} is not installed; nothing to compare with", flush=True)
