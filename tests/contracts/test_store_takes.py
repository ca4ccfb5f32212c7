"""Takes: paid once by key, one flight a key, and what is found after a crash."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import Bug, NoSuchTask
from bot.ports import Begun, ProviderJob, Store, Turnout
from bot.task import SegmentStage, Stage
from tests.contracts.conftest import Memory
from tests.storage.making import (
    ANY,
    BEN,
    NOW,
    ending,
    first,
    make_hold,
    make_take,
    make_task,
    perform,
    speak,
    start,
    submit,
)

pytestmark = pytest.mark.contract

JOB = ProviderJob("job-1", "local", 2.5)


async def segment(store: Store, task: str, index: int = 0) -> SegmentStage:
    return (await store.tasks.get(task)).segments[index].stage


async def test_the_intent_is_stored_before_anything_is_sent(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    assert await store.takes.begin("t1", 0, worker) == Begun(Turnout.SEND)
    assert await segment(store, "t1") is SegmentStage.SENDING


async def test_a_provider_job_is_found_again(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.sent("t1", 0, JOB)
    await store.takes.sent("t1", 0, JOB)
    assert await segment(store, "t1") is SegmentStage.WAITING
    assert await store.takes.begin("t1", 0, worker) == Begun(Turnout.WAIT, job=JOB)


async def test_a_job_is_only_stored_for_a_segment_that_was_sent(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    with pytest.raises(Bug, match="segment_moved"):
        await store.takes.sent("t1", 0, JOB)
    with pytest.raises(Bug, match="segment_moved"):
        await store.takes.sent("t1", 7, JOB)
    with pytest.raises(NoSuchTask):
        await store.takes.sent("nothing", 0, JOB)


async def test_the_last_take_moves_the_task_on_and_says_so_once(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two")
    await start(store, task, worker)
    for index in (0, 1):
        await store.takes.begin("t1", index, worker)
    assert not await store.takes.keep("t1", 1, make_take(task, 1))
    assert not await store.takes.keep("t1", 1, make_take(task, 1))
    assert await store.takes.keep("t1", 0, make_take(task, 0))
    assert not await store.takes.keep("t1", 0, make_take(task, 0))
    assert (await store.tasks.get("t1")).stage is Stage.MIXING


async def test_a_take_is_read_back_as_it_was_and_never_overwritten(store: Store, worker: str) -> None:
    task = make_task("t1", price=4)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    take = make_take(task, credits=3)
    await store.takes.keep("t1", 0, take)
    await store.takes.keep("t1", 0, replace(take, blob="f" * 64, credits=9))
    assert await store.takes.find([take.key, "nothing"]) == {take.key: take}
    assert (await store.tasks.get("t1")).segments[0].credits == 3


async def test_a_take_of_other_words_is_a_bug_and_not_kept(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    other = make_take(make_task("t2"))
    with pytest.raises(Bug, match="segment_moved"):
        await store.takes.keep("t1", 0, other)
    with pytest.raises(Bug, match="segment_moved"):
        await store.takes.keep("t1", 5, other)
    with pytest.raises(NoSuchTask):
        await store.takes.keep("nothing", 0, other)
    assert await store.takes.find([other.key]) == {}


async def test_what_was_paid_before_is_reused_for_nothing(store: Store, worker: str) -> None:
    await perform(store, make_task("t1", "same", price=5), worker)
    again = make_task("t2", "same", price=5)
    await start(store, again, worker)
    begun = await store.takes.begin("t2", 0, worker)
    assert (begun.turnout, begun.take, begun.last) == (Turnout.READY, make_take(make_task("t1", "same", price=5)), True)
    found = await store.tasks.get("t2")
    assert (found.stage, found.segments[0].reused, found.segments[0].credits) == (Stage.MIXING, True, 0)
    assert (await store.work.end("t2", ending(Stage.FAILED))).spent == 0


async def test_a_segment_that_is_ready_answers_its_take_again(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two", price=2)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.keep("t1", 0, make_take(task, 0))
    begun = await store.takes.begin("t1", 0, worker)
    assert (begun.turnout, begun.last) == (Turnout.READY, False)
    found = (await store.tasks.get("t1")).segments[0]
    assert (found.reused, found.credits) == (False, 2)


async def test_fifty_identical_requests_at_once_pay_once(store: Store, worker: str) -> None:
    tasks = [make_task(f"t{number}", "same", price=1) for number in range(50)]
    for task in tasks:
        await start(store, task, worker)
    begun = await asyncio.gather(*(store.takes.begin(task.id, 0, worker) for task in tasks))
    assert sorted(one.turnout.value for one in begun) == ["send"] + ["theirs"] * 49
    sender = next(number for number, one in enumerate(begun) if one.turnout is Turnout.SEND)
    await store.takes.keep(tasks[sender].id, 0, make_take(tasks[sender]))
    again = await asyncio.gather(*(store.takes.begin(task.id, 0, worker) for task in tasks))
    assert {one.turnout for one in again} == {Turnout.READY}
    spent = [(await store.work.end(task.id, ending(Stage.FAILED))).spent for task in tasks]
    assert sum(spent) == 1


async def test_a_line_that_comes_twice_in_one_script_is_paid_once(store: Store, worker: str) -> None:
    task = make_task("t1", "same", "same", price=1)
    segments = (task.segments[0], replace(task.segments[0], segment=replace(task.segments[0].segment, index=1)))
    task = replace(task, segments=segments)
    await start(store, task, worker)
    assert (await store.takes.begin("t1", 0, worker)).turnout is Turnout.SEND
    assert (await store.takes.begin("t1", 1, worker)).turnout is Turnout.THEIRS
    assert not await store.takes.keep("t1", 0, make_take(task, 0))
    begun = await store.takes.begin("t1", 1, worker)
    assert (begun.turnout, begun.last) == (Turnout.READY, True)


async def test_a_segment_left_in_sending_by_the_dead_is_lost_until_it_is_looked_up(memory: Memory) -> None:
    store, task = memory.store, make_task("t1")

    async def leave(other: Store, worker: str) -> None:
        await start(other, task, worker)
        await other.takes.begin("t1", 0, worker)

    await memory.die_after(leave)
    await store.work.claim(memory.worker, ANY, first, 1)
    assert await store.takes.begin("t1", 0, memory.worker) == Begun(Turnout.LOST)
    assert await store.takes.begin("t1", 0, memory.worker) == Begun(Turnout.LOST)
    await store.takes.fail("t1", 0, SegmentStage.PLANNED, "")
    assert await store.takes.begin("t1", 0, memory.worker) == Begun(Turnout.SEND)


async def test_an_unknown_segment_is_not_sent_again(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.sent("t1", 0, JOB)
    await store.takes.fail("t1", 0, SegmentStage.UNKNOWN, "unknown_outcome")
    assert await store.takes.begin("t1", 0, worker) == Begun(Turnout.UNKNOWN)
    state = (await store.tasks.get("t1")).segments[0]
    assert (state.stage, state.error) == (SegmentStage.UNKNOWN, "unknown_outcome")


async def test_a_failed_segment_may_be_tried_again(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.fail("t1", 0, SegmentStage.FAILED, "segment_refused")
    assert (await store.tasks.get("t1")).segments[0].error == "segment_refused"
    assert await store.takes.begin("t1", 0, worker) == Begun(Turnout.SEND)
    assert (await store.tasks.get("t1")).segments[0].error == ""


async def test_what_is_ready_never_fails(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two")
    await start(store, task, worker)
    await speak(store, replace(task, segments=task.segments[:1]), worker)
    for bad in (SegmentStage.READY, SegmentStage.SENDING, SegmentStage.WAITING):
        with pytest.raises(Bug, match="illegal_move"):
            await store.takes.fail("t1", 1, bad, "")
    with pytest.raises(Bug, match="segment_moved"):
        await store.takes.fail("t1", 0, SegmentStage.FAILED, "late")
    with pytest.raises(Bug, match="segment_moved"):
        await store.takes.fail("t1", 9, SegmentStage.FAILED, "late")
    with pytest.raises(NoSuchTask):
        await store.takes.fail("nothing", 0, SegmentStage.FAILED, "")


async def test_nothing_begins_without_a_claim(store: Store, worker: str) -> None:
    await submit(store, make_task("t1"))
    with pytest.raises(Bug, match="claim_lost"):
        await store.takes.begin("t1", 0, worker)
    await store.work.claim(worker, ANY, first, 1)
    with pytest.raises(Bug, match="claim_lost"):
        await store.takes.begin("t1", 0, "another")
    await store.work.end("t1", ending(Stage.FAILED))
    with pytest.raises(Bug, match="claim_lost"):
        await store.takes.begin("t1", 0, worker)
    for task, index in (("t1", 1), ("t1", -1), ("nothing", 0)):
        with pytest.raises(NoSuchTask):
            await store.takes.begin(task, index, worker)


async def test_nothing_is_paid_once_the_person_cancelled(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    await store.wishes.cancel("t1", NOW)
    assert await store.takes.begin("t1", 0, worker) == Begun(Turnout.CANCELLED)
    assert await segment(store, "t1") is SegmentStage.PLANNED


async def test_a_job_of_a_dead_worker_is_taken_over_by_whoever_wants_the_same(memory: Memory) -> None:
    store = memory.store

    async def leave(other: Store, worker: str) -> None:
        await start(other, make_task("theirs", "same"), worker)
        await other.takes.begin("theirs", 0, worker)
        await other.takes.sent("theirs", 0, JOB)

    await memory.die_after(leave)
    await start_only(store, "ours", memory.worker)
    assert await store.takes.begin("ours", 0, memory.worker) == Begun(Turnout.WAIT, job=JOB)
    assert await segment(store, "theirs") is SegmentStage.PLANNED
    assert await segment(store, "ours") is SegmentStage.WAITING
    assert await store.takes.begin("ours", 0, memory.worker) == Begun(Turnout.WAIT, job=JOB)


async def test_what_a_dead_worker_was_sending_becomes_unknown_and_is_said(memory: Memory) -> None:
    store = memory.store

    async def leave(other: Store, worker: str) -> None:
        await start(other, make_task("theirs", "same"), worker)
        await other.takes.begin("theirs", 0, worker)

    await memory.die_after(leave)
    await start_only(store, "ours", memory.worker)
    assert await store.takes.begin("ours", 0, memory.worker) == Begun(Turnout.SEND, paid_before=True)
    assert await segment(store, "theirs") is SegmentStage.UNKNOWN


async def test_a_job_of_a_task_that_ended_is_taken_over(store: Store, worker: str) -> None:
    await start(store, make_task("theirs", "same"), worker)
    await store.takes.begin("theirs", 0, worker)
    await store.takes.sent("theirs", 0, JOB)
    await store.work.end("theirs", ending(Stage.FAILED))
    await start_only(store, "ours", worker)
    assert await store.takes.begin("ours", 0, worker) == Begun(Turnout.WAIT, job=JOB)
    task = make_task("theirs", "same")
    await store.wishes.resume("theirs", make_hold(task, attempt=2), pay_unknown=False)
    await store.work.claim(worker, ANY, first, 1)
    assert await store.takes.begin("theirs", 0, worker) == Begun(Turnout.THEIRS)


async def test_an_unknown_one_of_another_task_is_said_when_it_is_paid_again(store: Store, worker: str) -> None:
    await start(store, make_task("theirs", "same"), worker)
    await store.takes.begin("theirs", 0, worker)
    await store.takes.fail("theirs", 0, SegmentStage.UNKNOWN, "unknown_outcome")
    await store.work.end("theirs", ending(Stage.ASKING, told=True))
    await start_only(store, "ours", worker)
    assert await store.takes.begin("ours", 0, worker) == Begun(Turnout.SEND, paid_before=True)
    await store.takes.keep("ours", 0, make_take(make_task("ours", "same", person=BEN)))
    await store.wishes.resume("theirs", make_hold(make_task("theirs", "same"), attempt=2), pay_unknown=True)
    await store.work.claim(worker, ANY, first, 1)
    assert (await store.takes.begin("theirs", 0, worker)).turnout is Turnout.READY


async def test_a_take_that_came_in_another_task_makes_an_unknown_segment_ready(store: Store, worker: str) -> None:
    await start(store, make_task("theirs", "same", "more"), worker)
    await store.takes.begin("theirs", 0, worker)
    await store.takes.fail("theirs", 0, SegmentStage.UNKNOWN, "unknown_outcome")
    await start_only(store, "ours", worker)
    await store.takes.begin("ours", 0, worker)
    await store.takes.keep("ours", 0, make_take(make_task("ours", "same", person=BEN)))
    begun = await store.takes.begin("theirs", 0, worker)
    assert (begun.turnout, begun.last) == (Turnout.READY, False)
    state = (await store.tasks.get("theirs")).segments[0]
    assert (state.stage, state.reused, state.error) == (SegmentStage.READY, True, "")


async def test_audio_that_comes_late_is_kept_all_the_same(store: Store, worker: str) -> None:
    task = make_task("t1", price=2)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.work.end("t1", ending(Stage.CANCELLED))
    assert not await store.takes.keep("t1", 0, make_take(task))
    assert await segment(store, "t1") is SegmentStage.READY
    await store.wishes.resume("t1", make_hold(task, attempt=2), pay_unknown=False)
    await store.work.claim(worker, ANY, first, 1)
    begun = await store.takes.begin("t1", 0, worker)
    assert (begun.turnout, begun.last) == (Turnout.READY, True)
    assert (await store.work.end("t1", ending(Stage.FAILED))).spent == 2


async def start_only(store: Store, name: str, worker: str) -> None:
    """A task of Ben's that says the same, claimed by name so that nothing else is taken over."""
    await start(store, make_task(name, "same", person=BEN), worker)
