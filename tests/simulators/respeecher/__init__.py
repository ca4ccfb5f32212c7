"""Respeecher's Voice Marketplace, simulated: one account, its library, its voices, and orders that take a few looks."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import ClassVar

from aiohttp import web

from tests.simulators.respeecher.account import Account
from tests.simulators.respeecher.answers import Refused, Row, refused
from tests.simulators.respeecher.library import Library
from tests.simulators.respeecher.market import Market
from tests.simulators.respeecher.shelf import Shelf
from tests.simulators.respeecher.work import Work
from tests.simulators.server import Handler, Route, Simulator

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MAKES = frozenset({"/api/projects", "/api/folders", "/api/recordings", "/api/v2/recordings/tts"})
OPEN = frozenset({"/api/login", "/api/healtz"})


class Respeecher(Simulator):
    """`looks`: how often a conversion is looked at until it is done. `rate`: so many requests in so many seconds.

    Own faults: unauthorized, session-expired, no-credits-402, no-credits-403, forbidden, order-error, order-moderated,
    recording-error, recording-moderated, original-moderated, stuck, unknown-state, done-without-url, download-forbidden,
    download-gone, 422, made-500 (of what is made and costs nothing: it is there, and the answer says 500).
    """

    name = "respeecher"
    own_faults: ClassVar[frozenset[str]] = frozenset(
        {
            "unauthorized",
            "session-expired",
            "no-credits-402",
            "no-credits-403",
            "forbidden",
            "order-error",
            "order-moderated",
            "recording-error",
            "recording-moderated",
            "original-moderated",
            "stuck",
            "unknown-state",
            "done-without-url",
            "download-forbidden",
            "download-gone",
            "422",
            "made-500",
        }
    )

    def __init__(self, *, seed: int = 1, faults: Mapping[str, float] | None = None, delay: float = 0.0) -> None:
        super().__init__(seed=seed, faults=faults, delay=delay)
        self.looks = 2
        self.rate = (500, 300.0)
        self.says_when = True  # Retry-After in the 429 of `rate`
        self.shelf = Shelf(seed)
        self.voices: dict[str, Row] = {}
        self._asked: deque[float] = deque()
        self.account = Account(self, self.shelf)
        self._topics = (self.account, Library(self, self.shelf), Work(self, self.shelf), Market(self, self.shelf))

    def routes(self) -> Sequence[Route]:
        # A fixed path stands before one with an id in the same place.
        listed = sorted(
            (route for topic in self._topics for route in topic.routes()), key=lambda route: "{" in route.path
        )
        return [Route(one.method, one.path, self._guarded(one.handler), one.paid) for one in listed]

    def refusal(self, status: int, code: str) -> web.Response:
        return refused(status, code.replace("_", " ").capitalize())

    def _guarded(self, handler: Handler) -> Handler:
        async def guard(request: web.Request) -> web.StreamResponse:
            try:
                self._count()
                if request.path not in OPEN:
                    self._admit(request)
                answer = await handler(request)
            except Refused as refusal:
                return refusal.answer
            if request.method == "POST" and request.path in MAKES and self.happens("made-500"):
                return refused(500, "Internal Server Error")
            return answer

        return guard

    def _count(self) -> None:
        times, seconds = self.rate
        now = time.monotonic()
        while self._asked and self._asked[0] <= now - seconds:
            self._asked.popleft()
        if len(self._asked) >= times:
            answer = refused(429, "Too Many Requests")
            if self.says_when:
                answer.headers["Retry-After"] = f"{self._asked[0] + seconds - now:.3f}"
            raise Refused(answer)
        self._asked.append(now)

    def _admit(self, request: web.Request) -> None:
        if self.happens("unauthorized"):
            raise Refused(refused(401, "Unauthorized"))
        if request.headers.get("api-key"):
            return
        session = self.account.sessions.get(request.cookies.get("session_id", ""))
        if session is None or self.happens("session-expired"):
            self.account.sessions.pop(request.cookies.get("session_id", ""), None)
            raise Refused(refused(401, "Unauthorized"))
        if request.method in WRITES and request.headers.get("x-csrf-token") != session:
            raise Refused(refused(403, "CSRF token is wrong"))
