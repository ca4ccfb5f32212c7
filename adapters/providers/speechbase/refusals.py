"""What Speechbase refuses, and what is to be done about it: one table from its two shapes of error to ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.providers._http import retry_after
from adapters.providers._wire import Answer
from adapters.providers.speechbase.requests import PREFIX
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    SegmentInvalid,
    SegmentRefused,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.task import Line

_MODERATION = "content_moderation_blocked"
_NO_MODERATOR = "error_fail_closed"  # the moderator could not be asked: not a verdict on the words


class _Fault(BaseModel):
    path: list[str | int] = []
    message: str = ""


class Problem(BaseModel):
    """application/problem+json."""

    model_config = ConfigDict(frozen=True, extra="allow")

    status: int | None = None
    code: str | None = None
    validation: list[_Fault] | None = None
    upstream_code: str | None = None
    upstream_status: int | None = None
    turn_index: int | None = None


class _Reason(BaseModel):
    type: str = ""


class _Blocked(BaseModel):
    code: str
    reason: _Reason | None = None


class Moderation(BaseModel):
    """The moderator's own shape, application/json."""

    error: _Blocked


def _auth() -> TablereadError:
    return ProviderAuth("provider_auth")


def _plan() -> TablereadError:
    return ProviderAuth("provider_plan")


def _credits() -> TablereadError:
    return ProviderNoCredits("provider_no_credits")


def _model() -> TablereadError:
    return SettingWrong(f"{PREFIX}MODEL", "the id of a model as provider/model, such as openai/gpt-4o-mini-tts")


def _base() -> TablereadError:
    return SettingWrong(f"{PREFIX}BASE_URL", "the address of the API, without /v1")


def _failed() -> TablereadError:
    return ProviderFailed("provider_failed")


# `code`, or `upstream_code`: they count more than the status.
_WORDS: Mapping[str, Callable[[], TablereadError]] = {
    "no_api_key": _plan,  # no key for the service behind it
    "provider_disabled": _plan,
    "insufficient_quota": _credits,
    "insufficient_credits": _credits,
    "payment_required": _credits,
    "unknown_provider": _model,
    "unknown_model": _model,
    "model_not_found": _model,
}
_NO_VOICE = frozenset({"voice_not_found", "voice_incomplete", "unknown_voice", "invalid_voice"})
_VOICE_FIELDS = frozenset({"voice", "voiceId"})

_STATUSES: Mapping[int, Callable[[], TablereadError]] = {
    401: _auth,
    402: _credits,
    403: _plan,
    404: _base,
    405: _base,
    409: _failed,
    501: _failed,
}
_NO_TIMES = frozenset({404, 405, 501})


def without_times(answer: Answer) -> bool:
    """Whether the answer says that there are no times to be had: of this model (501), or of this server at all.

    Nothing was spoken then, so the same words may be asked for without.
    """
    code = (_problem(answer).code or "").casefold()
    return answer.status in _NO_TIMES and code not in _NO_VOICE


def refusal(answer: Answer, lines: Sequence[Line] = (), *, paid: bool = False) -> TablereadError:
    """The error that an answer is. `lines` are those of the request: the answer may say which one it does not like.

    A 5xx but 501, a 408 and a 200 that cannot be read are UnknownOutcome for a paid request, else ProviderDown: some
    of the turns may have been spoken, and charged by the service behind it.
    """
    problem = _problem(answer)
    turn = _turn(problem, lines)
    blocked = _moderation(answer)
    if blocked is not None:
        if blocked.reason is not None and blocked.reason.type == _NO_MODERATOR:
            return ProviderBusy(retry_after=retry_after(answer.headers))
        return SegmentRefused(turn=_script_turn(turn, lines))
    words = {(word or "").casefold() for word in (problem.code, problem.upstream_code)}
    if words & _NO_VOICE or _at_voice(problem):
        return UnknownVoice(lines[turn or 0].voice if lines else "", ())
    known = next((_WORDS[word] for word in sorted(words) if word in _WORDS), None)
    if known is not None:
        return known()
    if answer.status < 500 and answer.status != 200 and answer.status != 408:
        return _by_status(answer, _script_turn(turn, lines))
    return _by_upstream(answer, problem, paid=paid)


def _by_status(answer: Answer, turn: int | None) -> TablereadError:
    if answer.status == 429:
        return ProviderBusy(retry_after=retry_after(answer.headers))
    return _STATUSES.get(answer.status, lambda: SegmentInvalid(turn=turn))()


def _by_upstream(answer: Answer, problem: Problem, *, paid: bool) -> TablereadError:
    """A server error: what the service behind it said may still tell what is to be done."""
    if answer.status == 501:
        return _failed()
    if problem.upstream_status == 402:
        return _credits()
    if problem.upstream_status in {401, 403}:
        return _plan()
    return UnknownOutcome("unknown_outcome") if paid else ProviderDown("provider_down")


def _problem(answer: Answer) -> Problem:
    try:
        return Problem.model_validate(answer.document())
    except ValidationError:
        return Problem()


def _moderation(answer: Answer) -> _Blocked | None:
    try:
        said = Moderation.model_validate(answer.document())
    except ValidationError:
        return None
    return said.error if said.error.code == _MODERATION else None


def _at_voice(problem: Problem) -> bool:
    return any(fault.path and str(fault.path[-1]) in _VOICE_FIELDS for fault in problem.validation or ())


def _turn(problem: Problem, lines: Sequence[Line]) -> int | None:
    """The index of the line that is meant: `turn_index`, or a path such as ["turns", "1", "text"]."""
    told = [problem.turn_index] if problem.turn_index is not None else []
    for fault in problem.validation or ():
        places = [str(part) for part in fault.path]
        if len(places) > 1 and places[0] == "turns" and places[1].isascii() and places[1].isdecimal():
            told.append(int(places[1][:9]))
    if len(lines) == 1:
        return 0
    return next((index for index in told if 0 <= index < len(lines)), None)


def _script_turn(index: int | None, lines: Sequence[Line]) -> int | None:
    return lines[index].turn if index is not None and lines else None
