"""ElevenLabs: text to dialogue in all its forms, voices, subscription and the history of what was made."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from tests.simulators import audio, tones
from tests.simulators import elevenlabs_shapes as shapes
from tests.simulators.server import Handler, Route, Simulator

MOST_VOICES = 10
_FORMATS = {"mp3": "mp3", "opus": "opus", "wav": "wav", "pcm": "pcm"}

REFUSALS = {
    "auth": (401, "invalid_api_key", "Invalid API key"),
    "quota": (401, "quota_exceeded", "This request exceeds your quota. You have 0 credits remaining."),
    "policy": (403, "content_against_policy", "The content you provided may violate our Terms of Service."),
    "plan": (403, "only_for_creator+", "This feature is part of the Creator tier and above."),
    "too-many": (429, "too_many_concurrent_requests", "Too many concurrent requests for your plan."),
    "busy": (429, "system_busy", "The system is experiencing heavy traffic, please try again."),
    "voice-gone": (400, "voice_not_found", "A voice with the voice_id {voice} was not found."),
}


@dataclass(frozen=True)
class Asked:
    """A request for dialogue that is accepted."""

    lines: list[tuple[str, str]]
    format: str
    model: str


class ElevenLabs(Simulator):
    """`limit` characters of the subscription, `max_chars` of a request, `places` requests at once (0: any number).

    Own faults: those of REFUSALS, before anything is paid; `no-audio` (a 200 without any), `no-segments`,
    `no-times`; `history-late` (an item comes up at the third look), `history-off` (nothing is kept).
    """

    name: ClassVar[str] = "elevenlabs"
    own_faults: ClassVar[frozenset[str]] = frozenset(
        {*REFUSALS, "no-audio", "no-segments", "no-times", "history-late", "history-off"}
    )

    def __init__(self, *, seed: int = 1, faults: Mapping[str, float] | None = None, delay: float = 0.0) -> None:
        super().__init__(seed=seed, faults=faults, delay=delay)
        self.limit = 1_000_000
        self.used = 0
        self.max_chars = 2000
        self.places = 0
        self.work = 0.0  # seconds that making it takes
        self.page_limit = 100
        self.now = time.time
        self.history: list[dict[str, Any]] = []
        self._hidden: dict[str, int] = {}  # item -> looks until it is seen
        self._audio: dict[str, bytes] = {}
        self._out = 0

    def routes(self) -> Sequence[Route]:
        return (
            Route("POST", "/v1/text-to-dialogue", _answering(self._bytes), paid=True),
            Route("POST", "/v1/text-to-dialogue/stream", _answering(self._bytes), paid=True),
            Route("POST", "/v1/text-to-dialogue/with-timestamps", _answering(self._timed), paid=True),
            Route("POST", "/v1/text-to-dialogue/stream/with-timestamps", _answering(self._timed_stream), paid=True),
            Route("GET", "/v2/voices", _answering(self._voices)),
            Route("GET", "/v1/user/subscription", _answering(self._subscription)),
            Route("GET", "/v1/history", _answering(self._history)),
            Route("GET", "/v1/history/{item}", _answering(self._item)),
            Route("GET", "/v1/history/{item}/audio", _answering(self._item_audio)),
        )

    def refusal(self, status: int, code: str) -> web.Response:
        word = {"rate_limited": "system_busy", "bad_request": "invalid_request"}.get(code, code)
        return _error(status, word, word.replace("_", " "))

    # dialogue

    async def _bytes(self, request: web.Request) -> web.Response:
        asked, data, headers = await self._performed(request)
        return web.Response(body=data, content_type=audio.MEDIA_TYPES[asked.format], headers=headers)

    async def _timed(self, request: web.Request) -> web.Response:
        asked, data, headers = await self._performed(request)
        return web.json_response(self._document(asked, data), headers=headers)

    async def _timed_stream(self, request: web.Request) -> web.Response:
        asked, data, headers = await self._performed(request)
        whole = self._document(asked, data)
        half = len(data) // 2
        rest = {"audio_base64": base64.b64encode(data[half:]).decode(), "alignment": None, "voice_segments": []}
        chunks = [{**whole, "audio_base64": base64.b64encode(data[:half]).decode()}, rest]
        text = "".join(json.dumps(chunk) + "\n" for chunk in chunks)
        return web.Response(text=text, content_type="application/json", headers=headers)

    async def _performed(self, request: web.Request) -> tuple[Asked, bytes, dict[str, str]]:
        """Refuse, or take the money, make the audio and keep it."""
        self._key(request)
        asked = self._asked(request)
        if self.places and self._out >= self.places:
            raise _refused(*REFUSALS["too-many"])
        self._out += 1
        try:
            cost = sum(len(text) for _, text in asked.lines)
            if self.used + cost > self.limit:
                raise _refused(*REFUSALS["quota"])
            self.used += cost
            identity = f"request{len(self.paid) + 1:06d}"
            self.pay(request, cost, id=identity)
            await asyncio.sleep(self.work)
            data = tones.dialogue([(voice, shapes.spoken(text)) for voice, text in asked.lines], asked.format)
            self._keep(asked, data, identity, cost)
        finally:
            self._out -= 1
        return asked, data, {"request-id": identity, "character-cost": str(cost)}

    def _asked(self, request: web.Request) -> Asked:
        body = self.body(request)
        problem = _invalid(body)
        if problem:
            raise _Answer(web.json_response({"detail": [problem]}, status=422))
        lines = [(line["voice_id"], line["text"]) for line in body["inputs"]]
        voices = {voice for voice, _ in lines}
        for fault, (status, word, message) in REFUSALS.items():
            if self.happens(fault):
                raise _refused(status, word, message.format(voice=lines[-1][0]))
        count = sum(len(text) for _, text in lines)
        if count > self.max_chars:
            raise _refused(
                400, "max_character_limit_exceeded", f"This text has {count} characters, {self.max_chars} may be."
            )
        if len(voices) > MOST_VOICES:
            raise _refused(400, "too_many_voices", f"At most {MOST_VOICES} voices.")
        for voice in voices - {each[0] for each in shapes.CAST}:
            raise _refused(400, "voice_not_found", f"A voice with the voice_id {voice} was not found.")
        kind = request.query.get("output_format", "mp3_44100_128").partition("_")[0]
        if kind not in _FORMATS:
            raise _refused(400, "invalid_output_format", "No such output format.")
        return Asked(lines, _FORMATS[kind], body.get("model_id", "eleven_v3"))

    def _document(self, asked: Asked, data: bytes) -> dict[str, Any]:
        alignment, segments = shapes.times(asked.lines)
        document: dict[str, Any] = {"audio_base64": base64.b64encode(data).decode()}
        if self.happens("no-audio"):
            del document["audio_base64"]
        none = self.happens("no-times")
        document |= {"alignment": None if none else alignment, "normalized_alignment": None if none else alignment}
        if not none and not self.happens("no-segments"):
            document["voice_segments"] = segments
        return document

    # history

    def _keep(self, asked: Asked, data: bytes, identity: str, cost: int) -> None:
        if self.happens("history-off"):
            return
        names = {voice: name for voice, name, *_ in shapes.CAST}
        item = f"item{len(self.history) + 1:06d}"
        self.history.append(
            {
                "history_item_id": item,
                "request_id": identity,
                "voice_id": None,
                "model_id": asked.model,
                "voice_name": None,
                "voice_category": None,
                "text": None,
                "date_unix": int(self.now()),
                "character_count_change_from": self.used - cost,
                "character_count_change_to": self.used,
                "content_type": audio.MEDIA_TYPES[asked.format],
                "state": "created",
                "settings": {},
                "source": "TTS",
                "dialogue": [
                    {"text": text, "voice_id": voice, "voice_name": names[voice]} for voice, text in asked.lines
                ],
            }
        )
        self._audio[item] = data
        self._hidden[item] = 2 if self.happens("history-late") else 0

    async def _history(self, request: web.Request) -> web.Response:
        self._key(request)
        size = min(int(request.query.get("page_size", "100")), 1000, self.page_limit)
        seen = []
        for item in reversed(self.history):
            if self._hidden[item["history_item_id"]] > 0:
                self._hidden[item["history_item_id"]] -= 1
            else:
                seen.append(item)
        after = request.query.get("start_after_history_item_id")
        ids = [item["history_item_id"] for item in seen]
        start = ids.index(after) + 1 if after in ids else 0
        page = seen[start : start + size]
        last = page[-1]["history_item_id"] if page else None
        more = start + size < len(seen)
        return web.json_response({"history": page, "last_history_item_id": last, "has_more": more})

    async def _item(self, request: web.Request) -> web.Response:
        self._key(request)
        return web.json_response(self._kept(request))

    async def _item_audio(self, request: web.Request) -> web.Response:
        self._key(request)
        item = self._kept(request)
        return web.Response(body=self._audio[item["history_item_id"]], content_type=item["content_type"])

    def _kept(self, request: web.Request) -> dict[str, Any]:
        for item in self.history:
            if item["history_item_id"] == request.match_info["item"]:
                return item
        raise _refused(404, "history_item_not_found", "No such item.")

    # voices, subscription

    async def _voices(self, request: web.Request) -> web.Response:
        self._key(request)
        size = min(int(request.query.get("page_size", "10")), 100, self.page_limit)
        start = int(request.query.get("next_page_token") or 0)
        wanted = request.query.get("search", "").casefold()
        fitting = [shapes.voice(*each) for each in shapes.CAST if wanted in each[1].casefold()]
        more = start + size < len(fitting)
        return web.json_response(
            {
                "voices": fitting[start : start + size],
                "has_more": more,
                "total_count": len(fitting),
                "next_page_token": str(start + size) if more else None,
            }
        )

    async def _subscription(self, request: web.Request) -> web.Response:
        self._key(request)
        return web.json_response(shapes.subscription(self.used, self.limit, self.now()))

    def _key(self, request: web.Request) -> None:
        if not request.headers.get("xi-api-key", "").strip():
            raise _refused(*REFUSALS["auth"])


class _Answer(Exception):
    def __init__(self, response: web.Response) -> None:
        super().__init__()
        self.response = response


def _answering(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except _Answer as refused:
            return refused.response

    return answer


def _refused(status: int, word: str, message: str) -> _Answer:
    return _Answer(_error(status, word, message))


def _error(status: int, word: str, message: str) -> web.Response:
    return web.json_response({"detail": {"status": word, "message": message}}, status=status)


def _invalid(body: Any) -> dict[str, Any] | None:
    """The first thing that is wrong with a body, as FastAPI tells it."""
    inputs = body.get("inputs") if isinstance(body, dict) else None
    if not isinstance(inputs, list) or not inputs:
        return {"loc": ["body", "inputs"], "msg": "Field required", "type": "missing"}
    for index, line in enumerate(inputs):
        for name in ("text", "voice_id"):
            if not isinstance(line, dict) or not isinstance(line.get(name), str) or not line[name].strip():
                return {"loc": ["body", "inputs", index, name], "msg": "Field required", "type": "missing"}
    return None
