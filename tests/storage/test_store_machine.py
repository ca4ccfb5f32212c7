"""Both stores in lockstep under any order of calls: the same answers, and the ledger's rules after every step.

R4: the ledger balances, available is never negative, each hold ends in exactly one settle, release or expire.
R5: no order of calls passes an allowance.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import TablereadError
from bot.ports import Begun, ProviderJob, Store, TaskQuery, Turnout, Wanted
from bot.quota import CLOSING, Allowance
from bot.task import IN_FLIGHT, SegmentStage, Stage, Task
from storage.memory import MemoryStore
from storage.sqlite import SqliteStore, open_sqlite
from tests.storage.making import ADA, ANY, BEN, HERE, at, ending, first, make_hold, make_recording, make_take, make_task

BUDGET = Allowance(credits_per_day=12, tasks_in_flight=4)
TOWN = Allowance(credits_per_month=18)
WORDS = ("one", "two", "three")
PEOPLE = (ADA, BEN)

people = st.sampled_from(PEOPLE)
scripts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
prices = st.integers(0, 5)
index = st.integers(0, 30)


class Stores(RuleBasedStateMachine):
    """What people and workers may do, in any order, done to both stores."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.minutes = 0
        self.names: list[str] = []
        self.ids = 0
        self.lives = 0

    @initialize()
    def open(self) -> None:
        self.memory = MemoryStore()
        self.durable: SqliteStore = self.run(open_sqlite(self.home))
        self.run(self.join())

    def teardown(self) -> None:
        self.run(self.durable.upkeep.close())
        self.loop.close()
        self.folder.cleanup()

    def run(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    async def join(self) -> None:
        self.lives += 1
        self.worker = f"life-{self.lives}"
        await self.durable.work.claim(self.worker, Wanted(), first, 1)

    def both(self, act: Callable[[Store], Awaitable[Any]]) -> Any:
        """Do the same to both stores: they answer the same, or refuse in the same words."""

        async def tried(store: Any) -> Any:
            try:
                return await act(store)
            except TablereadError as error:
                return type(error), error.code, error.fields

        expected, answered = self.run(tried(self.memory)), self.run(tried(self.durable))
        assert answered == expected
        return expected

    def a_task(self, number: int) -> Task:
        return self.run(self.memory.tasks.get(self.names[number % len(self.names)]))

    def now(self) -> Any:
        self.minutes += 1
        return at(self.minutes)

    def hold(self, task: Task, attempt: int) -> Any:
        return make_hold(task, when=self.now(), attempt=attempt, allowance=BUDGET, community=TOWN)

    @rule(who=people, words=scripts, price=prices, draft=st.booleans())
    def order(self, who: Any, words: list[str], price: int, draft: bool) -> None:
        self.ids += 1
        task = make_task(f"t{self.ids}", *words, price=price, person=who, created=self.now())
        self.names.append(task.id)
        if draft:
            self.both(lambda store: store.tasks.draft(task))
        else:
            hold = self.hold(task, 1)
            answer = self.both(lambda store: store.tasks.submit(task, hold))
            if not isinstance(answer, Task):
                self.names.pop()

    @precondition(lambda self: self.names)
    @rule(number=index)
    def go(self, number: int) -> None:
        task = self.a_task(number)
        hold = self.hold(task, 1)
        self.both(lambda store: store.tasks.submit(task, hold))

    @precondition(lambda self: self.names)
    @rule(number=index)
    def cancel(self, number: int) -> None:
        task, now = self.a_task(number), self.now()
        self.both(lambda store: store.wishes.cancel(task.id, now))

    @precondition(lambda self: self.names)
    @rule(number=index, pay=st.booleans())
    def resume(self, number: int, pay: bool) -> None:
        task = self.a_task(number)
        hold = self.hold(task, task.attempt + 1)
        self.both(lambda store: store.wishes.resume(task.id, hold, pay_unknown=pay))

    @rule(slots=st.integers(1, 3))
    def claim(self, slots: int) -> None:
        self.both(lambda store: store.work.claim(self.worker, ANY, first, slots))

    @precondition(lambda self: self.names)
    @rule(number=index, segment=st.integers(0, 2), answer=st.sampled_from(["take", "dear", "job", "fail", "nothing"]))
    def speak(self, number: int, segment: int, answer: str) -> None:
        task = self.a_task(number)
        begun = self.both(lambda store: store.takes.begin(task.id, segment, self.worker))
        if not isinstance(begun, Begun) or begun.turnout not in {Turnout.SEND, Turnout.WAIT, Turnout.LOST}:
            return
        take = make_take(task, segment, credits=9 if answer == "dear" else None, when=self.now())
        if answer in {"take", "dear"}:
            self.both(lambda store: store.takes.keep(task.id, segment, take))
        elif answer == "job":
            job = ProviderJob(f"job-{task.id}-{segment}", "local")
            self.both(lambda store: store.takes.sent(task.id, segment, job))

    @precondition(lambda self: self.names)
    @rule(number=index, segment=st.integers(0, 2), stage=st.sampled_from(SegmentStage))
    def fail(self, number: int, segment: int, stage: SegmentStage) -> None:
        task = self.a_task(number)
        self.both(lambda store: store.takes.fail(task.id, segment, stage, "provider_failed"))

    @precondition(lambda self: self.names)
    @rule(number=index)
    def record(self, number: int) -> None:
        task = self.a_task(number)
        recording = make_recording("-".join(state.segment.lines[0].text for state in task.segments))
        self.both(lambda store: store.work.recorded(task.id, recording))

    @precondition(lambda self: self.names)
    @rule(number=index, stage=st.sampled_from(Stage), told=st.booleans())
    def end(self, number: int, stage: Stage, told: bool) -> None:
        task, how = self.a_task(number), ending(stage, when=self.now(), told=told, error="mix_failed")
        self.both(lambda store: store.work.end(task.id, how))

    @precondition(lambda self: self.names)
    @rule(number=index, release=st.booleans())
    def let_go(self, number: int, release: bool) -> None:
        task = self.a_task(number)
        self.both(lambda store: store.work.release(task.id) if release else store.work.told(task.id))

    @rule(age=st.integers(0, 20))
    def expire(self, age: int) -> None:
        now = self.now()
        self.both(lambda store: store.wishes.expire(at(self.minutes - age), now))

    @rule()
    def die(self) -> None:
        """The worker's process dies; another takes its place on the same file."""
        self.memory.dead.add(self.worker)
        self.run(self.durable.upkeep.close())
        self.durable = self.run(open_sqlite(self.home))
        self.run(self.join())

    @rule(who=people)
    def forget(self, who: Any) -> None:
        answer = self.both(lambda store: store.people.forget(who))
        if not isinstance(answer, tuple):
            left = {task.id for task in self.run(self.memory.tasks.list(TaskQuery(limit=1000)))}
            self.names = [name for name in self.names if name in left]

    @invariant()
    def the_same_is_remembered(self) -> None:
        if not hasattr(self, "durable"):
            return
        self.both(lambda store: store.tasks.list(TaskQuery(limit=1000)))
        self.both(lambda store: store.ledger.community(HERE.platform, HERE.community, at(self.minutes)))
        self.both(lambda store: store.upkeep.referred())
        for who in PEOPLE:
            self.both(lambda store, who=who: store.ledger.entries(who))
            self.both(lambda store, who=who: store.ledger.usage(who, at(self.minutes)))

    @invariant()
    def the_ledger_balances(self) -> None:
        if not hasattr(self, "durable"):
            return
        assert [one for one in self.run(self.durable.upkeep.check()) if not one.startswith("sqlite_is_old")] == []
        tasks = {task.id: task for task in self.run(self.durable.tasks.list(TaskQuery(limit=1000)))}
        for who in PEOPLE:
            entries = self.run(self.durable.ledger.entries(who))
            usage = self.run(self.durable.ledger.usage(who, at(self.minutes)))
            assert usage.spent_today + usage.held <= (BUDGET.credits_per_day or 0)
            assert usage.in_flight <= (BUDGET.tasks_in_flight or 0)
            assert sum(entry.held for entry in entries) == usage.held
            for entry in entries:
                same = [one for one in entries if (one.task, one.attempt) == (entry.task, entry.attempt)]
                closings = [one for one in same if one.kind in CLOSING]
                task = tasks[entry.task]
                is_open = task.attempt == entry.attempt and (task.stage in IN_FLIGHT or task.stage is Stage.ASKING)
                assert len(same) - len(closings) == 1
                assert len(closings) == (0 if is_open else 1)
                assert all(one.held == -same[0].held and 0 <= one.spent <= same[0].held for one in closings)

    @invariant()
    def each_key_is_in_flight_once(self) -> None:
        if not hasattr(self, "durable"):
            return
        flying = [
            state.segment.key
            for task in self.run(self.durable.tasks.list(TaskQuery(limit=1000)))
            for state in task.segments
            if state.stage in {SegmentStage.SENDING, SegmentStage.WAITING}
        ]
        assert len(flying) == len(set(flying))


TestStores = Stores.TestCase
TestStores.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
