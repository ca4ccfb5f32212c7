"""Tasks and wishes: what every store does with what people ask for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import Bug, NoSuchTask, NotPossibleNow, QuotaExceeded
from bot.ports import Store, TaskQuery
from bot.quota import Allowance, EntryKind
from bot.task import Person, Place, SegmentStage, Stage
from tests.contracts.conftest import Memory
from tests.storage.making import (
    ADA,
    ANY,
    BEN,
    HERE,
    NOW,
    at,
    ending,
    first,
    make_hold,
    make_take,
    make_task,
    perform,
    queued,
    start,
    submit,
)

pytestmark = pytest.mark.contract


async def test_a_submitted_task_is_read_back_as_it_was(store: Store) -> None:
    task = make_task("t1", "one", "two", price=3)
    answered = await submit(store, task)
    assert answered == queued(task, 6)
    assert await store.tasks.get("t1") == answered


async def test_nobody_has_a_task_that_was_not_written(store: Store) -> None:
    with pytest.raises(NoSuchTask):
        await store.tasks.get("nothing")


async def test_a_draft_is_replaced_by_the_next_draft(store: Store) -> None:
    await store.tasks.draft(make_task("t1", "one", "two"))
    await store.tasks.draft(make_task("t1", "three"))
    kept = await store.tasks.get("t1")
    assert kept.stage is Stage.DRAFT
    assert [state.segment.lines[0].text for state in kept.segments] == ["three"]
    assert kept.root == "t1"


async def test_a_draft_becomes_queued_as_it_was_submitted(store: Store) -> None:
    await store.tasks.draft(make_task("t1", "one"))
    await submit(store, make_task("t1", "one", "recast"))
    kept = await store.tasks.get("t1")
    assert kept.stage is Stage.QUEUED
    assert len(kept.segments) == 2


async def test_a_second_submit_changes_nothing(store: Store) -> None:
    once = await submit(store, make_task("t1", price=2))
    again = await store.tasks.submit(make_task("t1", "else", price=9), make_hold(make_task("t1", price=9), attempt=7))
    assert again == once
    assert len(await store.ledger.entries(ADA)) == 1


@pytest.mark.parametrize(("end", "code"), [(None, "task_running"), (Stage.CANCELLED, "task_ended")])
async def test_a_draft_never_replaces_a_task_that_was_submitted(store: Store, end: Stage | None, code: str) -> None:
    await submit(store, make_task("t1"))
    if end:
        await store.wishes.cancel("t1", NOW)
    with pytest.raises(NotPossibleNow) as refused:
        await store.tasks.draft(make_task("t1", "else"))
    assert refused.value.code == code


async def test_lists_are_newest_first_and_only_of_what_was_asked_for(store: Store) -> None:
    elsewhere = Place("console", "street", "corner")
    await submit(store, make_task("a", created=at(0)))
    await submit(store, make_task("b", created=at(2), place=elsewhere))
    await submit(store, replace(make_task("c", created=at(1)), root="a"))
    await submit(store, make_task("d", created=at(3), person=BEN))
    await store.wishes.cancel("d", NOW)

    async def ids(**query: object) -> list[str]:
        return [task.id for task in await store.tasks.list(TaskQuery(**query))]  # type: ignore[arg-type]

    assert await ids() == ["d", "b", "c", "a"]
    assert await ids(limit=2) == ["d", "b"]
    assert await ids(person=ADA) == ["b", "c", "a"]
    assert await ids(person=ADA, place=HERE) == ["c", "a"]
    assert await ids(person=ADA, root="a", stages=frozenset({Stage.QUEUED})) == ["c", "a"]
    assert await ids(place=elsewhere) == ["b"]
    assert await ids(place=HERE, stages=frozenset({Stage.CANCELLED})) == ["d"]
    assert await ids(root="a") == ["c", "a"]
    assert await ids(root="c") == []
    assert await ids(stages=frozenset({Stage.CANCELLED, Stage.DONE})) == ["d"]


async def test_a_queued_task_is_cancelled_at_once_and_its_hold_released(store: Store) -> None:
    await submit(store, make_task("t1", price=5))
    cancelled = await store.wishes.cancel("t1", at(1))
    assert (cancelled.stage, cancelled.held, cancelled.spent, cancelled.told) == (Stage.CANCELLED, 0, 0, True)
    assert [entry.kind for entry in await store.ledger.entries(ADA)] == [EntryKind.HOLD, EntryKind.RELEASE]


async def test_a_draft_is_cancelled_without_a_trace_on_the_ledger(store: Store) -> None:
    await store.tasks.draft(make_task("t1", price=5))
    assert (await store.wishes.cancel("t1", NOW)).stage is Stage.CANCELLED
    assert await store.ledger.entries(ADA) == []


async def test_a_running_task_is_only_marked_for_its_worker(store: Store, worker: str) -> None:
    await start(store, make_task("t1"), worker)
    marked = await store.wishes.cancel("t1", at(1))
    assert (marked.stage, marked.cancelling) == (Stage.SPEAKING, True)
    ended = await store.work.end("t1", ending(Stage.CANCELLED))
    assert not ended.cancelling


async def test_a_running_task_whose_worker_died_is_cancelled_at_once(memory: Memory) -> None:
    await memory.die_after(lambda store, worker: start(store, make_task("t1", price=4), worker))
    assert (await memory.store.wishes.cancel("t1", NOW)).stage is Stage.CANCELLED


async def test_what_ended_cannot_be_cancelled(store: Store, worker: str) -> None:
    await perform(store, make_task("t1"), worker)
    with pytest.raises(NotPossibleNow, match="task_ended"):
        await store.wishes.cancel("t1", NOW)
    with pytest.raises(NoSuchTask):
        await store.wishes.cancel("nothing", NOW)


async def test_a_failed_task_is_resumed_and_what_is_ready_stays_ready(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two", price=3)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.keep("t1", 0, make_take(task, 0))
    await store.takes.begin("t1", 1, worker)
    await store.takes.fail("t1", 1, SegmentStage.FAILED, "provider_failed")
    failed = await store.work.end("t1", ending(Stage.FAILED, error="provider_failed"))
    assert (failed.spent, failed.held, failed.error, failed.reference) == (3, 0, "provider_failed", "ref")

    resumed = await store.wishes.resume("t1", make_hold(task, 3, when=at(5), attempt=2), pay_unknown=False)
    assert (resumed.stage, resumed.attempt, resumed.held, resumed.spent) == (Stage.QUEUED, 2, 3, 3)
    assert (resumed.error, resumed.reference, resumed.told, resumed.updated) == ("", "", False, at(5))
    assert [state.stage for state in resumed.segments] == [SegmentStage.READY, SegmentStage.PLANNED]
    assert resumed.segments[1].error == ""


async def test_a_segment_is_settled_once_over_all_attempts(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two", price=3)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.keep("t1", 0, make_take(task, 0))
    await store.work.end("t1", ending(Stage.FAILED))
    await store.wishes.resume("t1", make_hold(task, 3, attempt=2), pay_unknown=False)
    await store.work.claim(worker, ANY, first, 1)
    await store.takes.begin("t1", 1, worker)
    assert await store.takes.keep("t1", 1, make_take(task, 1))
    await store.work.end("t1", ending(Stage.FAILED))
    assert [(entry.kind.value, entry.attempt, entry.spent) for entry in await store.ledger.entries(ADA)] == [
        ("hold", 1, 0),
        ("settle", 1, 3),
        ("hold", 2, 0),
        ("settle", 2, 3),
    ]


async def test_an_unknown_segment_is_paid_again_only_by_the_persons_word(store: Store, worker: str) -> None:
    task = make_task("t1", price=3)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.fail("t1", 0, SegmentStage.UNKNOWN, "unknown_outcome")
    asking = await store.work.end("t1", ending(Stage.ASKING, told=True))
    assert (asking.stage, asking.held) == (Stage.ASKING, 3)
    with pytest.raises(NotPossibleNow) as refused:
        await store.wishes.resume("t1", make_hold(task, attempt=2), pay_unknown=False)
    assert (refused.value.code, refused.value.fields) == ("ask_first", {"count": 1})
    resumed = await store.wishes.resume("t1", make_hold(task, attempt=2), pay_unknown=True)
    assert resumed.segments[0].stage is SegmentStage.PLANNED
    assert [entry.kind.value for entry in await store.ledger.entries(ADA)] == ["hold", "release", "hold"]


async def test_a_refused_resume_leaves_an_asking_task_with_its_hold(store: Store, worker: str) -> None:
    task = make_task("t1", price=3)
    await start(store, task, worker)
    await store.work.end("t1", ending(Stage.ASKING, told=True))
    before = await store.tasks.get("t1")
    tight = make_hold(task, 9, attempt=2, allowance=Allowance(credits_per_day=8))
    with pytest.raises(QuotaExceeded):
        await store.wishes.resume("t1", tight, pay_unknown=True)
    assert await store.tasks.get("t1") == before
    assert [entry.kind.value for entry in await store.ledger.entries(ADA)] == ["hold"]


async def test_resuming_frees_the_old_hold_before_it_asks_for_the_new_one(store: Store, worker: str) -> None:
    task = make_task("t1", price=10)
    await start(store, task, worker)
    await store.work.end("t1", ending(Stage.ASKING, told=True))
    tight = make_hold(task, 10, attempt=2, allowance=Allowance(credits_per_day=10))
    assert (await store.wishes.resume("t1", tight, pay_unknown=True)).held == 10


@pytest.mark.parametrize("end", [None, Stage.DONE])
async def test_only_what_failed_asks_or_was_cancelled_is_resumed(store: Store, worker: str, end: Stage | None) -> None:
    task = make_task("t1")
    if end:
        await perform(store, task, worker)
    else:
        await submit(store, task)
    with pytest.raises(NotPossibleNow) as refused:
        await store.wishes.resume("t1", make_hold(task, attempt=2), pay_unknown=True)
    assert refused.value.code == ("task_ended" if end else "task_running")


async def test_who_waits_knows_how_many_come_before(store: Store, worker: str) -> None:
    for minute, name in enumerate("abc"):
        await submit(store, make_task(name), when=at(minute))
    assert [await store.wishes.ahead(name) for name in "abc"] == [0, 1, 2]
    await store.work.claim(worker, ANY, first, 1)
    assert [await store.wishes.ahead(name) for name in "abc"] == [0, 0, 1]
    with pytest.raises(NoSuchTask):
        await store.wishes.ahead("nothing")


async def test_old_drafts_and_questions_expire(store: Store, worker: str) -> None:
    await store.tasks.draft(make_task("draft", created=at(0)))
    await store.tasks.draft(replace(make_task("fresh", created=at(0)), updated=at(30)))
    await start(store, make_task("asks", "one", "two", price=4), worker)
    await store.takes.begin("asks", 0, worker)
    await store.takes.keep("asks", 0, make_take(make_task("asks", "one", "two", price=4), 0))
    await store.work.end("asks", ending(Stage.ASKING, when=at(1), told=True))
    await start(store, make_task("free", "three", price=2), worker)
    await store.work.end("free", ending(Stage.ASKING, when=at(1), told=True))

    assert await store.wishes.expire(at(20), at(21)) == 3
    assert await store.wishes.expire(at(20), at(21)) == 0
    stages = {task.id: task.stage.value for task in await store.tasks.list(TaskQuery())}
    assert stages == {"draft": "expired", "fresh": "draft", "asks": "expired", "free": "expired"}
    closed = {entry.task: entry for entry in await store.ledger.entries(ADA) if entry.kind is not EntryKind.HOLD}
    assert (closed["asks"].kind, closed["asks"].spent, closed["asks"].held) == (EntryKind.SETTLE, 4, -8)
    assert (closed["free"].kind, closed["free"].spent, closed["free"].held) == (EntryKind.EXPIRE, 0, -2)


async def test_a_hold_of_somebody_else_is_a_bug(store: Store) -> None:
    task = make_task("t1")
    with pytest.raises(Bug, match="hold_of_another"):
        await store.tasks.submit(task, make_hold(replace(task, person=Person("console", "eve"))))
    hold = make_hold(task)
    with pytest.raises(Bug, match="not_a_hold"):
        await store.tasks.submit(task, replace(hold, entry=replace(hold.entry, kind=EntryKind.GRANT)))
    with pytest.raises(NoSuchTask):
        await store.tasks.get("t1")


@pytest.mark.parametrize("bound", ["allowance", "community"])
async def test_a_hundred_submits_at_once_never_pass_a_budget_of_ten(store: Store, bound: str) -> None:
    limit = {bound: Allowance(credits_per_day=10)}

    people = [ADA if bound == "allowance" else Person("console", f"p{number}") for number in range(100)]
    submits = [submit(store, make_task(f"t{n}", price=1, person=one), **limit) for n, one in enumerate(people)]
    answers = await asyncio.gather(*submits, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, QuotaExceeded)]
    assert len(refused) == 90
    assert {(one.code, one.fields["left"]) for one in refused} == {("quota_day", 0)}
    assert (await store.ledger.community("console", "theatre", NOW)).held == 10


async def test_tasks_in_flight_are_bounded_and_one_that_asks_is_not_in_flight(store: Store, worker: str) -> None:
    one_at_once = {"allowance": Allowance(tasks_in_flight=1)}
    await start(store, make_task("t1"), worker, **one_at_once)
    with pytest.raises(QuotaExceeded, match="quota_tasks"):
        await submit(store, make_task("t2"), **one_at_once)
    await store.work.end("t1", ending(Stage.ASKING, told=True))
    await submit(store, make_task("t2"), **one_at_once)
