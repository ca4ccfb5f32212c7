"""The provider: a line becomes an original, the original is ordered in a voice, and the conversion is fetched when done."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from adapters.providers._http import Timing
from adapters.providers._sniff import sniff
from adapters.providers.respeecher.casting import Catalogue, accent_of, style_of
from adapters.providers.respeecher.client import BASE_URL, Client
from adapters.providers.respeecher.looks import INTERVAL, Looks
from adapters.providers.respeecher.models.library import Recording
from adapters.providers.respeecher.ordering import SEARCHES, Ordering
from adapters.providers.respeecher.orders import MAX_CHARS, Conversion
from adapters.providers.respeecher.refusals import ended_badly
from adapters.providers.respeecher.session import Credentials
from bot.cast import Voice, primary
from bot.errors import (
    Bug,
    FileRefused,
    ProviderFailed,
    SegmentInvalid,
    SegmentRefused,
    TablereadError,
    UnknownChoice,
    UnknownOutcome,
)
from bot.plan import Limits
from bot.ports.speech import Audio, ProviderJob, Revoicing
from bot.task import Price, PriceKind, Segment

NAME = "respeecher"
_CHARACTERS_PER_CREDIT = 4000  # "about", docs.respeecher.com; or one minute of speech to speech
_SECONDS_PER_CREDIT = 60
_FETCHES = 3  # of a file that is not whole audio, before it is given up


class Respeecher:
    """Performs by line, also speech to speech; finds lost lines by their labels.

    How much an order costs the API says neither before nor afterwards. A price is the documented rate rounded up to whole
    credits, for each line apart: more than is charged, never less.
    """

    name = NAME
    limits = Limits(
        granularity="line",
        max_chars=MAX_CHARS,
        max_line_chars=MAX_CHARS,
        max_voices=1,
        recover="label",
        concurrency=8,
        model="marketplace-v2",
    )

    def __init__(
        self,
        client: Client,
        *,
        timing: Timing | None = None,
        interval: float = INTERVAL,
        searches: Sequence[float] = SEARCHES,
    ) -> None:
        self.client = client
        timing = timing or Timing()
        self._interval = interval
        self._catalogue = Catalogue(client.market, NAME, timing.now)
        self._ordering = Ordering(client, timing, searches)
        self._looks = Looks(client.library, timing, interval)
        self._fetched: Counter[str] = Counter()  # files that were not whole audio, by conversion

    async def voices(self) -> Sequence[Voice]:
        return await self._catalogue.performers()

    def price(self, segment: Segment) -> Price:
        return Price(max(math.ceil(segment.characters / _CHARACTERS_PER_CREDIT), 1), PriceKind.ESTIMATE)

    async def conversion_voices(self) -> Sequence[Voice]:
        return await self._catalogue.speakers()

    def conversion_price(self, seconds: float) -> Price:
        return Price(max(math.ceil(seconds / _SECONDS_PER_CREDIT), 1), PriceKind.ESTIMATE)

    async def balance(self) -> int:
        """Whole credits; what is left of one is no credit."""
        return max(math.floor((await self.client.account.credits()).credits), 0)

    async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
        """A provider job. The settings `narration_style` and `accent` (id or name) choose among the voice's own.

        Raises UnknownVoice, UnknownChoice, SegmentInvalid, SegmentRefused and the errors of `refusals`.
        """
        text, asked, turn = said(segment)
        settings = dict(segment.settings)
        voice = await self._catalogue.performer(asked)
        conversion = Conversion(
            voice=voice.id,
            narration_style=style_of(voice, settings.get("narration_style", "")).id,
            accent=accent_of(voice, settings.get("accent", "")),
            name=ref,
        )
        language = primary(segment.language)

        async def make(folder: str) -> Recording:
            return await self.client.orders.speech(folder, text, language=language, name=ref)

        try:
            original = await self._ordering.original(ref, text, make)
            return self._job(*await self._ordering.order(original, conversion))
        except (SegmentInvalid, SegmentRefused) as error:
            raise type(error)(error.code, turn=turn) from None

    async def convert(self, revoicing: Revoicing, ref: str) -> Audio | ProviderJob:
        """A provider job. Raises UnknownVoice, UnknownChoice, FileRefused, SegmentRefused, and as `speak` does."""
        voice = await self._catalogue.speaker(revoicing.voice)
        conversion = Conversion(
            voice=voice.id,
            accent=accent_of(voice, revoicing.accent),
            semitones=revoicing.semitones,
            name=ref,
        )

        async def make(folder: str) -> Recording:
            library = self.client.library
            return await library.new_recording(folder, revoicing.data, revoicing.media_type, name=ref)

        try:
            original = await self._ordering.original(ref, sha256(revoicing.data).hexdigest(), make)
            return self._job(*await self._ordering.order(original, conversion, revoicing.calibration))
        except SegmentInvalid:
            raise FileRefused("recording_refused") from None

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        """The audio, or the job where its conversion is still being made, as it is in any state that is not known.

        Raises what became of it; UnknownOutcome where it is gone, for it was paid.
        """
        conversion = job.id.partition("/")[2]
        if not conversion:
            raise Bug("unknown_provider_job")
        try:
            recording = await self._looks.at(conversion)
        except UnknownChoice:
            raise UnknownOutcome("provider_job_lost") from None
        failure = ended_badly(recording)
        if failure is not None:
            raise failure
        audio = None
        if recording.state.casefold() == "done" and recording.url:
            audio = await self._fetch(recording)
        return audio or ProviderJob(job.id, NAME, self._interval)

    async def check_many(self, jobs: Sequence[ProviderJob]) -> Mapping[str, Audio | ProviderJob | TablereadError]:
        """Each job's audio, itself or its error; looked at together, for `Looks` asks for all who wait at once."""
        seen = await asyncio.gather(*(self._check_safely(job) for job in jobs))
        return {job.id: one for job, one in zip(jobs, seen, strict=True)}

    async def find(self, ref: str) -> ProviderJob | None:
        """The job of a line that was ordered, by its label. None: it never was; `speak` goes on with its original."""
        found = await self._ordering.find(ref)
        return None if found is None else self._job(*found)

    async def aclose(self) -> None:
        """End the session, where there is one, and close the connections."""
        try:
            await self.client.logout()
        except TablereadError:
            pass  # it ends by itself
        finally:
            await self.client.aclose()

    async def _fetch(self, recording: Recording) -> Audio | None:
        """The audio; None where it should be looked at once more. Raises UnknownOutcome once that was often enough."""
        try:
            data = await self.client.file(recording.url)
        except (UnknownChoice, ProviderFailed):  # gone, or said to be somewhere that is not the API
            data = b""
        media_type = sniff(data)
        self._fetched[recording.id] += 1
        last = self._fetched[recording.id] >= _FETCHES
        if not last and (not media_type or len(data) < recording.size):
            return None
        del self._fetched[recording.id]
        if not media_type:
            raise UnknownOutcome("provider_result_gone")
        return Audio(data, media_type)

    async def _check_safely(self, job: ProviderJob) -> Audio | ProviderJob | TablereadError:
        try:
            return await self.check(job)
        except TablereadError as error:
            return error

    def _job(self, original: str, conversion: str) -> ProviderJob:
        return ProviderJob(f"{original}/{conversion}", NAME, self._interval)


def make(options: Mapping[str, object]) -> Respeecher:
    """From settings: `api_key`, or `email` and `password`; `base_url`. Raises SettingWrong."""
    given = {key: str(value).strip() for key, value in options.items() if value}
    credentials = Credentials(given.get("api_key", ""), given.get("email", ""), given.get("password", ""))
    return Respeecher(Client(credentials, base_url=given.get("base_url", BASE_URL)))


def said(segment: Segment) -> tuple[str, str, int | None]:
    """The text, the voice and the turn of a segment. Raises SegmentInvalid for what is certain to be refused."""
    voices = {line.voice for line in segment.lines}
    text = " ".join(line.text.strip() for line in segment.lines).replace("\0", "")
    turn = segment.lines[0].turn if len({line.turn for line in segment.lines}) == 1 else None
    if len(voices) != 1 or not text.strip() or len(text) > MAX_CHARS:
        raise SegmentInvalid(turn=turn)
    return text, voices.pop(), turn
