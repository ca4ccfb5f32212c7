"""A server with `/v1/audio/speech`: OpenAI's own, and by its switches those that copy it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from aiohttp import web

from tests.simulators import audio
from tests.simulators.server import GATEWAY_PAGE, Route, Simulator

VOICES = (
    *("alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin"),
    "cedar",
)
MODELS = ("gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15", "tts-1", "tts-1-hd")
MOST_CHARACTERS = 4096
_FIELDS = frozenset({"model", "input", "voice", "instructions", "response_format", "speed", "stream_format"})

# (status, code, message): what the faults of its own answer, before anything is taken
_REFUSED: Mapping[str, tuple[int, str, str]] = {
    "auth": (401, "invalid_api_key", "Incorrect API key provided."),
    "no-quota": (429, "insufficient_quota", "You exceeded your current quota."),
    "no-credits": (402, "402", "Insufficient credits."),
    "policy": (400, "content_policy_violation", "Your request was rejected by the safety system."),
    "moderation": (403, "403", "Your input was flagged."),
    "forbidden": (403, "unsupported_country_region_territory", "Country, region, or territory not supported."),
    "model-gone": (404, "model_not_found", "The model does not exist."),
    "invalid": (400, "invalid_value", "Invalid value."),
    "too-large": (413, "request_too_large", "Too large."),
    "overloaded": (529, "529", "Provider is overloaded."),
}
_TYPES = {401: "invalid_request_error", 429: "requests", 500: "server_error"}


class OpenAI(Simulator):
    """Takes any key that is not empty. Its ledger counts one credit a character."""

    name = "openai"
    own_faults = frozenset({*_REFUSED, "edge-timeout", "pcm", "wav"})
    switches: ClassVar = {
        # How voices are listed: not at all (OpenAI), under /audio/voices in the forms of the copies, under /voices
        # (chatterbox-tts-api), as a bare list, or with the models (OpenRouter).
        "listing": ("none", "kokoro", "legacy", "speaches", "devnen", "chatterbox", "list", "voice-id", "openrouter"),
        "errors": (
            "openai",
            "string",
            "detail",
            "detail-string",
            "detail-list",
            "flat",
            "problem",
            "html",
            "openrouter",
        ),
        "key": ("needed", "optional"),
    }

    def routes(self) -> list[Route]:
        """With and without `/v1`: copies put it where they like."""
        return [
            route
            for prefix in ("/v1", "")
            for route in (
                Route("POST", prefix + "/audio/speech", self._speech, paid=True),
                Route("GET", prefix + "/audio/voices", self._voices),
                Route("GET", prefix + "/voices", self._other_voices),
                Route("GET", prefix + "/models", self._models),
            )
        ]

    def refusal(self, status: int, code: str, message: str = "", param: str | None = None) -> web.Response:
        """In the shape that is switched on."""
        said = message or code.replace("_", " ")
        shape = self.choices["errors"]
        if shape == "html":
            return web.Response(status=status, text=GATEWAY_PAGE, content_type="text/html")
        if shape == "problem":
            return web.json_response(
                {"type": "about:blank", "title": said, "status": status, "detail": said, "code": code},
                status=status,
                content_type="application/problem+json",
            )
        kind = _TYPES.get(status, "invalid_request_error")
        bodies: Mapping[str, Any] = {
            "openai": {"error": {"message": said, "type": kind, "param": param, "code": code}},
            "openrouter": {"error": {"code": status, "message": said, "metadata": {"provider_name": "some"}}},
            "string": {"error": said},
            "detail": {"detail": {"error": code, "message": said, "type": kind}},
            "detail-string": {"detail": said},
            "detail-list": {"detail": [{"loc": ["body", param or "input"], "msg": said, "type": "value_error"}]},
            "flat": {"message": said, "code": code, "type": kind, "param": param},
        }
        return web.json_response(bodies[shape], status=status)

    def _stranger(self, request: web.Request) -> web.Response | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if self.choices["key"] == "needed" and not (scheme == "Bearer" and key.strip()):
            return self.refusal(401, "invalid_api_key", "You didn't provide an API key.")
        return None

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        if stranger := self._stranger(request):
            return stranger
        for fault, (status, code, message) in _REFUSED.items():
            if self.happens(fault):
                return self.refusal(status, code, message)
        asked = self.body(request)
        if refused := self._judged(asked):
            return refused
        voice = asked["voice"]["id"] if isinstance(asked["voice"], dict) else asked["voice"]
        self.pay(request, len(asked["input"]), characters=len(asked["input"]), voice=voice, input=asked["input"])
        if self.happens("edge-timeout"):
            return web.Response(status=524, text=GATEWAY_PAGE, content_type="text/html")
        format = asked.get("response_format") or "mp3"
        format = next((other for other in ("pcm", "wav") if self.happens(other)), format)
        data = audio.speech(asked["input"], voice, format)
        if asked.get("stream_format") == "sse":
            return web.Response(text=_events(data), content_type="text/event-stream")
        kind = "audio/pcm;rate=24000;channels=1" if format == "pcm" else audio.MEDIA_TYPES[format]
        return web.Response(body=data, headers={"Content-Type": kind, "X-Generation-Id": f"gen-tts-{len(self.paid)}"})

    def _judged(self, asked: Any) -> web.Response | None:
        if not isinstance(asked, dict):
            return self.refusal(400, "invalid_json", "We could not parse the JSON body of your request.")
        unknown = sorted(set(asked) - _FIELDS)
        if unknown:
            return self.refusal(400, "unknown_parameter", f"Unknown parameter: '{unknown[0]}'.", unknown[0])
        for field in ("model", "input", "voice"):
            if not asked.get(field):
                return self.refusal(400, "missing_required_parameter", f"Missing required parameter: '{field}'.", field)
        if not isinstance(asked["input"], str) or len(asked["input"]) > MOST_CHARACTERS:
            return self.refusal(400, "string_above_max_length", "Input is too long.", "input")
        voice = asked["voice"]["id"] if isinstance(asked["voice"], dict) else asked["voice"]
        if voice not in VOICES and not str(voice).startswith("voice_"):
            return self.refusal(400, "invalid_value", "Invalid value for voice.", "voice")
        if asked.get("response_format", "mp3") not in audio.MEDIA_TYPES:
            return self.refusal(400, "invalid_value", "Invalid value for response_format.", "response_format")
        return None

    async def _voices(self, request: web.Request) -> web.Response:
        listed: Mapping[str, Any] = {
            "kokoro": {"voices": [{"id": voice, "name": voice.title()} for voice in VOICES]},
            "legacy": {"voices": list(VOICES)},
            "speaches": {"data": [{"id": voice, "object": "voice"} for voice in VOICES], "object": "list"},
            "devnen": {"status": "ok", "voices": list(VOICES)},
            "list": [{"id": voice} for voice in VOICES],
            "voice-id": {"voices": [{"voice_id": voice} for voice in VOICES]},
        }
        shape = self.choices["listing"]
        return self._stranger(request) or (
            web.json_response(listed[shape]) if shape in listed else self.refusal(404, "not_found", "Not Found")
        )

    async def _other_voices(self, request: web.Request) -> web.Response:
        if self.choices["listing"] != "chatterbox":
            return self.refusal(404, "not_found", "Not Found")
        voices = [{"name": voice, "language": "en"} for voice in VOICES]
        return self._stranger(request) or web.json_response({"voices": voices, "count": len(voices)})

    async def _models(self, request: web.Request) -> web.Response:
        if stranger := self._stranger(request):
            return stranger
        if self.choices["listing"] != "openrouter":
            models = [{"id": model, "object": "model", "created": 1, "owned_by": "openai"} for model in MODELS]
            return web.json_response({"object": "list", "data": models})
        listed = [{"id": model, "supported_voices": list(VOICES)} for model in MODELS]
        return web.json_response({"data": [{"id": "other/model", "supported_voices": None}, *listed]})


def _events(data: bytes) -> str:
    """OpenAI's stream of a speech: deltas in base64, then what was used."""
    deltas = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    said = [{"type": "speech.audio.delta", "audio": base64.b64encode(delta).decode()} for delta in deltas]
    usage = {"input_tokens": 1, "output_tokens": len(data), "total_tokens": len(data) + 1}
    return "".join(f"data: {json.dumps(one)}\n\n" for one in [*said, {"type": "speech.audio.done", "usage": usage}])
