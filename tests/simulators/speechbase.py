"""Speechbase, simulated: conversations mixed and split, with times and without, saved voices, both shapes of error."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from tests.simulators import audio, tones
from tests.simulators.server import Handler, Route, Simulator

MODEL_VOICES = ("alloy", "shimmer")
SAVED = (
    ("vc_0001", "Old captain", "male"),
    ("vc_0002", "Innkeeper", "female"),
    ("vc_0003", "Innkeeper", "female"),
)
FORMATS = ("wav", "mp3", "pcm")

# fault -> status, code, and what else the problem says
PROBLEMS: Mapping[str, tuple[int, str, dict[str, Any]]] = {
    "auth": (401, "invalid_api_key", {}),
    "no-key": (403, "no_api_key", {"provider": "openai"}),
    "disabled": (403, "provider_disabled", {"provider": "openai"}),
    "no-credits": (502, "upstream_error", {"upstream_status": 402, "upstream_code": "insufficient_quota"}),
    "refused-turn": (400, "upstream_error", {"upstream_status": 400, "turn_index": 1}),
    "incomplete": (400, "voice_incomplete", {}),
    "unknown-provider": (400, "unknown_provider", {}),
    "conflict": (409, "conflict", {}),
    "upstream": (502, "provider_error", {"upstream_status": 500, "turn_index": 0}),
    "unavailable": (503, "provider_unavailable", {}),
}
TIMED_PROBLEMS: Mapping[str, tuple[int, str, dict[str, Any]]] = {
    "no-times": (501, "timestamps_unsupported", {}),
    "times-unavailable": (503, "timestamps_unavailable", {}),
}


@dataclass(frozen=True)
class Asked:
    """A request that is accepted: (voice, text) pairs, and how they are to come."""

    lines: list[tuple[str, str]]
    format: str
    gap: float


class Speechbase(Simulator):
    """Own faults: PROBLEMS and TIMED_PROBLEMS, before anything is paid; `blocked` (a verdict of the moderator) and
    `no-moderator` (he could not be asked); `warned` (the answer has warnings where its form has room for them);
    `one-untimed` (the words of the last turn have no times). `page` is how many saved voices are in one answer at most.
    Switches: `times` "unsupported" is a model without them, `saved` "none" an organisation that has saved no voice.
    """

    name: ClassVar[str] = "speechbase"
    own_faults: ClassVar[frozenset[str]] = frozenset(
        {*PROBLEMS, *TIMED_PROBLEMS, "blocked", "no-moderator", "warned", "one-untimed"}
    )

    switches: ClassVar[Mapping[str, Sequence[str]]] = {"times": ("told", "unsupported"), "saved": ("some", "none")}

    def __init__(self, *, seed: int = 1, faults: Mapping[str, float] | None = None, delay: float = 0.0) -> None:
        super().__init__(seed=seed, faults=faults, delay=delay)
        self.page = 2

    def routes(self) -> Sequence[Route]:
        return (
            Route("POST", "/v1/audio/conversation", _answering(self._conversation), paid=True),
            Route("POST", "/v1/audio/conversation/with-timestamps", _answering(self._timed_conversation), paid=True),
            Route("POST", "/v1/audio/speech", _answering(self._speech), paid=True),
            Route("POST", "/v1/audio/speech/stream", _answering(self._stream), paid=True),
            Route("POST", "/v1/audio/speech/with-timestamps", _answering(self._timed_speech), paid=True),
            Route("GET", "/v1/voices", _answering(self._voices)),
            Route("GET", "/v1/audio/providers", _answering(self._providers)),
            Route("GET", "/health", self._health),
        )

    def refusal(self, status: int, code: str) -> web.Response:
        return problem(status, code)

    # conversations

    async def _conversation(self, request: web.Request) -> web.Response:
        asked = self._accepted(request)
        if self.body(request).get("split"):
            return self._split(asked, timed=False)
        return _bytes(asked, _mixed(asked))

    async def _timed_conversation(self, request: web.Request) -> web.Response:
        self._refuse_times()
        asked = self._accepted(request)
        if self.body(request).get("split"):
            return self._split(asked, timed=True)
        return web.json_response(self._document(asked, _mixed(asked)))

    def _split(self, asked: Asked, *, timed: bool) -> web.Response:
        blocks = []
        for index, line in enumerate(asked.lines):
            block = {
                "audio": base64.b64encode(tones.dialogue([line], asked.format)).decode(),
                "mediaType": audio.MEDIA_TYPES[asked.format],
                "durationMs": round(audio.seconds(line[1]) * 1000),
                "turnIndex": index,
            }
            blocks.append(block | ({"timestamps": _words(line[1], index, 0.0)} if timed else {}))
        return web.json_response({"audioSegments": blocks, "warnings": self._warnings()})

    # single speech

    async def _speech(self, request: web.Request) -> web.Response:
        asked = self._accepted(request, single=True)
        return _bytes(asked, _mixed(asked))

    async def _timed_speech(self, request: web.Request) -> web.Response:
        self._refuse_times()
        asked = self._accepted(request, single=True)
        document = self._document(asked, _mixed(asked))
        for word in document["timestamps"]:
            del word["turnIndex"]
        return web.json_response(document)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        asked = self._accepted(request, single=True)
        data = _mixed(asked)
        answer = web.StreamResponse(headers={"content-type": audio.MEDIA_TYPES[asked.format]})
        await answer.prepare(request)
        cut = self.happens("cut-audio")
        for start in range(0, len(data) // 2 if cut else len(data), 4096):
            await answer.write(data[start : start + 4096])
        if cut and request.transport is not None:
            request.transport.close()
        return answer

    # voices

    async def _voices(self, request: web.Request) -> web.Response:
        _key(request)
        start = int(request.query.get("cursor") or 0)
        size = min(int(request.query.get("limit", "50")), 200, self.page)
        saved = SAVED if self.choices["saved"] == "some" else ()
        more = start + size < len(saved)
        data = [
            {
                "id": id,
                "org_id": "org_1",
                "title": title,
                "provider": "elevenlabs",
                "model": "eleven_v3",
                "voice_id": f"upstream-{id}",
                "tags": [],
                "gender": gender,
            }
            for id, title, gender in saved[start : start + size]
        ]
        return web.json_response(
            {"data": data, "next_cursor": str(start + size) if more else None, "has_more": more, "limit": size}
        )

    async def _providers(self, request: web.Request) -> web.Response:
        _key(request)
        openai = {"id": "openai", "name": "OpenAI", "enabled": True, "byok": False, "managed": True}
        return web.json_response({"data": [openai | {"models": [{"id": "openai/gpt-4o-mini-tts"}]}]})

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    # what is refused

    def _accepted(self, request: web.Request, *, single: bool = False) -> Asked:
        """Refuse, or take the money."""
        _key(request)
        body = self.body(request)
        faults = _single_faults(body) if single else _conversation_faults(body)
        if faults:
            raise _Refused(problem(400, "validation_error", validation=faults))
        turns = [body] if single else [{"model": body.get("model"), **turn} for turn in body["turns"]]
        saved = {id for id, *_ in SAVED if self.choices["saved"] == "some"}
        for index, turn in enumerate(turns):
            if turn.get("voiceId", turn.get("voice")) not in (saved if "voiceId" in turn else MODEL_VOICES):
                raise _Refused(problem(404, "voice_not_found", turn_index=index))
        self._refuse(PROBLEMS)
        for fault, reason in (("blocked", {"type": "rule", "confidence": 0.98}), ("no-moderator", _FAIL_CLOSED)):
            if self.happens(fault):
                raise _Refused(_moderated(reason))
        lines = [(str(turn.get("voiceId") or turn["voice"]), turn["text"]) for turn in turns]
        self.pay(request, sum(len(text) for _, text in lines))
        output = body.get("output", "wav")
        return Asked(lines, output if isinstance(output, str) else output["format"], body.get("gapMs", 300) / 1000)

    def _refuse(self, problems: Mapping[str, tuple[int, str, dict[str, Any]]]) -> None:
        for fault, (status, code, more) in problems.items():
            if self.happens(fault):
                raise _Refused(problem(status, code, **more))

    def _refuse_times(self) -> None:
        if self.choices["times"] == "unsupported":
            raise _Refused(problem(501, "timestamps_unsupported"))
        self._refuse(TIMED_PROBLEMS)

    def _warnings(self) -> list[str]:
        return ["speed is not supported by this model\nand was ignored"] if self.happens("warned") else []

    def _document(self, asked: Asked, data: bytes) -> dict[str, Any]:
        at, words = 0.0, []
        for index, (_, text) in enumerate(asked.lines):
            words += _words(text, index, at)
            at += audio.seconds(text) + asked.gap
        if self.happens("one-untimed"):
            words = [word for word in words if word["turnIndex"] < len(asked.lines) - 1]
        return {
            "audio": base64.b64encode(data).decode(),
            "mediaType": audio.MEDIA_TYPES[asked.format],
            "timestamps": words,
            "warnings": self._warnings(),
        }


_FAIL_CLOSED = {"type": "error_fail_closed"}


class _Refused(Exception):
    def __init__(self, response: web.Response) -> None:
        super().__init__()
        self.response = response


def _answering(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except _Refused as refused:
            return refused.response

    return answer


def problem(status: int, code: str, **more: Any) -> web.Response:
    """An application/problem+json answer."""
    said = {"type": f"https://example.com/{code}", "title": code, "status": status, "detail": code, "code": code}
    return web.json_response(said | more, status=status, content_type="application/problem+json")


def _moderated(reason: Mapping[str, Any]) -> web.Response:
    error = {"code": "content_moderation_blocked", "message": "Blocked.", "reason": dict(reason)}
    return web.json_response({"error": error}, status=422)


def _key(request: web.Request) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not key.strip():
        raise _Refused(problem(401, "invalid_api_key"))


def _conversation_faults(body: Any) -> list[dict[str, Any]]:
    turns = body.get("turns") if isinstance(body, dict) else None
    if not isinstance(turns, list) or not turns:
        return [_fault("turns")]
    found = _output_faults(body)
    for index, turn in enumerate(turns):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str) or not turn["text"].strip():
            found.append(_fault("turns", str(index), "text"))
        elif "model" in turn and "model" in body:
            found.append(_fault("turns", str(index), "model"))
        elif ("voiceId" in turn) == ("voice" in turn) or ("voiceId" in turn and ("model" in body or "model" in turn)):
            found.append(_fault("turns", str(index), "voiceId"))
        elif "voice" in turn and "model" not in body and "model" not in turn:
            found.append(_fault("turns", str(index), "model"))
    return found


def _single_faults(body: Any) -> list[dict[str, Any]]:
    if not isinstance(body, dict) or not isinstance(body.get("text"), str) or not body["text"].strip():
        return [_fault("text")]
    if ("voiceId" in body) == ("voice" in body) or ("voice" in body) != ("model" in body):
        return [_fault("voiceId")]
    return _output_faults(body)


def _output_faults(body: dict[str, Any]) -> list[dict[str, Any]]:
    output = body.get("output", "wav")
    format = output.get("format") if isinstance(output, dict) else output
    found = [] if format in FORMATS else [_fault("output")]
    gap = body.get("gapMs", 300)
    return found if isinstance(gap, int) and gap >= 0 else [*found, _fault("gapMs")]


def _fault(*path: str) -> dict[str, Any]:
    return {"path": list(path), "message": "Invalid input"}


def _mixed(asked: Asked) -> bytes:
    return audio.join([tones.dialogue([line], "pcm") for line in asked.lines], asked.format, asked.gap)


def _bytes(asked: Asked, data: bytes) -> web.Response:
    return web.Response(body=data, content_type=audio.MEDIA_TYPES[asked.format])


def _words(text: str, turn: int, at: float) -> list[dict[str, Any]]:
    """Each word where its letters are in the tone."""
    words = text.split() or [text]
    each = audio.seconds(text) / len(words)
    return [
        {
            "text": word,
            "start": round(at + index * each, 3),
            "end": round(at + (index + 1) * each, 3),
            "turnIndex": turn,
        }
        for index, word in enumerate(words)
    ]
