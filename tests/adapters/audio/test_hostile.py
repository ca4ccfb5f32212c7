"""Files that are broken, odd or evil: said in a code, in bounded time, and the bot lives on."""

from __future__ import annotations

import io
import os
import socket
import struct
import time
import zipfile
from array import array
from dataclasses import replace
from pathlib import Path

import av
import pytest
from hearing import speech, tone, write

from adapters.audio.limits import Limits
from adapters.audio.work import ChildAudio
from bot.errors import AudioFailed
from bot.mix import Clip, MixPlan

ROOT = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("TABLEREAD_AUDIO_CORPUS", ROOT.parent.parent / "shared" / "audio-corpus"))


async def refused(audio: ChildAudio, path: Path) -> str:
    """The code a file is refused with, in bounded time."""
    begun = time.monotonic()
    with pytest.raises(AudioFailed) as caught:
        await audio.probe(str(path))
    assert time.monotonic() - begun < 5
    return caught.value.code


async def told(audio: ChildAudio, path: Path) -> str:
    """The code a file is refused with; nothing for a sound."""
    try:
        probe = await audio.probe(str(path))
    except AudioFailed as error:
        return error.code
    return "" if probe.duration > 0 else "no sound"


async def test_a_file_is_what_its_bytes_are_whatever_its_name(audio: ChildAudio, tmp_path: Path) -> None:
    write(tmp_path / "song.mp3", tone(1.0, rate=44100), rate=44100, channels=2)
    probe = await audio.probe(str(tmp_path / "song.mp3"))
    assert (probe.format, probe.rate, probe.channels) == ("wav", 44100, 2)
    assert probe.duration == pytest.approx(1.0)


@pytest.mark.parametrize("format", ["ogg", "mp3", "m4a", "wav", "flac"])
async def test_each_format_that_is_made_is_known_again(audio: ChildAudio, tmp_path: Path, format: str) -> None:
    path = write(tmp_path / "a.wav", tone(1.0))
    await audio.encode(path, format, 0, str(tmp_path / "b"))
    probe = await audio.probe(str(tmp_path / "b"))
    assert (probe.format, probe.rate, probe.channels) == (format, 48000, 1)
    assert probe.duration == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{url}'\nfile '/etc/passwd'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        "[playlist]\nFile1={url}\n",
        "<html><body>502 Bad Gateway</body></html>",
        '{{"error": "quota"}}',
        "",
    ],
)
async def test_a_playlist_named_as_sound_reaches_for_nothing(audio: ChildAudio, tmp_path: Path, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.05)
        path = tmp_path / "song.mp3"
        path.write_text(text.format(url=f"http://127.0.0.1:{canary.getsockname()[1]}/x.mp3"))
        assert await refused(audio, path) == "not_audio"
        with pytest.raises(TimeoutError):
            canary.accept()


async def test_what_is_no_file_is_refused(audio: ChildAudio, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert await refused(audio, tmp_path / "pipe.wav") == "not_audio"
    assert await refused(audio, tmp_path / "none.wav") == "audio_missing"
    assert await refused(audio, tmp_path) in {"not_audio", "audio_missing"}


async def test_an_archive_is_refused_and_a_sound_with_an_archive_behind_it_is_a_sound(
    audio: ChildAudio, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.wav", b"RIFF")
    (tmp_path / "a.wav").write_bytes(packed.getvalue())
    assert await refused(audio, tmp_path / "a.wav") == "not_audio"
    path = Path(write(tmp_path / "b.wav", tone(1.0)))
    path.write_bytes(path.read_bytes() + packed.getvalue())
    assert (await audio.probe(str(path))).duration == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("claim", [0, 0x7FFFFFFF, 0xFFFFFFFF])
async def test_a_wav_written_as_a_stream_is_as_long_as_its_sound(audio: ChildAudio, tmp_path: Path, claim: int) -> None:
    path = Path(write(tmp_path / "a.wav", tone(1.0)))
    data = bytearray(path.read_bytes())
    data[40:44] = struct.pack("<I", claim)
    data[4:8] = struct.pack("<I", claim)
    path.write_bytes(data)
    assert (await audio.probe(str(path))).duration == pytest.approx(1.0, abs=0.01)


async def test_a_file_cut_in_half_is_told(audio: ChildAudio, tmp_path: Path) -> None:
    path = Path(write(tmp_path / "a.wav", tone(4.0)))
    await audio.encode(str(path), "flac", 0, str(tmp_path / "b.flac"))
    for whole in (path, tmp_path / "b.flac"):
        cut = tmp_path / f"cut{whole.suffix}"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        assert await refused(audio, cut) == "audio_truncated"


@pytest.mark.parametrize(("rate", "code"), [(1, "audio_rate"), (4000, "audio_rate"), (400000, "audio_rate")])
async def test_a_rate_nobody_speaks_at_is_refused(audio: ChildAudio, tmp_path: Path, rate: int, code: str) -> None:
    write(tmp_path / "a.wav", tone(0.2), rate=rate)
    assert await refused(audio, tmp_path / "a.wav") == code


async def test_too_many_channels_are_refused(audio: ChildAudio, tmp_path: Path) -> None:
    write(tmp_path / "a.wav", tone(0.1), channels=16)
    assert await refused(audio, tmp_path / "a.wav") in {"audio_channels", "not_audio"}


async def test_a_small_file_that_holds_hours_is_left_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bomb.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=8000, layout="mono", format="s16")
        frame = av.AudioFrame(format="s16", layout="mono", samples=8000)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        for second in range(1200):
            frame.sample_rate, frame.pts = 8000, second * 8000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert path.stat().st_size < 300_000
    work = ChildAudio(Limits(seconds=600))
    try:
        assert await refused(work, path) == "audio_too_long"
        with pytest.raises(AudioFailed, match="audio_too_long"):
            await work.mix(MixPlan(clips=(Clip(str(path), "A"),)), str(tmp_path / "out.ogg"))
        assert not (tmp_path / "out.ogg").exists()
    finally:
        await work.close()


async def test_a_mix_longer_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(1.0))
    work = ChildAudio(Limits(seconds=5))
    with pytest.raises(AudioFailed, match="audio_too_long"):
        await work.mix(MixPlan(clips=(Clip(path, "A", 6.0),)), str(tmp_path / "out.ogg"))


@pytest.mark.parametrize("format", ["ogg", "mp3", "m4a", "flac"])
async def test_bits_that_flipped_never_take_the_bot_down(audio: ChildAudio, tmp_path: Path, format: str) -> None:
    whole = tmp_path / f"a.{format}"
    await audio.encode(write(tmp_path / "a.wav", speech(1.0)), format, 0, str(whole))
    data = whole.read_bytes()
    for seed in range(15):
        broken = bytearray(data)
        for step in range(6):
            broken[(seed * 7919 + step * 104729) % len(broken)] ^= 1 << (step % 8)
        path = tmp_path / f"broken{seed}"
        path.write_bytes(broken)
        said = await told(audio, path)
        assert said in {"", "not_audio", "audio_truncated", "audio_rate", "audio_channels", "audio_too_long"}


async def test_a_broken_take_among_good_ones_fails_the_mix_and_leaves_nothing(
    audio: ChildAudio, tmp_path: Path
) -> None:
    good = write(tmp_path / "a.wav", speech(1.0))
    (tmp_path / "bad.wav").write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    plan = MixPlan(clips=(Clip(good, "A"), Clip(str(tmp_path / "bad.wav"), "B")))
    with pytest.raises(AudioFailed, match="not_audio"):
        await audio.mix(plan, str(tmp_path / "out.ogg"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.wav", "bad.wav"]
    await audio.mix(replace(plan, clips=plan.clips[:1]), str(tmp_path / "out.ogg"))


async def test_a_take_with_eight_bits_has_no_click_and_no_offset(audio: ChildAudio, tmp_path: Path) -> None:
    samples = speech(1.0)
    eight = array("B", (128 + sample // 256 for sample in samples)).tobytes()
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(eight),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        22050,
        22050,
        1,
        8,
        b"data",
        len(eight),
    )
    (tmp_path / "a.wav").write_bytes(header + eight)
    mixed = await audio.mix(MixPlan(clips=(Clip(str(tmp_path / "a.wav"), "A"),)), str(tmp_path / "out.ogg"))
    assert mixed.loudness.lufs == pytest.approx(-16, abs=0.5)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of odd audio files is not beside this repository")
@pytest.mark.timeout(60)
async def test_no_file_of_the_corpus_hangs_or_crashes(audio: ChildAudio) -> None:
    files = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
    said = []
    for path in files:
        begun = time.monotonic()
        said.append(await told(audio, path))
        assert time.monotonic() - begun < 5, path.name
    assert len(files) > 500
    assert said.count("") > 350
    assert set(said) <= {"", "not_audio", "audio_truncated", "audio_rate", "audio_channels"}
