"""Answers of ListenHub, judged: what a speech cost and where it is, how an episode is, voices, credits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.providers._sniff import sniff
from adapters.providers._wire import Answer
from adapters.providers.listenhub.refusals import Said, envelope, failure, refusal
from adapters.providers.listenhub.requests import LANGUAGES, NAME
from bot.cast import Voice, primary
from bot.errors import ProviderDown, ProviderFailed, UnknownOutcome
from bot.ports.speech import Audio, Written, WrittenLine
from bot.task import Line

_FAILED = frozenset({"failed", "fail", "error"})
END = "[END]"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


M = TypeVar("M", bound=_Model)


class _Balance(_Model):
    left: float = Field(alias="totalAvailableCredits", allow_inf_nan=False)


class _Speaker(_Model):
    id: str = Field(alias="speakerId")
    name: str | None = None
    gender: str | None = None
    language: str | None = None


class _Speakers(_Model):
    items: list[_Speaker]


class _Spoken(_Model):
    url: str | None = Field(default=None, alias="audioUrl")
    credits: float | None = Field(default=None, allow_inf_nan=False)


class _Created(_Model):
    id: str = Field(alias="episodeId", min_length=1)


class _Voiced(_Model):
    success: bool = True


class _Script(_Model):
    voice: str = Field(default="", alias="speakerId")
    name: str | None = Field(default=None, alias="speakerName")
    text: str = Field(default="", alias="content")


class _Episode(_Model):
    status: str | None = Field(default=None, alias="processStatus")
    content: str | None = Field(default=None, alias="contentStatus")
    fail: int | None = Field(default=None, alias="failCode")
    credits: float | None = Field(default=None, allow_inf_nan=False)
    url: str | None = Field(default=None, alias="audioUrl")
    title: str | None = None
    outline: str | None = None
    scripts: list[_Script] | str | None = None  # of a narration it is one text


@dataclass(frozen=True, slots=True)
class Made:
    """Where finished audio is ("" where they do not say), and what it cost, if that is told."""

    url: str
    credits: int | None


def read_balance(answer: Answer) -> int:
    """Whole credits that are left."""
    return max(math.floor(_read(answer, _Balance).left), 0)


def read_speakers(answer: Answer) -> tuple[Voice, ...]:
    """The voices, each named once."""
    voices: dict[str, Voice] = {}
    names: set[str] = set()
    for speaker in _read(answer, _Speakers).items:
        if not speaker.id or speaker.id in voices:
            continue
        name = (speaker.name or "").strip() or speaker.id
        if name.casefold() in names:
            name = f"{name} ({speaker.id})"
        names.add(name.casefold())
        language, gender = primary(speaker.language or ""), (speaker.gender or "").casefold()
        tongues = (language,) if language in LANGUAGES else ()
        voices[speaker.id] = Voice(speaker.id, name, NAME, tongues, gender if gender in {"female", "male"} else "")
    return tuple(voices.values())


def read_speech(answer: Answer, lines: Sequence[Line]) -> Made:
    """Where a script that was spoken is, and its cost. Raises UnknownOutcome where the answer cannot be read.

    `audioDuration` is not read: its unit is told in two ways.
    """
    spoken = _read(answer, _Spoken, lines=lines, paid=True)
    return Made((spoken.url or "").strip(), _whole(spoken.credits))


def read_tts(answer: Answer, lines: Sequence[Line]) -> Audio:
    """The audio itself; an error comes as JSON with the same status."""
    kind = sniff(answer.body) if answer.status == 200 else ""
    if not kind:
        raise refusal(answer, lines, paid=True)
    return Audio(answer.body, kind)


def read_created(answer: Answer) -> str:
    """The id of an episode that was taken."""
    return _read(answer, _Created, paid=True).id


def read_voiced(answer: Answer) -> None:
    """That the audio of a script is being made."""
    if not _read(answer, _Voiced, paid=True).success:
        raise UnknownOutcome("unknown_outcome")


def read_made(answer: Answer, *, in_two_steps: bool = False) -> Made | None:
    """Where an episode's audio is, None while it is being made. Raises what it failed of.

    With `in_two_steps` the script alone may already count as a success: without a URL it is still being made.
    """
    episode = _read(answer, _Episode)
    _refuse_failed(episode)
    url, status, content = (episode.url or "").strip(), _word(episode.status), _word(episode.content)
    done = status == "success" or content == "audio-success"
    if done and url:
        return Made(url, _whole(episode.credits))
    if content == "audio-success" or (status == "success" and content != "text-success" and not in_two_steps):
        return Made("", _whole(episode.credits))
    return None


def read_written(answer: Answer) -> Written | None:
    """The script of an episode, None while it is being written. Raises what it failed of."""
    episode = _read(answer, _Episode)
    _refuse_failed(episode)
    known = _word(episode.content)
    written = known in {"text-success", "audio-success"} if known else _word(episode.status) == "success"
    scripts = episode.scripts or ()
    lines = [_Script(content=scripts)] if isinstance(scripts, str) else scripts
    if not written or not lines:
        return None
    said = tuple(WrittenLine(line.voice, line.name or line.voice, line.text) for line in lines if line.text.strip())
    return Written(episode.title or "", episode.outline or "", said)


def read_words(data: str) -> str | None:
    """The next words of a stream's event, None at its end. Raises what it says, ProviderDown for what is no event."""
    answer = Answer(200, {}, data.encode("utf-8", "replace"))
    said = envelope(answer)
    if said is None or said.code != 0:
        raise refusal(answer)
    chunk = said.data.get("chunk") if isinstance(said.data, dict) else None
    if not isinstance(chunk, str):
        raise ProviderDown("provider_down")
    return None if chunk.strip() == END else chunk


def _refuse_failed(episode: _Episode) -> None:
    """`failCode` 0 is there on success as well."""
    if episode.fail:
        raise failure(episode.fail)
    if _word(episode.status) in _FAILED or _word(episode.content) in {"text-fail", "audio-fail"}:
        raise ProviderFailed("made_nothing")


def _read(answer: Answer, model: type[M], *, lines: Sequence[Line] = (), paid: bool = False) -> M:
    """The data of an envelope that says 0. Raises what it says otherwise."""
    said: Said | None = envelope(answer)
    if answer.status != 200 or said is None or said.code != 0:
        raise refusal(answer, lines, paid=paid)
    try:
        return model.model_validate(said.data)
    except ValidationError:
        pass
    raise UnknownOutcome("unknown_outcome") if paid else ProviderDown("provider_down")


def _word(said: str | None) -> str:
    return (said or "").strip().casefold()


def _whole(credits: float | None) -> int | None:
    """Rounded up: credits are whole numbers here."""
    return None if credits is None or credits < 0 else math.ceil(credits)
