"""The local provider against the `espeak-ng` command run once a line: lines a second, speed, the first line's wait.

Run as `python -m benchmarks.local_voice`. Figures are medians of five rounds; baseline and provider take turns in the
same run, so that a ratio holds on a machine that others use too.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from adapters.providers.local.provider import Local
from bot.task import Line, Segment

LINES = [f"Line {number}: nobody told me that there would be a test at {number} o'clock." for number in range(60)]
ROUNDS = 5
FIRST = """
import asyncio
from adapters.providers.local.provider import Local
from bot.task import Line, Segment

async def main():
    local = Local()
    await local.speak(Segment(0, "local", "", (Line(0, None, "adam", "Good evening."),)), "first")
    await local.aclose()

asyncio.run(main())
"""


async def speak_all(local: Local) -> tuple[float, float]:
    """Wall seconds and seconds of sound; as many lines at once as the provider's limits say."""
    room = asyncio.Semaphore(local.limits.concurrency)

    async def speak(text: str) -> float:
        async with room:
            audio = await local.speak(Segment(0, "local", "", (Line(0, None, "adam", text),)), "r")
            return audio.spans[0].end

    start = time.perf_counter()
    lengths = await asyncio.gather(*map(speak, LINES))
    return time.perf_counter() - start, sum(lengths)


def run_all(command: str, folder: str) -> float:
    """Wall seconds of one command a line, one after another, as a shell loop would."""
    start = time.perf_counter()
    for index, text in enumerate(LINES):
        subprocess.run([command, "-v", "en-us", "-w", str(Path(folder, f"{index}.wav")), text], check=True)
    return time.perf_counter() - start


def wall(command: list[str]) -> float:
    """Wall seconds of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


async def main() -> None:
    """Measure and print."""
    command = shutil.which("espeak-ng")
    ours, theirs, sound = [], [], 0.0
    local = Local()
    await local.speak(Segment(0, "local", "", (Line(0, None, "adam", "Warm."),)), "r")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            took, sound = await speak_all(local)
            ours.append(took)
            if command:
                theirs.append(run_all(command, folder))
        await local.aclose()
        mine = statistics.median(ours)
        print(f"local voice, {len(LINES)} lines, {os.cpu_count()} cores, median of {ROUNDS}")
        print(f"  lines a second   {len(LINES) / mine:7.0f}")
        print(f"  x real time      {sound / mine:7.0f}")
        first = statistics.median(wall([sys.executable, "-c", FIRST]) for _ in range(ROUNDS))
        print(f"  cold first line  {first * 1000:7.0f} ms, the interpreter and all imports included")
        if not command:
            print("  baseline skipped: no espeak-ng command is installed")
            return
        once = statistics.median(
            wall([command, "-v", "en-us", "-w", str(Path(folder, "one.wav")), "Good evening."]) for _ in range(ROUNDS)
        )
        base = statistics.median(theirs)
        print(
            f"  baseline espeak-ng once a line: {len(LINES) / base:.0f} lines a second, first line {once * 1000:.0f} ms"
        )
        print(f"  ratio of wall time to the baseline: {mine / base:.2f} (lower is better)")


if __name__ == "__main__":
    asyncio.run(main())
