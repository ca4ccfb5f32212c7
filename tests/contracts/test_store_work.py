"""Work: how every store has workers claim tasks, take over those of the dead, and end them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.errors import Bug, NoSuchTask
from bot.fairness import Head
from bot.ports import Store, Wanted
from bot.quota import EntryKind
from bot.task import Person, Place, Stage
from tests.contracts.conftest import Memory
from tests.storage.making import (
    ADA,
    ANY,
    BEN,
    NOW,
    at,
    ending,
    first,
    make_recording,
    make_take,
    make_task,
    perform,
    speak,
    start,
    submit,
)

pytestmark = pytest.mark.contract


async def test_a_task_goes_through_all_its_stages(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two", price=2)
    await submit(store, task)
    (claimed,) = await store.work.claim(worker, ANY, first, 5)
    assert (claimed.id, claimed.stage) == ("t1", Stage.SPEAKING)
    await speak(store, task, worker)
    assert (await store.tasks.get("t1")).stage is Stage.MIXING
    recording = make_recording()
    await store.work.recorded("t1", recording)
    delivering = await store.tasks.get("t1")
    assert (delivering.stage, delivering.recording) == (Stage.DELIVERING, recording)
    done = await store.work.end("t1", replace(ending(Stage.DONE, when=at(3), told=True), notes=("paid_before:1",)))
    assert (done.stage, done.held, done.spent, done.told) == (Stage.DONE, 0, 4, True)
    assert (done.updated, done.notes, done.recording) == (at(3), ("paid_before:1",), recording)
    assert await store.tasks.get("t1") == done
    hold, settle = await store.ledger.entries(ADA)
    assert (settle.kind, settle.held, settle.spent, settle.over) == (EntryKind.SETTLE, -4, 4, 0)
    assert (settle.task, settle.attempt, settle.at) == (hold.task, hold.attempt, at(3))


async def test_nothing_is_claimed_when_nothing_waits(store: Store, worker: str) -> None:
    assert await store.work.claim(worker, ANY, first, 5) == []
    assert await store.work.claim(worker, Wanted(tasks=frozenset({"nothing"})), first, 5) == []
    assert await store.work.claim(worker, Wanted(), first, 5) == []


async def test_a_task_is_claimed_once_however_many_ask(store: Store, worker: str) -> None:
    for number in range(10):
        await submit(store, make_task(f"t{number}"))
    claims = await asyncio.gather(*(store.work.claim(worker, ANY, first, 1) for _ in range(30)))
    assert sorted(task.id for tasks in claims for task in tasks) == [f"t{number}" for number in range(10)]


async def test_a_worker_takes_only_what_it_wants(store: Store, worker: str) -> None:
    radio = Place("radio", "air")
    await submit(store, make_task("on-air", place=radio, person=Person("radio", "eve")))
    await submit(store, make_task("on-stage"))
    await submit(store, make_task("named", place=radio, person=Person("radio", "eve")))
    assert [task.id for task in await store.work.claim(worker, ANY, first, 5)] == ["on-stage"]
    named = Wanted(tasks=frozenset({"named", "on-stage"}))
    assert [task.id for task in await store.work.claim(worker, named, first, 5)] == ["named"]
    both = Wanted(platforms=frozenset({"radio", "console"}), tasks=frozenset({"on-air"}))
    assert [task.id for task in await store.work.claim(worker, both, first, 5)] == ["on-air"]


async def test_pick_chooses_among_the_oldest_of_each_person_and_community(store: Store, worker: str) -> None:
    club = Place("console", "stage", "", "club")
    await submit(store, make_task("a1", "four"), when=at(0))
    await submit(store, make_task("a2"), when=at(1))
    await submit(store, make_task("b1", person=BEN), when=at(2))
    await submit(store, make_task("c1", place=club), when=at(3))
    seen: list[Sequence[Head]] = []

    def last(heads: Sequence[Head]) -> Head:
        seen.append(heads)
        return heads[-1]

    tasks = await store.work.claim(worker, ANY, last, 3)
    assert [task.id for task in tasks] == ["c1", "b1", "a1"]
    assert [[head.task for head in heads] for heads in seen] == [["a1", "b1", "c1"], ["a1", "b1"], ["a1"]]
    assert seen[0][0] == Head("a1", "console:theatre", "console:ada", 5)
    assert seen[0][2].community == "console:club"


async def test_one_persons_tasks_come_in_the_order_they_were_queued(store: Store, worker: str) -> None:
    await submit(store, make_task("second"), when=at(5))
    await submit(store, make_task("first"), when=at(1))
    await submit(store, make_task("third"), when=at(5))
    assert [task.id for task in await store.work.claim(worker, ANY, first, 9)] == ["first", "second", "third"]


async def test_named_tasks_of_one_person_come_in_order_too(store: Store, worker: str) -> None:
    for name in ("x", "y", "z"):
        await submit(store, make_task(name))
    wanted = Wanted(tasks=frozenset({"x", "y", "z"}))
    assert [task.id for task in await store.work.claim(worker, wanted, first, 2)] == ["x", "y"]


async def test_the_dead_ones_tasks_are_taken_over_before_queued_ones(memory: Memory) -> None:
    store = memory.store
    task = make_task("left", "one", "two")

    async def leave(other: Store, worker: str) -> None:
        await start(other, task, worker)
        await other.takes.begin("left", 0, worker)

    await memory.die_after(leave)
    await submit(store, make_task("waits"))
    claimed = await store.work.claim(memory.worker, ANY, first, 1)
    assert [one.id for one in claimed] == ["left"]
    assert claimed[0].stage is Stage.SPEAKING
    assert [one.id for one in await store.work.claim(memory.worker, ANY, first, 5)] == ["waits"]


async def test_a_living_workers_tasks_are_never_taken(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    assert await store.work.claim("another", ANY, first, 5) == []


async def test_no_more_is_taken_over_than_there_are_slots(memory: Memory) -> None:
    async def leave(other: Store, worker: str) -> None:
        for number in range(3):
            await start(other, make_task(f"t{number}"), worker)

    await memory.die_after(leave)
    wanted = Wanted(tasks=frozenset({"t0", "t1", "t2"}))
    assert [task.id for task in await memory.store.work.claim(memory.worker, wanted, first, 2)] == ["t0", "t1"]
    assert [task.id for task in await memory.store.work.claim(memory.worker, wanted, first, 2)] == ["t2"]


async def test_what_a_dead_worker_had_is_left_to_who_can_deliver_it(memory: Memory) -> None:
    await memory.die_after(lambda store, worker: start(store, make_task("t1"), worker))
    radio = Wanted(platforms=frozenset({"radio"}))
    assert await memory.store.work.claim(memory.worker, radio, first, 5) == []


async def test_an_ended_task_nobody_was_told_of_is_taken_over_to_tell(memory: Memory) -> None:
    async def leave(other: Store, worker: str) -> None:
        for name, stage in (("failed", Stage.FAILED), ("asks", Stage.ASKING), ("told", Stage.FAILED)):
            await start(other, make_task(name), worker)
            await other.work.end(name, ending(stage, error="mix_failed"))
        await other.work.told("told")

    await memory.die_after(leave)
    claimed = await memory.store.work.claim(memory.worker, ANY, first, 9)
    assert {task.id: task.stage for task in claimed} == {"failed": Stage.FAILED, "asks": Stage.ASKING}
    for task in claimed:
        await memory.store.work.told(task.id)
        assert (await memory.store.tasks.get(task.id)).told


async def test_ended_and_told_drops_the_claim_at_once(memory: Memory) -> None:
    async def leave(other: Store, worker: str) -> None:
        await start(other, make_task("t1"), worker)
        await other.work.end("t1", ending(Stage.FAILED, told=True))

    await memory.die_after(leave)
    assert await memory.store.work.claim(memory.worker, ANY, first, 9) == []


async def test_told_says_nothing_of_a_task_that_is_queued_again(store: Store, worker: str) -> None:
    await submit(store, make_task("t1"))
    await store.work.told("t1")
    assert not (await store.tasks.get("t1")).told
    with pytest.raises(NoSuchTask):
        await store.work.told("nothing")


async def test_a_released_task_keeps_its_hold_and_its_place_in_the_queue(store: Store, worker: str) -> None:
    await submit(store, make_task("t1", price=5), when=at(0))
    await submit(store, make_task("t2"), when=at(1))
    await store.work.claim(worker, ANY, first, 1)
    await store.work.release("t1")
    released = await store.tasks.get("t1")
    assert (released.stage, released.held, released.attempt) == (Stage.QUEUED, 5, 1)
    assert [task.id for task in await store.work.claim(worker, ANY, first, 1)] == ["t1"]
    await store.work.release("t1")
    await store.work.release("t1")
    with pytest.raises(NoSuchTask):
        await store.work.release("nothing")


async def test_recorded_may_be_said_twice_but_not_of_another_mix(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    with pytest.raises(Bug, match="illegal_move"):
        await store.work.recorded("t1", make_recording())
    await speak(store, make_task("t1"), worker)
    await store.work.recorded("t1", make_recording())
    await store.work.recorded("t1", make_recording())
    with pytest.raises(Bug, match="illegal_move"):
        await store.work.recorded("t1", make_recording("another"))
    with pytest.raises((Bug, NoSuchTask)):
        await store.work.recorded("nothing", make_recording("another"))
    assert await store.recordings.find("another") is None


@pytest.mark.parametrize("stage", [Stage.QUEUED, Stage.DONE, Stage.MIXING, Stage.EXPIRED])
async def test_an_illegal_end_is_a_bug_and_changes_nothing(store: Store, worker: str, stage: Stage) -> None:
    before = await start(store, make_task("t1", price=1), worker)
    with pytest.raises(Bug, match="illegal_move"):
        await store.work.end("t1", ending(stage))
    assert await store.tasks.get("t1") == before


async def test_what_ended_does_not_end_again(store: Store, worker: str) -> None:
    await perform(store, make_task("t1"), worker)
    with pytest.raises(Bug):
        await store.work.end("t1", ending(Stage.FAILED))
    with pytest.raises(NoSuchTask):
        await store.work.end("nothing", ending(Stage.FAILED))


async def test_a_failure_that_cost_nothing_is_free(store: Store, worker: str) -> None:
    await start(store, make_task("t1", price=7), worker)
    ended = await store.work.end("t1", ending(Stage.FAILED, error="provider_down"))
    assert (ended.spent, ended.held) == (0, 0)
    assert (await store.ledger.entries(ADA))[1].kind is EntryKind.RELEASE
    assert ended.notes == ("a note",)


async def test_a_provider_that_takes_more_than_was_held_costs_the_operator(store: Store, worker: str) -> None:
    task = make_task("t1", price=3)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.keep("t1", 0, make_take(task, credits=5))
    ended = await store.work.end("t1", ending(Stage.FAILED))
    assert ended.spent == 3
    settle = (await store.ledger.entries(ADA))[1]
    assert (settle.spent, settle.over, settle.held) == (3, 2, -3)
    assert (await store.ledger.usage(ADA, NOW)).held == 0


async def test_a_mix_made_again_counts_for_all_its_tasks(store: Store, worker: str) -> None:
    for name in ("t1", "t2"):
        await start(store, make_task(name, "same"), worker)
        await speak(store, make_task(name, "same"), worker)
    await store.work.recorded("t1", make_recording("mix", "a" * 64))
    await store.work.recorded("t2", make_recording("mix", "b" * 64))
    for name in ("t1", "t2"):
        assert (await store.tasks.get(name)).recording == make_recording("mix", "b" * 64)
    assert await store.upkeep.referred() == sorted([make_take(make_task("t1", "same")).blob, "b" * 64])
