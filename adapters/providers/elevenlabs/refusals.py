"""What ElevenLabs refuses, and what is to be done about it: one table from its words to our errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

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
    UnknownVoice,
)
from bot.task import Line

_OWN_WORK = 3.0  # seconds: our own requests fill the plan's places, and one of them ends soon


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")

    status: str = ""
    code: str = ""
    message: str = ""

    @property
    def word(self) -> str:
        return (self.status or self.code).casefold()


class _Place(BaseModel):
    loc: tuple[str | int, ...] = ()


class _Detail(BaseModel):
    detail: _Said | list[_Place] | str = ""


def _setting(name: str, allowed: str) -> Callable[[], TablereadError]:
    return lambda: SettingWrong(f"TABLEREAD_ELEVENLABS__{name}", allowed)


def _auth() -> TablereadError:
    return ProviderAuth("provider_auth")


def _plan() -> TablereadError:
    return ProviderAuth("provider_plan")


def _credits() -> TablereadError:
    return ProviderNoCredits("provider_no_credits")


# The word in `detail.status`. It counts more than the HTTP status: 401 means a wrong key and an empty account alike.
_WORDS: Mapping[str, Callable[[], TablereadError]] = {
    "invalid_api_key": _auth,
    "missing_api_key": _auth,
    "needs_authorization": _auth,
    "missing_permissions": _auth,
    "detected_unusual_activity": _plan,
    "quota_exceeded": _credits,
    "insufficient_credits": _credits,
    "payment_required": _credits,
    "max_character_limit_exceeded": SegmentInvalid,
    "content_against_policy": SegmentRefused,
    "content_policy_violation": SegmentRefused,
    "model_not_found": _setting("MODEL", "the id of a model that can speak dialogue"),
    "invalid_model_id": _setting("MODEL", "the id of a model that can speak dialogue"),
    "unsupported_model": _setting("MODEL", "the id of a model that can speak dialogue"),
    "invalid_output_format": _setting("OUTPUT_FORMAT", "a format of the vendor's list, as mp3_44100_128"),
    "output_format_not_allowed": _setting("OUTPUT_FORMAT", "a format that the account's plan includes"),
}
_NO_VOICE = frozenset({"voice_not_found", "voice_does_not_exist", "invalid_uid"})
_FULL = frozenset({"too_many_concurrent_requests", "concurrent_limit_exceeded"})

# A 403 is the account's plan, or its terms: then its message speaks of them.
_POLICY = ("terms", "policy", "policies", "safety", "prohibited", "violat", "moderation")

_STATUSES: Mapping[int, Callable[[], TablereadError]] = {
    400: SegmentInvalid,
    401: _auth,
    402: _credits,
    403: _plan,
    404: _setting("BASE_URL", "the address of the API, without /v1"),
    413: SegmentInvalid,
    422: SegmentInvalid,
}


def refusal(answer: Answer, lines: Sequence[Line] = (), *, paid: bool = False) -> TablereadError:
    """The error that an answer is. `lines` are those of the request: the answer may say which one it does not like.

    A 5xx, a 408 and a 200 that cannot be read are UnknownOutcome for a paid request, else ProviderDown.
    """
    detail = _detail(answer)
    said = detail if isinstance(detail, _Said) else _Said(message=detail if isinstance(detail, str) else "")
    word = said.word
    if word in _NO_VOICE:
        return _no_voice(said.message, lines)
    if answer.status == 429:
        return _busy(answer, word)
    if word in _WORDS:
        return _WORDS[word]()
    if isinstance(detail, list) and answer.status in {400, 422}:
        return SegmentInvalid(turn=_turn(detail, lines))
    if answer.status == 403 and any(sign in f"{word} {said.message}".casefold() for sign in _POLICY):
        return SegmentRefused()
    return _by_status(answer.status, paid=paid)


def _busy(answer: Answer, word: str) -> TablereadError:
    """Not now: as many requests are out as the plan allows, or the service itself is full."""
    wait = retry_after(answer.headers)
    if word in _FULL:
        return ProviderBusy("provider_full", retry_after=_OWN_WORK if wait is None else wait)
    return ProviderBusy(retry_after=wait)


def _by_status(status: int, *, paid: bool) -> TablereadError:
    if status in _STATUSES:
        return _STATUSES[status]()
    if 300 <= status < 500 and status != 408:
        return ProviderFailed("provider_failed")
    return UnknownOutcome("unknown_outcome") if paid else ProviderDown("provider_down")


def _detail(answer: Answer) -> _Said | list[_Place] | str:
    try:
        return _Detail.model_validate(answer.document()).detail
    except ValidationError:
        return ""


def _no_voice(message: str, lines: Sequence[Line]) -> TablereadError:
    """Which voice, where the message has its id; where all lines have the same one there is no other."""
    voices = list(dict.fromkeys(line.voice for line in lines))
    named = [voice for voice in voices if voice in message] or voices[:1]
    return UnknownVoice(named[0] if named else "", ())


def _turn(places: Sequence[_Place], lines: Sequence[Line]) -> int | None:
    """The turn of the line that a validation error points at: ["body", "inputs", 3, "text"]."""
    for place in places:
        for name, index in zip(place.loc, place.loc[1:], strict=False):
            if name == "inputs" and isinstance(index, int) and 0 <= index < len(lines):
                return lines[index].turn
    return None
