"""What people do with tasks that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.providers.tone import ToneOptions
from bot.errors import NoSuchTask, NotPossibleNow, ProviderFailed, UnknownChoice, UnknownOutcome
from bot.task import Person, SegmentStage, Stage, spoken
from tests.bots import ANNA, make

BERT = Person("page", "bert")


async def test_tasks_are_listed_newest_first_and_only_to_their_person(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform("Ada: One.")
    bot.clock.at = bot.clock.at.replace(hour=13)
    second = await bot.perform("Ada: Two.")
    await bot.perform("Ada: Three.", person=BERT)

    assert [task.id for task in await bot.service.tending.tasks(ANNA)] == [second.id, first.id]


async def test_somebody_elses_task_does_not_exist(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.perform()

    with pytest.raises(NoSuchTask):
        await bot.service.tending.get(task.id, BERT)
    with pytest.raises(NoSuchTask):
        await bot.service.tending.cancel(task.id, BERT)


async def test_a_queued_task_is_cancelled_at_once_and_its_hold_released(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.order()
    assert await bot.service.tending.ahead(task) == 0

    cancelled = await bot.service.tending.cancel(task.id, ANNA)

    assert (cancelled.stage, cancelled.held) == (Stage.CANCELLED, 0)
    assert (await bot.store.ledger.usage(ANNA, bot.clock.now())).held == 0


async def test_a_cancelled_task_can_be_tried_again(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.order()
    await bot.service.tending.cancel(task.id, ANNA)

    await bot.service.tending.retry(task.id, ANNA)

    assert (await bot.carry(task)).stage is Stage.DONE


async def test_a_task_that_is_done_is_not_tried_again(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.perform()

    with pytest.raises(NotPossibleNow, match="task_ended"):
        await bot.service.tending.retry(task.id, ANNA)


async def test_an_interrupted_task_is_answered_as_it_is(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.order()

    assert (await bot.service.tending.retry(task.id, ANNA)).stage is Stage.QUEUED


async def test_a_doubtful_line_is_not_paid_again_without_the_persons_word(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(fail_after=lambda _: UnknownOutcome("unknown_outcome")))
    task = await bot.perform("Ada: Hello.")

    with pytest.raises(NotPossibleNow, match="ask_first") as refused:
        await bot.service.tending.retry(task.id, ANNA)

    assert refused.value.fields == {"count": 1, "price": "6 credits"}


async def test_a_retake_is_one_new_take_and_a_new_recording(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform()

    task = await bot.carry(await bot.service.tending.retake(first.id, ANNA, 2))

    assert task.stage is Stage.DONE
    assert len(bot.tone.paid) == 4
    assert [turn.reused for turn in spoken(task)] == [True, False, True]
    assert (task.root, task.order.takes) == (first.id, ((1, 2),))


async def test_retakes_add_up_whichever_recording_they_start_from(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform()
    bot.clock.at = bot.clock.at.replace(hour=13)
    await bot.carry(await bot.service.tending.retake(first.id, ANNA, 2))
    bot.clock.at = bot.clock.at.replace(hour=14)

    third = await bot.carry(await bot.service.tending.retake(first.id, ANNA, 3))

    assert third.order.takes == ((1, 2), (2, 2))


async def test_another_take_that_is_there_costs_nothing(tmp_path: Path) -> None:
    bot = make(tmp_path)
    first = await bot.perform()
    bot.clock.at = bot.clock.at.replace(hour=13)
    await bot.carry(await bot.service.tending.retake(first.id, ANNA, 2))
    bot.clock.at = bot.clock.at.replace(hour=14)

    back = await bot.carry(await bot.service.tending.retake(first.id, ANNA, 2, take=1))

    assert (back.stage, back.spent, back.order.takes) == (Stage.DONE, 0, ())
    with pytest.raises(UnknownChoice, match="unknown_take"):
        await bot.service.tending.retake(first.id, ANNA, 2, take=3)


@pytest.mark.parametrize("line", [0, 4, -1])
async def test_a_line_that_is_not_there_is_named(tmp_path: Path, line: int) -> None:
    bot = make(tmp_path)
    task = await bot.perform()

    with pytest.raises(UnknownChoice, match="unknown_line") as refused:
        await bot.service.tending.retake(task.id, ANNA, line)

    assert refused.value.fields["allowed"] == "1 to 3"


async def test_a_task_without_a_recording_has_nothing_to_retake_or_star(tmp_path: Path) -> None:
    bot = make(tmp_path, ToneOptions(failures={0: ProviderFailed("provider_failed")}))
    task = await bot.perform()

    assert task.segments[0].stage is SegmentStage.FAILED
    with pytest.raises(NotPossibleNow, match="task_not_done"):
        await bot.service.tending.retake(task.id, ANNA, 1)
    with pytest.raises(NotPossibleNow, match="task_not_done"):
        await bot.service.tending.star(task.id, ANNA)


async def test_the_best_recording_of_a_lineage_is_starred(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.perform()

    await bot.service.tending.star(task.id, ANNA)
    assert list(await bot.store.recordings.starred(task.root)) == [task.id]
    await bot.service.tending.star(task.id, ANNA, on=False)
    assert list(await bot.store.recordings.starred(task.root)) == []
