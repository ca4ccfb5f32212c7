"""Miso One's site: tasks that go on when they are looked at, errors in HTTP 200, task info as JSON within JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from tests.simulators import tones
from tests.simulators.server import GATEWAY_PAGE, Route, Simulator

VOICES = frozenset({
    "Adam", "Brian", "Roger", "Rachel", "Antoni", "Bella", "Elli", "Josh",
    "Arnold", "Clyde", "Domi", "Freya", "Grace", "Nicole", "Sam", "Sarah",
})  # fmt: skip
MOST_CHARACTERS = 5000
_TAG = re.compile(r"\[[^\]]*\]\s*")
_CONTROL = {"auth_required": 401, "insufficient_credits": 402, "invalid_input": 400, "content_policy": 403}
_MESSAGES = {
    "auth_required": "no auth, please sign in",
    "insufficient_credits": "insufficient credits",
    "invalid_input": "invalid params",
    "content_policy": "generate ai task failed: content policy",
}

# At create, before anything is paid.
REFUSALS = {
    "auth": "auth_required",
    "no-credits": "insufficient_credits",
    "invalid": "invalid_input",
    "policy": "content_policy",
}
# What becomes of a task that was made; drawn when it is.
FATES = (
    "late-policy",
    "failed",
    "canceled",
    "unknown-status",
    "stuck",
    "no-url",
    "gone-url",
    "gone-url-once",
    "odd-info",
)


@dataclass
class Task:
    """One task; `looks` are how often it says that it runs before it ends."""

    id: str
    account: str
    lines: list[tuple[str, str]]
    prompt: str | None
    looks: int
    fate: str
    paid: dict[str, Any]
    looked: int = 0
    fetched: int = 0


class MisoOne(Simulator):
    """`looks` is the most looks before a task ends, `credits` what each account has at first.

    Own faults: those of REFUSALS and FATES; `bare` leaves the code out of errors, `http-status` gives them their real
    status; `no-prompt` leaves the note out of answers, `regress` says pending once more after processing;
    `no-balance` has no balance page.
    """

    name: ClassVar[str] = "miso-one"
    own_faults: ClassVar[frozenset[str]] = frozenset(
        {*REFUSALS, *FATES, "bare", "http-status", "no-prompt", "regress", "no-balance"}
    )

    def __init__(self, *, seed: int = 1, faults: Mapping[str, float] | None = None, delay: float = 0.0) -> None:
        super().__init__(seed=seed, faults=faults, delay=delay)
        self.looks = 2
        self.credits = 1_000_000
        self.tasks: dict[str, Task] = {}
        self._left: dict[str, int] = {}

    def routes(self) -> Sequence[Route]:
        return (
            Route("POST", "/api/ai/generate", self._generate, paid=True),
            Route("POST", "/api/ai/query", self._query),
            Route("POST", "/api/user/get-user-credits", self._balance),
            Route("GET", "/files/{task}.mp3", self._file),
        )

    def refusal(self, status: int, code: str) -> web.Response:
        return web.json_response({"code": -1, "message": "generate ai task failed", "data": None}, status=status)

    def left(self, account: str) -> int:
        """Credits of an account: the cookie is the account."""
        return self._left.setdefault(account, self.credits)

    async def _generate(self, request: web.Request) -> web.Response:
        account = request.headers.get("Cookie", "").strip()
        if not account:
            return self._error("auth_required")
        for fault, code in REFUSALS.items():
            if self.happens(fault):
                return self._error(code)
        body = self.body(request)
        lines = _lines(body)
        if lines is None:
            return self._error("invalid_input")
        cost = max(30, math.ceil(sum(len(text) for _, text in lines) * 0.5))
        if self.left(account) < cost:
            return self._error("insufficient_credits")
        self._left[account] -= cost
        identity = f"task_{len(self.tasks) + 1:06d}"
        self.pay(request, cost, task=identity, returned=False)
        fate = next((fate for fate in FATES if self.happens(fate)), "success")
        looks = self.random.randint(0, self.looks)
        task = Task(identity, account, lines, body.get("prompt"), looks, fate, self.paid[-1])
        self.tasks[identity] = task
        return self._task(task, "pending", None)

    async def _query(self, request: web.Request) -> web.Response:
        account = request.headers.get("Cookie", "").strip()
        if not account:
            return self._error("auth_required")
        body = self.body(request)
        task = self.tasks.get(str(body.get("taskId", ""))) if isinstance(body, dict) else None
        if task is None:
            return self._said("task not found", 404)
        if task.account != account:
            return self._said("no permission", 403)
        task.looked += 1
        if task.fate == "stuck":
            return self._task(task, "pending", None)
        if task.looked <= task.looks:
            status = "pending" if task.looked == 1 or self.happens("regress") else "processing"
            return self._task(task, "in_review" if task.fate == "unknown-status" else status, None)
        return self._ended(task)

    def _ended(self, task: Task) -> web.Response:
        track = {"id": f"{task.id}-0", "audioUrl": f"{self.url}/files/{task.id}.mp3?look={task.looked}"}
        if task.fate in {"late-policy", "failed"}:
            if not task.paid["returned"]:
                self._left[task.account] += task.paid["credits"]
                task.paid["returned"] = True
            info = {"errorCode": "content_policy"} if task.fate == "late-policy" else {"errorMessage": "upstream error"}
            return self._task(task, "failed", info)
        if task.fate == "canceled":
            return self._task(task, "canceled", None)
        if task.fate == "no-url":
            return self._task(task, "success", {"audios": []})
        return self._task(task, "success", {"audios": [track]}, text=task.fate != "odd-info")

    async def _file(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.match_info["task"])
        if task is None or task.fate == "gone-url":
            return web.Response(status=404, text=GATEWAY_PAGE, content_type="text/html")
        task.fetched += 1
        if task.fate == "gone-url-once" and task.fetched == 1:
            return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>", content_type="text/xml")
        spoken = [(voice, _TAG.sub("", text)) for voice, text in task.lines]
        return web.Response(body=tones.dialogue(spoken), content_type="audio/mpeg")

    async def _balance(self, request: web.Request) -> web.Response:
        if self.happens("no-balance"):
            return web.Response(status=404, text="<!DOCTYPE html><title>404</title>", content_type="text/html")
        account = request.headers.get("Cookie", "").strip()
        if not account:
            return self._error("auth_required")
        return web.json_response({"code": 0, "message": "ok", "data": {"remainingCredits": self.left(account)}})

    def _task(self, task: Task, status: str, info: object, *, text: bool = True) -> web.Response:
        data: dict[str, object] = {
            "id": task.id,
            "status": status,
            "mediaType": "speech",
            "presetId": "miso-one",
            "displayModel": "Miso One",
            "prompt": task.prompt,
            "taskInfo": json.dumps(info) if info is not None and text else info,
        }
        if self.happens("no-prompt"):
            del data["prompt"]
        return web.json_response({"code": 0, "message": "ok", "data": data})

    def _error(self, code: str) -> web.Response:
        status = _CONTROL[code] if self.happens("http-status") else 200
        if self.happens("bare"):
            return web.json_response({"code": -1, "message": _MESSAGES[code]}, status=status)
        body = {"code": -1, "message": "generate ai task failed", "data": {"errorCode": code}}
        return web.json_response(body, status=status)

    def _said(self, message: str, status: int) -> web.Response:
        status = status if self.happens("http-status") else 200
        return web.json_response({"code": -1, "message": message}, status=status)


def _lines(body: Any) -> list[tuple[str, str]] | None:
    """The dialogue, or None for what the site does not accept."""
    if not isinstance(body, dict) or body.get("mediaType") != "speech" or body.get("presetId") != "miso-one":
        return None
    options = body.get("options")
    dialogue = options.get("dialogue") if isinstance(options, dict) else None
    if not isinstance(dialogue, list) or not dialogue:
        return None
    lines: list[tuple[str, str]] = []
    for entry in dialogue:
        if not isinstance(entry, dict) or entry.get("voice") not in VOICES or not isinstance(entry.get("text"), str):
            return None
        lines.append((entry["voice"], entry["text"]))
    spoken = [_TAG.sub("", text).strip() for _, text in lines]
    return lines if all(spoken) and sum(map(len, spoken)) <= MOST_CHARACTERS else None
