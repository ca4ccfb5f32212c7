"""Mixes, decoded again: order, gaps, loudness, tags, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hearing import Heard, listen, speech, tone, write

from adapters.audio.work import ChildAudio
from bot.errors import AudioFailed
from bot.mix import Clip, MixPlan

LABELS = (
    ("title", "Ein Stück 雨"),
    ("artist", "ADAM, EVE"),
    ("album", "Tableread"),
    ("comment", "AI-generated voices"),
)


def recorded(heard: Heard) -> None:
    """What every recording must be."""
    assert heard.lufs is not None
    assert abs(heard.lufs + 16) <= 0.5
    assert heard.peak is not None
    assert heard.peak <= -1.5


@pytest.fixture
def plan(tmp_path: Path) -> MixPlan:
    """Two speakers, one much louder than the other; the second is interrupted."""
    adam = write(tmp_path / "a.wav", speech(1.5, level=0.05), rate=22050)
    eve = write(tmp_path / "b.wav", speech(1.2, pitch=210, level=0.6, seed=2))
    again = write(tmp_path / "c.wav", speech(0.9, pitch=210, level=0.6, seed=3))
    return MixPlan(
        clips=(
            Clip(adam, "ADAM", 0.5),
            Clip(eve, "EVE", 0.3),
            Clip(again, "EVE", 0.15),
            Clip(adam, "ADAM", 0.0),
            Clip(eve, "EVE", 1.5),
        ),
        tail=0.7,
        chapters=((0, "One"), (2, "Zwei")),
        tags=LABELS,
    )


@pytest.mark.parametrize("format", ["ogg", "mp3", "m4a", "wav", "flac"])
async def test_a_mix_is_what_its_plan_says(audio: ChildAudio, plan: MixPlan, tmp_path: Path, format: str) -> None:
    out = tmp_path / f"out.{format}"
    mixed = await audio.mix(replace(plan, format=format), str(out))
    heard = listen(out)
    recorded(heard)
    assert mixed.loudness.lufs == pytest.approx(heard.lufs, abs=0.1)
    assert mixed.loudness.peak == pytest.approx(heard.peak, abs=0.2)
    assert mixed.size == out.stat().st_size
    assert mixed.duration == pytest.approx(0.5 + 1.5 + 0.3 + 1.2 + 0.15 + 0.9 + 1.5 + 1.5 + 1.2 + 0.7, abs=0.002)
    assert heard.seconds == pytest.approx(mixed.duration, abs=0.03)
    starts = [start for start, _ in mixed.clips]
    assert starts == pytest.approx([0.5, 2.3, 3.65, 4.55, 7.55], abs=0.002)
    # The third and the fourth clip stand without a gap: they sound as one stretch.
    found = heard.sounding()
    assert [start for start, _ in found] == pytest.approx([0.5, 2.3, 3.65, 7.55], abs=0.02)
    assert [end for _, end in found] == pytest.approx([2.0, 3.5, 6.05, 8.75], abs=0.02)
    assert {name: heard.tags.get(name) for name, _ in LABELS} == dict(LABELS)
    if format in {"ogg", "mp3", "m4a"}:
        # In MP4 the first chapter begins with the file.
        assert [start for start, _, _ in heard.chapters] == pytest.approx(
            [0.0 if format == "m4a" else 0.5, 3.65], abs=0.01
        )
        assert [title for _, _, title in heard.chapters] == ["One", "Zwei"]


async def test_speakers_come_to_one_level(audio: ChildAudio, plan: MixPlan, tmp_path: Path) -> None:
    mixed = await audio.mix(replace(plan, format="wav"), str(tmp_path / "out.wav"))
    heard = listen(tmp_path / "out.wav")
    levels = [heard.level(*clip) for clip in mixed.clips]
    assert max(levels) - min(levels) < 3  # 22 dB apart in the takes


async def test_the_same_plan_gives_the_same_bytes(audio: ChildAudio, plan: MixPlan, tmp_path: Path) -> None:
    for kind in ("ogg", "mp3", "m4a", "flac"):
        first, second = tmp_path / f"1.{kind}", tmp_path / f"2.{kind}"
        a = await audio.mix(replace(plan, format=kind), str(first))
        b = await audio.mix(replace(plan, format=kind), str(second))
        assert first.read_bytes() == second.read_bytes()
        assert replace(a, path="") == replace(b, path="")


async def test_the_waveform_has_256_points_that_follow_the_sound(
    audio: ChildAudio, plan: MixPlan, tmp_path: Path
) -> None:
    mixed = await audio.mix(plan, str(tmp_path / "out.ogg"))
    assert len(mixed.waveform) == 256
    assert max(mixed.waveform) == 255
    per_second = 256 / mixed.duration
    silent = mixed.waveform[round(6.2 * per_second) : round(7.4 * per_second)]
    assert max(silent) < 8
    assert max(mixed.waveform[round(7.7 * per_second) : round(8.6 * per_second)]) > 100


async def test_takes_of_any_rate_layout_and_format_are_mixed(audio: ChildAudio, tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "1.wav", tone(1.0, rate=44100), rate=44100, channels=2),
        write(tmp_path / "2.wav", tone(1.0, rate=96000), rate=96000, channels=2),
        write(tmp_path / "3.wav", tone(1.0, rate=8000), rate=8000),
        write(tmp_path / "4.wav", tone(1.0, rate=48000), rate=48000),
    ]
    for kind in ("mp3", "ogg", "flac", "m4a"):
        paths.append(str(tmp_path / f"take.{kind}"))
        await audio.encode(paths[3], kind, 0, paths[-1])
    plan = MixPlan(clips=tuple(Clip(path, "A", 0.3 if at else 0.0) for at, path in enumerate(paths)))
    mixed = await audio.mix(plan, str(tmp_path / "out.ogg"))
    heard = listen(tmp_path / "out.ogg")
    recorded(heard)
    for at, (start, end) in enumerate(mixed.clips):
        assert end - start == pytest.approx(1.0, abs=0.03)
        assert heard.sounding()[at] == pytest.approx((start, end), abs=0.03)


async def test_a_mix_survives_sharp_peaks(audio: ChildAudio, tmp_path: Path) -> None:
    """A crest factor no limiter likes: quiet speech with claps."""
    samples = speech(6.0, level=0.02)
    for at in range(0, len(samples), 22050):
        for offset in range(60):
            samples[at + offset] = 32000 if offset % 2 else -32000
    path = write(tmp_path / "a.wav", samples)
    for kind in ("ogg", "mp3", "m4a", "flac"):
        await audio.mix(MixPlan(clips=(Clip(path, "A"),), format=kind), str(tmp_path / f"out.{kind}"))
        recorded(listen(tmp_path / f"out.{kind}"))


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4, 0.7])
async def test_one_word_is_a_recording_too(audio: ChildAudio, tmp_path: Path, seconds: float) -> None:
    path = write(tmp_path / "a.wav", speech(seconds))
    mixed = await audio.mix(MixPlan(clips=(Clip(path, "A"),)), str(tmp_path / "out.ogg"))
    assert mixed.duration == pytest.approx(seconds, abs=0.002)
    heard = listen(tmp_path / "out.ogg")
    if mixed.loudness.lufs is not None:
        recorded(heard)
    assert heard.level(0, seconds) > -30
    assert max(map(abs, heard.samples)) <= 10 ** (-1.5 / 20)


async def test_silence_stays_silence(audio: ChildAudio, tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(1.0, level=0.0))
    mixed = await audio.mix(MixPlan(clips=(Clip(path, "A"), Clip(path, "B", 0.3))), str(tmp_path / "out.ogg"))
    assert mixed.loudness.lufs is None
    assert set(mixed.waveform) == {0}
    assert listen(tmp_path / "out.ogg").level(0, 2.3) < -80


async def test_a_silent_speaker_does_not_disturb_the_others(audio: ChildAudio, tmp_path: Path) -> None:
    voice = write(tmp_path / "a.wav", speech(2.0))
    nothing = write(tmp_path / "b.wav", tone(1.0, level=0.0))
    await audio.mix(MixPlan(clips=(Clip(nothing, "B"), Clip(voice, "A", 0.3))), str(tmp_path / "out.ogg"))
    recorded(listen(tmp_path / "out.ogg"))


async def test_a_bitrate_makes_the_file_smaller(audio: ChildAudio, plan: MixPlan, tmp_path: Path) -> None:
    usual = await audio.mix(plan, str(tmp_path / "1.ogg"))
    small = await audio.mix(replace(plan, bitrate=16), str(tmp_path / "2.ogg"))
    assert small.size < usual.size * 0.5
    recorded(listen(tmp_path / "2.ogg"))


@pytest.mark.parametrize("format", ["mp3", "m4a", "flac", "wav"])
async def test_another_format_has_the_same_loudness_tags_and_chapters(
    audio: ChildAudio, plan: MixPlan, tmp_path: Path, format: str
) -> None:
    first, second = tmp_path / "a.ogg", tmp_path / f"b.{format}"
    await audio.mix(plan, str(first))
    size = await audio.encode(str(first), format, 0, str(second))
    before, after = listen(first), listen(second)
    assert size == second.stat().st_size
    assert after.lufs == pytest.approx(before.lufs, abs=0.5)
    recorded(after)
    assert {name: after.tags.get(name) for name, _ in LABELS} == dict(LABELS)
    if format in {"mp3", "m4a"}:
        assert [title for _, _, title in after.chapters] == ["One", "Zwei"]
    assert after.sounding()[0] == pytest.approx(before.sounding()[0], abs=0.02)


async def test_a_plan_without_clips_is_refused(audio: ChildAudio, tmp_path: Path) -> None:
    with pytest.raises(AudioFailed, match="nothing_to_mix"):
        await audio.mix(MixPlan(clips=()), str(tmp_path / "out.ogg"))


async def test_an_unknown_format_is_refused(audio: ChildAudio, plan: MixPlan, tmp_path: Path) -> None:
    with pytest.raises(AudioFailed, match="audio_format"):
        await audio.mix(replace(plan, format="avi"), str(tmp_path / "out.avi"))
