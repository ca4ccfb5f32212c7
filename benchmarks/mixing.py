"""Mixing: against ffmpeg (concat, loudnorm, libopus) on the same clips; the event loop; memory for an hour."""

from __future__ import annotations

import asyncio
import math
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
import wave
from array import array
from collections.abc import Awaitable, Callable
from pathlib import Path

from adapters.audio.work import ChildAudio
from bot.mix import Clip, MixPlan

RUNS = 5
CLIPS = 80
SPEAKERS = 6
SECONDS = 4.1
RATE = 22_050


def clip(path: Path, seconds: float, seed: int) -> Path:
    """A take like those of the local provider: pulses at a voice's pitch, in syllables."""
    chance = random.Random(seed)
    pitch = 90 + 25 * (seed % SPEAKERS)
    samples = array("h")
    while len(samples) < seconds * RATE:
        strength = chance.choice((0.1, 0.2, 0.35, 0.5))
        for at in range(int(RATE * chance.uniform(0.08, 0.22))):
            since = at / RATE % (1 / pitch)
            samples.append(int(32767 * strength * math.exp(-since * 300) * math.cos(4400 * since)))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def script(folder: Path) -> MixPlan:
    """350 s in 80 takes of six speakers."""
    clips = (Clip(str(clip(folder / f"{n}.wav", SECONDS, n)), str(n % SPEAKERS), 0.3) for n in range(CLIPS))
    return MixPlan(clips=tuple(clips))


def ffmpeg(plan: MixPlan, folder: Path) -> None:
    """The baseline: one call that joins, levels and encodes."""
    listed = folder / "list.txt"
    listed.write_text("".join(f"file '{each.path}'\n" for each in plan.clips))
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listed)]
    command += ["-af", "loudnorm=I=-16:TP=-1.5", "-ar", "48000", "-c:a", "libopus", "-b:a", "48k"]
    subprocess.run([*command, str(folder / "baseline.ogg")], check=True)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Median wall seconds of some runs."""
    walls = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        await work()
        walls.append(time.perf_counter() - begun)
    return statistics.median(walls)


async def against_ffmpeg(plan: MixPlan, folder: Path) -> None:
    """Wall time of the whole mix, child start included."""

    async def ours() -> None:
        await ChildAudio().mix(plan, str(folder / "ours.ogg"))

    async def theirs() -> None:
        await asyncio.to_thread(ffmpeg, plan, folder)

    mine = await timed(ours)
    print(f"mix of {CLIPS} takes, {CLIPS * (SECONDS + 0.3):.0f} s, cold child: {mine:.2f} s")
    if shutil.which("ffmpeg") is None:
        print("  ffmpeg is not installed: no baseline")
        return
    baseline = await timed(theirs)
    print(f"  ffmpeg concat + loudnorm + libopus: {baseline:.2f} s; ratio {mine / baseline:.2f} (target 0.50)")


async def beside_the_loop(plan: MixPlan, folder: Path) -> None:
    """How late the event loop wakes while two ten-minute recordings mix."""
    audio = ChildAudio()
    longer = MixPlan(clips=(plan.clips * 2)[:137])
    late: list[float] = []

    async def watch() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - begun - 0.001)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(audio.mix(longer, str(folder / f"{number}.ogg")) for number in range(2)))
    watching.cancel()
    late.sort()
    p99 = late[int(len(late) * 0.99)] * 1000
    print(f"event-loop delay beside two ten-minute mixes: p99 {p99:.1f} ms, most {late[-1] * 1000:.1f} ms (target 15)")


async def an_hour(plan: MixPlan, folder: Path) -> None:
    """Peak memory of a one-hour recording. Run first: the kernel keeps the largest of all children there were."""
    begun = time.perf_counter()
    mixed = await ChildAudio().mix(MixPlan(clips=(plan.clips * 12)[:820]), str(folder / "hour.ogg"))
    wall = time.perf_counter() - begun
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{mixed.duration:.0f} s recording in {wall:.1f} s: this process {parent:.0f} MB, its child {child:.0f} MB")
    print("  at most (target 150)")


async def main() -> None:
    """All three."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = script(folder)
        await an_hour(plan, folder)
        await beside_the_loop(plan, folder)
        await against_ffmpeg(plan, folder)


if __name__ == "__main__":
    asyncio.run(main())
