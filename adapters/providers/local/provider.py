"""The local provider: voices, limits, and lines spoken by espeak-ng in child processes."""

from __future__ import annotations

import asyncio
import os
import struct
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from adapters.providers.local import child, delivery, library
from adapters.providers.local.characters import Character, characters
from adapters.providers.local.zygote import IDLE, Died, Refused, Zygote
from bot.cast import Voice
from bot.errors import Bug, ProviderFailed, SegmentInvalid, UnknownVoice
from bot.plan import Limits
from bot.ports import Audio, ProviderJob
from bot.task import Line, Price, Segment, Span

NAME = "local"
MOST_CHARS = 2000  # of one line: at most some minutes of sound in memory
_RENDERING = 1  # raise it when trimming, resting or cutting changes: takes that are stored no longer match
_LINE_GAP = 0.3  # seconds between the lines of one segment
_SILENCE = bytes(2 * (child.RATE // 4))  # for a line with nothing to say
_SECONDS, _SECONDS_PER_BYTE = 10.0, 0.02  # time a line may take; 2,000 characters need 0.2 s on an idle core
_TRIES = 2


class Local:
    """Speaks with the embedded library. Costs nothing; the same line is the same bytes, whatever was spoken before.

    `command` starts the child program; `idle` is seconds until a child that has nothing to say is let go; `seconds` is
    how long a line may take at least.
    """

    name = NAME

    def __init__(self, *, command: Sequence[str] = (), idle: float = IDLE, seconds: float = _SECONDS) -> None:
        cores = os.cpu_count() or 1
        self._forks = hasattr(os, "fork")
        self._command = tuple(command) or child_command(forks=self._forks)
        self._idle = idle
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._room = asyncio.Semaphore(min(cores, 4))
        self._zygote: Zygote | None = None
        self._closed = 0  # times: a line that was in flight at a close is not tried again
        self.limits = Limits(
            granularity="line",
            max_chars=MOST_CHARS,
            max_line_chars=MOST_CHARS,
            tags=frozenset(delivery.MANNERS),
            languages=frozenset(tag for voice in characters().values() for tag in voice.languages),
            recover="none",
            concurrency=cores,
            model=_model(),
        )

    async def voices(self) -> Sequence[Voice]:
        return [
            Voice(one.id, one.name, NAME, one.languages, one.gender, one.description) for one in characters().values()
        ]

    def price(self, segment: Segment) -> Price:
        return Price(0)

    async def speak(self, segment: Segment, ref: str) -> Audio:
        """WAV, mono, 16 bit, 22050 Hz. Raises SegmentInvalid, UnknownVoice, ProviderFailed."""
        packed = [self._pack(line) for line in segment.lines]
        if not packed:
            raise SegmentInvalid
        try:
            async with asyncio.TaskGroup() as group:
                said = [group.create_task(self._say(body)) for body in packed]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return _join([task.result() for task in said])

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        raise Bug("no_provider_jobs")

    async def aclose(self) -> None:
        """End the child; lines in flight raise ProviderFailed. The provider can be used again afterwards."""
        self._closed += 1
        async with self._lock:
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            await zygote.aclose()

    def _pack(self, line: Line) -> bytes:
        if len(line.text) > MOST_CHARS:
            raise SegmentInvalid(turn=line.turn)
        return delivery.pack(find(line.voice), line)

    async def _say(self, body: bytes) -> bytes:
        """PCM of one packed line, silence where it says nothing. Tried once more when the library crashes or hangs."""
        if not body:
            return _SILENCE
        closed = self._closed
        async with self._room:
            for _ in range(_TRIES):
                try:
                    return await self._ask(body) or _SILENCE
                except Died:
                    if closed != self._closed:
                        break
                except Refused:
                    break
            raise ProviderFailed("provider_failed")

    async def _ask(self, body: bytes) -> bytes:
        """Raises Died, also for a child that took too long; Refused."""
        zygote = await (self._running() if self._forks else Zygote.start(self._command, self._idle))
        try:
            async with asyncio.timeout(self._seconds + _SECONDS_PER_BYTE * len(body)):
                return await zygote.ask(body)
        except TimeoutError:
            await zygote.aclose(grace=0)
            raise Died from None
        finally:
            if not self._forks:
                await zygote.aclose()

    async def _running(self) -> Zygote:
        async with self._lock:
            if self._zygote is None or not self._zygote.usable:
                self._zygote = await Zygote.start(self._command, self._idle)
            return self._zygote


def child_command(*, forks: bool) -> tuple[str, ...]:
    """How the child program is started: this interpreter, without site-packages, environment or user folder."""
    mode = "fork" if forks else "once"
    return (sys.executable, "-I", "-S", str(Path(child.__file__)), library.library(), library.data(), mode)


def find(voice: str) -> Character:
    """The voice with this id. Raises UnknownVoice with the nearest names."""
    found = characters().get(voice)
    if found is None:
        import difflib  # only a wrong voice needs it

        near = difflib.get_close_matches(voice.lower(), characters(), n=3)
        raise UnknownVoice(voice, [characters()[one].name for one in near])
    return found


def _model() -> str:
    """Changes with the library, its data, the voices, the manners and the rendering: it is part of a take's key."""
    ours = zlib.crc32(repr((_RENDERING, tuple(characters().values()), delivery.MANNERS)).encode())
    return f"espeak-ng-{library.fingerprint()}-{ours:08x}"


def _join(lines: Sequence[bytes]) -> Audio:
    gap = bytes(2 * round(_LINE_GAP * child.RATE))
    spans, pcm = [], bytearray()
    for index, line in enumerate(lines):
        pcm += gap if index else b""
        start = len(pcm)
        pcm += line
        spans.append(Span(index, start / 2 / child.RATE, len(pcm) / 2 / child.RATE))
    return Audio(wav(bytes(pcm)), "audio/wav", tuple(spans), credits=0)


def wav(pcm: bytes, rate: int = child.RATE) -> bytes:
    """A RIFF file of 16-bit mono samples, little-endian."""
    sizes = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(pcm), b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return sizes + struct.pack("<4sI", b"data", len(pcm)) + pcm
