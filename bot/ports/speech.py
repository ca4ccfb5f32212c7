"""The speech ports: a provider, and what only some providers can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.cast import Voice
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


class HasBalance(Protocol):
    """Can tell how many credits the account with the provider has left."""

    async def balance(self) -> int: ...


class Cancels(Protocol):
    """Can stop a provider job."""

    async def cancel(self, job: ProviderJob) -> None: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """A provider with what only some can do; None where this one cannot."""

    provider: Provider
    finds: FindsJobs | None = None
    balance: HasBalance | None = None
    cancels: Cancels | None = None


class Providers(Protocol):
    """The speech providers there are. `get` makes one on first use; raises UnknownChoice, SettingWrong."""

    def names(self) -> Sequence[str]: ...
    def get(self, name: str) -> Speech: ...
