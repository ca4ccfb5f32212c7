"""Each segment to its take: intent first, then the paid request, once; then waiting, and what to do when it goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable

from bot.errors import (
    OperatorMustMend,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    SegmentInvalid,
    SegmentRefused,
    TablereadError,
    TryLater,
    UnknownOutcome,
)
from bot.ports.memory import Take, Turnout
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Price, PriceKind, SegmentStage
from bot.worker.durations import Durations
from bot.worker.outside import Outside, sleep_unless, trace
from bot.worker.run import Run
from bot.worker.sending import send

log = logging.getLogger("tableread.worker")

FREE = Price(0, PriceKind.EXACT)
BUSY_PATIENCE = 600.0  # seconds of "not now" from a provider before a segment fails
LOOK_UPS = (0.0, 2.0, 6.0, 15.0)  # seconds before each look-up of a request whose answer was lost
DOWN_TRIES = 4  # failures to reach a provider before a segment fails; nothing is paid by them


class Speaking:
    """Speaks the segments of claimed tasks, as many at once as each provider allows."""

    def __init__(self, outside: Outside) -> None:
        self._out = outside
        self._seats: dict[str, asyncio.Semaphore] = {}
        self._landed: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._durations = Durations(outside)

    async def speak(self, run: Run, report: Callable[[], None]) -> None:
        """Bring every segment as far as it goes; the run says what came of them."""
        # Where all are ready (a retry of what failed later), beginning any of them moves the task on to its mix.
        open_ = [i for i, state in enumerate(run.states) if state.stage is not SegmentStage.READY] or [0]
        if len(open_) == 1:
            await self._segment(run, open_[0], report)
            return
        async with asyncio.TaskGroup() as group:
            for index in open_:
                group.create_task(self._segment(run, index, report))

    async def _segment(self, run: Run, index: int, report: Callable[[], None]) -> None:
        segment = run.states[index].segment
        speech = self._out.providers.get(segment.provider)
        attempt = _Attempt(self._out, run, index, speech, self._durations)
        while not run.halted.is_set():
            async with self._seat(segment.provider, speech):
                if run.halted.is_set():
                    return
                try:
                    again = await attempt.once()
                finally:
                    self._land(segment.key)
            report()
            if again is None:
                return
            if again == THEIRS:
                await self._wait_for(segment.key, run)
            else:
                await sleep_unless(self._out.clock, again, run.halted)

    def _seat(self, provider: str, speech: Speech) -> asyncio.Semaphore:
        if provider not in self._seats:
            self._seats[provider] = asyncio.Semaphore(max(speech.provider.limits.concurrency, 1))
        return self._seats[provider]

    def _land(self, key: str) -> None:
        if key in self._landed:
            self._landed.pop(key).set()

    async def _wait_for(self, key: str, run: Run) -> None:
        # Another task has this key in flight. In this process it wakes us; another process is asked again in a second.
        waits = {
            asyncio.ensure_future(self._landed[key].wait()),
            asyncio.ensure_future(sleep_unless(self._out.clock, 1.0, run.halted)),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


THEIRS = -1.0


class _Attempt:
    """One segment of one run, through as many tries as it needs."""

    def __init__(self, outside: Outside, run: Run, index: int, speech: Speech, durations: Durations) -> None:
        self._out, self._run, self._index, self._speech, self._durations = outside, run, index, speech, durations
        self._segment = run.states[index].segment
        self._busy = 0.0
        self._downs = 0

    @property
    def _ref(self) -> str:
        # Names one paid request for ever; a provider that keeps labels lets us find it again by this (letters, digits).
        return f"{self._run.task.id}-{self._run.task.attempt}-{self._index}"

    async def once(self) -> float | None:
        """Go one step; answers None when the segment is through, else seconds to wait before the next (THEIRS: a signal)."""
        run, task = self._run, self._run.task
        begun = await self._out.insist(lambda: self._out.store.takes.begin(task.id, self._index, self._out.worker))
        if begun.paid_before and self._segment.price != FREE:
            run.note(f"paid_before:{self._segment.lines[0].turn + 1}")
        match begun.turnout:
            case Turnout.READY if begun.take is not None:
                run.ready(self._index, begun.take, reused=True)
            case Turnout.SEND:
                return await self._guarded(self._send)
            case Turnout.WAIT if begun.job is not None:
                job = begun.job
                return await self._guarded(lambda: self._wait(job))
            case Turnout.THEIRS:
                return THEIRS
            case Turnout.LOST:
                return await self._guarded(self._look_up)
            case Turnout.CANCELLED:
                run.cancel()
            case _:
                run.asking = True
        return None

    async def _guarded(self, step: Callable[[], Awaitable[float | None]]) -> float | None:
        try:
            return await step()
        except ProviderBusy as error:
            return await self._not_now(error)
        except ProviderDown as error:
            return await self._unreachable(error)
        except UnknownOutcome as error:
            await self._lost(error.code)
        except (SegmentInvalid, SegmentRefused) as error:
            await self._failed(error, error.turn)
        except TablereadError as error:
            await self._failed(error)
        return None

    async def _send(self) -> float | None:
        try:
            got = await send(self._speech, self._segment, self._ref, self._out.blobs)
        except (TablereadError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - the request may have left: what we do not understand is an unknown outcome
            log.error(
                "speak_broke", extra={"task": self._run.task.id, "error": type(error).__name__, "at": trace(error)}
            )
            raise UnknownOutcome("unknown_outcome") from None
        if isinstance(got, ProviderJob):
            await self._out.insist(lambda: self._out.store.takes.sent(self._run.task.id, self._index, got))
            return await self._wait(got)
        await self._keep(got)
        return None

    async def _wait(self, job: ProviderJob) -> float | None:
        segment, clock, halted = self._segment, self._out.clock, self._run.halted
        waiting = await self._durations.of(segment)
        started, missed = clock.now(), 0.0
        while missed < waiting.deadline(segment.characters):
            look = waiting.next_look(segment.characters, missed, job.look_after)
            await sleep_unless(clock, look - missed, halted)
            if halted.is_set():
                if self._run.cancelled and self._speech.cancels is not None:
                    await self._speech.cancels.cancel(job)
                return None
            seen = (clock.now() - started).total_seconds()
            try:
                got = await self._speech.provider.check(job)
            except (ProviderBusy, ProviderDown) as error:
                log.info("check_failed", extra={"task": self._run.task.id, "code": error.code})
                got = job
            except ProviderAuth as error:
                # The look was refused, not the work: the job stays with the segment, and "retry" goes on waiting for it.
                log.warning("check_refused", extra={"task": self._run.task.id, "code": error.code})
                self._run.fail(segment, error.code)
                return None
            if isinstance(got, Audio):
                await self._durations.learn(segment, missed, seen)
                await self._keep(got)
                return None
            job, missed = got, max(seen, missed)
        self._run.fail(segment, "provider_slow")
        return None

    async def _keep(self, audio: Audio) -> None:
        run, segment = self._run, self._segment
        blob = await self._out.insist(lambda: self._out.blobs.put(audio.data))
        take = Take(
            key=segment.key,
            provider=segment.provider,
            blob=blob,
            media_type=audio.media_type,
            credits=segment.price.credits if audio.credits is None else audio.credits,
            spans=audio.spans,
            task=run.task.id,
            at=self._out.clock.now(),
        )
        await self._out.insist(lambda: self._out.store.takes.keep(run.task.id, self._index, take))
        for warning in audio.warnings:
            run.note(warning)
        run.ready(self._index, take, reused=False)

    async def _look_up(self) -> float | None:
        """A process died between the intent and the answer: was the request taken?"""
        if self._segment.price == FREE:
            await self._mark(SegmentStage.PLANNED, "")  # nothing was paid, whatever became of it
            return 0.0
        found = await self._found()
        if found is None:
            await self._mark(SegmentStage.PLANNED, "")
            return 0.0
        if isinstance(found, ProviderJob):
            job = found
            await self._out.insist(lambda: self._out.store.takes.sent(self._run.task.id, self._index, job))
            return await self._wait(found)
        await self._keep(found)
        return None

    async def _found(self) -> Audio | ProviderJob | None:
        """What the provider knows of the request. A look-up that fails tells nothing: it must not lead to a new request.

        One that failed for now is tried again a few times: only then the person has to decide.
        """
        speech = self._speech
        for pause in LOOK_UPS:
            await sleep_unless(self._out.clock, pause, self._run.halted)
            try:
                if speech.finds_spoken is not None:
                    return await speech.finds_spoken.find_spoken(self._segment, self._run.task.created)
                if speech.finds is not None:
                    return await speech.finds.find(self._ref)
                break
            except OperatorMustMend as error:
                log.warning("look_up_refused", extra={"task": self._run.task.id, "code": error.code})
                break
            except TryLater as error:
                log.warning("look_up_failed", extra={"task": self._run.task.id, "code": error.code})
        raise UnknownOutcome("unknown_outcome")

    async def _not_now(self, error: ProviderBusy) -> float | None:
        delay = error.retry_after if error.retry_after is not None else min(2.0 * 2 ** min(self._downs, 5), 60.0)
        self._busy += max(delay, 0.1)
        self._downs += 1
        if self._busy > BUSY_PATIENCE:
            await self._failed(error)
            return None
        await self._mark(SegmentStage.PLANNED, error.code)
        return delay

    async def _unreachable(self, error: ProviderDown) -> float | None:
        self._downs += 1
        if self._downs >= DOWN_TRIES:
            await self._failed(error)
            return None
        await self._mark(SegmentStage.PLANNED, error.code)
        return float(2**self._downs)

    async def _failed(self, error: TablereadError, turn: int | None = None) -> None:
        await self._mark(SegmentStage.FAILED, error.code)
        log.warning("segment_failed", extra={"task": self._run.task.id, "segment": self._index, "code": error.code})
        self._run.fail(self._segment, error.code, turn)

    async def _lost(self, code: str) -> None:
        await self._mark(SegmentStage.UNKNOWN, code)
        log.warning("segment_unknown", extra={"task": self._run.task.id, "segment": self._index})
        self._run.asking = True

    async def _mark(self, stage: SegmentStage, code: str) -> None:
        await self._out.insist(lambda: self._out.store.takes.fail(self._run.task.id, self._index, stage, code))
