"""Answers of Speechbase, judged: audio with its spans and warnings, pieces of audio, saved voices."""

from __future__ import annotations

import base64
import binascii
import io
import math
import wave
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.providers._sniff import sniff
from adapters.providers._wire import Answer
from adapters.providers.speechbase.joining import Piece, join
from adapters.providers.speechbase.refusals import refusal
from adapters.providers.speechbase.requests import NAME
from bot.cast import Voice
from bot.errors import ProviderDown, UnknownOutcome
from bot.ports.speech import Audio
from bot.task import Line, Span

# Bare samples say nothing of themselves: those of the services behind it are 16 bit, mono, at this rate.
_PCM_RATE = 24_000
_PCM = frozenset({"audio/pcm", "audio/l16", "audio/raw"})


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class _Word(_Model):
    start: float = Field(ge=0, allow_inf_nan=False)
    end: float = Field(ge=0, allow_inf_nan=False)
    turn: int = Field(default=0, alias="turnIndex")


class _Timed(_Model):
    audio: str
    media_type: str = Field(default="", alias="mediaType")
    timestamps: list[_Word] | None = None
    warnings: list[str] | None = None


class _Bare(_Model):
    audio: str
    media_type: str = Field(default="", alias="mediaType")


class _Block(_Model):
    audio: str
    media_type: str = Field(default="", alias="mediaType")
    milliseconds: float = Field(default=0, alias="durationMs", ge=0, allow_inf_nan=False)
    turn: int = Field(alias="turnIndex")


class _Split(_Model):
    blocks: list[_Block] = Field(alias="audioSegments")
    warnings: list[str] | None = None


class _Saved(_Model):
    id: str
    title: str | None = None
    provider: str | None = None
    model: str | None = None
    gender: str | None = None
    description: str | None = None


class _Page(_Model):
    data: list[_Saved]
    cursor: str | None = Field(default=None, alias="next_cursor")
    more: bool = Field(default=False, alias="has_more")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """Some of the saved voices; `cursor` asks for the next page, "" where there is none."""

    voices: tuple[Voice, ...]
    cursor: str


def read_audio(answer: Answer, lines: Sequence[Line], *, rate: int = 0) -> Audio:
    """The bytes of a mixed conversation or of one speech, sniffed. `rate` of bare samples in Hz (0: the usual one).

    Raises what the answer says; UnknownOutcome for a 200 that is not audio.
    """
    if answer.status != 200:
        raise refusal(answer, lines, paid=True)
    return _audio(answer.body, answer.media_type, rate)


def read_timed(answer: Answer, lines: Sequence[Line], *, rate: int = 0) -> Audio:
    """The audio with a span for each line, out of the times of its words. Raises as `read_audio`."""
    if answer.status != 200:
        raise refusal(answer, lines, paid=True)
    document = answer.document()
    try:
        timed = _Timed.model_validate(document)
    except ValidationError:
        timed = _untimed(document)
    spans = _spans(timed.timestamps or (), len(lines))
    return _audio(_decoded(timed.audio), timed.media_type, rate, spans, _remarks(timed.warnings))


def read_pieces(answer: Answer, lines: Sequence[Line], *, rate: int = 0) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """One piece of audio for each line, in their order, and warnings for `bot.replies`. Raises as `read_audio`."""
    if answer.status != 200:
        raise refusal(answer, lines, paid=True)
    try:
        split = _Split.model_validate(answer.document())
    except ValidationError:
        raise UnknownOutcome("unknown_outcome") from None
    pieces = []
    for block in sorted(split.blocks, key=lambda block: block.turn):
        audio = _audio(_decoded(block.audio), block.media_type, rate)
        pieces.append(Piece(block.turn, audio.data, audio.media_type, block.milliseconds / 1000))
    if [piece.line for piece in pieces] != list(range(len(lines))):
        raise UnknownOutcome("unknown_outcome")
    return tuple(pieces), _remarks(split.warnings)


def read_joined(answer: Answer, lines: Sequence[Line], *, gap: float, rate: int = 0) -> Audio:
    """The pieces of a split conversation as one audio with a span for each line. Raises as `read_audio`."""
    pieces, warnings = read_pieces(answer, lines, rate=rate)
    data, spans = join(pieces, gap)
    if not data:
        raise UnknownOutcome("unknown_outcome")
    return Audio(data, pieces[0].media_type, spans, None, warnings)


def read_voices(answer: Answer) -> SavedPage:
    """One page of saved voices; none where this server keeps none (404, 405, 501)."""
    if answer.status in {404, 405, 501}:
        return SavedPage((), "")
    if answer.status != 200:
        raise refusal(answer)
    try:
        page = _Page.model_validate(answer.document())
    except ValidationError:
        raise ProviderDown("provider_down") from None
    return SavedPage(tuple(map(_voice, page.data)), (page.cursor or "") if page.more else "")


def _untimed(document: object) -> _Timed:
    """What is paid for is kept, also where its times cannot be read."""
    try:
        bare = _Bare.model_validate(document)
    except ValidationError:
        raise UnknownOutcome("unknown_outcome") from None
    return _Timed(audio=bare.audio, mediaType=bare.media_type)


def _audio(
    data: bytes, media_type: str, rate: int, spans: tuple[Span, ...] = (), warnings: tuple[str, ...] = ()
) -> Audio:
    kind = sniff(data)
    if not kind and data and media_type.partition(";")[0].strip().lower() in _PCM:
        kind, data = "audio/wav", _wave(data, rate or _PCM_RATE)
    if not kind:
        raise UnknownOutcome("unknown_outcome")
    return Audio(data, kind, spans, None, warnings)


def _wave(samples: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        file.writeframes(samples[: len(samples) // 2 * 2])
    return out.getvalue()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _spans(words: Sequence[_Word], count: int) -> tuple[Span, ...]:
    """From the first to the last word of each line. A line of which no word is timed gets what is between its
    neighbours; none of them is timed where the words go back and forth between the lines.
    """
    found: dict[int, tuple[float, float]] = {}
    for word in words:
        start, end = found.get(word.turn, (math.inf, 0.0))
        found[word.turn] = min(start, word.start), max(end, word.end)
    if not found or not set(found) <= set(range(count)):
        return ()
    spans: list[Span] = []
    at = 0.0
    for line in range(count):
        following = next((found[later][0] for later in range(line + 1, count) if later in found), at)
        start, end = found.get(line, (at, max(at, following)))
        if not at - 0.01 <= start <= end:
            return ()
        spans.append(Span(line, max(start, at), max(end, at)))
        at = max(end, at)
    return tuple(spans)


def _remarks(warnings: Sequence[str] | None) -> tuple[str, ...]:
    """As codes for `bot.replies`, without what could be more than one line."""
    words = (" ".join(warning.split()) for warning in warnings or ())
    return tuple(dict.fromkeys(f"provider_says:{word}" for word in words if word))


def _voice(saved: _Saved) -> Voice:
    gender = (saved.gender or "").casefold()
    about = saved.description or "/".join(part for part in (saved.provider, saved.model) if part)
    return Voice(
        saved.id,
        (saved.title or "").strip() or saved.id,
        NAME,
        gender=gender if gender in {"female", "male"} else "",
        description=about,
    )
