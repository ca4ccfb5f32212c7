"""The simulated account: sessions, keys, who we are, credits, calibrations, statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from tests.simulators.respeecher.answers import Refused, Row, labelled, needed, page, refused
from tests.simulators.respeecher.shelf import Shelf
from tests.simulators.server import Route

if TYPE_CHECKING:
    from tests.simulators.respeecher import Respeecher


class Account:
    """`sessions` are tokens by cookie. The password "wrong" is."""

    def __init__(self, simulator: Respeecher, shelf: Shelf) -> None:
        self._simulator = simulator
        self._shelf = shelf
        self.sessions: dict[str, str] = {}
        self.bare_calibrations = True  # the guide's bare list; else the pages of the OpenAPI document
        self.posted_statistics = False  # the OpenAPI document's POST; else the guide's GET

    def routes(self) -> Sequence[Route]:
        return [
            Route("POST", "/api/login", self._login),
            Route("POST", "/api/logout", self._logout),
            Route("POST", "/api/auth", self._who),
            Route("POST", "/api/api-key", self._new_key),
            Route("DELETE", "/api/api-key", self._ok),
            Route("GET", "/api/credits", self._credits),
            Route("POST", "/api/calibration", self._calibrate),
            Route("POST", "/api/calibration/auto", self._auto),
            Route("GET", "/api/calibration", self._calibrations),
            Route("GET", "/api/calibration/{id}", self._calibration),
            Route("PUT", "/api/calibration/{id}/enable", self._enable),
            Route("DELETE", "/api/calibration/{id}", self._delete),
            Route("GET", "/api/stats", self._stats),
            *(Route(method, "/api/stats/projects", self._project_stats) for method in ("GET", "POST")),
            *(Route(method, "/api/stats/folders", self._folder_stats) for method in ("GET", "POST")),
        ]

    async def _login(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "email", "password")
        if body["password"] == "wrong":  # noqa: S105
            return refused(404, "User not found")
        cookie, token = self._shelf.id(), self._shelf.id()
        self.sessions[cookie] = token
        answer = web.json_response({"user": self._user(), "csrf_token": token})
        answer.set_cookie("session_id", cookie, httponly=True, path="/", samesite="Lax")
        return answer

    async def _logout(self, request: web.Request) -> web.Response:
        self.sessions.pop(request.cookies.get("session_id", ""), None)
        return web.json_response({"detail": "OK"})

    async def _ok(self, _request: web.Request) -> web.Response:
        return web.json_response({"detail": "OK"})

    async def _who(self, _request: web.Request) -> web.Response:
        return web.json_response(self._user())

    async def _new_key(self, _request: web.Request) -> web.Response:
        return web.json_response({"api_key": f"key-{self._shelf.id()}"})

    async def _credits(self, _request: web.Request) -> web.Response:
        return web.json_response({"credits": self._shelf.credits, "initial_credits": 100})

    async def _calibrate(self, request: web.Request) -> web.Response:
        body = self._simulator.body(request)
        form = needed(body.get("form") if isinstance(body, dict) else None, "name")
        made: Row = {
            "id": self._shelf.id(),
            "name": labelled(form, "name"),
            "user_id": self._shelf.owner,
            "f0": None,
            "algorithm": "crepe",
            "bucket": "b",
            "key": "k",
            "state": "processing",
            "error": None,
            "created_at": self._shelf.now(),
            "calibrated_at": None,
            "enabled": False,
        }
        self._shelf.calibrations[made["id"]] = made
        return web.json_response(made)

    async def _auto(self, _request: web.Request) -> web.Response:
        for one in self._shelf.calibrations.values():
            one["enabled"] = False
        return web.json_response({"detail": "OK"})

    async def _calibrations(self, request: web.Request) -> web.Response:
        rows = list(self._shelf.calibrations.values())
        return web.json_response(rows) if self.bare_calibrations else page(request, rows)

    async def _calibration(self, request: web.Request) -> web.Response:
        return web.json_response(self._one(request))

    async def _enable(self, request: web.Request) -> web.Response:
        await self._auto(request)
        one = self._one(request)
        one["enabled"] = True
        return web.json_response(one)

    async def _delete(self, request: web.Request) -> web.Response:
        return web.json_response(self._shelf.calibrations.pop(self._one(request)["id"]))

    async def _stats(self, _request: web.Request) -> web.Response:
        time = {"total": 61, "current_month": 12, "previous_monthes": [{"month": "2026-01-01", "duration": 49.5}]}
        models = [{"id": self._shelf.id(), "name": "Ava", "conversions_count": 3, "converted_time": 61.5}]
        return web.json_response({"time_converted": time, "conversions": self._counts(), "models": models})

    async def _project_stats(self, request: web.Request) -> web.Response:
        time = {"total": 61, "current_month": 12}
        return web.json_response(
            [
                {"project_id": one, "time_converted": time, "conversions": self._counts()}
                for one in self._asked(request, "project_ids")
            ]
        )

    async def _folder_stats(self, request: web.Request) -> web.Response:
        asked = self._asked(request, "folder_ids")
        return web.json_response([{"folder_id": one, "stats": self._counts()} for one in asked])

    def _asked(self, request: web.Request, field: str) -> list[str]:
        if (request.method == "POST") is not self.posted_statistics:
            raise Refused(refused(405, "Method Not Allowed"))
        ids: list[str] = needed(self._simulator.body(request), field)[field]
        return ids

    def _counts(self) -> dict[str, int]:
        made = [one for one in self._shelf.recordings.values() if one["type"] == "converted"]
        done = sum(one["state"] == "done" for one in made)
        failed = sum(one["state"] == "error" for one in made)
        return {"total": len(made), "completed": done, "in_progress": len(made) - done - failed, "failed": failed}

    def _one(self, request: web.Request) -> Row:
        return self._shelf.found(self._shelf.calibrations, request.match_info["id"], "Calibration")

    def _user(self) -> Row:
        permissions = {"download": True, "long_conversions": False, "can_read": True, "can_write": True}
        rates = {"fast": {"times": 500, "seconds": 300}, "slow": {"times": 100, "seconds": 300}}
        return {
            "id": self._shelf.owner,
            "email": "someone@example.com",
            "verified": True,
            "username": "someone",
            "first_name": None,
            "roles": ["prepaid"],
            "groups": [{"id": self._shelf.id(), "name": "A group"}],
            "data": {"permissions": permissions, "rate_limits": rates, "moderate_originals": True},
        }
