"""What every simulator is built on: a server on a real socket, a ledger of what was paid, faults drawn from a seed."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any, ClassVar

from aiohttp import web

from tests.simulators.breaking import Cut, hang_up, read_body

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Before the request is taken, on any route.
BEFORE = ("429", "429-seconds", "429-ms", "429-date", "429-absent", "500", "502-html")
# After it was taken and paid for.
AFTER = (
    "lost-answer",
    "timeout-after-accept",
    "reset-after-write",
    "500-after-accept",
    "502-after-accept",
    "error-in-200",
)
# To an answer of that kind, on any route.
JSON = ("truncated-json", "wrong-content-type")
AUDIO = ("cut-audio", "short-audio", "empty-audio", "html-audio", "wrong-content-type")
COMMON = frozenset({*BEFORE, *AFTER, *JSON, *AUDIO})

GATEWAY_PAGE = (
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
)


@dataclass(frozen=True)
class Route:
    """One endpoint. `paid`: a request that is taken here costs money (its handler calls `Simulator.pay`)."""

    method: str
    path: str
    handler: Handler
    paid: bool = False


class Simulator:
    """A provider's server. A subclass gives `name`, `routes`, its own `own_faults`, and its shape of errors.

    `faults` are probabilities by name, drawn from `seed` for each request they apply to. A name may begin with `create-`
    (paid routes only) or `read-` (the others only). `force` puts a fault on the next request it applies to, once.
    `switches` are how it may be set up, by name, the first of each the one it is without a word; `choices` what is set.
    `paid` and `requests` are what `GET /_paid` and `GET /_requests` answer; `struck` counts the faults that came about, by
    their plain names. `delay` seconds pass before each answer.
    """

    name: ClassVar[str] = ""
    own_faults: ClassVar[frozenset[str]] = frozenset()
    switches: ClassVar[Mapping[str, Sequence[str]]] = {}

    def __init__(self, *, seed: int = 1, faults: Mapping[str, float] | None = None, delay: float = 0.0) -> None:
        self.random = random.Random(seed)
        self.faults: dict[str, float] = {}
        for fault, probability in (faults or {}).items():
            self.set_fault(fault, probability)
        self.choices = {switch: allowed[0] for switch, allowed in self.switches.items()}
        self.delay = delay
        self.hang = 3600.0  # seconds of silence of `timeout-after-accept`, unless the client goes before
        self.retry_seconds = 1.0  # what a 429 asks for
        self.paid: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.struck: Counter[str] = Counter()
        self.url = ""
        self._forced: deque[str] = deque()
        self._rows: dict[int, dict[str, Any]] = {}

    # for subclasses

    def routes(self) -> Sequence[Route]:
        """The endpoints."""
        raise AssertionError("a simulator has routes")

    def refusal(self, status: int, code: str) -> web.Response:
        """An error in this provider's own shape. `code`: rate_limited, server_error, error_in_200."""
        return web.json_response({"error": {"code": code, "message": code.replace("_", " ")}}, status=status)

    def happens(self, fault: str) -> bool:
        """Whether a fault of the subclass's own strikes now."""
        return self._strikes((fault,), paid=None) is not None

    def pay(self, request: web.Request, credits: int, **more: object) -> None:
        """Take the money for this request: one row of the ledger, with a digest that is equal for equal requests."""
        row = self._rows[id(request)]
        said = json.dumps([request.method, request.path, row["body"]], sort_keys=True, default=str)
        self.paid.append(
            {
                "n": row["n"],
                "path": request.path,
                "credits": credits,
                "digest": hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16],
                **more,
            }
        )

    def body(self, request: web.Request) -> Any:
        """The request's body: what its JSON holds, or {"form": {...}, "files": [...]}, or its text."""
        return self._rows[id(request)]["body"]

    # for tests and the command line

    def set_fault(self, fault: str, probability: float) -> None:
        """Raises ValueError for a fault that this simulator does not know."""
        if fault not in self.fault_names():
            raise ValueError(f"{self.name} has no fault {fault}; there are: {', '.join(sorted(self.fault_names()))}")
        self.faults[fault] = probability

    def set_switch(self, switch: str, choice: str) -> None:
        """Raises ValueError for a switch or a choice that there is not."""
        if choice not in self.switches.get(switch, ()):
            known = "; ".join(f"{name}: {', '.join(choices)}" for name, choices in self.switches.items())
            raise ValueError(f"{self.name} cannot be set to {switch}={choice}; there are: {known or 'no switches'}")
        self.choices[switch] = choice

    def fault_names(self) -> frozenset[str]:
        """Every fault, with its narrower forms."""
        plain = COMMON | self.own_faults
        return plain | {f"{part}-{fault}" for part in ("create", "read") for fault in plain}

    def force(self, fault: str, times: int = 1) -> None:
        """Let the next requests that this fault applies to have it."""
        if fault not in self.fault_names():
            raise ValueError(fault)
        self._forced.extend([fault] * times)

    @contextlib.asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[Simulator]:
        """Serve on 127.0.0.1; `url` is the base, without a path."""
        app = web.Application(middlewares=[self._around], client_max_size=1 << 28)
        for route in self.routes():
            app.router.add_route(route.method, route.path, self._taking(route))
        app.router.add_get("/_paid", self._show_paid)
        app.router.add_get("/_requests", self._show_requests)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()

    # how a request goes

    async def _show_paid(self, _request: web.Request) -> web.Response:
        return web.json_response(self.paid)

    async def _show_requests(self, _request: web.Request) -> web.Response:
        return web.json_response(self.requests)

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in {"/_paid", "/_requests"}:
            return await handler(request)
        row = {
            "n": len(self.requests) + 1,
            "method": request.method,
            "path": request.path,
            "query": dict(request.query),
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "body": await read_body(request),
            "status": None,
            "fault": None,
        }
        self.requests.append(row)
        self._rows[id(request)] = row
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            answer = self.refusal(error.status, "not_found" if error.status == 404 else "bad_request")
        finally:
            del self._rows[id(request)]
        row["status"] = answer.status
        return answer

    def _taking(self, route: Route) -> Handler:
        async def take(request: web.Request) -> web.StreamResponse:
            row = self._rows[id(request)]
            row["fault"] = self._strikes(BEFORE, paid=route.paid)
            if row["fault"]:
                return self._before(row["fault"])
            before = len(self.paid)
            answer = await route.handler(request)
            if self.delay:
                await asyncio.sleep(self.delay)
            if any(paid["n"] == row["n"] for paid in self.paid[before:]):
                row["fault"] = self._strikes(AFTER, paid=True)
                if row["fault"]:
                    return await self._after(row["fault"], request)
            if isinstance(answer, web.Response):
                row["fault"], answer = self._spoil(answer, request, paid=route.paid)
            return answer

        return take

    def _strikes(self, kinds: Iterable[str], *, paid: bool | None) -> str | None:
        """The fault of these kinds that strikes now, by its plain name."""
        for kind in kinds:
            if self._drawn(kind, paid=paid):
                self.struck[kind] += 1
                return kind
        return None

    def _drawn(self, kind: str, *, paid: bool | None) -> bool:
        names = [kind]
        if paid is not False:
            names.append(f"create-{kind}")
        if paid is not True:
            names.append(f"read-{kind}")
        for name in names:
            if name in self._forced:
                self._forced.remove(name)
                return True
            probability = self.faults.get(name, 0.0)
            if probability and self.random.random() < probability:
                return True
        return False

    def _before(self, fault: str) -> web.Response:
        if fault == "500":
            return self.refusal(500, "server_error")
        if fault == "502-html":
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        variant = fault.removeprefix("429").removeprefix("-") or self.random.choice(("seconds", "ms", "date", "absent"))
        answer = self.refusal(429, "rate_limited")
        answer.headers.update(
            {
                "seconds": {"Retry-After": f"{self.retry_seconds:g}"},
                "ms": {"Retry-After-Ms": f"{self.retry_seconds * 1000:g}"},
                # A date has whole seconds, and the server sends its own beside it.
                "date": {"Retry-After": formatdate(time.time() + self.retry_seconds, usegmt=True)},
                "absent": {},
            }[variant]
        )
        return answer

    async def _after(self, fault: str, request: web.Request) -> web.StreamResponse:
        if fault == "error-in-200":
            return self.refusal(200, "error_in_200")
        if fault == "500-after-accept":
            return self.refusal(500, "server_error")
        if fault == "502-after-accept":
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if fault == "timeout-after-accept":
            await asyncio.sleep(self.hang)
        hang_up(request, reset=fault == "reset-after-write")
        return web.Response()

    def _spoil(
        self, answer: web.Response, request: web.Request, *, paid: bool
    ) -> tuple[str | None, web.StreamResponse]:
        body = answer.body if isinstance(answer.body, bytes) else b""
        if answer.status != 200 or not body:
            return None, answer
        plain = answer.content_type.endswith("json")
        fault = self._strikes(JSON if plain else AUDIO, paid=paid)
        if fault is None:
            return None, answer
        if fault == "wrong-content-type":
            answer.content_type = "text/html" if plain else "application/json"
        elif fault in {"truncated-json", "short-audio"}:
            answer.body = body[: len(body) // 2]
        elif fault == "empty-audio":
            answer.body = b""
        elif fault == "html-audio":
            answer = web.Response(text=GATEWAY_PAGE, content_type="text/html")
        else:
            return fault, Cut(body, headers=answer.headers)
        return fault, answer
