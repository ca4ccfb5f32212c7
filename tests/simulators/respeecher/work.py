"""The simulated work: words to originals, orders to conversions, which are paid, and the files that come of them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from tests.simulators import audio
from tests.simulators.respeecher.answers import Refused, Row, identifier, labelled, needed, refused, unprocessable
from tests.simulators.respeecher.shelf import ODD, Shelf
from tests.simulators.server import Route

if TYPE_CHECKING:
    from tests.simulators.respeecher import Respeecher

CHARACTERS_PER_CREDIT = 4000
SECONDS_PER_CREDIT = 60
NEVER = 1_000_000_000

MODERATED = {"state": "error", "error": "Moderation failed", "language": "en", "has_violations": True}


def spoken(text: str, voice: str) -> bytes:
    """A tone of the text's length, its own for each voice and each text."""
    spice = zlib.crc32(text.encode("utf-8", "replace")) % 997
    return audio.encode(audio.samples(text, f"{voice} {text}") + bytes(2 * spice), "wav")


class Work:
    """An order takes credits when it is taken, and is done after some looks."""

    def __init__(self, simulator: Respeecher, shelf: Shelf) -> None:
        self._simulator = simulator
        self._shelf = shelf

    def routes(self) -> Sequence[Route]:
        return [
            Route("POST", "/api/recordings/tts", self._speech),
            Route("POST", "/api/v2/recordings/tts", self._speech),
            Route("POST", "/api/v2/orders", self._order, paid=True),
            Route("POST", "/api/v2/orders/retry/{id}", self._retry, paid=True),
            Route("GET", "/api/storage/{name}", self._file),
        ]

    async def _speech(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "parent_folder_id", "text")
        folder = self._shelf.found(
            self._shelf.folders, identifier(body["parent_folder_id"], "parent_folder_id"), "Folder"
        )
        text = labelled(body, "text", 1000)
        if not text or self._simulator.happens("422"):
            raise unprocessable("text", "ensure this value has at least 1 characters", "value_error.any_str.min_length")
        made = self._shelf.recording(folder, label=labelled(body), tts=True, text=text, duration=audio.seconds(text))
        self._shelf.filed(made, spoken(text, ""), "wav")
        if self._simulator.happens("original-moderated"):
            made.update(state="error", error="Text was moderated", moderation=MODERATED)
        return web.json_response(made)

    async def _order(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "original_id", "conversions")
        original = self._shelf.found(
            self._shelf.recordings, identifier(body["original_id"], "original_id"), "Recording"
        )
        asked = [self._checked(one, original) for one in body["conversions"]]
        if not asked:
            raise unprocessable("conversions", "ensure this value has at least 1 items")
        cost = self._cost(original)
        for fault, status in (("no-credits-402", 402), ("no-credits-403", 403)):
            if self._simulator.happens(fault) or self._shelf.credits < cost * len(asked):
                return refused(status, "Not enough credits")
        if self._simulator.happens("forbidden"):
            return refused(403, "Not enough permissions")
        return web.json_response([self._taken(request, original, one) for one in asked])

    async def _retry(self, request: web.Request) -> web.Response:
        failed = self._shelf.found(self._shelf.recordings, request.match_info["id"], "Recording")
        original = self._shelf.found(self._shelf.recordings, failed["original_id"] or "", "Recording")
        again = {"voice_id": failed["model_id"], "label": failed["label"]}
        return web.json_response(self._taken(request, original, again, failed))

    async def _file(self, request: web.Request) -> web.Response:
        if self._simulator.happens("download-forbidden"):
            return refused(403, "Your plan does not include downloads")
        if request.path not in self._shelf.files or self._simulator.happens("download-gone"):
            return refused(404, "File not found")
        types = {ending: kind for ending, kind in audio.MEDIA_TYPES.items() if request.path.endswith(f".{ending}")}
        kind = next(iter(types.values()), "application/octet-stream")
        return web.Response(body=self._shelf.files[request.path], content_type=kind)

    def _checked(self, asked: object, original: Row) -> Row:
        conversion = needed(asked, "voice_id")
        labelled(conversion)
        voice = self._simulator.voices.get(identifier(conversion["voice_id"], "voice_id"))
        if voice is None:
            raise Refused(refused(404, "Voice not found"))
        if not voice["available"]:
            raise Refused(refused(403, "Voice is not available"))
        styles = {style["id"] for style in voice["narration_styles"]}
        if original["tts"] and conversion.get("narration_style_id") not in styles:
            raise unprocessable("narration_style_id", "field required", "value_error.missing")
        accents = {accent["id"] for accent in voice["accents"]}
        if conversion.get("accent_id", next(iter(accents))) not in accents:
            raise Refused(refused(404, "Accent not found"))
        return conversion

    def _cost(self, original: Row) -> float:
        seconds = float(original["duration"])
        return len(original["text"]) / CHARACTERS_PER_CREDIT if original["tts"] else seconds / SECONDS_PER_CREDIT

    def _taken(self, request: web.Request, original: Row, asked: Row, failed: Row | None = None) -> Row:
        cost = self._cost(original)
        self._shelf.credits -= cost
        conversion = failed or self._conversion(original, asked)
        order: Row = {
            "id": self._shelf.id(),
            "user_id": self._shelf.owner,
            "original_id": original["id"],
            "conversion_id": conversion["id"],
            "tracking_id": self._shelf.id(),
            "state": "new",
            "created_at": self._shelf.now(),
            "transaction_id": self._shelf.id(),
            "error": None,
        }
        self._begin(original, conversion)
        if self._simulator.happens("order-error"):
            order.update(state="error", error="Internal pipeline error")
        if self._simulator.happens("order-moderated"):
            order.update(state="error", error="Rejected by moderation", moderation_id=self._shelf.id())
        self._simulator.pay(
            request,
            math.ceil(cost),
            cost=cost,
            label=conversion["label"],
            original=original["id"],
            text=original["text"],
        )
        return order

    def _conversion(self, original: Row, asked: Row) -> Row:
        folder = self._shelf.folders[original["parent_folder_id"]]
        voice = self._simulator.voices[asked["voice_id"]]
        return self._shelf.recording(
            folder,
            type="converted",
            label=asked.get("label") or "",
            original_id=original["id"],
            model_id=voice["id"],
            model_name=voice["name"],
            accent_id=asked.get("accent_id"),
            narration_style_id=asked.get("narration_style_id"),
            tts=original["tts"],
            duration=original["duration"],
        )

    def _begin(self, original: Row, conversion: Row) -> None:
        conversion.update(state="processing", url=None, error=None)
        self._shelf.looks[conversion["id"]] = self._simulator.looks
        self._shelf.ends[conversion["id"]] = self._end(original, dict(conversion))
        if self._simulator.happens("stuck"):
            self._shelf.looks[conversion["id"]] = NEVER
        if self._simulator.happens("unknown-state"):
            conversion["state"] = ODD

    def _end(self, original: Row, conversion: Row) -> Row:
        if self._simulator.happens("recording-error"):
            return {"state": "error", "error": "Conversion failed"}
        if self._simulator.happens("recording-moderated"):
            return {"state": "error", "error": "Not converted", "moderation": MODERATED}
        text = original["text"] or "x" * round(original["duration"] / audio.SECONDS_PER_CHARACTER)
        self._shelf.filed(conversion, spoken(text, conversion["model_name"]), "wav")
        if self._simulator.happens("done-without-url"):
            conversion["url"] = None
        kept = ("url", "file_name", "size")
        return {"state": "done", "converted_at": self._shelf.now()} | {name: conversion[name] for name in kept}
