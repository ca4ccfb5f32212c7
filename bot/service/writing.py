"""A podcast's script without its audio: asked for once, and asked after again when it was left half written."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    TablereadError,
    UnknownOutcome,
)
from bot.ports.speech import ProviderJob, Subject, Words, WritesScripts, Written
from bot.service.house import House
from bot.service.making import Making, Wish, is_link

LOOK = 2.0  # seconds between looks, where the provider asks for no longer
PATIENCE = 600.0  # seconds of looking


class Writing:
    """Scripts that providers write. What is under way is kept with the person's preferences until it is there.

    The intent is stored before the request leaves and the job's id before it is waited for, so that a script is not
    paid for twice by a process that was killed.
    """

    def __init__(self, house: House, making: Making) -> None:
        self._house = house
        self._making = making

    async def script(
        self, about: str, wish: Wish, hear: Callable[[Words], None], *, pay_unknown: bool = False
    ) -> Written:
        """The script; its words are heard as they are written.

        Raises what the provider refuses, UnknownOutcome("script_unknown") where an earlier request may have been taken
        and `pay_unknown` is not said, ProviderFailed("provider_slow") for a script that is asked after again next time.
        """
        name, speech = self._making.asked("podcast", wish)
        if speech.writes is None:
            raise self._making.unable("podcast", name)
        segment = self._making.segment("podcast", about, name, speech, wish)
        text, told = segment.lines[0].text, dict(segment.settings)
        link = is_link(text)
        subject = Subject(
            text="" if link else text, url=text if link else "", mode=told.get("mode", ""), language=wish.language
        )
        kept = _Kept(self._house, wish, segment.key)
        job = await self._job(kept, speech.writes, subject, name, pay_unknown=pay_unknown)
        try:
            written = await self._written(speech.writes, job, hear)
        except (ProviderAuth, ProviderBusy, ProviderDown):
            raise  # the looks failed, not the work
        except TablereadError as error:
            if error.code != "provider_slow":
                await kept.put(None)
            raise
        await kept.put(None)
        return written

    async def _job(
        self, kept: _Kept, writes: WritesScripts, subject: Subject, provider: str, *, pay_unknown: bool
    ) -> ProviderJob:
        known = await kept.get()
        if known:
            return ProviderJob(known, provider)
        if known is not None and not pay_unknown:
            raise UnknownOutcome("script_unknown")
        await kept.put("")
        try:
            job = await writes.write(subject)
        except UnknownOutcome:
            raise
        except TablereadError:
            await kept.put(None)  # it was refused: nothing was taken
            raise
        await kept.put(job.id)
        return job

    async def _written(self, writes: WritesScripts, job: ProviderJob, hear: Callable[[Words], None]) -> Written:
        try:
            async for words in writes.pieces(job):
                hear(words)
        except (ProviderBusy, ProviderDown):
            pass  # words on the way are a courtesy
        waited = 0.0
        while waited < PATIENCE:
            got = await writes.written(job)
            if isinstance(got, Written):
                return got
            pause = max(got.look_after, LOOK)
            await self._house.clock.sleep(pause)
            waited += pause
        raise ProviderFailed("provider_slow")


class _Kept:
    """What is known of one script of one person: a job's id, "" for a request that may have left, None for nothing."""

    def __init__(self, house: House, wish: Wish, key: str) -> None:
        self._preferences = house.store.preferences
        self._scope = f"person:{wish.person.platform}:{wish.person.user}"
        self._name = "writing:" + sha256(key.encode()).hexdigest()[:32]

    async def get(self) -> str | None:
        known = (await self._preferences.get(self._scope)).get(self._name)
        return known if isinstance(known, str) else None

    async def put(self, known: str | None) -> None:
        await self._preferences.put(self._scope, self._name, known)
