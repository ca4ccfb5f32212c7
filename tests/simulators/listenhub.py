"""ListenHub, simulated: everything below /openapi, errors in HTTP 200, scripts at once, episodes that take their time."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import web

from tests.simulators import audio, tones
from tests.simulators.listenhub_shapes import (
    CODES,
    FAILS,
    MOST_SPEAKERS,
    SPEAKERS,
    Refused,
    enveloped,
    event,
    refused,
    script,
    voices_of,
    written,
)
from tests.simulators.server import Handler, Route, Simulator, hang_up

BASE = "/openapi"


@dataclass
class Episode:
    """One episode: what it was asked for, how often it was looked at, and what it failed of."""

    id: str
    flow: bool
    lines: list[tuple[str, str]]
    text_only: bool
    source: str
    looks: int = 0
    fault: str = ""
    credits: int = 0
    created: float = field(default_factory=time.time)


class ListenHub(Simulator):
    """`looks`: how many of an episode until it is ready, half of them until its text is. `left`: credits. Switch `limit`:
    "three-a-minute" allows as many requests that make something as the real one does.

    Own faults: CODES, before anything is paid; `fail-91001` and so on, and `failed` (without a code), `text-fail`,
    `audio-fail`, `stuck`, `no-url`, `bare` (no contentStatus, as in the founding document) of an episode;
    `no-audio-url` (a speech that does not say where it is), `file-gone`, `file-busy` of a file;
    `sse-cut`, `sse-error`, `sse-garbage`, `sse-long` of a stream.
    """

    name: ClassVar[str] = "listenhub"
    own_faults: ClassVar[frozenset[str]] = frozenset(
        {*CODES, *(f"fail-{code}" for code in FAILS), "failed", "text-fail", "audio-fail", "stuck", "no-url", "bare"}
        | {"no-audio-url", "file-gone", "file-busy", "sse-cut", "sse-error", "sse-garbage", "sse-long"}
    )

    switches: ClassVar[Mapping[str, Sequence[str]]] = {"limit": ("none", "three-a-minute")}

    def __init__(self, *, seed: int = 1, faults: Mapping[str, float] | None = None, delay: float = 0.0) -> None:
        super().__init__(seed=seed, faults=faults, delay=delay)
        self.looks = 2
        self.left = 10_000
        self.episodes: dict[str, Episode] = {}
        self._files: dict[str, bytes] = {}
        self._made: deque[float] = deque()

    def routes(self) -> Sequence[Route]:
        podcast, flow = f"{BASE}/v1/podcast/episodes", f"{BASE}/v1/flow-speech/episodes"
        return (
            Route("GET", f"{BASE}/v1/user/subscription", _answering(self._subscription)),
            Route("GET", f"{BASE}/v1/speakers/list", _answering(self._speakers)),
            Route("POST", f"{BASE}/v1/speech", _answering(self._speech), paid=True),
            Route("POST", f"{BASE}/v1/tts", _answering(self._tts), paid=True),
            Route("POST", f"{BASE}/v1/audio/speech", _answering(self._tts), paid=True),
            Route("POST", podcast, _answering(self._podcast), paid=True),
            Route("POST", f"{podcast}/text-content", _answering(self._text_content), paid=True),
            Route("POST", f"{podcast}/{{id}}/audio", _answering(self._audio), paid=True),
            Route("GET", f"{podcast}/{{id}}/text-stream", _answering(self._text_stream)),
            Route("GET", f"{podcast}/{{id}}", _answering(self._look)),
            Route("POST", flow, _answering(self._flow), paid=True),
            Route("POST", f"{flow}/tts", _answering(self._flow_tts), paid=True),
            Route("GET", f"{flow}/{{id}}/text-stream", _answering(self._text_stream)),
            Route("GET", f"{flow}/{{id}}", _answering(self._look)),
            Route("GET", "/files/{name}", self._file),
        )

    def refusal(self, status: int, code: str) -> web.Response:
        number = {"rate_limited": 29998, "not_found": 25002, "bad_request": 29003}.get(code, 50000)
        return enveloped(None, number, code, status)

    # the account

    async def _subscription(self, request: web.Request) -> web.Response:
        self._key(request)
        now = int(time.time() * 1000)
        return enveloped(
            {
                "subscriptionStartedAt": now,
                "subscriptionExpiresAt": now + 30 * 86_400_000,
                "usageAvailableMonthlyCredits": self.left,
                "usageTotalMonthlyCredits": 10_000,
                "totalAvailableCredits": self.left,
                "resetAt": now + 86_400_000,
                "platform": "web",
                "renewStatus": True,
                "paidStatus": True,
                "subscriptionPlan": {"name": "Pro Monthly", "duration": "monthly", "platform": "web"},
            }
        )

    async def _speakers(self, request: web.Request) -> web.Response:
        """The key may be left out: then only public voices are shown."""
        wanted = request.query.get("language")
        keyed = bool(request.headers.get("authorization"))
        shown = SPEAKERS if keyed else SPEAKERS[:-1]
        items = [
            {"name": name, "speakerId": id, "gender": gender, "language": language}
            for id, name, gender, language in shown
            if wanted in {None, "", language}
        ]
        return enveloped({"items": items})

    # at once

    async def _speech(self, request: web.Request) -> web.Response:
        self._key(request)
        lines = script(self.body(request))
        self._refuse()
        cost = self._charge(request, sum(audio.seconds(text) for _, text in lines))
        url = self._keep(lines)
        data = {"audioDuration": 1152, "taskId": f"task{len(self.paid):04d}", "credits": cost}
        return enveloped(data if self.happens("no-audio-url") else data | {"audioUrl": url, "subtitlesUrl": ""})

    async def _tts(self, request: web.Request) -> web.StreamResponse:
        self._key(request)
        body = self.body(request)
        if not isinstance(body, dict):
            raise refused("parameters")
        lines = script({"scripts": [{"content": body.get("input"), "speakerId": body.get("voice")}]})
        self._refuse()
        self._charge(request, audio.seconds(lines[0][1]))
        return web.Response(body=tones.dialogue(lines), content_type="audio/mpeg")

    # episodes

    async def _podcast(self, request: web.Request) -> web.Response:
        episode = self._begun(request, flow=False)
        return enveloped({"episodeId": episode.id})

    async def _text_content(self, request: web.Request) -> web.Response:
        self._key(request)
        if not isinstance(self.body(request), dict) or not self.body(request).get("language"):
            raise refused("parameters")
        episode = self._begun(request, flow=False, text_only=True)
        message = "Text content generation started. Audio generation can be triggered later."
        return enveloped({"episodeId": episode.id, "status": "pending", "message": message})

    async def _audio(self, request: web.Request) -> web.Response:
        self._key(request)
        episode = self._found(request)
        if episode.flow or not episode.text_only or episode.looks < self._text_looks:
            raise refused("too-early")
        body = self.body(request)
        if isinstance(body, dict) and body.get("scripts") is not None:
            lines = script(body)
            if len({voice for voice, _ in lines}) > MOST_SPEAKERS:
                raise refused("parameters")
            episode.lines = lines
        self._refuse()
        episode.credits += self._charge(request, sum(audio.seconds(text) for _, text in episode.lines))
        episode.text_only = False
        episode.looks = self._text_looks
        episode.fault = self._fate()
        data = {"success": True, "message": "Audio generation started", "episodeId": episode.id, "status": "pending"}
        return enveloped(data)

    async def _flow(self, request: web.Request) -> web.Response:
        episode = self._begun(request, flow=True)
        return enveloped({"episodeId": episode.id})

    async def _flow_tts(self, request: web.Request) -> web.Response:
        self._key(request)
        lines = script(self.body(request))
        return enveloped({"episodeId": self._episode(request, lines, flow=True, text_only=False, source="").id})

    def _begun(self, request: web.Request, *, flow: bool, text_only: bool = False) -> Episode:
        self._key(request)
        body = self.body(request)
        if not isinstance(body, dict):
            raise refused("parameters")
        modes = ("smart", "direct") if flow else ("deep", "quick", "debate")
        voices = voices_of(body)
        sources = body.get("sources") or []
        if body.get("mode", modes[0]) not in modes or (body.get("mode") == "debate" and len(voices) != MOST_SPEAKERS):
            raise refused("parameters")
        if flow and (not isinstance(sources, list) or len(sources) != 1):
            raise refused("parameters")
        source = " ".join([body.get("query") or "", *(one.get("content") or one.get("uri", "") for one in sources)])
        if not source.strip():
            raise refused("parameters")
        direct = flow and body.get("mode") == "direct"
        lines = [(voices[0], source.strip())] if direct else written(source.strip(), voices)
        return self._episode(request, lines, flow=flow, text_only=text_only, source=source.strip())

    def _episode(
        self, request: web.Request, lines: list[tuple[str, str]], *, flow: bool, text_only: bool, source: str
    ) -> Episode:
        self._refuse()
        cost = self._charge(request, sum(audio.seconds(text) for _, text in lines))
        episode = Episode(f"688c9a27{len(self.episodes):016x}", flow, lines, text_only, source, credits=cost)
        episode.fault = self._fate()
        self.episodes[episode.id] = episode
        return episode

    async def _look(self, request: web.Request) -> web.Response:
        self._key(request)
        episode = self._found(request)
        episode.looks += 1
        fault = episode.fault
        detail: dict[str, Any] = {
            "episodeId": episode.id,
            "createdAt": int(episode.created),
            "message": "",
            "failCode": 0,
            "processStatus": "pending",
            "contentStatus": "",
            "audioUrl": "",
            "title": "",
            "outline": "",
            "scripts": "" if episode.flow else [],
        }
        if fault == "stuck":
            return enveloped(detail)
        if fault.startswith("fail-"):
            number = int(fault.removeprefix("fail-"))
            return enveloped(detail | {"processStatus": "failed", "failCode": number, "message": "It failed"})
        if fault in {"failed", "text-fail"}:
            status = {"processStatus": "failed", "contentStatus": "text-fail" if fault == "text-fail" else ""}
            return enveloped({name: value for name, value in (detail | status).items() if name != "failCode"})
        if episode.looks >= self._text_looks:
            detail |= self._words(episode)
        if episode.looks >= self.looks and not episode.text_only:
            detail |= self._done(episode)
        if fault == "bare":
            del detail["contentStatus"]
        return enveloped(detail)

    def _words(self, episode: Episode) -> dict[str, Any]:
        names = {id: name for id, name, *_ in SPEAKERS}
        scripts = [{"speakerId": voice, "speakerName": names[voice], "content": text} for voice, text in episode.lines]
        flat = " ".join(text for _, text in episode.lines)
        return {
            # In two steps the text alone already counts as a success.
            "processStatus": "success" if episode.text_only else "pending",
            "contentStatus": "text-success",
            "title": f"About {episode.source}"[:60],
            "outline": "1. A beginning\n2. An end",
            "sourceProcessResult": {"content": episode.source, "references": []},
            "scripts": flat if episode.flow else scripts,
        }

    def _done(self, episode: Episode) -> dict[str, Any]:
        if episode.fault == "audio-fail":
            return {"contentStatus": "audio-fail"}
        done = {
            "processStatus": "success",
            "contentStatus": "audio-success",
            "message": "success",
            "completedTime": int(time.time()),
            "credits": episode.credits,
        }
        return done if episode.fault == "no-url" else done | {"audioUrl": self._keep(episode.lines)}

    async def _text_stream(self, request: web.Request) -> web.StreamResponse:
        self._key(request)
        episode = self._found(request)
        kind = request.query.get("event")
        if kind not in {"script", "outline"}:
            raise refused("parameters")
        words = ["A beginning. ", "An end."] if kind == "outline" else [text for _, text in episode.lines]
        answer = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        await answer.prepare(request)
        for number, chunk in enumerate([*words, "[END]"]):
            if number == 1 and self.happens("sse-cut"):
                hang_up(request)
                return answer
            if number == 1 and self.happens("sse-error"):
                await answer.write(event(episode.id, kind, None, 25008))
                return answer
            for fault, words in (("sse-garbage", b"<html>\n\n"), ("sse-long", b"x" * (2 << 20))):
                if number == 1 and self.happens(fault):
                    await answer.write(b"event: script\ndata: " + words)
                    return answer
            sent = event(episode.id, kind, chunk)
            for start in range(0, len(sent), 17):  # cut in the middle of letters
                await answer.write(sent[start : start + 17])
                await asyncio.sleep(0)
        return answer

    # files, money, refusals

    async def _file(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.Response(status=400, text="keys do not belong here")
        if self.happens("file-busy"):
            return web.Response(status=503, text="later")
        data = self._files.get(request.match_info["name"])
        if data is None or self.happens("file-gone"):
            return web.Response(status=404, text="gone")
        return web.Response(body=data, content_type="audio/mpeg")

    def _keep(self, lines: list[tuple[str, str]]) -> str:
        name = f"{len(self._files):06d}.mp3"
        self._files[name] = tones.dialogue(lines)
        return f"{self.url}/files/{name}"

    def _charge(self, request: web.Request, seconds: float) -> int:
        cost = max(math.ceil(seconds / 15), 1)
        if cost > self.left:
            raise refused("no-credits")
        self.left -= cost
        self.pay(request, cost)
        self._made.append(time.monotonic())
        return cost

    def _refuse(self) -> None:
        while self._made and self._made[0] < time.monotonic() - 60:
            self._made.popleft()
        if self.choices["limit"] == "three-a-minute" and len(self._made) >= 3:
            raise refused("too-many")
        for fault in CODES:
            if self.happens(fault):
                raise refused(fault)

    def _fate(self) -> str:
        kinds = (*(f"fail-{code}" for code in FAILS), "failed", "text-fail", "audio-fail", "stuck", "no-url", "bare")
        return next((kind for kind in kinds if self.happens(kind)), "")

    def _found(self, request: web.Request) -> Episode:
        episode = self.episodes.get(request.match_info["id"])
        if episode is None or episode.flow != ("flow-speech" in request.path):
            raise refused("gone")
        return episode

    @property
    def _text_looks(self) -> int:
        return (self.looks + 1) // 2

    def _key(self, request: web.Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not key.strip():
            raise refused("auth")


def _answering(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            return refusal.response

    return answer
