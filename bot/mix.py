"""Order, gaps, levels: the plan that makes takes one track."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.script.model import Heading, Pause, Script, Turn
from bot.task import Line, Loudness, Segment, Span, Spoken


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


BETWEEN_SPEAKERS = 0.3
WITHIN_SPEAKER = 0.15
"""Seconds of silence between two turns (DESIGN 7)."""
ALBUM = "Tableread"
DISCLOSURE = "AI-generated voices"
_SOUND = 1
"""Raised when the same plan would sound different: no mix made before is taken for it then."""
_DASHES = ("-", "‐", "‑", "‒", "–", "—", "―", "−", "－")
_CLOSING = "\"'”’»›」』)]}*_ \t\n"
_LONGEST_TAG = 500
Voices = Sequence[tuple[str | None, str, str]]
"""As in `Order`: speaker (None: the narrator), voice id, voice name."""


def arrange(
    script: Script,
    segments: Sequence[Segment],
    *,
    paths: Sequence[str],
    voices: Voices = (),
    format: str = "ogg",
    bitrate: int = 0,
) -> MixPlan:
    """The plan that joins the takes of `segments`, whose files are `paths`, in order.

    A pause that the script asks for is the gap of its place, several add up; else the gap is 300 ms between speakers,
    150 ms within one, nothing between the pieces of one turn or after a line that breaks off with a dash. Pauses before
    the first and after the last turn count too. What lies inside a segment of several turns is the provider's.
    """
    pauses = _pauses(script)
    clips = []
    before: Line | None = None
    for segment, path in zip(segments, paths, strict=True):
        clips.append(Clip(path, _voice_group(segment), _gap(before, segment.lines[0], pauses)))
        before = segment.lines[-1]
    after = len(pauses) if before is None else before.turn + 1
    return MixPlan(
        clips=tuple(clips),
        format=format,
        bitrate=bitrate,
        tail=sum(pauses[after:]),
        chapters=_chapters(script, segments),
        tags=_tags(script, voices),
    )


def _pauses(script: Script) -> list[float]:
    """Seconds asked for before each turn, and after the last."""
    pauses = [0.0]
    for item in script.items:
        if isinstance(item, Turn):
            pauses.append(0.0)
        elif isinstance(item, Pause):
            pauses[-1] += item.seconds
    return pauses


def _gap(before: Line | None, after: Line, pauses: Sequence[float]) -> float:
    first = 0 if before is None else before.turn + 1
    asked = sum(pauses[first : after.turn + 1])
    if asked or before is None:
        return asked
    if before.turn == after.turn or breaks_off(before.text):
        return 0.0
    return WITHIN_SPEAKER if before.speaker == after.speaker else BETWEEN_SPEAKERS


def breaks_off(text: str) -> bool:
    """Whether a line ends in a dash, also before closing quotes: the next speaker interrupts."""
    return text.rstrip(_CLOSING).endswith(_DASHES)


def _voice_group(segment: Segment) -> str:
    """Whose level a take is measured with: its speaker's (the narrator's is the empty name); speakers that share a take
    cannot be told apart in it."""
    return " + ".join(dict.fromkeys(line.speaker or "" for line in segment.lines))


def _chapters(script: Script, segments: Sequence[Segment]) -> tuple[tuple[int, str], ...]:
    """A chapter for each heading that something is spoken after, at the take that has it; headings in a row are one."""
    titles: dict[int, list[str]] = {}
    turn = 0
    for item in script.items:
        if isinstance(item, Turn):
            turn += 1
        elif isinstance(item, Heading):
            clip = next((at for at, segment in enumerate(segments) if segment.lines[-1].turn >= turn), None)
            if clip is not None:
                titles.setdefault(clip, []).append(_plain(item.text))
    return tuple((clip, ", ".join(title)) for clip, title in titles.items())


def _plain(text: str) -> str:
    """Text that any container can carry: one line, nothing that cannot be printed, of a length that players show."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:_LONGEST_TAG]


def _tags(script: Script, voices: Voices) -> tuple[tuple[str, str], ...]:
    cast = ", ".join(f"{speaker or 'Narrator'}: {name}" for speaker, _, name in voices)
    tags = {
        "title": _plain(script.title or ""),
        "artist": _plain(", ".join(script.speakers)) or ALBUM,
        "album": ALBUM,
        "comment": _plain(f"{DISCLOSURE}. {cast}" if cast else DISCLOSURE),
    }
    return tuple((name, value) for name, value in tags.items() if value)


def mix_key(plan: MixPlan, blobs: Sequence[str]) -> str:
    """SHA-256 (hex) over all that decides the file: `blobs` are the takes' content hashes, in place of their paths."""
    clips = [[blob, clip.speaker, clip.gap] for clip, blob in zip(plan.clips, blobs, strict=True)]
    parts = [
        _SOUND,
        clips,
        [plan.format, plan.bitrate, plan.tail, plan.lufs, plan.peak],
        [list(chapter) for chapter in plan.chapters],
        [list(tag) for tag in plan.tags],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def timeline(
    script: Script,
    segments: Sequence[Segment],
    *,
    voices: Voices,
    clips: Sequence[tuple[float, float]],
    spans: Sequence[Sequence[Span]],
    reused: Sequence[bool],
) -> tuple[Spoken, ...]:
    """One entry for each turn that is heard, in order, times in seconds of the finished file.

    `clips` are where the mix put each segment's take, `spans` what its take knows of its lines (without it, lines share
    the take by the length of their text), `reused` whether it was there before. A turn sent in pieces runs from its
    first to its last, and is reused when all of them are. `voice` is the voice's name, or its id if it has none here.
    """
    names = {voice: name for _, voice, name in voices if name}
    heard: dict[int, Spoken] = {}
    for segment, clip, known, kept in zip(segments, clips, spans, reused, strict=True):
        for line, (start, end) in zip(segment.lines, _lines(segment, clip, known), strict=True):
            so_far = heard.get(line.turn)
            heard[line.turn] = Spoken(
                turn=line.turn,
                speaker=line.speaker,
                voice=names.get(line.voice, line.voice),
                text=script.turns[line.turn].text,
                start=round(start, 3) if so_far is None else so_far.start,
                end=round(end, 3),
                reused=kept and (so_far is None or so_far.reused),
            )
    return tuple(heard[turn] for turn in sorted(heard))


def _lines(segment: Segment, clip: tuple[float, float], spans: Sequence[Span]) -> list[tuple[float, float]]:
    """Where each line of a segment is, inside its clip."""
    start, end = clip
    known = [[span for span in spans if span.line == line] for line in range(len(segment.lines))]
    if all(known):
        times = [(min(span.start for span in line), max(span.end for span in line)) for line in known]
        return [(min(start + begin, end), min(start + max(begin, stop), end)) for begin, stop in times]
    whole = sum(len(line.text) + 1 for line in segment.lines)
    places = []
    at = start
    for line in segment.lines:
        upto = at + (end - start) * (len(line.text) + 1) / whole
        places.append((at, upto))
        at = upto
    return places


BITRATES = {"ogg": (48, 40, 32, 24, 16), "mp3": (96, 64, 48, 32), "m4a": (96, 64, 48, 32)}
"""kbit/s in which speech is still clear, best first; the other formats have no choice."""
_UNPACKED = 790
"""kbit/s of 48 kHz, 16 bits, one channel, with a margin: FLAC is never larger."""
_OVERHEAD = 1.05
_LABELS = 65_536
"""Bytes kept for tags, chapters and a cover."""


def bitrate_for(duration: float, limit: int, format: str) -> int | None:
    """The best bitrate (kbit/s, 0: the format has no choice) at which `duration` seconds fit into `limit` bytes.

    None: no bitrate is low enough, the recording must be split.
    """
    for kbit in BITRATES.get(format, (0,)):
        if duration <= seconds_for(limit, format, kbit):
            return kbit
    return None


def seconds_for(limit: int, format: str, bitrate: int = 0) -> float:
    """How many seconds surely fit into `limit` bytes at a bitrate (0: the format's lowest)."""
    kbit = bitrate or BITRATES.get(format, (_UNPACKED,))[-1]
    return max(0.0, (limit - _LABELS) / (kbit * 125 * _OVERHEAD))


def split_points(
    segments: Sequence[Segment], clips: Sequence[tuple[float, float]], seconds: float
) -> tuple[tuple[int, int], ...]:
    """Parts of at most `seconds`, as (first, past the last) clips: between turns, never inside one that fits alone.

    `clips` are where each segment's take is in the whole mix. A single take that is longer stays a part of its own.
    """
    parts: list[tuple[int, int]] = []
    first = 0
    for at in range(1, len(clips)):
        # Twice when the part that is left after the cut, with this take, is still too long.
        while first < at and clips[at][1] - clips[first][0] > seconds:
            cut = next((cut for cut in range(at, first, -1) if _ends_turn(segments, cut)), at)
            parts.append((first, cut))
            first = cut
    return (*parts, (first, len(clips)))


def _ends_turn(segments: Sequence[Segment], cut: int) -> bool:
    """Whether a turn ends where the segment `cut` begins."""
    return segments[cut - 1].lines[-1].turn != segments[cut].lines[0].turn


def excerpt(plan: MixPlan, part: tuple[int, int], number: int, total: int) -> MixPlan:
    """The plan of one part of a recording that had to be split: `number` of `total`, counted from 1."""
    first, last = part
    opening = replace(plan.clips[first], gap=plan.clips[first].gap if first == 0 else 0.0)
    inside = [(clip - first, title) for clip, title in plan.chapters if first <= clip < last]
    tags = dict(plan.tags)
    tags["title"] = f"{tags.get('title', ALBUM)} ({number}/{total})"
    return replace(
        plan,
        clips=(opening, *plan.clips[first + 1 : last]),
        tail=plan.tail if last == len(plan.clips) else 0.0,
        chapters=tuple(inside),
        tags=tuple(tags.items()),
    )
