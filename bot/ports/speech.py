"""The speech ports: a provider, and what only some providers can do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.cast import Voice
from bot.errors import TablereadError
from bot.plan import Limits
from bot.task import Price, Segment, Span


@dataclass(frozen=True, slots=True)
class Audio:
    """What a provider made of a segment: one encoded file in memory.

    `spans` say where each line of the segment is, when the provider knows; `credits` what was really charged
    (None: the segment's price); `warnings` are codes for `bot.replies`.
    """

    data: bytes
    media_type: str
    spans: tuple[Span, ...] = ()
    credits: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderJob:
    """What a provider is doing for one segment. `id` is all that is needed to ask again after a restart.

    `look_after` is the least number of seconds the provider wants us to wait before the next look (0: says nothing).
    """

    id: str
    provider: str
    look_after: float = 0.0


class Provider(Protocol):
    """Speaks segments. Differences between providers are data (`limits`), not methods.

    `speak` and `check` raise the errors of `bot.errors`; `UnknownOutcome` when a paid request may have been taken.
    """

    name: str
    limits: Limits

    async def voices(self) -> Sequence[Voice]: ...
    def price(self, segment: Segment) -> Price: ...
    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob: ...
    async def check(self, job: ProviderJob) -> Audio | ProviderJob: ...


class FindsJobs(Protocol):
    """Can look up what became of a request whose answer was lost. None: it was never taken."""

    async def find(self, ref: str) -> Audio | ProviderJob | None: ...


class FindsSpoken(Protocol):
    """Can look up a request whose answer was lost by its words, where no label of ours is kept: in a history.

    `since`: the aware time before which it was surely not sent. None: it was never taken; UnknownOutcome (and nothing
    else is raised): nobody can tell.
    """

    async def find_spoken(self, segment: Segment, since: datetime) -> Audio | None: ...


class HasBalance(Protocol):
    """Can tell how many credits the account with the provider has left."""

    async def balance(self) -> int: ...


class Cancels(Protocol):
    """Can stop a provider job."""

    async def cancel(self, job: ProviderJob) -> None: ...


class ChecksMany(Protocol):
    """Can look at many provider jobs in one request. The answer is by `ProviderJob.id`; an error stands for its own job."""

    async def check_many(self, jobs: Sequence[ProviderJob]) -> Mapping[str, Audio | ProviderJob | TablereadError]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoicing:
    """Somebody's own speech, to be spoken by a voice: one encoded file, and how it is to sound.

    `voice` is an id or a name, `accent` one of the voice's own (id or name, "": its default), `semitones` are added to the
    pitch, `calibration` is the id of one that the provider made of the speaker's voice ("": as the account has it).
    """

    data: bytes = field(repr=False)
    media_type: str
    voice: str
    accent: str = ""
    semitones: float = 0.0
    calibration: str = ""


class Converts(Protocol):
    """Can speak with a voice what somebody spoke. `check` of the provider goes on with the job.

    `conversion_voices` are those it can do that with. `convert` raises as `speak` does, and FileRefused for a recording
    that the provider does not take.
    """

    async def conversion_voices(self) -> Sequence[Voice]: ...
    def conversion_price(self, seconds: float) -> Price: ...
    async def convert(self, revoicing: Revoicing, ref: str) -> Audio | ProviderJob: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a podcast is to be about, or what is to be narrated: words, a link, or both.

    `voices` are ids or names (none: the provider chooses), `mode` one of the provider's own ("": its usual one),
    `language` a BCP 47 tag ("": that of the first voice, else English).
    """

    text: str = field(default="", repr=False)
    url: str = field(default="", repr=False)
    voices: tuple[str, ...] = ()
    mode: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A few more words of what is being written. `kind` is "outline" or "script"."""

    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line of a script that a provider wrote: a voice's id, what it is called there, and the words."""

    voice: str
    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """A script that a provider wrote."""

    title: str
    outline: str = field(repr=False)
    lines: tuple[WrittenLine, ...]


class WritesScripts(Protocol):
    """Writes a podcast about a subject: in one step, or its script first, to be edited, and then its audio.

    `podcast` and `voice` give a job that `Provider.check` goes on with, `write` one for `pieces` (words as they are
    written, which may end early) and `written` (the whole script; the job itself while it is not ready).
    They raise as `speak` does, and UnknownChoice for voices, a mode or a language that cannot be had.
    """

    async def podcast(self, subject: Subject) -> ProviderJob: ...
    async def write(self, subject: Subject) -> ProviderJob: ...
    def pieces(self, job: ProviderJob) -> AsyncIterator[Words]: ...
    async def written(self, job: ProviderJob) -> Written | ProviderJob: ...
    async def voice(self, job: ProviderJob, lines: Sequence[WrittenLine]) -> ProviderJob: ...


class Narrates(Protocol):
    """Reads a text, or what is behind a link, aloud. `Provider.check` goes on with the job. Raises as `WritesScripts`."""

    async def narrate(self, subject: Subject) -> ProviderJob: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """A provider with what only some can do; None where this one cannot.

    `modes` are the ways of doing "podcast" and "narrate" that can be asked for.
    """

    provider: Provider
    finds: FindsJobs | None = None
    balance: HasBalance | None = None
    cancels: Cancels | None = None
    finds_spoken: FindsSpoken | None = None
    checks_many: ChecksMany | None = None
    converts: Converts | None = None
    writes: WritesScripts | None = None
    narrates: Narrates | None = None
    modes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Providers(Protocol):
    """The speech providers there are. `get` makes one on first use; raises UnknownChoice, SettingWrong."""

    def names(self) -> Sequence[str]: ...
    def get(self, name: str) -> Speech: ...
