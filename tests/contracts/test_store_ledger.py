"""Credits: rows only, sums by day and month, grants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import Bug, QuotaExceeded
from bot.ports import Store
from bot.quota import Allowance, Entry, EntryKind, Usage
from bot.task import Place, Stage
from tests.storage.making import ADA, BEN, HERE, NOW, ending, make_task, speak, start, submit

pytestmark = pytest.mark.contract


def grant(name: str, credits: int, *, user: str = "ada", community: str = "theatre") -> Entry:
    return Entry(
        id=name,
        kind=EntryKind.GRANT,
        platform="console",
        user=user,
        community=community,
        granted=credits,
        at=NOW,
    )


async def spend(store: Store, worker: str, name: str, credits: int, when: datetime) -> None:
    task = make_task(name, price=credits)
    await start(store, task, worker, when=when)
    await speak(store, task, worker)
    await store.work.end(name, ending(Stage.FAILED, when=when, told=True))


async def test_usage_counts_calendar_days_and_months_in_utc(store: Store, worker: str) -> None:
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    await spend(store, worker, "last-month", 1, datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC))
    await spend(store, worker, "this-month", 2, datetime(2026, 11, 1, tzinfo=UTC))
    await spend(store, worker, "yesterday", 4, midnight - timedelta(microseconds=1))
    await spend(store, worker, "today", 8, midnight)
    assert await store.ledger.usage(ADA, NOW) == Usage(spent_today=8, spent_this_month=14)
    # 01:00 in Tokyo is still the day before in UTC.
    tokyo = datetime(2026, 11, 20, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    assert (await store.ledger.usage(ADA, tokyo)).spent_this_month == 14
    assert (await store.ledger.usage(ADA, tokyo)).spent_today == 12
    assert await store.ledger.usage(BEN, NOW) == Usage()


async def test_what_is_held_and_in_flight_is_counted_while_it_is(store: Store, worker: str) -> None:
    await submit(store, make_task("t1", price=3))
    await start(store, make_task("t2", price=4), worker)
    await submit(store, make_task("t3", price=5, person=BEN))
    assert await store.ledger.usage(ADA, NOW) == Usage(held=7, in_flight=2)
    assert await store.ledger.community("console", "theatre", NOW) == Usage(held=12, in_flight=3)
    assert await store.ledger.community("console", "elsewhere", NOW) == Usage()
    await store.work.end("t2", ending(Stage.ASKING))
    assert await store.ledger.usage(ADA, NOW) == Usage(held=7, in_flight=1)


async def test_a_free_task_leaves_a_hold_and_a_release_too(store: Store) -> None:
    await submit(store, make_task("t1"))
    await store.wishes.cancel("t1", NOW)
    rows = await store.ledger.entries(ADA)
    assert [(row.kind, row.held, row.task, row.attempt) for row in rows] == [
        (EntryKind.HOLD, 0, "t1", 1),
        (EntryKind.RELEASE, 0, "t1", 1),
    ]
    assert len({row.id for row in rows}) == 2


async def test_a_grant_comes_on_top_and_counts_once(store: Store) -> None:
    limit = Allowance(credits_per_day=2)
    with pytest.raises(QuotaExceeded):
        await submit(store, make_task("t1", price=5), allowance=limit)
    await store.ledger.grant(grant("g1", 3))
    await store.ledger.grant(grant("g1", 3))
    assert (await store.ledger.usage(ADA, NOW)).granted == 3
    await submit(store, make_task("t1", price=5), allowance=limit)
    assert [row.kind for row in await store.ledger.entries(ADA)] == [EntryKind.GRANT, EntryKind.HOLD]


async def test_a_grant_is_a_persons_or_a_communitys(store: Store) -> None:
    await store.ledger.grant(grant("g1", 3))
    await store.ledger.grant(grant("g2", 5, user=""))
    await store.ledger.grant(grant("g3", 7, user="", community="elsewhere"))
    assert (await store.ledger.usage(ADA, NOW)).granted == 3
    assert (await store.ledger.community("console", "theatre", NOW)).granted == 5
    with pytest.raises(QuotaExceeded):
        await submit(store, make_task("t1", price=7), community=Allowance(credits_per_month=1))
    await submit(store, make_task("t2", price=6), community=Allowance(credits_per_month=1))


async def test_a_grant_is_nothing_but_a_grant(store: Store) -> None:
    with pytest.raises(Bug, match="not_a_grant"):
        await store.ledger.grant(replace(grant("g1", 3), kind=EntryKind.HOLD))
    with pytest.raises(Bug, match="not_a_grant"):
        await store.ledger.grant(replace(grant("g1", 3), spent=1))


async def test_entries_are_read_back_as_they_were(store: Store) -> None:
    await store.ledger.grant(grant("g1", 3))
    assert await store.ledger.entries(ADA) == [grant("g1", 3)]


async def test_a_person_and_a_community_are_counted_apart(store: Store) -> None:
    club = Place("console", "stage", "", "club")
    await submit(store, make_task("t1", price=3, place=club))
    await submit(store, make_task("t2", price=4, place=HERE))
    assert (await store.ledger.usage(ADA, NOW)).held == 7
    assert (await store.ledger.community("console", "club", NOW)).held == 3
