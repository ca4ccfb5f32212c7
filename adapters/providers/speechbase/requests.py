"""Requests to Speechbase, made from values: conversations, single speech, saved voices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.providers._wire import Request
from bot.errors import SettingWrong
from bot.task import Line

NAME = "speechbase"
PREFIX = "TABLEREAD_SPEECHBASE__"

FORMATS = ("mp3", "wav", "pcm")
GAP_MS = 300  # between two turns: DESIGN 7, and Speechbase's own
_PAGE = 200  # saved voices in one answer: the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How everything is spoken: the model, which voices are the model's own (others are saved ones), and how it comes.

    `bitrate` (kbit/s, MP3 only) and `sample_rate` (Hz) are sent only where they are set: then `output` is an object.
    """

    model: str
    inline: frozenset[str]
    format: str = "mp3"
    gap_ms: int = GAP_MS
    bitrate: int = 0
    sample_rate: int = 0


def build_conversation(
    lines: Sequence[Line], manner: Manner, *, split: bool = False, timestamps: bool = False
) -> Request:
    """All lines in one: mixed, or `split` into a piece of audio for each turn; with the time of each word, or without."""
    together = all(line.voice in manner.inline for line in lines)
    body: dict[str, object] = {"model": manner.model} if together else {}
    body["turns"] = [_spoken(line, manner, together=together) for line in lines]
    body |= {"gapMs": manner.gap_ms, "output": _output(manner)}
    if split:
        body["split"] = True
    path = "/v1/audio/conversation" + ("/with-timestamps" if timestamps else "")
    return Request(method="POST", path=path, json=body, paid=True)


def build_speech(line: Line, manner: Manner, *, stream: bool = False, timestamps: bool = False) -> Request:
    """One line: its audio, streamed or whole, or a document with the time of each word."""
    form = "/with-timestamps" if timestamps else "/stream" if stream else ""
    body = _spoken(line, manner, together=False) | {"output": _output(manner)}
    return Request(method="POST", path=f"/v1/audio/speech{form}", json=body, paid=True)


def build_voices(cursor: str = "") -> Request:
    """One page of the voices that the organisation has saved."""
    query = {"limit": str(_PAGE)} | ({"cursor": cursor} if cursor else {})
    return Request(method="GET", path="/v1/voices", query=query)


def manner_of(settings: Mapping[str, str], inline: frozenset[str], model: str) -> Manner:
    """The manner that the settings ask for (output, gap_ms, bitrate, sample_rate). Raises SettingWrong."""
    format = (settings.get("output") or "mp3").strip().lower()
    if format not in FORMATS:
        raise SettingWrong(f"{PREFIX}OUTPUT", "it is one of mp3, wav, pcm")
    return Manner(
        model=model,
        inline=inline,
        format=format,
        gap_ms=_number(settings, "gap_ms", GAP_MS, most=10_000),
        bitrate=_number(settings, "bitrate", 0, most=320),
        sample_rate=_number(settings, "sample_rate", 0, most=48_000),
    )


def label(manner: Manner) -> str:
    """What names this rendering in a take's key: the model, and what is not as it always is."""
    usual = Manner(model=manner.model, inline=manner.inline)
    marks = (
        ("gap", manner.gap_ms, usual.gap_ms),
        ("bitrate", manner.bitrate, usual.bitrate),
        ("rate", manner.sample_rate, usual.sample_rate),
    )
    own = [manner.format] if manner.format != usual.format else []
    return " ".join([manner.model, *own, *(f"{name}={value}" for name, value, plain in marks if value != plain)])


def _spoken(line: Line, manner: Manner, *, together: bool) -> dict[str, object]:
    """A turn. Where one voice is a saved one there is no model above them all: the two may not be mixed."""
    if line.voice not in manner.inline:
        return {"voiceId": line.voice, "text": line.text}
    if together:
        return {"voice": line.voice, "text": line.text}
    return {"model": manner.model, "voice": line.voice, "text": line.text}


def _output(manner: Manner) -> object:
    """The bare word where that says it all: the object is not in the founding document."""
    more: dict[str, object] = {}
    if manner.bitrate and manner.format == "mp3":
        more["bitrate"] = manner.bitrate
    if manner.sample_rate:
        more["sampleRate"] = manner.sample_rate
    return {"format": manner.format, **more} if more else manner.format


def _number(settings: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    said = (settings.get(name) or "").strip()
    if not said:
        return default
    if not (said.isascii() and said.isdecimal() and len(said) < 9 and int(said) <= most):
        raise SettingWrong(PREFIX + name.upper(), f"a whole number from 0 to {most}")
    return int(said)
