"""Answers of Miso One, judged: a task's id, where its audio is, or the error that it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.providers._http import retry_after
from adapters.providers._wire import Answer
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
)

BASE_URL = "TABLEREAD_MISO_ONE__BASE_URL"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)


class _Envelope(_Model):
    code: int
    message: str = ""
    data: object = None


class _Task(_Model):
    id: str = ""
    status: str = ""
    info: object = Field(default=None, alias="taskInfo")


class _Track(_Model):
    url: str = Field(default="", alias="audioUrl")


class _Info(_Model):
    audios: list[_Track] = Field(default_factory=list)
    code: str = Field(default="", alias="errorCode")
    message: str = Field(default="", alias="errorMessage")


class _Credits(_Model):
    left: float = Field(alias="remainingCredits")


# The codes of the documentation; "common" ones, it says: there may be more.
_CODES: Mapping[str, Callable[[], TablereadError]] = {
    "auth_required": lambda: ProviderAuth("provider_auth"),
    "insufficient_credits": lambda: ProviderNoCredits("provider_no_credits"),
    "invalid_input": SegmentInvalid,
    "content_policy": SegmentRefused,
}

# Sites of the same making send a message and no code: parts of their sentences -> the code that is meant.
_MESSAGES: Mapping[str, str] = {
    "no auth": "auth_required",
    "sign in": "auth_required",
    "unauthorized": "auth_required",
    "no permission": "auth_required",  # the task is another account's: the cookie was changed while it ran
    "insufficient credits": "insufficient_credits",
    "invalid params": "invalid_input",
    "invalid input": "invalid_input",
    "content policy": "content_policy",
}

# Where neither says anything: a paid request's status, from the site itself or from a proxy before it.
_STATUSES: Mapping[int, Callable[[], TablereadError]] = {
    400: SegmentInvalid,
    402: _CODES["insufficient_credits"],
    404: lambda: SettingWrong(BASE_URL, "the address of Miso One's site"),
    413: SegmentInvalid,
    422: SegmentInvalid,
}


def read_created(answer: Answer) -> str:
    """The id of the task that was made. Raises what the answer says; UnknownOutcome where it does not say it well."""
    envelope = _envelope(answer)
    if answer.status >= 300 or envelope is None or envelope.code != 0:
        raise _refusal(answer, envelope, paid=True)
    task = _task(envelope)
    if task is None or not task.id:
        raise UnknownOutcome("unknown_outcome")
    return task.id


def read_looked(answer: Answer) -> str | None:
    """Where the audio is; None while the task runs, as it does in any status nobody knows; "" if it ended without.

    Raises what became of the task, and ProviderDown or ProviderBusy for an answer that says nothing of it.
    """
    envelope = _envelope(answer)
    if answer.status >= 300 or envelope is None or envelope.code != 0:
        raise _refusal(answer, envelope, paid=False)
    task = _task(envelope)
    if task is None:
        raise ProviderDown("provider_down")
    status = task.status.casefold()
    if status == "success":
        return next((track.url for track in _info(task).audios if track.url), "")
    if status == "failed":
        raise _failure(_info(task))
    if status in {"canceled", "cancelled"}:
        raise UnknownOutcome("provider_canceled")  # nobody documents that its credits come back
    return None


def read_balance(answer: Answer) -> int:
    """Whole credits left. Raises ProviderFailed("balance_not_told") where the site has no such page."""
    envelope = _envelope(answer)
    if answer.status in {404, 405, 501}:
        raise ProviderFailed("balance_not_told")
    if answer.status >= 300 or (envelope is not None and envelope.code != 0):
        raise _refusal(answer, envelope, paid=False)
    try:
        return int(_Credits.model_validate(envelope.data if envelope else None).left)
    except (ValidationError, ValueError, OverflowError):
        raise ProviderFailed("balance_not_told") from None


def _envelope(answer: Answer) -> _Envelope | None:
    try:
        return _Envelope.model_validate(answer.document())
    except ValidationError:
        return None


def _task(envelope: _Envelope) -> _Task | None:
    try:
        return _Task.model_validate(envelope.data)
    except ValidationError:
        return None


def _info(task: _Task) -> _Info:
    """What `taskInfo` holds: JSON within JSON, or the object itself, or nothing that can be read."""
    try:
        return _Info.model_validate(json.loads(task.info) if isinstance(task.info, str) else task.info)
    except (ValueError, RecursionError):  # pydantic's is a ValueError
        return _Info()


def _failure(info: _Info) -> TablereadError:
    """Why a task failed. Its credits were given back; a sign-in that is asked for here is Miso's own, not ours."""
    code = info.code or _meant(info.message)
    if code in _CODES and code != "auth_required":
        return _CODES[code]()
    return ProviderFailed("provider_failed")


def _refusal(answer: Answer, envelope: _Envelope | None, *, paid: bool) -> TablereadError:
    """The error of an answer: by its code, else its message, else its status."""
    code = _code(envelope) or _meant(envelope.message if envelope else "")
    if code in _CODES:
        return _CODES[code]()
    message = envelope.message.casefold() if envelope else ""
    if answer.status == 429 or "too many requests" in message:
        return ProviderBusy(retry_after=retry_after(answer.headers))
    if "task not found" in message:
        return UnknownOutcome("provider_job_lost")  # it was made, and paid
    return _by_status(answer.status, message, paid=paid)


def _by_status(status: int, message: str, *, paid: bool) -> TablereadError:
    if status in {401, 403} or 300 <= status < 400:
        return ProviderAuth("provider_auth")  # a redirect leads to the page where one signs in
    if not paid:
        return ProviderDown("provider_down")  # a look costs nothing: the task goes on, and is looked at again
    if status in _STATUSES:
        return _STATUSES[status]()
    if 400 <= status < 500 and status != 408:
        return ProviderFailed("provider_failed")
    if status < 300 and "failed" in message:
        return ProviderFailed("provider_failed")  # "generate ai task failed": it says so itself
    return UnknownOutcome("unknown_outcome")


def _code(envelope: _Envelope | None) -> str:
    data = envelope.data if envelope else None
    code = data.get("errorCode") if isinstance(data, dict) else None
    return code if isinstance(code, str) else ""


def _meant(message: str) -> str:
    folded = message.casefold()
    return next((code for words, code in _MESSAGES.items() if words in folded), "")
