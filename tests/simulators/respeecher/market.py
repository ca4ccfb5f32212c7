"""The simulated voices: with names of styles in `info` and in `tags`, some that this account may not use."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from tests.simulators.respeecher.answers import Refused, Row, identifier, needed, page, refused, unprocessable
from tests.simulators.respeecher.shelf import Shelf
from tests.simulators.server import Route

if TYPE_CHECKING:
    from tests.simulators.respeecher import Respeecher

FILTERS = ("visibility", "species", "gender", "age_group", "pitch_group", "nationality")

# name, gender, age, available, narration styles
_VOICES = (
    ("Ava", "female", "adult", True, ("Calm", "Excited")),
    ("Bruno", "male", "adult", True, ("Storyteller",)),
    ("Cleo", "female", "young", True, ("Calm",)),
    ("Dov", "male", "senior", False, ("Calm",)),
    ("Rex", None, None, True, ()),  # an animal: speech to speech only
)


def identity(*words: str) -> str:
    """The same id for the same words, in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, "/".join(words)))


def _style(voice: str, index: int, name: str) -> Row:
    row: Row = {"id": identity(voice, "style", name), "is_default": index == 0, "settings": {"favorite": False}}
    # The guide has `info`; the vendor's own client reads `tags`, and wants them to be there.
    if voice == "Cleo":
        return row | {"tags": [{"name": name}, {"name": "Soft"}]}
    return row | {"info": {"name": name}, "tags": [{"name": name.lower()}]}


def _accent(voice: str, index: int, name: str, locale: str) -> Row:
    return {
        "id": identity(voice, "accent", name),
        "is_default": index == 0,
        "native": index == 0,
        "info": {"name": name, "short_name": name[:2].upper(), "locale": locale},
        "tiers": [{"name": "pro"}],
        "available": True,
        "settings": {"favorite": False, "semitones_correction": 0},
    }


def _voice(name: str, gender: str | None, age: str | None, available: bool, styles: tuple[str, ...]) -> Row:
    return {
        "id": identity(name),
        "owner_id": identity("owner"),
        "name": name,
        "slug": name.lower(),
        "visibility": "public",
        "species": "human" if gender else "animal",
        "artist": None,
        "verified_artist": False,
        "gender": gender,
        "pitch": 180.5,
        "age_group": age,
        "pitch_group": "mid",
        "nationality": "british" if name == "Bruno" else "american",
        "image_url": None,
        "thumbnail_url": None,
        "description": f"The voice of {name}.",
        "rating": 50,
        "active": True,
        "created_at": "2026-01-01T00:00:00.000Z",
        "favorite": False,
        "available": available,
        "accents": [_accent(name, 0, "English", "en-US"), _accent(name, 1, "Scottish", "en-GB")],
        "narration_styles": [_style(name, index, style) for index, style in enumerate(styles)],
        "tiers": [{"name": "free"}],
    }


class Market:
    """Voices, accents, narration styles."""

    def __init__(self, simulator: Respeecher, shelf: Shelf) -> None:
        self._simulator = simulator
        self._shelf = shelf
        simulator.voices = {row["id"]: row for row in (_voice(*one) for one in _VOICES)}

    def routes(self) -> Sequence[Route]:
        return [
            Route("GET", "/api/v2/voices", self._list),
            Route("GET", "/api/v2/voices/search", self._search),
            Route("POST", "/api/v2/voices/favorite/{id}", self._favorite),
            Route("POST", "/api/v2/voices/settings", self._settings),
            Route("GET", "/api/v2/accents/samples", self._accent_samples),
            Route("GET", "/api/v2/narration-styles/samples", self._style_samples),
            Route("GET", "/api/tts-voices", self._old),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        rows = list(self._simulator.voices.values())[::-1]
        for name in FILTERS:
            asked = request.query.getall(name, [])
            rows = [row for row in rows if not asked or row[name] in asked]
        if request.query.get("sort") == "name":
            rows.sort(key=lambda row: row["name"])
        return page(request, rows, usual=25, most=100)

    async def _search(self, request: web.Request) -> web.Response:
        name, limit = request.query.get("name", ""), int(request.query.get("limit", 5))
        if len(name) < 2:
            raise unprocessable("name", "ensure this value has at least 2 characters")
        if limit > 10:
            raise unprocessable("limit", "ensure this value is less than or equal to 10")
        found = [row for row in self._simulator.voices.values() if name.lower() in row["name"].lower()]
        return web.json_response(found[:limit])

    async def _favorite(self, request: web.Request) -> web.Response:
        voice = self._voice(request.match_info["id"])
        voice["favorite"] = needed(self._simulator.body(request), "favorite")["favorite"]
        return web.json_response(voice)

    async def _settings(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "voice_id")
        voice = self._voice(body["voice_id"])
        for style in voice["narration_styles"]:
            style["settings"]["favorite"] = style["id"] == body.get("narration_style_id")
        for accent in voice["accents"]:
            if accent["id"] == body.get("accent_id"):
                accent["settings"] = {"favorite": True, "semitones_correction": body.get("semitones_correction", 0)}
        return web.json_response(voice)

    async def _accent_samples(self, request: web.Request) -> web.Response:
        identifier(request.query.get("accent_id"), "accent_id")
        return web.json_response({"samples": {"male": "/api/storage/sample.mp3"}})

    async def _style_samples(self, request: web.Request) -> web.Response:
        identifier(request.query.get("narration_style_id"), "narration_style_id")
        return web.json_response({"samples": {}})

    async def _old(self, _request: web.Request) -> web.Response:
        one = {"id": identity("old"), "visibility": "public", "name": "Old", "f0": 110.5, "is_default": True}
        return web.json_response([one])

    def _voice(self, wanted: str) -> Row:
        if wanted not in self._simulator.voices:
            raise Refused(refused(404, "Voice not found"))
        return self._simulator.voices[wanted]
