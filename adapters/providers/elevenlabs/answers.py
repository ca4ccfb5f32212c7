"""Answers of ElevenLabs, judged: audio with its spans, voices, characters left, what was made before."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.providers._sniff import sniff
from adapters.providers._wire import Answer
from adapters.providers.elevenlabs.refusals import refusal
from adapters.providers.elevenlabs.requests import NAME, said
from adapters.providers.elevenlabs.timing import Alignment, VoiceSegment, spans
from bot.cast import Voice
from bot.errors import ProviderDown, UnknownOutcome
from bot.ports.speech import Audio
from bot.task import Line


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class _Dialogue(_Model):
    audio: str = Field(alias="audio_base64")
    alignment: Alignment | None = None
    segments: list[VoiceSegment] | None = Field(default=None, alias="voice_segments")


class _Bare(_Model):
    audio: str = Field(alias="audio_base64")


class _Verified(_Model):
    language: str = ""
    locale: str | None = None


class _Voice(_Model):
    id: str = Field(alias="voice_id")
    name: str | None = None
    description: str | None = None
    labels: dict[str, str | None] | None = None
    verified: list[_Verified] | None = Field(default=None, alias="verified_languages")


class _Voices(_Model):
    voices: list[_Voice]
    more: bool = Field(default=False, alias="has_more")
    token: str | None = Field(default=None, alias="next_page_token")


class _Subscription(_Model):
    used: int = Field(alias="character_count")
    limit: int = Field(alias="character_limit")


@dataclass(frozen=True, slots=True)
class VoicePage:
    """Some of the voices; `after` asks for the next page, "" where there is none."""

    voices: tuple[Voice, ...]
    after: str


def read_dialogue(answer: Answer, lines: Sequence[Line]) -> Audio:
    """The audio of a request for these lines. Raises what the answer says; UnknownOutcome for a 200 without audio."""
    if answer.status != 200:
        raise refusal(answer, lines, paid=True)
    dialogue = _dialogue(answer.document())
    data = _decoded(dialogue.audio) if dialogue else answer.body  # an older server answers the bytes themselves
    kind = sniff(data)
    if not kind:
        raise UnknownOutcome("unknown_outcome")
    words = [said(line) for line in lines]
    found = spans(words, dialogue.segments or (), dialogue.alignment) if dialogue else ()
    return Audio(data, kind, found, _cost(answer.headers))


def read_voices(answer: Answer) -> VoicePage:
    """One page of voices."""
    if answer.status != 200:
        raise refusal(answer)
    try:
        page = _Voices.model_validate(answer.document())
    except ValidationError:
        raise ProviderDown("provider_down") from None
    return VoicePage(tuple(map(_voice, page.voices)), (page.token or "") if page.more else "")


def read_balance(answer: Answer) -> int:
    """Characters that are left in this period."""
    if answer.status != 200:
        raise refusal(answer)
    try:
        subscription = _Subscription.model_validate(answer.document())
    except ValidationError:
        raise ProviderDown("provider_down") from None
    return max(subscription.limit - subscription.used, 0)


def _dialogue(document: object) -> _Dialogue | None:
    """The answer; where its times cannot be read the audio is paid for all the same. None: there is none in it."""
    try:
        return _Dialogue.model_validate(document)
    except ValidationError:
        pass
    try:
        return _Dialogue(audio_base64=_Bare.model_validate(document).audio)
    except ValidationError:
        return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _cost(headers: Mapping[str, str]) -> int | None:
    said_cost = headers.get("character-cost", "").strip()
    return int(said_cost) if said_cost.isdecimal() and said_cost.isascii() and len(said_cost) < 12 else None


def _voice(voice: _Voice) -> Voice:
    # Their own voices are called "Roger - laid back, casual": the name is what a script says.
    name, _, manner = (voice.name or voice.id).partition(" - ")
    labels = {key: value for key, value in (voice.labels or {}).items() if value}
    sound = voice.description or ", ".join(
        part
        for part in (manner, *(labels.get(key) for key in ("descriptive", "age", "accent", "use_case", "description")))
        if part
    )
    gender = labels.get("gender", "").casefold()
    tongues = [labels.get("language", ""), *(one.locale or one.language for one in voice.verified or ())]
    languages = tuple(dict.fromkeys(tongue.casefold().replace("_", "-") for tongue in tongues if tongue))
    return Voice(
        voice.id, name.strip() or voice.id, NAME, languages, gender if gender in {"female", "male"} else "", sound
    )
