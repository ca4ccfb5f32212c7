"""The child program that holds espeak-ng: one fork speaks one line, so each line starts from the same fresh state.

Run by path with `python -I -S child.py LIBRARY DATA fork|once`; it imports as little as it can, because its start is
part of the first line's wait. Frames on stdin: `<II` (id, length) and a body; a length of 0 takes a line back. Frames
on stdout: `<IiI` (id, status, length) and 16-bit mono PCM. A body is one record a stretch, as `pack` of
`adapters.providers.local.delivery` writes it. The program ends when its stdin does.
"""

from __future__ import annotations

import ctypes
import os
import select
import struct
import sys
from array import array

try:
    import fcntl
except ImportError:  # not on Windows, where nothing forks
    fcntl = None  # type: ignore[assignment]

REQUEST = struct.Struct("<II")
ANSWER = struct.Struct("<IiI")
SPOKEN, REFUSED, DIED = 0, 1, 2

RATE = 22050
LEAD = RATE * 5 // 1000
TAIL = RATE * 10 // 1000
AUDIBLE = 100  # part of the peak, -40 dB: under it are onsets of some ms and the echo that some variants carry

# speak_lib.h of espeak-ng 1.52.
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_UTF8 = 1  # without espeakSSML (0x10) and espeakPHONEMES (0x100): text is only ever text
_PARAMETERS = (1, 3, 4, 2)  # espeakRATE, espeakPITCH, espeakRANGE, espeakVOLUME: the order of a record's numbers
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
_PIPE = 1 << 20  # bytes: what Linux gives everyone; 24 s of sound
_DIE_WITH_PARENT, _KILL = 1, 9  # prctl(2): PR_SET_PDEATHSIG; SIGKILL


class Voiceless(Exception):
    """The library does not speak: it did not start, or refused a voice or a text."""


class Engine:
    """The loaded library. One instance a program; what it says first is what a fresh process says first."""

    most = RATE * 3600  # samples of one stretch: a bound on memory (158 MB), far over what a line can need

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self._pieces: list[bytes] = []
        self._samples = 0
        self._callback = _CALLBACK(self._take)
        # Without _DONT_EXIT a wrong data path ends the program inside the library.
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DONT_EXIT) != RATE:
            raise Voiceless
        self._library.espeak_SetSynthCallback(self._callback)
        # What every line would do again: read the folder of voices and English. Half of a short line's time, measured.
        self._library.espeak_ListVoices(None)
        self._library.espeak_SetVoiceByName(b"en-US")

    def _take(self, samples: object, count: int, _events: object) -> int:
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, count * 2))  # type: ignore[arg-type]
            self._samples += count
        return int(self._samples > self.most)  # 1 stops the library

    def say(self, voice: str, numbers: list[int], text: str) -> array[int]:
        """The samples of one stretch. Raises Voiceless."""
        self._pieces.clear()
        self._samples = 0
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))  # whispers are noise: the same noise each time
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise Voiceless
        for parameter, number in zip(_PARAMETERS, numbers, strict=True):
            self._library.espeak_SetParameter(parameter, number, 0)
        words = text.encode()
        refused = self._library.espeak_Synth(words, len(words) + 1, 0, 0, 0, _UTF8, None, None)
        if refused or self._samples > self.most:
            raise Voiceless
        return array("h", b"".join(self._pieces))


def trim(samples: array[int]) -> array[int]:
    """What is audible, with exactly LEAD samples before it and TAIL after, faded; nothing when nothing is.

    So a line's length is that of its words, and a gap in the mix is as long as it was planned.
    """
    sketch = samples[::8] or array("h", [0])  # an eighth of the samples finds the peak to within a decibel
    highest, lowest = max(sketch), min(sketch)
    audible = max(highest, -lowest) // AUDIBLE
    if not audible:
        return array("h")
    start = next(at for at, value in enumerate(samples) if abs(value) > audible)
    end = len(samples)
    while abs(samples[end - 1]) <= audible:
        end -= 1
    silence = array("h", bytes(2 * TAIL))
    line = (silence + samples + silence)[start + TAIL - LEAD : end + 2 * TAIL]
    for at in range(LEAD):
        line[at] = line[at] * at // LEAD
    for at in range(TAIL):
        line[-1 - at] = line[-1 - at] * at // TAIL
    return line


def speak(engine: Engine, body: bytes) -> bytes:
    """The PCM of one line: its stretches one after another, each followed by its rest. Raises Voiceless."""
    line = array("h")
    for record in body.decode().split("\n"):
        voice, *fields, text = record.split("\t")
        *numbers, rest = map(int, fields)
        said = trim(engine.say(voice, numbers, text))
        if said:
            line += said
            line += array("h", bytes(2 * (RATE * rest // 1000)))
    if sys.byteorder == "big":
        line.byteswap()
    return line.tobytes()


def read_exactly(inlet: int, size: int) -> bytes:
    """`size` bytes, or fewer where the other side closed."""
    data = b""
    while len(data) < size and (more := os.read(inlet, size - len(data))):
        data += more
    return data


def write_all(outlet: int, data: bytes) -> None:
    """All of it, however little the pipe takes at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(outlet, view) :]


def widen(pipe: int) -> None:
    """Where the system can (Linux), room for a whole line: who has spoken need not wait until it is heard (2x)."""
    size = getattr(fcntl, "F_SETPIPE_SZ", None)
    if size is not None:
        try:
            fcntl.fcntl(pipe, size, _PIPE)
        except OSError:  # the user's pipes have used up what the system gives
            return


class Zygote:
    """Forks for each line that is asked for, gathers what the forks say, and tells how each of them ended."""

    def __init__(self, engine: Engine, inlet: int, outlet: int) -> None:
        self._engine = engine
        self._inlet = inlet
        self._outlet = outlet
        self._poll = select.poll()
        widen(outlet)
        self._forks: dict[int, tuple[int, int, bytearray]] = {}  # the fork's pipe -> line id, process id, PCM so far

    def serve(self) -> None:
        """Work until stdin ends; no line outlives it."""
        self._poll.register(self._inlet, select.POLLIN)
        asked = True
        while asked:
            for ready, _ in self._poll.poll():
                if ready == self._inlet:
                    asked = self._ask()
                elif ready in self._forks:
                    self._hear(ready)
        for _, pid, _ in self._forks.values():
            os.kill(pid, _KILL)

    def _ask(self) -> bool:
        head = read_exactly(self._inlet, REQUEST.size)
        if len(head) < REQUEST.size:
            return False
        line, size = REQUEST.unpack(head)
        if size:
            self._start(line, read_exactly(self._inlet, size))
        else:
            for pipe, (other, pid, _) in tuple(self._forks.items()):
                if other == line:
                    os.kill(pid, _KILL)
                    self._drop(pipe)
        return True

    def _start(self, line: int, body: bytes) -> None:
        mouth, ear = os.pipe()
        widen(ear)
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            self._be_a_fork(parent, ear, body)
        os.close(ear)
        self._forks[mouth] = (line, pid, bytearray())
        self._poll.register(mouth, select.POLLIN)

    def _be_a_fork(self, parent: int, ear: int, body: bytes) -> None:
        """Speak and end: nothing returns from here, and no other line's pipe is held open by it."""
        status = DIED
        try:
            die_with(parent)
            os.close(self._outlet)
            for pipe in self._forks:
                os.close(pipe)
            write_all(ear, speak(self._engine, body))
            status = SPOKEN
        except (Voiceless, ValueError):
            status = REFUSED
        finally:
            os._exit(status)

    def _hear(self, pipe: int) -> None:
        line, _, spoken = self._forks[pipe]
        data = os.read(pipe, _PIPE)
        if data:
            spoken += data
            return
        ended = self._drop(pipe)
        status = ended if ended in (SPOKEN, REFUSED) else DIED
        pcm = bytes(spoken) if status == SPOKEN else b""
        write_all(self._outlet, ANSWER.pack(line, status, len(pcm)) + pcm)

    def _drop(self, pipe: int) -> int:
        _, pid, _ = self._forks.pop(pipe)
        self._poll.unregister(pipe)
        os.close(pipe)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die_with(parent: int) -> None:
    """Where the system can (Linux), end when the parent ends, however it ends."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_DIE_WITH_PARENT, _KILL)
        if os.getppid() != parent:
            os._exit(DIED)


def once(engine: Engine, inlet: int, outlet: int) -> None:
    """One line and the end: for systems that cannot fork."""
    line, size = REQUEST.unpack(read_exactly(inlet, REQUEST.size))
    try:
        status, pcm = SPOKEN, speak(engine, read_exactly(inlet, size))
    except (Voiceless, ValueError):
        status, pcm = REFUSED, b""
    write_all(outlet, ANSWER.pack(line, status, len(pcm)) + pcm)


def main(library: str, data: str, mode: str) -> None:
    """Serve frames on the standard streams; what the library prints goes nowhere near them."""
    outlet = os.dup(1)
    os.dup2(2, 1)
    engine = Engine(library, data)
    if mode == "fork":
        Zygote(engine, 0, outlet).serve()
    else:
        once(engine, 0, outlet)


if __name__ == "__main__":
    main(*sys.argv[1:])
