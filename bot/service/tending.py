"""What a person can do with tasks that exist: list, cancel, retry, retake a line, choose another take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import NotPossibleNow, UnknownChoice
from bot.ports.chat import Attachment
from bot.ports.memory import TaskQuery
from bot.replies.amounts import price as price_words
from bot.replies.names import file_name, numbered
from bot.service.house import House
from bot.service.making import remade
from bot.service.ordering import Ordering
from bot.task import Order, Person, Place, Price, Segment, SegmentStage, SegmentState, Stage, Task


class Tending:
    """Tasks that exist, by their person."""

    def __init__(self, house: House, ordering: Ordering) -> None:
        self._house = house
        self._ordering = ordering

    async def tasks(self, person: Person, *, limit: int = 50) -> Sequence[Task]:
        """A person's tasks, newest first, drafts left out."""
        stages = frozenset(Stage) - {Stage.DRAFT}
        return await self._house.store.tasks.list(TaskQuery(person=person, stages=stages, limit=limit))

    async def get(self, task: str, person: Person) -> Task:
        """A person's own task. Raises NoSuchTask."""
        return await self._house.own(task, person)

    async def ahead(self, task: Task) -> int:
        """How many queued tasks are before this one."""
        return await self._house.store.wishes.ahead(task.id)

    async def cancel(self, task: str, person: Person) -> Task:
        """Stop a task. What nobody works on ends at once, a running one as soon as its worker sees it.

        Raises NoSuchTask, NotPossibleNow.
        """
        own = await self._house.own(task, person)
        cancelled = await self._house.store.wishes.cancel(own.id, self._house.clock.now())
        self._house.interrupt(task)
        return cancelled

    async def retry(self, task: str, person: Person, *, pay_unknown: bool = False) -> Task:
        """Go on with a task that failed, was cancelled or interrupted, or asks. Ready segments are never paid again.

        Raises NoSuchTask, QuotaExceeded, and NotPossibleNow: "task_ended" for one that is done, "task_running" for one
        that a live worker has, "ask_first" where lines may have been paid and `pay_unknown` is not said.
        """
        own = await self._house.own(task, person)
        if own.stage in {Stage.QUEUED, Stage.SPEAKING, Stage.MIXING, Stage.DELIVERING}:
            return own  # interrupted: whoever claims it goes on, with the hold it still has
        if own.stage in {Stage.DONE, Stage.DRAFT, Stage.EXPIRED}:
            raise NotPossibleNow("task_ended")
        unknown = [state.segment.price for state in own.segments if state.stage is SegmentStage.UNKNOWN]
        if unknown and not pay_unknown:
            raise NotPossibleNow("ask_first", count=len(unknown), price=price_words(Price.total(unknown)))
        hold = self._house.hold(own, await self._open(own), attempt=own.attempt + 1)
        resumed = await self._house.store.wishes.resume(own.id, hold, pay_unknown=pay_unknown)
        self._house.wake()
        return resumed

    async def _open(self, task: Task) -> int:
        """Credits that the segments of a task which are not ready may still cost."""
        there = await self._house.store.takes.find([state.segment.key for state in task.segments])
        left = {
            state.segment.key: state.segment.price.credits
            for state in task.segments
            if state.stage is not SegmentStage.READY and state.segment.key not in there
        }
        return sum(left.values())

    async def lineage(self, task: Task) -> Sequence[Task]:
        """The finished tasks of a line of retakes, newest first."""
        query = TaskQuery(root=task.root, stages=frozenset({Stage.DONE}), limit=1000)
        return await self._house.store.tasks.list(query)

    async def retake(self, task: str, person: Person, line: int, *, take: int = 0, output: str = "") -> Task:
        """A new take of one line (counted from 1), or another one there is, as a task of its own that is queued.

        It starts from the newest recording of the lineage, so that retakes add up; every other take is reused.
        Raises NoSuchTask, NotPossibleNow("task_not_done"), UnknownChoice("unknown_line", "unknown_take").
        """
        own = await self._house.own(task, person)
        recorded = await self.lineage(own)
        if not recorded:
            raise NotPossibleNow("task_not_done")
        base = recorded[0]
        turns = len(base.order.script.turns)
        if not 1 <= line <= turns:
            raise UnknownChoice("unknown_line", asked=line, allowed=f"1 to {turns}")
        made = max(dict(one.order.takes).get(line - 1, 1) for one in recorded)
        if take > made:
            raise UnknownChoice("unknown_take", asked=take, allowed=f"1 to {made}")
        takes = {**dict(base.order.takes), line - 1: take or made + 1}
        order = replace(
            base.order,
            takes=tuple(sorted((turn, number) for turn, number in takes.items() if number != 1)),
            output=output,
        )
        return await self._ordering.go(await self._replan(base, order, own.place))

    async def _replan(self, base: Task, order: Order, place: Place) -> Task:
        house = self._house
        segments: Sequence[Segment] = remade(base, order)
        if not segments:
            segments = self._ordering.plan(order, await self._ordering.voices_of(order)).segments
        return Task(
            id=house.ids.task(),
            place=place,
            person=base.person,
            created=house.clock.now(),
            order=order,
            root=base.root,
            segments=tuple(SegmentState(segment) for segment in segments),
        )

    def files(self, task: Task) -> list[Attachment]:
        """The files of a finished recording, to be posted once more for nothing.

        Raises NotPossibleNow: "task_not_done" where there is none, "audio_gone" when its file is not on the disk any more.
        """
        if task.recording is None:
            raise NotPossibleNow("task_not_done")
        try:
            paths = [self._house.blobs.path(part.blob) for part in task.recording.parts]
        except KeyError:
            raise NotPossibleNow("audio_gone") from None
        name = file_name(task)
        return [Attachment(path, numbered(name, at) if len(paths) > 1 else name) for at, path in enumerate(paths, 1)]

    async def star(self, task: str, person: Person, *, on: bool = True) -> None:
        """Mark a recording as the best of its lineage, or not. Raises NoSuchTask, NotPossibleNow."""
        own = await self._house.own(task, person)
        if own.recording is None:
            raise NotPossibleNow("task_not_done")
        await self._house.store.recordings.star(own.id, on=on)
