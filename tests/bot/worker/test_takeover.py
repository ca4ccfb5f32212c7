"""After a worker died: every stage it can leave a task in, and what the next one does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.providers.tone import Tone, ToneOptions
from bot.errors import ProviderBusy, ProviderDown, ProviderFailed, StoreUnusable, UnknownOutcome
from bot.mix import Mixed, MixPlan
from bot.ports.memory import Ending, Wanted
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Segment, SegmentStage, Stage, Task
from bot.worker.outside import STORE_PATIENCE, sleep_unless
from bot.worker.worker import Worker
from storage.memory import MemoryStore
from tests.bots import Bot, Joined, JumpingClock, make

ONE = "Ada: Hello."


async def claimed_by_the_dead(bot: Bot, text: str = ONE) -> Task:
    """A task that a worker claimed before it died."""
    task = await bot.order(text)
    await bot.store.work.claim("dead", Wanted(tasks=frozenset({task.id})), lambda heads: heads[0], 1)
    return task


def bury(bot: Bot) -> None:
    bot.store.dead.add("dead")


class Labelled(Tone):
    """Tones that can be looked up by our reference, as some providers offer."""

    def __init__(self, options: ToneOptions, found: object) -> None:
        super().__init__(options)
        self.found = found

    async def find(self, ref: str) -> Audio | ProviderJob | None:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found  # type: ignore[return-value]


def with_labels(tmp_path: Path, found: object, **options: object) -> tuple[Bot, Labelled]:
    provider = Labelled(ToneOptions(**options), found)  # type: ignore[arg-type]
    return make(tmp_path, speech={"tone": Speech(provider, finds=provider)}), provider


async def left_in_sending(bot: Bot) -> Task:
    task = await claimed_by_the_dead(bot)
    await bot.store.takes.begin(task.id, 0, "dead")
    bury(bot)
    return task


async def test_a_task_claimed_by_a_dead_worker_is_taken_over_at_once(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await claimed_by_the_dead(bot)
    bury(bot)

    assert (await bot.carry(task)).stage is Stage.DONE


async def test_a_lost_request_to_a_provider_that_cannot_look_it_up_is_asked_about(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await left_in_sending(bot)

    ended = await bot.carry(task)

    assert (ended.stage, ended.segments[0].stage) == (Stage.ASKING, SegmentStage.UNKNOWN)
    assert bot.tone.paid == []


async def test_a_lost_request_that_cost_nothing_is_simply_sent_again(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(credits_per_char=0))
    task = await left_in_sending(bot)

    assert (await bot.carry(task)).stage is Stage.DONE


async def test_a_lost_request_that_was_never_taken_is_sent(tmp_path: Path) -> None:
    bot, provider = with_labels(tmp_path, None)
    task = await left_in_sending(bot)

    assert (await bot.carry(task)).stage is Stage.DONE
    assert len(provider.paid) == 1


async def test_a_lost_request_that_is_found_done_is_not_sent(tmp_path: Path) -> None:
    bot, provider = with_labels(tmp_path, Audio(b"RIFF", "audio/wav"))
    task = await left_in_sending(bot)

    assert (await bot.carry(task)).stage is Stage.DONE
    assert provider.paid == []


async def test_a_lost_request_that_is_found_running_is_waited_for(tmp_path: Path) -> None:
    bot, provider = with_labels(tmp_path, None, checks=2)
    task = await left_in_sending(bot)
    segment = (await bot.store.tasks.get(task.id)).segments[0].segment
    provider.found = await Tone.speak(provider, segment, "ref")

    assert (await bot.carry(task)).stage is Stage.DONE
    assert len(provider.paid) == 1


async def test_a_look_up_that_fails_leaves_the_request_to_the_person(tmp_path: Path) -> None:
    bot, provider = with_labels(tmp_path, ProviderDown("provider_down"))
    task = await left_in_sending(bot)

    ended = await bot.carry(task)

    assert ended.stage in {Stage.ASKING, Stage.FAILED}
    assert provider.paid == []
    assert ended.segments[0].stage in {SegmentStage.UNKNOWN, SegmentStage.SENDING, SegmentStage.FAILED}


async def test_a_provider_job_left_by_the_dead_is_waited_for(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(checks=1))
    task = await claimed_by_the_dead(bot)
    await bot.store.takes.begin(task.id, 0, "dead")
    job = await bot.tone.speak(task.segments[0].segment, "ref")
    assert isinstance(job, ProviderJob)
    await bot.store.takes.sent(task.id, 0, job)
    bury(bot)

    assert (await bot.carry(task)).stage is Stage.DONE
    assert len(bot.tone.paid) == 1


async def test_a_recording_that_was_made_is_delivered_without_another_mix(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform()
    recording = first.recording
    assert recording is not None
    task = await claimed_by_the_dead(bot, "Ada: Other words.")
    await bot.store.takes.begin(task.id, 0, "dead")
    take = (await bot.store.takes.find([first.segments[0].segment.key])).popitem()[1]
    await bot.store.takes.keep(task.id, 0, take.__class__(**{**_fields(take), "key": task.segments[0].segment.key}))
    await bot.store.work.recorded(task.id, recording)
    bury(bot)

    assert (await bot.carry(task)).stage is Stage.DONE
    assert bot.sound.mixes == 1


def _fields(take: object) -> dict[str, object]:
    return {name: getattr(take, name) for name in take.__slots__}  # type: ignore[attr-defined]


async def test_an_end_that_was_not_told_is_told_by_the_next_worker(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await claimed_by_the_dead(bot)
    ending = Ending(stage=Stage.FAILED, at=bot.clock.now(), error="provider_down:1", reference="R9")
    await bot.store.work.end(task.id, ending)
    bury(bot)

    await bot.carry(task)

    assert [notice.reference for notice in bot.page.notices] == ["R9"]
    assert (await bot.store.tasks.get(task.id)).told


async def test_a_job_that_never_ends_fails_the_task_and_a_retry_goes_on_waiting(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(checks=100_000))
    failed = await bot.perform(ONE)

    assert (failed.stage, failed.error) == (Stage.FAILED, "provider_slow:1")
    assert failed.segments[0].stage is SegmentStage.WAITING
    bot.tone._taken = {ref: (segment, 1) for ref, (segment, _) in bot.tone._taken.items()}
    await bot.service.tending.retry(failed.id, failed.person)
    assert (await bot.carry(failed)).stage is Stage.DONE
    assert len(bot.tone.paid) == 1


class Grumbling(Tone):
    """Looks at its jobs fail now and then."""

    def __init__(self, options: ToneOptions, errors: list[Exception]) -> None:
        super().__init__(options)
        self.errors = errors

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        if self.errors:
            raise self.errors.pop(0)
        return await super().check(job)


async def test_a_look_that_fails_is_looked_again(tmp_path: Path) -> None:
    errors: list[Exception] = [ProviderDown("provider_down"), ProviderBusy(retry_after=3)]
    provider = Grumbling(ToneOptions(checks=1), errors)
    bot = make(tmp_path, speech={"tone": Speech(provider)})

    assert (await bot.perform(ONE)).stage is Stage.DONE


async def test_a_job_that_failed_at_the_provider_fails_the_task(tmp_path: Path) -> None:
    provider = Grumbling(ToneOptions(checks=1), [ProviderFailed("provider_failed")])
    bot = make(tmp_path, speech={"tone": Speech(provider)})

    assert (await bot.perform(ONE)).error == "provider_failed:1"


class Cancelling(Tone):
    """A provider whose jobs can be stopped."""

    def __init__(self, options: ToneOptions) -> None:
        super().__init__(options)
        self.cancelled: list[str] = []

    async def cancel(self, job: ProviderJob) -> None:
        self.cancelled.append(job.id)


async def test_cancelling_stops_the_job_at_the_provider_where_that_can_be(tmp_path: Path) -> None:
    provider = Cancelling(ToneOptions(checks=100))
    bot = make(tmp_path, speech={"tone": Speech(provider, cancels=provider)})
    task = await bot.order(ONE)
    working = asyncio.create_task(bot.worker.work_through(frozenset({task.id})))
    while not provider.paid:
        await asyncio.sleep(0)
    await bot.service.tending.cancel(task.id, task.person)
    await working

    assert len(provider.cancelled) == 1
    assert (await bot.store.tasks.get(task.id)).stage is Stage.CANCELLED


async def test_a_task_cancelled_before_its_turn_is_not_begun(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.order(ONE)
    await bot.store.work.claim("dead", Wanted(tasks=frozenset({task.id})), lambda heads: heads[0], 1)
    await bot.store.wishes.cancel(task.id, bot.clock.now())
    bury(bot)
    await bot.carry(task)

    assert (await bot.store.tasks.get(task.id)).stage is Stage.CANCELLED
    assert bot.tone.paid == []


class FailingWork:
    """The store's work, whose claims fail a few times."""

    def __init__(self, store: MemoryStore, errors: list[Exception]) -> None:
        self._work, self._errors = store.work, errors

    def __getattr__(self, name: str) -> object:
        return getattr(self._work, name)

    async def claim(self, *given: object) -> object:
        if self._errors:
            raise self._errors.pop(0)
        return await self._work.claim(*given)  # type: ignore[arg-type]


async def test_a_store_that_cannot_be_read_is_asked_again_later(tmp_path: Path) -> None:
    bot = make(tmp_path)
    object.__setattr__(bot.outside.store, "work", FailingWork(bot.store, [StoreUnusable("store_busy")]))
    task = await bot.order(ONE)
    working = asyncio.create_task(bot.worker.run(Wanted(platforms=frozenset({"page"}))))
    while (await bot.store.tasks.get(task.id)).stage is not Stage.DONE:
        await asyncio.sleep(0)
    bot.worker.stop()
    await working

    assert 5.0 in bot.clock.slept


async def test_a_store_that_stays_broken_leaves_the_task_to_the_next_process(tmp_path: Path) -> None:
    bot = make(tmp_path)
    bot.blobs.broken += [StoreUnusable("store_full")] * 200
    task = await bot.order(ONE)
    end = bot.store.work.end

    async def broken(*given: object) -> Task:
        raise StoreUnusable("store_full")

    bot.store.work.end = broken  # type: ignore[method-assign,assignment]
    left = await bot.carry(task)
    bot.store.work.end = end  # type: ignore[method-assign]

    assert left.stage is Stage.SPEAKING
    assert sum(bot.clock.slept) >= STORE_PATIENCE


async def test_requests_that_do_not_come_back_are_left_after_the_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.worker.GRACE", 0.05)
    bot = make(tmp_path, ToneOptions(delay=30.0))
    task = await bot.order(ONE)
    working = asyncio.create_task(bot.worker.run(Wanted(platforms=frozenset({"page"}))))
    while not bot.worker.busy:
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    bot.worker.stop()
    await working

    assert (await bot.store.tasks.get(task.id)).segments[0].stage is SegmentStage.SENDING


async def test_no_more_tasks_are_taken_than_there_are_slots(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(delay=0.01))
    bot.worker = Worker(bot.outside, slots=1)
    tasks = [await bot.order(f"Ada: Line {number}.") for number in range(3)]
    most = 0
    working = asyncio.create_task(bot.worker.run(Wanted(platforms=frozenset({"page"}))))
    while not all([(await bot.store.tasks.get(task.id)).stage is Stage.DONE for task in tasks]):
        bot.worker.wake()
        most = max(most, len(bot.worker.busy))
        await asyncio.sleep(0.001)
    bot.worker.interrupt("nobody")
    bot.worker.stop()
    await working

    assert most == 1


class Bulky(Joined):
    """Mixes whose size follows their bitrate and length, as a codec's does."""

    async def mix(self, plan: MixPlan, out: str) -> Mixed:
        mixed = await super().mix(plan, out)
        seconds = 100.0 * len(plan.clips)
        spans = tuple((100.0 * at, 100.0 * at + 99.0) for at in range(len(plan.clips)))
        size = int((plan.bitrate or 48) * 125 * seconds)
        Path(out).write_bytes(bytes(8) + str(plan).encode())
        return Mixed(out, seconds, size, mixed.loudness, spans, mixed.waveform)


@pytest.mark.parametrize(
    ("most", "files", "words"),
    [(10_000_000, 1, ""), (1_400_000, 1, "smaller"), (400_000, 3, "3 files")],
)
async def test_a_recording_is_made_to_fit_its_place(tmp_path: Path, most: int, files: int, words: str) -> None:
    from dataclasses import replace

    bot = make(tmp_path)
    bot.page.limits = replace(bot.page.limits, file_bytes=most)
    sound = Bulky()
    bot.outside = replace(bot.outside, audio=sound)
    bot.worker = Worker(bot.outside)

    task = await bot.perform()

    assert task.stage is Stage.DONE
    assert task.recording is not None
    assert len(bot.page.files[task.id]) == len(task.recording.parts) == files
    assert not words or any(words in warning for warning in bot.page.cards[0].warnings)


async def test_a_recording_whose_audio_is_gone_is_mixed_again(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform()
    assert first.recording is not None
    await bot.blobs.drop([first.recording.parts[0].blob])

    assert (await bot.perform()).stage is Stage.DONE
    assert bot.sound.mixes == 2


async def test_a_take_whose_audio_is_gone_fails_in_words(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform(ONE)
    take = (await bot.store.takes.find([first.segments[0].segment.key])).popitem()[1]
    await bot.blobs.drop([take.blob])

    again = await bot.perform(ONE)

    assert (again.stage, again.error) == (Stage.FAILED, "audio_missing")


async def test_what_the_provider_warns_of_is_told(tmp_path: Path) -> None:
    class Warned(Tone):
        async def speak(self, segment: Segment, ref: str) -> Audio | ProviderJob:
            return Audio(b"RIFF", "audio/wav", credits=2, warnings=("price_differs:2",))

    bot = make(tmp_path, speech={"tone": Speech(Warned())})

    task = await bot.perform(ONE)

    assert task.spent == 2
    assert any("differed" in warning for warning in bot.page.cards[0].warnings)


async def test_an_unknown_outcome_and_a_failure_together_are_told_as_the_failure(tmp_path: Path) -> None:
    bot = make(
        tmp_path,
        ToneOptions(
            failures={0: ProviderFailed("provider_failed")}, fail_after=lambda _: UnknownOutcome("unknown_outcome")
        ),
    )

    task = await bot.perform("Ada: One.\nBen: Two.")

    assert task.stage in {Stage.FAILED, Stage.ASKING}
    assert len(bot.page.notices) == 1


async def test_a_line_that_was_doubtful_when_the_worker_died_is_still_asked_about(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await left_in_sending(bot)
    await bot.store.takes.fail(task.id, 0, SegmentStage.UNKNOWN, "unknown_outcome")

    assert (await bot.carry(task)).stage is Stage.ASKING
    assert bot.tone.paid == []


async def test_a_stop_while_a_job_is_waited_for_leaves_the_job_to_the_next_worker(tmp_path: Path) -> None:
    provider = Cancelling(ToneOptions(checks=100))
    bot = make(tmp_path, speech={"tone": Speech(provider, cancels=provider)})
    task = await bot.order(ONE)
    working = asyncio.create_task(bot.worker.run(Wanted(platforms=frozenset({"page"}))))
    while not provider.paid:
        await asyncio.sleep(0)
    bot.worker.stop()
    await working

    left = await bot.store.tasks.get(task.id)
    assert (left.stage, left.segments[0].stage, provider.cancelled) == (Stage.QUEUED, SegmentStage.WAITING, [])


async def test_nobody_sleeps_once_the_work_is_halted() -> None:
    clock, halted = JumpingClock(), asyncio.Event()
    halted.set()

    await sleep_unless(clock, 60.0, halted)

    assert clock.slept == []


async def test_a_look_up_that_fails_for_now_is_tried_again(tmp_path: Path) -> None:
    bot, provider = with_labels(tmp_path, ProviderDown("provider_down"))
    task = await left_in_sending(bot)
    answers: list[object] = [ProviderDown("provider_down"), Audio(b"RIFF", "audio/wav")]

    async def find(ref: str) -> object:
        provider.found = answers.pop(0)
        if isinstance(provider.found, Exception):
            raise provider.found
        return provider.found

    provider.find = find  # type: ignore[method-assign,assignment]

    assert (await bot.carry(task)).stage is Stage.DONE
    assert provider.paid == []


async def test_a_recording_that_vanished_before_its_delivery_is_told(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform(ONE)
    task = await claimed_by_the_dead(bot, "Ada: Other words.")
    await bot.store.takes.begin(task.id, 0, "dead")
    take = (await bot.store.takes.find([first.segments[0].segment.key])).popitem()[1]
    await bot.store.takes.keep(task.id, 0, take.__class__(**{**_fields(take), "key": task.segments[0].segment.key}))
    assert first.recording is not None
    await bot.store.work.recorded(task.id, first.recording)
    await bot.blobs.drop([first.recording.parts[0].blob])
    bury(bot)

    assert (await bot.carry(task)).error == "audio_missing"
