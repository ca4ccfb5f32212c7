"""Requests to ListenHub, made from values. Paths stand below the base URL, which ends in /openapi."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from adapters.providers._wire import Request
from bot.errors import Bug

NAME = "listenhub"
PREFIX = "TABLEREAD_LISTENHUB__"

LANGUAGES = ("en", "zh", "ja")  # of podcasts and narrations; a voice speaks its own
PODCAST_MODES = ("quick", "deep", "debate")
NARRATION_MODES = ("direct", "smart")

# What an episode is, as the first part of a job's id -> where it is asked about.
EPISODES: Mapping[str, str] = {
    "podcast": "/v1/podcast/episodes",
    "script": "/v1/podcast/episodes",  # its text alone
    "voiced": "/v1/podcast/episodes",  # its audio, asked for after the text
    "flow": "/v1/flow-speech/episodes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A subject with everything chosen: ids of one or two voices, a language and a mode of theirs."""

    text: str = field(default="", repr=False)
    url: str = field(default="", repr=False)
    voices: tuple[str, ...]
    language: str
    mode: str


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode: a kind out of EPISODES, and their id. Written "kind:id" it is a provider job's id."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def of(cls, job: str) -> Episode:
        """Raises Bug for what is none of ours."""
        kind, _, id = job.partition(":")
        if kind not in EPISODES or not id:
            raise Bug("unknown_provider_job")
        return cls(kind, id)

    @property
    def path(self) -> str:
        """Where it is; an id cannot lead elsewhere."""
        return f"{EPISODES[self.kind]}/{quote(self.id, safe='')}"


def build_balance() -> Request:
    """The subscription, with the credits that are left."""
    return Request(method="GET", path="/v1/user/subscription")


def build_speakers(language: str = "") -> Request:
    """The voices of a language; of all of them without one."""
    return Request(method="GET", path="/v1/speakers/list", query={"language": language} if language else {})


def build_speech(lines: Sequence[tuple[str, str]]) -> Request:
    """(voice, words) pairs, spoken as they are by any number of voices; answered with where the audio is."""
    return Request(method="POST", path="/v1/speech", json={"scripts": _scripts(lines)}, paid=True)


def build_tts(voice: str, text: str) -> Request:
    """One voice; answered with the MP3 itself, as it is made. `model` is there for compatibility only."""
    return Request(method="POST", path="/v1/tts", json={"input": text, "voice": voice, "model": "flowtts"}, paid=True)


def build_podcast(brief: Brief, *, text_only: bool = False) -> Request:
    """A podcast in one step, or the first of two."""
    body: dict[str, object] = {"query": brief.text} if brief.text else {}
    if brief.url:
        body["sources"] = [_source(url=brief.url)]
    body |= {"speakers": _speakers(brief), "language": brief.language, "mode": brief.mode}
    path = EPISODES["podcast"] + ("/text-content" if text_only else "")
    return Request(method="POST", path=path, json=body, paid=True)


def build_audio(episode: Episode, lines: Sequence[tuple[str, str]]) -> Request:
    """The second step: the audio of the script that was written, or of these lines in its place."""
    body = {"scripts": _scripts(lines)} if lines else {}
    return Request(method="POST", path=f"{episode.path}/audio", json=body, paid=True)


def build_flow(brief: Brief) -> Request:
    """A narration of a text or of what is behind a link: word for word (direct), or mended first (smart)."""
    source = _source(url=brief.url) if brief.url else _source(text=brief.text)
    body = {"sources": [source], "speakers": _speakers(brief), "language": brief.language, "mode": brief.mode}
    return Request(method="POST", path=EPISODES["flow"], json=body, paid=True)


def build_look(episode: Episode) -> Request:
    """How an episode is."""
    return Request(method="GET", path=episode.path)


def build_words(episode: Episode, kind: str) -> Request:
    """The outline or the script as it is written, as server-sent events."""
    accept = {"accept": "text/event-stream"}
    return Request(method="GET", path=f"{episode.path}/text-stream", query={"event": kind}, headers=accept)


def _scripts(lines: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"content": text, "speakerId": voice} for voice, text in lines]


def _speakers(brief: Brief) -> list[dict[str, str]]:
    return [{"speakerId": voice} for voice in brief.voices]


def _source(*, text: str = "", url: str = "") -> dict[str, str]:
    # Of a link the one document shows it as `content`, the other as `uri`: both are sent.
    return {"type": "url", "content": url, "uri": url} if url else {"type": "text", "content": text}
