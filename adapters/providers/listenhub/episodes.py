"""Podcasts and narrations: episodes that ListenHub makes, whose words can be read as they are written."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar, cast

from adapters.providers._http import Http
from adapters.providers._sse import SseParser, SseTooLong
from adapters.providers._wire import Answer, Request
from adapters.providers.listenhub.answers import read_created, read_voiced, read_words, read_written
from adapters.providers.listenhub.choosing import narration_brief, podcast_brief, podcast_lines
from adapters.providers.listenhub.refusals import refusal
from adapters.providers.listenhub.requests import (
    NAME,
    Episode,
    build_audio,
    build_flow,
    build_look,
    build_podcast,
    build_words,
)
from bot.cast import Voice
from bot.errors import ProviderDown
from bot.ports.speech import ProviderJob, Subject, Words, Written, WrittenLine

T = TypeVar("T")
Judge = Callable[[Callable[[], object]], object]

LOOK_AFTER = 5.0  # seconds between two looks at an episode; their own clients do so
_KINDS = ("outline", "script")


class Episodes:
    """Makes podcasts in one step or two, and narrations. `judged` runs a `read_*` and tells the client of a bad key."""

    def __init__(self, http: Http, voices: Callable[[], Awaitable[Sequence[Voice]]], judged: Judge) -> None:
        self._http = http
        self._voices = voices
        self._judged = judged

    async def podcast(self, subject: Subject) -> ProviderJob:
        """In one step: written anew from the subject and spoken."""
        return await self._made("podcast", build_podcast(podcast_brief(subject, await self._voices())))

    async def write(self, subject: Subject) -> ProviderJob:
        """The first of two steps: the script, for `pieces` and `written`."""
        brief = podcast_brief(subject, await self._voices())
        return await self._made("script", build_podcast(brief, text_only=True))

    async def narrate(self, subject: Subject) -> ProviderJob:
        """The link where there is one, else the text: word for word (mode "direct") or mended first ("smart")."""
        return await self._made("flow", build_flow(narration_brief(subject, await self._voices())))

    async def pieces(self, job: ProviderJob) -> AsyncGenerator[Words, None]:
        """The outline, then the script, as they are written.

        A stream that breaks off in the middle just ends, for it cannot be taken up where it was: `written` has it all.
        """
        episode = Episode.of(job.id)
        for kind in _KINDS:
            begun = False
            async with aclosing(self._words(episode, kind)) as words:
                try:
                    async for text in words:
                        begun = True
                        yield Words(kind, text)
                except ProviderDown:
                    if not begun:
                        raise

    async def written(self, job: ProviderJob) -> Written | ProviderJob:
        """The whole script, or the job while it is being written."""
        answer = await self._http.send(build_look(Episode.of(job.id)))
        return self._read(partial(read_written, answer)) or ProviderJob(job.id, NAME, LOOK_AFTER)

    async def voice(self, job: ProviderJob, lines: Sequence[WrittenLine]) -> ProviderJob:
        """The second step: these lines, spoken by one or two voices.

        Raises NotPossibleNow while the script is being written, UnknownChoice for more voices.
        """
        episode = Episode.of(job.id)
        answer = await self._http.send(build_audio(episode, podcast_lines(lines)))
        self._read(partial(read_voiced, answer))
        return ProviderJob(str(Episode("voiced", episode.id)), NAME, LOOK_AFTER)

    async def _made(self, kind: str, request: Request) -> ProviderJob:
        answer = await self._http.send(request)
        return ProviderJob(str(Episode(kind, self._read(partial(read_created, answer)))), NAME, LOOK_AFTER)

    async def _words(self, episode: Episode, kind: str) -> AsyncGenerator[str, None]:
        request, events = build_words(episode, kind), SseParser()
        stream = self._http.stream(request, judge=self._refuse, expects="text/event-stream")
        async with aclosing(cast("AsyncGenerator[bytes, None]", stream)) as chunks:
            async for chunk in chunks:
                for event in _whole(events, chunk):
                    text = self._read(partial(read_words, event))
                    if text is None:
                        return
                    yield text

    def _refuse(self, answer: Answer) -> None:
        def judge() -> None:
            raise refusal(answer)

        self._read(judge)

    def _read(self, judge: Callable[[], T]) -> T:
        return cast("T", self._judged(judge))


def _whole(events: SseParser, chunk: bytes) -> list[str]:
    try:
        return [event.data for event in events.feed(chunk)]
    except SseTooLong:
        raise ProviderDown("provider_down") from None
