"""Child processes: crashes, limits, cancellation, full disks; nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hearing import speech, write

from adapters.audio.child.bounds import Bounds
from adapters.audio.child.encode import Encoder, Labels
from adapters.audio.child.graph import silence
from adapters.audio.child.render import INSIDE
from adapters.audio.child.serve import code_of
from adapters.audio.children import Child
from adapters.audio.limits import Limits
from adapters.audio.work import ChildAudio
from bot.errors import AudioFailed
from bot.mix import Clip, MixPlan


def children() -> list[int]:
    """Living child processes of this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.append(int(entry.name))
    return found


async def a_child_that_works(besides: set[int]) -> int:
    """The child that is using the processor."""
    while True:
        for pid in set(children()) - besides:
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[11]) + int(fields[12]) >= 25:  # a quarter of a second
                return pid
        await asyncio.sleep(0.01)


@pytest.fixture
def long_plan(tmp_path: Path) -> MixPlan:
    path = write(tmp_path / "long.wav", speech(10.0))
    return MixPlan(clips=tuple(Clip(path, "A", 0.3) for _ in range(40)))


async def test_a_child_that_is_killed_is_replaced_once(audio: ChildAudio, long_plan: MixPlan, tmp_path: Path) -> None:
    before = set(children())
    mixing = asyncio.create_task(audio.mix(long_plan, str(tmp_path / "out.ogg")))
    os.kill(await a_child_that_works(before), signal.SIGKILL)
    assert (await mixing).duration == pytest.approx(412, abs=0.1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.wav", "out.ogg"]


async def test_a_second_crash_is_told(audio: ChildAudio, long_plan: MixPlan, tmp_path: Path) -> None:
    before = set(children())
    mixing = asyncio.create_task(audio.mix(long_plan, str(tmp_path / "out.ogg")))
    first = await a_child_that_works(before)
    os.kill(first, signal.SIGKILL)
    os.kill(await a_child_that_works(before | {first}), signal.SIGKILL)
    with pytest.raises(AudioFailed, match="audio_crashed"):
        await mixing
    assert [path.name for path in tmp_path.iterdir()] == ["long.wav"]


async def test_cancelling_leaves_no_file_and_no_process(audio: ChildAudio, long_plan: MixPlan, tmp_path: Path) -> None:
    before = set(children())
    mixing = asyncio.create_task(audio.mix(long_plan, str(tmp_path / "out.ogg")))
    await a_child_that_works(before)
    mixing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await mixing
    assert set(children()) <= before
    assert [path.name for path in tmp_path.iterdir()] == ["long.wav"]


async def test_a_job_that_takes_too_long_is_ended(long_plan: MixPlan, tmp_path: Path) -> None:
    work = ChildAudio(Limits(wall=0.3))
    begun = time.monotonic()
    with pytest.raises(AudioFailed, match="audio_crashed"):
        await work.mix(long_plan, str(tmp_path / "out.ogg"))
    assert time.monotonic() - begun < 3
    assert [path.name for path in tmp_path.iterdir()] == ["long.wav"]


async def test_a_job_that_uses_too_much_processor_is_ended(long_plan: MixPlan, tmp_path: Path) -> None:
    work = ChildAudio(Limits(cpu=0))
    with pytest.raises(AudioFailed, match="audio_crashed"):
        await work.mix(long_plan, str(tmp_path / "out.ogg"))


async def test_a_file_larger_than_allowed_is_not_written(long_plan: MixPlan, tmp_path: Path) -> None:
    work = ChildAudio(Limits(size=200_000))
    with pytest.raises(AudioFailed, match="audio_too_large"):
        await work.mix(long_plan, str(tmp_path / "out.ogg"))
    assert [path.name for path in tmp_path.iterdir()] == ["long.wav"]


async def test_a_folder_that_is_not_there_is_told(audio: ChildAudio, tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", speech(0.5))
    with pytest.raises(AudioFailed, match="audio_unwritable"):
        await audio.mix(MixPlan(clips=(Clip(path, "A"),)), str(tmp_path / "none" / "out.ogg"))


def encode_to_a_full_disk() -> None:
    with Path("/dev/full").open("wb", buffering=0) as file:
        encoder = Encoder(file, "ogg", 0, Labels({}, []))
        list(encoder.packets(silence((INSIDE[0], "flt", "mono"), encoder.piece) for _ in range(300)))


def test_a_full_disk_is_an_error_with_its_number() -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        encode_to_a_full_disk()
    assert code_of(caught.value) == "disk_full"


async def test_a_child_started_ahead_takes_the_next_job_and_only_one_waits(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", speech(0.5))
    work = ChildAudio()
    before = set(children())
    await work.warm()
    await work.warm()
    (waiting,) = set(children()) - before
    probe = await work.probe(path)
    assert probe.duration == pytest.approx(0.5, abs=0.01)
    assert set(children()) - before == {waiting}  # it goes on waiting after a probe
    await work.mix(MixPlan(clips=(Clip(path, "A"),)), str(tmp_path / "out.ogg"))
    assert set(children()) <= before
    await work.warm()
    await work.close()
    assert set(children()) <= before


async def test_a_waiting_child_that_died_is_not_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", speech(0.5))
    work = ChildAudio()
    before = set(children())
    await work.warm()
    (waiting,) = set(children()) - before
    os.kill(waiting, signal.SIGKILL)
    assert (await work.probe(path)).rate == 22050
    await work.close()


def test_a_child_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys\n"
        "from adapters.audio.children import Child\n"
        "async def main():\n"
        "    child = await Child.start()\n"
        "    print(child.pid, flush=True)\n"
        "    await asyncio.sleep(0.5)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root}
    )
    child = int(done.stdout)
    for _ in range(300):
        if not Path(f"/proc/{child}").exists():
            return
        time.sleep(0.01)
    pytest.fail("the child is still there")


async def test_a_child_has_no_environment_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEREAD_DISCORD__TOKEN", "canary")
    child = await Child.start()
    try:
        assert b"canary" not in Path(f"/proc/{child.pid}/environ").read_bytes()
    finally:
        await child.end()


async def test_two_mixes_leave_the_event_loop_free(audio: ChildAudio, long_plan: MixPlan, tmp_path: Path) -> None:
    late: list[float] = []

    async def watch() -> None:
        while True:
            due = asyncio.get_running_loop().time() + 0.005
            await asyncio.sleep(0.005)
            late.append(asyncio.get_running_loop().time() - due)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(audio.mix(long_plan, str(tmp_path / f"{number}.ogg")) for number in range(2)))
    watching.cancel()
    assert sorted(late)[int(len(late) * 0.9)] < 0.02  # make bench holds p99 on a quiet machine


def test_bounds_come_from_the_limits() -> None:
    limits = Limits()
    assert Bounds(limits.bounds(probing=True)).cpu < Bounds(limits.bounds(probing=False)).cpu
