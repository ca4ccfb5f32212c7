"""The worker: from a queued task to its end, whatever happens on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.providers.tone import ToneOptions
from bot.errors import (
    AudioFailed,
    FileRefused,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    SegmentRefused,
    StoreUnusable,
    UnknownOutcome,
)
from bot.ports.chat import Notice
from bot.task import SegmentStage, Stage
from tests.bots import SKIT, at_work, make


async def test_a_task_is_spoken_mixed_delivered_and_settled(tmp_path: Path) -> None:
    bot = make(tmp_path)

    task = await bot.perform()

    assert task.stage is Stage.DONE
    assert task.told
    assert task.held == 0
    assert task.spent == sum(paid.credits for paid in bot.tone.paid) > 0
    assert [paid.key for paid in bot.tone.paid] == [state.segment.key for state in task.segments]
    assert bot.page.files[task.id][0].exists()
    assert [card.task for card in bot.page.cards] == [task.id]


async def test_the_same_script_again_costs_nothing_and_is_not_mixed_again(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform()

    second = await bot.perform()

    assert (second.stage, second.spent) == (Stage.DONE, 0)
    assert len(bot.tone.paid) == len(first.segments)
    assert bot.sound.mixes == 1
    assert all(state.reused for state in second.segments)


async def test_one_line_changed_pays_for_one_line(tmp_path: Path) -> None:
    bot = make(tmp_path)
    await bot.perform()

    changed = await bot.perform(SKIT.replace("Later.", "Never."))

    assert len(bot.tone.paid) == 4
    assert [state.reused for state in changed.segments] == [True, True, False]


async def test_the_same_line_twice_in_a_script_is_paid_once(tmp_path: Path) -> None:
    bot = make(tmp_path)

    task = await bot.perform("Ada: Yes.\nBen: No.\nAda: Yes.")

    assert task.stage is Stage.DONE
    assert len(bot.tone.paid) == 2


async def test_fifty_identical_requests_at_once_pay_once(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(delay=0.01))
    async with at_work(bot):
        tasks = await asyncio.gather(*(bot.order() for _ in range(50)))
        while not all([(await bot.store.tasks.get(task.id)).stage is Stage.DONE for task in tasks]):
            await asyncio.sleep(0.01)

    assert len(bot.tone.paid) == 3


async def test_provider_jobs_are_asked_for_until_they_are_done(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(checks=3))

    task = await bot.perform()

    assert task.stage is Stage.DONE
    assert len(bot.clock.slept) >= 3


async def test_what_is_learned_of_a_provider_outlives_the_process(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(checks=1))
    await bot.perform()

    kept = await bot.store.preferences.get("provider:tone")

    assert len(kept["durations"]) == 3  # type: ignore[arg-type]


async def test_busy_is_waited_for_as_long_as_the_provider_says(tmp_path: Path) -> None:
    refusals = [ProviderBusy(retry_after=7.0), ProviderBusy()]
    bot = make(tmp_path, ToneOptions(fail=lambda _: refusals.pop() if refusals else None))

    task = await bot.perform("Ada: Hello.")

    assert task.stage is Stage.DONE
    assert 7.0 in bot.clock.slept
    assert len(bot.tone.paid) == 1


async def test_a_provider_that_stays_busy_fails_the_task_for_free(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(fail=lambda _: ProviderBusy(retry_after=100.0)))

    task = await bot.perform("Ada: Hello.")

    assert (task.stage, task.error, task.spent) == (Stage.FAILED, "provider_busy:1", 0)
    assert "busy" in bot.page.notices[0].reason


async def test_a_provider_that_cannot_be_reached_is_tried_a_few_times(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(fail=lambda _: ProviderDown("provider_down")))

    task = await bot.perform("Ada: Hello.")

    assert (task.stage, task.error, task.spent) == (Stage.FAILED, "provider_down:1", 0)
    assert len(bot.clock.slept) == 3


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProviderAuth("provider_auth"), "provider_auth:2"),
        (ProviderFailed("provider_failed"), "provider_failed:2"),
        (SegmentRefused(turn=1), "segment_refused:2"),
    ],
)
async def test_a_failure_is_told_once_with_its_line_and_a_reference(
    tmp_path: Path, error: Exception, code: str
) -> None:
    bot = make(tmp_path, ToneOptions(failures={1: error}))

    task = await bot.perform()

    assert (task.stage, task.error) == (Stage.FAILED, code)
    assert task.told
    assert task.held == 0
    assert task.spent == sum(paid.credits for paid in bot.tone.paid)
    assert [notice.reference for notice in bot.page.notices] == [task.reference]


async def test_a_retry_pays_only_for_what_is_missing(tmp_path: Path) -> None:
    failures: dict[int, Exception] = {1: ProviderFailed("provider_failed")}
    bot = make(tmp_path, ToneOptions(failures=failures))
    failed = await bot.perform()
    failures.clear()
    before = len(bot.tone.paid)

    await bot.service.tending.retry(failed.id, failed.person)
    task = await bot.carry(failed)

    assert task.stage is Stage.DONE
    assert before + len(bot.tone.paid[before:]) == 3
    assert task.spent == sum(paid.credits for paid in bot.tone.paid)


async def test_a_lost_answer_is_asked_about_and_never_paid_again_by_itself(tmp_path: Path) -> None:
    lost = [UnknownOutcome("unknown_outcome")]
    bot = make(tmp_path, ToneOptions(fail_after=lambda _: lost.pop() if lost else None))

    task = await bot.perform("Ada: Hello.")

    assert (task.stage, task.held) == (Stage.ASKING, 6)
    assert len(bot.tone.paid) == 1
    assert "6 credits" in bot.page.notices[0].reason


async def test_an_exception_nobody_foresaw_while_speaking_is_an_unknown_outcome(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(fail_after=lambda _: RuntimeError("secret words")))

    task = await bot.perform("Ada: Hello.")

    assert task.stage is Stage.ASKING
    assert task.segments[0].stage is SegmentStage.UNKNOWN


async def test_with_the_persons_word_an_unknown_line_is_paid_again(tmp_path: Path) -> None:
    lost = [UnknownOutcome("unknown_outcome")]
    bot = make(tmp_path, ToneOptions(fail_after=lambda _: lost.pop() if lost else None))
    asking = await bot.perform("Ada: Hello.")

    await bot.service.tending.retry(asking.id, asking.person, pay_unknown=True)
    task = await bot.carry(asking)

    assert task.stage is Stage.DONE
    assert len(bot.tone.paid) == 2


async def test_a_new_order_of_a_lost_line_pays_again_and_says_so(tmp_path: Path) -> None:
    lost = [UnknownOutcome("unknown_outcome")]
    bot = make(tmp_path, ToneOptions(fail_after=lambda _: lost.pop() if lost else None))
    await bot.perform("Ada: Hello.")

    task = await bot.perform("Ada: Hello.")

    assert task.stage is Stage.DONE
    assert any("may have been paid before" in warning for warning in bot.page.cards[0].warnings)


async def test_a_mix_that_fails_keeps_the_takes_and_a_retry_is_free(tmp_path: Path) -> None:
    bot = make(tmp_path)
    bot.sound.broken.append(AudioFailed("audio_failed"))
    failed = await bot.perform()
    paid = len(bot.tone.paid)

    assert (failed.stage, failed.error) == (Stage.FAILED, "audio_failed")
    assert failed.spent > 0
    await bot.service.tending.retry(failed.id, failed.person)
    task = await bot.carry(failed)

    assert task.stage is Stage.DONE
    assert len(bot.tone.paid) == paid


async def test_a_delivery_that_fails_is_told_and_can_be_had_again_for_nothing(tmp_path: Path) -> None:
    bot = make(tmp_path)
    bot.page.broken.append(FileRefused("output_readonly", name="x.ogg"))
    failed = await bot.perform()

    assert (failed.stage, failed.error) == (Stage.FAILED, "output_readonly")
    await bot.service.tending.retry(failed.id, failed.person)
    task = await bot.carry(failed)

    assert (task.stage, len(bot.tone.paid), bot.sound.mixes) == (Stage.DONE, 3, 1)


async def test_a_bug_on_the_way_is_told_as_ours(tmp_path: Path) -> None:
    bot = make(tmp_path)
    bot.sound.broken.append(ZeroDivisionError("secret words"))

    task = await bot.perform()

    assert (task.stage, task.error) == (Stage.FAILED, "bug")
    assert "our side" in bot.page.notices[0].reason
    assert bot.page.notices[0].reference == task.reference != ""


async def test_a_chat_that_cannot_be_reached_is_not_told_for_ever(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(failures={0: ProviderAuth("provider_auth")}))
    bot.page.broken.append(ProviderDown("provider_down"))

    task = await bot.perform()

    assert (task.stage, task.told, bot.page.notices) == (Stage.FAILED, True, [])


async def test_paid_audio_waits_for_a_disk_that_is_full(tmp_path: Path) -> None:
    bot = make(tmp_path)
    bot.blobs.broken += [StoreUnusable("store_full")] * 3

    task = await bot.perform("Ada: Hello.")

    assert task.stage is Stage.DONE
    assert len(bot.tone.paid) == 1


async def test_a_cancelled_task_sends_nothing_more(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(delay=0.05, concurrency=1))
    async with at_work(bot):
        task = await bot.order()
        while not bot.worker.busy:
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        await bot.service.tending.cancel(task.id, task.person)
        while bot.worker.busy:
            await asyncio.sleep(0.01)

    cancelled = await bot.store.tasks.get(task.id)
    assert cancelled.stage is Stage.CANCELLED
    assert len(bot.tone.paid) == 1
    assert cancelled.spent == bot.tone.paid[0].credits
    assert isinstance(bot.page.notices[0], Notice)


async def test_a_clean_stop_gives_the_task_back_and_the_next_worker_goes_on(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(delay=0.05, concurrency=1))
    task = await bot.order()
    async with at_work(bot):
        while not bot.worker.busy:
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)

    stopped = await bot.store.tasks.get(task.id)
    assert (stopped.stage, len(bot.tone.paid)) == (Stage.QUEUED, 1)
    bot.worker = type(bot.worker)(bot.outside)
    assert (await bot.carry(task)).stage is Stage.DONE
    assert len(bot.tone.paid) == 3


async def test_progress_is_shown_no_faster_than_the_platform_allows(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(delay=0.01, concurrency=1), progress_every=0.0)

    await bot.perform()

    assert next(progress.done for progress in bot.page.progress) == 0
    assert bot.page.progress[-1].total == 3


async def test_progress_that_cannot_be_shown_does_not_stop_the_work(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(delay=0.01), progress_every=1.0)
    bot.page.broken.append(ProviderDown("provider_down"))

    assert (await bot.perform()).stage is Stage.DONE
