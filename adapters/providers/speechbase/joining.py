"""One piece of audio for each turn -> one recording with a span for each; joined without opening anything but WAV."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.task import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """The audio of one turn. `seconds` is how long it is, as the provider says; 0 where it does not."""

    line: int
    data: bytes = field(repr=False)
    media_type: str
    seconds: float = 0.0


def join(pieces: Sequence[Piece], gap: float) -> tuple[bytes, tuple[Span, ...]]:
    """The pieces in their order with `gap` seconds between them, and where each is; b"" where they cannot be joined.

    WAV of one form is joined sample by sample. MP3 frames stand by themselves: they are put one after the other, with
    no gap, and the spans are as long as the provider says (none where it does not).
    """
    kinds = {piece.media_type for piece in pieces}
    if kinds == {"audio/wav"}:
        return _waves(pieces, gap)
    if kinds == {"audio/mpeg"}:
        return b"".join(piece.data for piece in pieces), _told(pieces)
    if len(pieces) == 1:
        return pieces[0].data, _told(pieces)
    return b"", ()


def _waves(pieces: Sequence[Piece], gap: float) -> tuple[bytes, tuple[Span, ...]]:
    out = io.BytesIO()
    spans: list[Span] = []
    form: tuple[int, int, int] | None = None
    try:
        with wave.open(out, "wb") as joined:
            for piece in pieces:
                with wave.open(io.BytesIO(piece.data)) as one:
                    own = (one.getnchannels(), one.getsampwidth(), one.getframerate())
                    samples = one.readframes(one.getnframes())
                if form is None:
                    form = own
                    joined.setparams((*form, 0, "NONE", "not compressed"))
                elif own != form:
                    return b"", ()
                else:
                    joined.writeframes(bytes(own[0] * own[1] * round(gap * own[2])))
                start = joined.tell() / own[2]
                joined.writeframes(samples)
                spans.append(Span(piece.line, start, joined.tell() / own[2]))
    except (wave.Error, EOFError):
        return b"", ()
    return out.getvalue(), tuple(spans)


def _told(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = 0.0
    for piece in pieces:
        if piece.seconds <= 0:
            return ()
        spans.append(Span(piece.line, at, at + piece.seconds))
        at += piece.seconds
    return tuple(spans)
