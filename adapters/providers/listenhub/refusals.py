"""What ListenHub refuses, and what is to be done about it: one table from its codes to our errors.

Its errors come in HTTP 200, told apart by `code`; real HTTP errors and a gateway's pages come as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.providers._http import retry_after
from adapters.providers._wire import Answer
from adapters.providers.listenhub.requests import PREFIX
from bot.errors import (
    NotPossibleNow,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    ScriptRefused,
    SegmentInvalid,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.task import Line

PAUSE = 25.0  # seconds: they ask for 20 to 30 between two tries

AUTH, NOT_FOUND, TOO_EARLY, CREDITS, PARAMETERS, TOO_MANY = 21007, 25002, 25008, 26004, 29003, 29998
_TOO_MANY_APP = 25429  # what newer servers say for the same

CODES: Mapping[int, Callable[[], TablereadError]] = {
    AUTH: lambda: ProviderAuth("provider_auth"),
    TOO_EARLY: lambda: NotPossibleNow("script_not_written"),
    CREDITS: lambda: ProviderNoCredits("provider_no_credits"),
    TOO_MANY: lambda: ProviderBusy(retry_after=PAUSE),
    _TOO_MANY_APP: lambda: ProviderBusy(retry_after=PAUSE),
}

_STATUSES: Mapping[int, Callable[[], TablereadError]] = {
    401: lambda: ProviderAuth("provider_auth"),
    402: lambda: ProviderNoCredits("provider_no_credits"),
    403: lambda: ProviderAuth("provider_plan"),
    404: lambda: SettingWrong(f"{PREFIX}BASE_URL", "the address of the API, which ends in /openapi"),
    405: lambda: SettingWrong(f"{PREFIX}BASE_URL", "the address of the API, which ends in /openapi"),
}

# `failCode` of an episode that was taken and came to nothing.
FAILURES: Mapping[int, Callable[[], TablereadError]] = {
    91001: lambda: ScriptRefused("source_too_short"),
    91002: lambda: ScriptRefused("source_refused"),
    91004: lambda: ScriptRefused("source_unreachable"),
    91005: lambda: ScriptRefused("source_unreachable"),
    91007: lambda: ScriptRefused("source_too_large"),
}


class Said(BaseModel):
    """The envelope that everything comes in."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    code: int
    message: str | None = None
    data: object = None


def envelope(answer: Answer) -> Said | None:
    """What an answer says, or None where it is no envelope: a page of a gateway, bytes, a cut document."""
    try:
        return Said.model_validate(answer.document())
    except ValidationError:
        return None


def refusal(answer: Answer, lines: Sequence[Line] = (), *, paid: bool = False) -> TablereadError:
    """The error that an answer is. `lines` are those of a script that was to be spoken; without, it is an episode.

    What nobody can tell the meaning of is UnknownOutcome for a paid request, else ProviderDown.
    """
    said = envelope(answer)
    if answer.status == 429:
        wait = retry_after(answer.headers)
        return ProviderBusy(retry_after=PAUSE if wait is None else wait)
    code = said.code if said else 0
    if code in CODES:
        return CODES[code]()
    if code in {NOT_FOUND, PARAMETERS}:
        return _not_accepted(code, (said.message if said else None) or "", lines, paid=paid)
    if answer.status in _STATUSES:
        return _STATUSES[answer.status]()
    if 400 <= answer.status < 500 and answer.status != 408:
        return _not_accepted(PARAMETERS, "", lines, paid=paid)
    return UnknownOutcome("unknown_outcome") if paid else ProviderDown("provider_down")


def failure(code: int) -> TablereadError:
    """The error that an episode's `failCode` is. Whether it was charged is not told, and it is not made again unasked."""
    return FAILURES.get(code, lambda: ProviderFailed("made_nothing"))()


def _not_accepted(code: int, message: str, lines: Sequence[Line], *, paid: bool) -> TablereadError:
    """Parameters, or something that is not there. In a script that can only be a voice."""
    if not lines and code == NOT_FOUND:
        # An episode that is looked at was paid for.
        return ProviderFailed("not_at_provider") if paid else UnknownOutcome("provider_job_lost")
    if not lines:
        return ScriptRefused("request_refused")
    voices = dict.fromkeys(line.voice for line in lines)
    named = next((voice for voice in voices if voice and voice in message), None)
    if code == NOT_FOUND or named is not None:
        return UnknownVoice(named or next(iter(voices)), ())
    return SegmentInvalid(turn=lines[0].turn if len(lines) == 1 else None)
