"""The simulated server holds against what the vendor's own client sends (github.com/respeecher/respeecher_tts)."""

from __future__ import annotations

from typing import Any

import httpx

from tests.simulators.respeecher import Respeecher

# What that client's values must have; more is allowed, null is not absent.
USER = {"id", "email", "username", "verified", "roles"}
PROJECT = {"id", "name", "owner", "slug", "created_at"}
FOLDER = {"id", "name", "project_id", "created_at"}
RECORDING = {"id", "project_id", "parent_folder_id", "type", "state", "url", "text", "error", "created_at"}
ORDER = {"id", "original_id", "conversion_id", "created_at"}


async def test_the_vendors_own_client_gets_from_words_to_audio(server: Respeecher) -> None:
    headers = {"api-key": "any", "content-type": "application/json"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:

        async def get(path: str, **query: Any) -> Any:
            return (await http.get(path, params=query)).raise_for_status().json()

        async def post(path: str, body: object = None, *, has: set[str]) -> Any:
            made = (await http.post(path, json=body) if body else await http.post(path)).raise_for_status().json()
            assert has <= (made[0] if isinstance(made, list) else made).keys()
            return made

        user = await post("/api/auth", has=USER)
        voices = (await get("/api/v2/voices", limit=100, offset=0, sort="name", direction="asc"))["list"]
        assert all(style["tags"] for voice in voices for style in voice["narration_styles"])
        assert (await get("/api/projects", limit=100, offset=0, owner=user["id"]))["pagination"]["count"] == 0
        project = await post("/api/projects", {"owner": user["id"], "models": {}, "name": "TTS"}, has=PROJECT)
        folder = await post("/api/folders", {"project_id": project["id"], "name": "x"}, has=FOLDER)
        words = {"parent_folder_id": folder["id"], "text": "Good evening.", "text_language": None}
        original = await post("/api/v2/recordings/tts", words, has=RECORDING)
        style = voices[0]["narration_styles"][0]["id"]
        conversion = {"voice_id": voices[0]["id"], "narration_style_id": style}
        orders = {"original_id": original["id"], "conversions": [conversion]}
        [order] = await post("/api/v2/orders", orders, has=ORDER)
        states = [(await get(f"/api/recordings/{order['conversion_id']}"))["state"] for _ in range(2)]
        assert states == ["postprocessing", "done"]
        done = await get(f"/api/recordings/{order['conversion_id']}")
        assert done["url"].startswith("/")
        assert (await http.get(done["url"])).raise_for_status().content.startswith(b"RIFF")


async def test_a_file_needs_the_key_and_a_session_its_token(server: Respeecher) -> None:
    async with httpx.AsyncClient(base_url=server.url) as http:
        assert (await http.get("/api/storage/any.wav")).status_code == 401
        login = await http.post("/api/login", json={"email": "a@example.com", "password": "p"})
        token = login.json()["csrf_token"]
        assert (await http.get("/api/credits")).status_code == 200
        assert (await http.post("/api/auth")).status_code == 403
        assert (await http.post("/api/auth", headers={"x-csrf-token": token})).status_code == 200
