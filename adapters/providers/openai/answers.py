"""Answers of a server with `/v1/audio/speech`: audio or voices, or which error it is, in each shape that is in use."""

from __future__ import annotations

import difflib
import io
import re
import wave
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.providers._http.waits import retry_after
from adapters.providers._sniff import sniff
from adapters.providers._wire import Answer
from adapters.providers.openai.mpeg import cut_short
from bot.cast import Voice
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
from bot.ports.speech import Audio
from bot.task import Line

NAME = "openai"

# Bare samples: 16 bit, little-endian, as OpenAI and OpenRouter send them; mono at 24 kHz where the type does not say.
_BARE = frozenset({"audio/pcm", "audio/l16", "audio/raw", "audio/x-raw"})
_RATE = 24000
_LEAST = 480  # bytes of bare samples: 10 ms

# What a status says by itself. 529 is OpenRouter's "overloaded", in so many words; all the same nothing sends it again.
_PLAIN: Mapping[int, Callable[[], TablereadError]] = {
    401: lambda: ProviderAuth("provider_auth"),
    402: lambda: ProviderNoCredits("provider_no_credits"),
    529: lambda: ProviderFailed("provider_failed"),
}
_UNFIT = frozenset({400, 404, 413, 422})
_LATE = frozenset({408, 409, 425})

_POLICY = re.compile(r"content_policy|content_filter|moderation|flagged|safety", re.IGNORECASE)
_EMPTY_ACCOUNT = re.compile(
    r"insufficient[_ ](quota|credits)|current quota|billing_(hard_limit|not_active)", re.IGNORECASE
)
_MODEL = re.compile(r"\bmodel", re.IGNORECASE)
_VOICE = re.compile(r"\bvoice|\bspeaker", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Fault:
    """An error in no particular shape: its code (a number at OpenRouter), its words, and what it is about."""

    code: str = ""
    words: str = ""
    about: str = ""


def read_speech(answer: Answer, lines: Sequence[Line], voices: Sequence[str] = ()) -> Audio:
    """The audio, known by its beginning. `voices` are names to propose when this one is not there.

    Raises what `read_error` gives; UnknownOutcome for an answer to a request that was taken but is no whole audio.
    """
    if not 200 <= answer.status < 300:
        raise read_error(answer, lines, voices)
    if answer.media_type in _BARE:
        return Audio(_wrapped(answer), "audio/wav")
    kind = sniff(answer.body)
    if not kind or (kind == "audio/mpeg" and cut_short(answer.body)):
        raise UnknownOutcome("unknown_outcome")
    return Audio(answer.body, kind)


def read_error(answer: Answer, lines: Sequence[Line], voices: Sequence[str] = ()) -> TablereadError:
    """Which error an answer is that is not 2xx. The server's own words are looked at, and never passed on."""
    fault = _fault(answer.document())
    turns = {line.turn for line in lines}
    turn = turns.pop() if len(turns) == 1 else None
    status = answer.status
    if status in _PLAIN:
        return _PLAIN[status]()
    if status == 403:
        return SegmentRefused(turn=turn) if _moderated(fault) else ProviderAuth("provider_auth")
    if status == 429:
        empty = _EMPTY_ACCOUNT.search(f"{fault.code} {fault.words}")
        return (
            ProviderNoCredits("provider_no_credits") if empty else ProviderBusy(retry_after=retry_after(answer.headers))
        )
    if status in _UNFIT:
        return _unfit(answer, fault, turn, lines, voices)
    return UnknownOutcome("unknown_outcome") if status >= 500 or status in _LATE else _no_such_server()


def read_voices(answer: Answer, model: str) -> Sequence[Voice]:
    """The voices of a listing; none where this is not one.

    Raises ProviderAuth, and ProviderDown where the server is in trouble.
    """
    if answer.status == 401:
        raise ProviderAuth("provider_auth")
    if answer.status == 429:
        raise ProviderBusy(retry_after=retry_after(answer.headers))
    if answer.status >= 500:
        raise ProviderDown("provider_down")
    document = answer.document() if 200 <= answer.status < 300 else None
    listed = document
    if isinstance(document, Mapping):
        listed = document.get("voices", document.get("data"))
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    if any(isinstance(one, Mapping) and "supported_voices" in one for one in listed):
        listed = _of_model(listed, model)
    elif isinstance(document, Mapping) and any(isinstance(one, Mapping) and "owned_by" in one for one in listed):
        return ()  # plain models
    found = {voice.id: voice for one in listed if (voice := _voice(one)) is not None}
    return tuple(found.values())


def _of_model(models: Sequence[Any], model: str) -> Sequence[Any]:
    """OpenRouter's: each model with its voices."""
    for one in models:
        if isinstance(one, Mapping) and one.get("id") == model:
            voices = one.get("supported_voices")
            return voices if isinstance(voices, list) else ()
    return ()


def _voice(one: object) -> Voice | None:
    if isinstance(one, str):
        return Voice(one, one, NAME) if one else None
    if not isinstance(one, Mapping):
        return None
    id = next((one[key] for key in ("id", "voice_id", "name") if isinstance(one.get(key), str) and one[key]), None)
    if id is None:
        return None
    name, language, gender = (str(one.get(key) or "") for key in ("name", "language", "gender"))
    return Voice(
        id,
        name or id,
        NAME,
        (language.lower().replace("_", "-"),) if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*", language) else (),
        gender.lower() if gender.lower() in {"female", "male"} else "",
        str(one.get("description") or "")[:200],
    )


def _unfit(
    answer: Answer, fault: _Fault, turn: int | None, lines: Sequence[Line], voices: Sequence[str]
) -> TablereadError:
    """400, 404, 413, 422: the words, the voice, the model or the address do not fit."""
    if _POLICY.search(fault.code):
        return SegmentRefused(turn=turn)
    if _EMPTY_ACCOUNT.search(fault.code):  # billing_hard_limit_reached comes as 400
        return ProviderNoCredits("provider_no_credits")
    if fault.about in {"voice", "model"}:
        what = fault.about
    else:
        said = f"{fault.code.replace('_', ' ')} {fault.words}"
        what = "voice" if _VOICE.search(said) else "model" if _MODEL.search(said) else ""
    if what == "voice":
        return UnknownVoice(lines[0].voice, difflib.get_close_matches(lines[0].voice, voices, n=3, cutoff=0.3))
    if what == "model":
        return SettingWrong("TABLEREAD_OPENAI__MODEL", "a model that this server has")
    return _no_such_server() if answer.status == 404 else SegmentInvalid(turn=turn)


def _no_such_server() -> SettingWrong:
    return SettingWrong("TABLEREAD_OPENAI__BASE_URL", "the address before /audio/speech, most often it ends in /v1")


def _moderated(fault: _Fault) -> bool:
    """OpenRouter's 403 is its moderation and has the number as its code; OpenAI's is about who asks, and has a word."""
    return fault.code == "403" or _POLICY.search(f"{fault.code} {fault.words}") is not None


def _fault(document: object) -> _Fault:
    """{error: {...}}, {error: "..."}, {detail: {...}}, {detail: "..."}, {detail: [...]}, flat, problem+json; else nothing."""
    if not isinstance(document, Mapping):
        return _Fault()
    inner = document.get("error", document.get("detail"))
    if isinstance(inner, list):
        inner = next((one for one in inner if isinstance(one, Mapping)), {})
        place = inner.get("loc") or [""]
        return _Fault("", str(inner.get("msg", "")), str(place[-1]) if isinstance(place, list) else "")
    if isinstance(inner, Mapping):
        code = inner.get("code") or (inner.get("error") if isinstance(inner.get("error"), str) else "")
        return _Fault(
            str(code or inner.get("type") or ""), str(inner.get("message", "")), str(inner.get("param") or "")
        )
    words = inner if isinstance(inner, str) else str(document.get("message") or document.get("title") or "")
    return _Fault(str(document.get("code") or ""), words, str(document.get("param") or ""))


def _wrapped(answer: Answer) -> bytes:
    """Bare samples as WAV; rate and channels are parameters of the content type."""
    given = dict(re.findall(r";\s*(rate|channels)=\"?(\d{1,6})", answer.headers.get("content-type", "").lower()))
    rate, channels = int(given.get("rate", _RATE)), int(given.get("channels", 1))
    body = answer.body
    if len(body) < _LEAST or len(body) % (2 * max(channels, 1)) or not rate or channels not in {1, 2}:
        raise UnknownOutcome("unknown_outcome")
    if body[:1] in {b"{", b"<"} or sniff(body):
        raise UnknownOutcome("unknown_outcome")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(body)
    return out.getvalue()
