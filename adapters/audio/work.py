"""The port `AudioWork`, done by child processes: probe, mix, encode."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path
from typing import Any

from adapters.audio.children import Child, Crashed
from adapters.audio.limits import Limits
from bot.errors import AudioFailed
from bot.mix import Mixed, MixPlan
from bot.ports import Probe
from bot.task import Loudness

FORMATS = ("ogg", "mp3", "m4a", "wav", "flac")
_TRIES = 2
_SERVED = 64
"""Probes one child does in a row; a mix or an encode is always a child's last job."""
_IDLE = 30.0


class ChildAudio:
    """Work on sound in child processes, `at_once` of them at most. Raises AudioFailed with these codes:

    not_audio (nothing that can be decoded), audio_missing (no such file), audio_rate, audio_channels, audio_too_long,
    audio_truncated (holds less than its header says; only `probe`), audio_format (unknown), nothing_to_mix, disk_full,
    audio_unwritable, audio_too_large, audio_memory, audio_failed, audio_crashed (twice in a row, or took too long).
    """

    def __init__(self, limits: Limits | None = None, *, at_once: int | None = None) -> None:
        self._limits = limits or Limits()
        self._slots = asyncio.Semaphore(at_once or os.cpu_count() or 1)
        self._idle: Child | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._endings: set[asyncio.Task[None]] = set()

    async def warm(self) -> None:
        """Start a child ahead of its job, while speech is still being made. It waits for at most 30 s."""
        if self._idle is None or not self._idle.alive:
            self._rest(await Child.start())

    async def close(self) -> None:
        """End the child that waits, if there is one."""
        self._forget()
        if self._endings:
            await asyncio.gather(*self._endings)

    async def probe(self, path: str) -> Probe:
        """What the file at `path` really is, by its bytes; all of it is decoded."""
        limits = self._limits
        job = {"do": "probe", "path": _absolute(path), "bounds": limits.bounds(probing=True)}
        done = await self._do(job, limits.probe_wall)
        return Probe(done["duration"], done["rate"], done["channels"], done["format"])

    async def mix(self, plan: MixPlan, out: str) -> Mixed:
        """Mix a plan's takes into the file `out`, which is there when this returns and not before."""
        clips = [{"path": _absolute(clip.path), "speaker": clip.speaker, "gap": clip.gap} for clip in plan.clips]
        sent = {
            "clips": clips,
            "format": _known(plan.format),
            "bitrate": plan.bitrate,
            "tail": plan.tail,
            "lufs": plan.lufs,
            "peak": plan.peak,
            "chapters": plan.chapters,
            "tags": plan.tags,
        }
        done = await self._make({"do": "mix", "plan": sent}, out)
        return Mixed(
            path=out,
            duration=done["duration"],
            size=done["size"],
            loudness=Loudness(done["lufs"], done["peak"]),
            clips=tuple((start, end) for start, end in done["clips"]),
            waveform=bytes.fromhex(done["waveform"]),
        )

    async def encode(self, path: str, format: str, bitrate: int, out: str) -> int:
        """Write a finished file as `format` to `out`, with its tags and chapters; answers its size in bytes."""
        job = {"do": "encode", "path": _absolute(path), "format": _known(format), "bitrate": bitrate}
        done = await self._make(job, out)
        return int(done["size"])

    async def _make(self, job: dict[str, Any], out: str) -> dict[str, Any]:
        final = Path(_absolute(out))
        temporary = final.with_name(f".{secrets.token_hex(8)}.part")
        job |= {"temporary": str(temporary), "bounds": self._limits.bounds(probing=False)}
        try:
            done = await self._do(job, self._limits.wall)
            await asyncio.to_thread(_replace, temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        return done

    async def _do(self, job: dict[str, Any], wall: float) -> dict[str, Any]:
        async with self._slots:
            for _ in range(_TRIES):
                try:
                    return _read(await self._ask(job, wall))
                except Crashed:
                    continue
        raise AudioFailed("audio_crashed")

    async def _ask(self, job: dict[str, Any], wall: float) -> dict[str, Any]:
        child = self._wake() or await Child.start()
        keep = False
        try:
            answer = await child.ask(job, wall)
            keep = job["do"] == "probe" and child.served < _SERVED and self._idle is None
        finally:
            if keep:
                self._rest(child)
            else:
                await child.end()
        return answer

    def _wake(self) -> Child | None:
        """Take the child that waits, if it still lives."""
        child, self._idle = self._idle, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return child if child is not None and child.alive else None

    def _rest(self, child: Child) -> None:
        """Let a child wait for the next job."""
        self._forget()
        self._idle = child
        self._timer = asyncio.get_running_loop().call_later(_IDLE, self._forget)

    def _forget(self) -> None:
        child = self._wake()
        if child is not None:
            ending = asyncio.get_running_loop().create_task(child.end())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)


def _absolute(path: str) -> str:
    return str(Path(path).absolute())


def _known(format: str) -> str:
    if format not in FORMATS:
        raise AudioFailed("audio_format")
    return format


def _read(answer: dict[str, Any]) -> dict[str, Any]:
    """What was done, or AudioFailed with the child's code."""
    if "refused" in answer:
        raise AudioFailed(str(answer["refused"]))
    done = answer["done"]
    if not isinstance(done, dict):
        raise Crashed
    return done


def _replace(temporary: Path, final: Path) -> None:
    """Put the finished file in its place, and the name on disk with it."""
    try:
        temporary.replace(final)
        folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise AudioFailed("audio_unwritable") from error
