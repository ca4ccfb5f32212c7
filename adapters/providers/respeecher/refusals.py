"""What Respeecher's refusals mean: one table, from an answer or from the end of a recording to an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from adapters.providers._http import retry_after
from adapters.providers._wire import Answer
from adapters.providers.respeecher.models.library import Order, Recording
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    SegmentInvalid,
    SegmentRefused,
    TablereadError,
    UnknownChoice,
    UnknownOutcome,
)

_CREDITS = re.compile(r"credit|insufficient (?:funds|balance)|payment required", re.IGNORECASE)
_POLICY = re.compile(
    r"moderat|polic(?:y|ies)|violat|prohibited|not allowed to (?:say|use) (?:this|these)", re.IGNORECASE
)
_VOICE = re.compile(r"voice|narration.?style|accent", re.IGNORECASE)
_ANYTHING = re.compile("")


@dataclass(frozen=True, slots=True)
class _Rule:
    """An answer with one of these statuses, whose words match, is this error."""

    statuses: frozenset[int]
    words: re.Pattern[str]
    error: Callable[[Answer], TablereadError]


def _rule(*statuses: int, words: re.Pattern[str] = _ANYTHING, error: Callable[[Answer], TablereadError]) -> _Rule:
    return _Rule(frozenset(statuses), words, error)


# The first that fits. How an empty account is refused is documented nowhere: 402 is declared for the login alone, and an
# order may as well answer 403.
_RULES = (
    _rule(429, error=lambda answer: ProviderBusy(retry_after=retry_after(answer.headers))),
    _rule(401, error=lambda _: ProviderAuth("provider_auth")),
    _rule(402, error=lambda _: ProviderNoCredits("provider_no_credits")),
    _rule(400, 403, words=_CREDITS, error=lambda _: ProviderNoCredits("provider_no_credits")),
    _rule(400, 403, 422, 451, words=_POLICY, error=lambda _: SegmentRefused()),
    _rule(403, error=lambda _: ProviderAuth("provider_plan")),
    _rule(400, 404, 422, words=_VOICE, error=lambda _: UnknownChoice("voice_gone")),
    _rule(404, 410, error=lambda _: UnknownChoice("not_at_provider")),
    _rule(400, 413, 415, 422, error=lambda _: SegmentInvalid()),
)


def refusal(answer: Answer, *, once: bool) -> TablereadError:
    """What an answer that is not 2xx means. `once`: the request made or ordered something, if it was taken.

    A 4xx says that it was not taken. A 5xx, or a redirect of a proxy, says nothing: UnknownOutcome where `once`.
    """
    words = _said(answer.document())
    for rule in _RULES:
        if answer.status in rule.statuses and rule.words.search(words):
            return rule.error(answer)
    if 400 <= answer.status < 500:
        return ProviderFailed("provider_failed")
    return unreadable(once=once)


def unreadable(*, once: bool) -> TablereadError:
    """An answer that cannot be read: cut JSON, a page of HTML, an error with the status of success."""
    return UnknownOutcome("unknown_outcome") if once else ProviderDown("provider_down")


def ended_badly(ended: Recording | Order) -> TablereadError | None:
    """Why a recording or an order failed; None where it did not. What its moderation refused is the words' fault."""
    moderation = ended.moderation if isinstance(ended, Recording) else None
    if moderation is not None and moderation.has_violations:
        return SegmentRefused()
    if ended.state.casefold() != "error":
        return None
    if _CREDITS.search(ended.error):
        return ProviderNoCredits("provider_no_credits")
    refused = _POLICY.search(ended.error) or (moderation is not None and moderation.error)
    return SegmentRefused() if refused else ProviderFailed("provider_failed")


def _said(document: object) -> str:
    """The words of `{detail: "..."}`, or of `{detail: [{loc, msg, type}]}`; they are matched and thrown away."""
    detail = document.get("detail") if isinstance(document, dict) else None
    if isinstance(detail, str):
        return detail
    rows = [row for row in detail if isinstance(row, dict)] if isinstance(detail, list) else []
    return " ".join(f"{row.get('msg', '')} {row.get('loc', '')}" for row in rows)
