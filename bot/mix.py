"""Order, gaps, levels: the plan that makes takes one track."""

from __future__ import annotations

from dataclasses import dataclass

from bot.task import Loudness


@dataclass(frozen=True, slots=True)
class Clip:
    """One take's file in a mix: `gap` seconds of silence come before it. `speaker` groups clips for levelling."""

    path: str
    speaker: str
    gap: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPlan:
    """Everything that decides how a recording sounds and what its file carries.

    `format` is ogg, mp3, m4a, wav or flac; `bitrate` in kbit/s (0: the format's own); `tail` seconds of silence at the
    end; `lufs` and `peak` the programme's target loudness (LUFS) and ceiling (dBTP); `chapters` are (clip index,
    title);
    `tags` are metadata such as title, artist and comment.
    """

    clips: tuple[Clip, ...]
    format: str = "ogg"
    bitrate: int = 0
    tail: float = 0.0
    lufs: float = -16.0
    peak: float = -1.5
    chapters: tuple[tuple[int, str], ...] = ()
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mixed:
    """A mix that was made: the file, its length in seconds and bytes, its loudness as measured in the finished file,
    (start, end) seconds of each clip, and a waveform of at most 256 values from 0 to 255."""

    path: str
    duration: float
    size: int
    loudness: Loudness
    clips: tuple[tuple[float, float], ...]
    waveform: bytes


def arrange(script, segments, paths, *, format="ogg", title="", cast=()):  # type: ignore[no-untyped-def]
    """For now: clips in order."""
    return MixPlan(clips=tuple(Clip(path, "x", 0.3) for path in paths), format=format, tags=(("title", title),))


def mix_key(plan, blobs):  # type: ignore[no-untyped-def]
    """For now."""
    import hashlib

    return hashlib.sha256(repr((blobs, plan.format, plan.tags)).encode()).hexdigest()


def timeline(script, segments, voices, clips, spans):  # type: ignore[no-untyped-def]
    """For now."""
    from bot.task import Spoken

    return tuple(
        Spoken(line.turn, line.speaker, voices[line.voice], line.text, *clip)
        for segment, clip in zip(segments, clips, strict=True)
        for line in segment.lines
    )
