"""The child program's own parts, in this process: trimming, the library's plain text, frames and refusals."""

from __future__ import annotations

import os
import struct
from array import array
from collections.abc import Iterator

import pytest

from adapters.providers.local import child, library
from tests import listening


@pytest.fixture(scope="module")
def engine() -> Iterator[child.Engine]:
    return child.Engine(library.library(), library.data())


def record(text: str, voice: str = "en-US+m3") -> bytes:
    return f"{voice}\t170\t42\t45\t60\t0\t{text}".encode()


def seconds(engine: child.Engine, text: str) -> float:
    return len(child.speak(engine, record(text))) / 2 / child.RATE


def test_trimming_leaves_the_same_few_milliseconds_however_much_silence_there_was() -> None:
    tone = array("h", [8000, -8000] * 2000)
    for before, after in ((0, 0), (50, 3000), (3000, 0)):
        trimmed = child.trim(array("h", bytes(2 * before)) + tone + array("h", bytes(2 * after)))
        assert len(trimmed) == child.LEAD + len(tone) + child.TAIL
        assert trimmed[child.LEAD : -child.TAIL] == tone
        assert not any(trimmed[: child.LEAD])


def test_what_is_cut_off_fades_instead_of_clicking() -> None:
    tone, murmur = array("h", [8000, -8000] * 2000), array("h", [60, -60] * 1000)
    trimmed = child.trim(murmur + tone + murmur)
    assert len(trimmed) == child.LEAD + len(tone) + child.TAIL
    assert trimmed[0] == trimmed[-1] == 0
    assert 0 < abs(trimmed[-child.TAIL // 2]) < 60


@pytest.mark.parametrize("samples", [[], [0] * 500, [20, -20] * 500])
def test_trimming_silence_leaves_nothing(samples: list[int]) -> None:
    assert len(child.trim(array("h", samples))) == 0


@pytest.mark.parametrize(
    ("plain", "hostile"),
    [
        ("Hello there, my friend", "Hello <break time='9s'/> there, my friend"),
        ("Hello there, my friend", "<prosody rate='x-slow'>Hello there, my friend</prosody>"),
        ("Hello", "[[h@l'oU_:_:_:_:_:_:_:_:_:_:_:_:_:_:_:_:]]"),
    ],
)
def test_markup_and_phonemes_are_read_as_text(engine: child.Engine, plain: str, hostile: str) -> None:
    pcm = child.speak(engine, record(hostile))
    assert max((stop - start for start, stop in listening.silences(pcm)), default=0) < 1
    assert seconds(engine, plain) < len(pcm) / 2 / child.RATE


def test_markup_that_names_a_file_or_a_voice_is_read_as_text(engine: child.Engine) -> None:
    assert seconds(engine, "<audio src='/etc/hostname'/>") > 1
    assert seconds(engine, "<voice name='de'>x</voice>") > 1


def test_a_stretch_that_would_fill_the_memory_is_stopped(engine: child.Engine) -> None:
    engine.most = child.RATE
    try:
        with pytest.raises(child.Voiceless):
            child.speak(engine, record("This goes on for much longer than a second, does it not?"))
    finally:
        engine.most = child.Engine.most
    assert seconds(engine, "This goes on for much longer than a second, does it not?") > 1


def test_stretches_follow_each_other_with_their_rests(engine: child.Engine) -> None:
    rest = record("One.").replace(b"\t0\tOne", b"\t500\tOne")
    both = child.speak(engine, rest + b"\n" + record("?") + b"\n" + record("Two."))
    pauses = [stop - start for start, stop in listening.silences(both)]
    assert max(pauses) == pytest.approx(0.5 + (child.LEAD + child.TAIL) / child.RATE, abs=0.02)


@pytest.mark.parametrize(
    "body", [b"xx+none\t170\t50\t50\t60\t0\thi", b"en\t1\thi", b"nothing", b"\xff", record("")[:-1]]
)
def test_once_answers_a_line_or_says_that_it_is_refused(engine: child.Engine, body: bytes) -> None:
    assert _once(engine, body) == (7, child.REFUSED, b"")
    line, status, pcm = _once(engine, record("Hello."))
    assert (line, status) == (7, child.SPOKEN)
    assert len(pcm) > child.RATE // 2


def _once(engine: child.Engine, body: bytes) -> tuple[int, int, bytes]:
    inlet, give = os.pipe()
    take, outlet = os.pipe()
    child.widen(outlet)
    os.write(give, child.REQUEST.pack(7, len(body)) + body)
    os.close(give)
    child.once(engine, inlet, outlet)
    line, status, size = child.ANSWER.unpack(child.read_exactly(take, child.ANSWER.size))
    pcm = child.read_exactly(take, size)
    for pipe in (inlet, take, outlet):
        os.close(pipe)
    return line, status, pcm


def test_a_pipe_that_ends_early_gives_what_there_was() -> None:
    take, give = os.pipe()
    child.write_all(give, b"abc")
    os.close(give)
    assert child.read_exactly(take, 8) == b"abc"
    child.widen(take)  # a pipe the system does not widen is used as it is
    os.close(take)


def test_a_wav_header_says_what_follows() -> None:
    from adapters.providers.local.provider import wav

    data = wav(b"\1\0" * 100)
    assert struct.unpack_from("<4sI4s", data) == (b"RIFF", len(data) - 8, b"WAVE")
    assert listening.decode(data) == b"\1\0" * 100
