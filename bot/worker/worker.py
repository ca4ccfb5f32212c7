"""The worker's loop: claim what is due, carry each task to its end, stop cleanly."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.errors import StoreUnusable, TablereadError
from bot.fairness import RoundRobin
from bot.ports.memory import Wanted
from bot.task import SegmentStage, Stage
from bot.worker.finishing import Finishing
from bot.worker.outside import Outside, trace
from bot.worker.reporting import Reporter
from bot.worker.run import Run
from bot.worker.speaking import Speaking

log = logging.getLogger("tableread.worker")

KEPT_OPEN = timedelta(days=7)  # how long a sheet waits for its Go, and a question for its answer
SLOTS = 50  # tasks carried at once; a provider's own concurrency limits what is sent
GRACE = 10.0  # seconds that requests which have left are given to come back at a clean stop


class Worker:
    """Carries tasks from the queue to their end, many at once."""

    def __init__(self, outside: Outside, *, slots: int = SLOTS) -> None:
        self._out = outside
        self._slots = slots
        self._speaking = Speaking(outside)
        self._finishing = Finishing(outside)
        self._turns = RoundRobin()
        self._runs: dict[str, Run] = {}
        self._carried: dict[str, asyncio.Task[None]] = {}
        self._due = asyncio.Event()
        self._stopping = False
        outside.stopping.clear()

    def wake(self) -> None:
        """There is something to do."""
        self._due.set()

    def interrupt(self, task: str) -> None:
        """A person cancelled a task that may be ours."""
        if task in self._runs:
            self._runs[task].cancel()
        self._due.set()

    async def run(self, wanted: Wanted) -> None:
        """Work until `stop`; sleeps without waking while there is nothing to do."""
        await self._tidy()
        try:
            while not self._stopping:
                self._due.clear()
                await self._fill(wanted)
                await self._due.wait()
        finally:
            await self._drain()

    async def work_through(self, tasks: frozenset[str]) -> None:
        """Carry these tasks to their end and no others."""
        try:
            while not self._stopping and await self._fill(Wanted(tasks=tasks)):
                stopping = asyncio.ensure_future(self._out.stopping.wait())
                carried = asyncio.gather(*self._carried.values())
                waits: set[asyncio.Future[Any]] = {stopping, carried}
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
        finally:
            await self._drain()

    def stop(self) -> None:
        """Stop cleanly: nothing new is sent; `run` returns when what has left came back, or after GRACE seconds."""
        self._stopping = True
        self._out.stopping.set()
        for run in self._runs.values():
            run.stop()
        self._due.set()

    async def _tidy(self) -> None:
        """Let go of sheets nobody pressed and questions nobody answered for KEPT_OPEN, with what they held."""
        now = self._out.clock.now()
        await self._out.insist(lambda: self._out.store.wishes.expire(now - KEPT_OPEN, now))

    async def _fill(self, wanted: Wanted) -> int:
        free = self._slots - len(self._carried)
        if free <= 0:
            return 0
        try:
            tasks = await self._out.store.work.claim(self._out.worker, wanted, self._turns.pick, free)
        except StoreUnusable as error:
            log.warning("claim_failed", extra={"code": error.code})
            await self._out.clock.sleep(5.0)
            self._due.set()
            return 0
        for task in tasks:
            self._runs[task.id] = Run.of(task)
            carried = asyncio.create_task(self._carry(self._runs[task.id]))
            self._carried[task.id] = carried
            carried.add_done_callback(partial(self._dropped, task.id))
        return len(tasks)

    def _dropped(self, task: str, _: asyncio.Task[None]) -> None:
        self._carried.pop(task, None)
        self._runs.pop(task, None)
        self._due.set()

    async def _drain(self) -> None:
        self.stop()
        carried = list(self._carried.values())
        if carried:
            _, late = await asyncio.wait(carried, timeout=GRACE)
            for one in late:
                one.cancel()
            await asyncio.gather(*carried, return_exceptions=True)

    async def _carry(self, run: Run) -> None:
        task = run.task
        log.info("task_claimed", extra={"task": task.id, "stage": task.stage.value})
        reporter = Reporter(self._out, self._out.chats[task.place.platform], run)
        try:
            await self._steps(run, reporter)
        except TablereadError as error:
            await self._break_off(run, error.code)
        except Exception as error:  # noqa: BLE001 - the one of this loop: whatever it was, the person hears of it
            log.error("task_broke", extra={"task": task.id, "error": type(error).__name__, "at": trace(error)})
            await self._break_off(run, "bug")
        finally:
            await reporter.close()

    async def _break_off(self, run: Run, code: str) -> None:
        try:
            await self._finishing.tell(await self._finishing.end(run, Stage.FAILED, error=code))
        except StoreUnusable as error:
            # The store is gone for good; the claim falls with this process and the next one goes on.
            log.error("task_left", extra={"task": run.task.id, "code": error.code})

    async def _steps(self, run: Run, reporter: Reporter) -> None:
        stage = run.task.stage
        if stage not in {Stage.SPEAKING, Stage.MIXING, Stage.DELIVERING}:
            await self._finishing.tell(run.task)  # it ended, and the process died before it said so
            return
        if stage is Stage.SPEAKING:
            reporter.report()
            await self._speaking.speak(run, reporter.report)
            if not await self._all_spoken(run):
                return
            run.task = replace(run.task, stage=Stage.MIXING)
            reporter.report()
        recording = run.task.recording if stage is Stage.DELIVERING else None
        if recording is None:
            recording = await self._finishing.mix(run)
        await reporter.close()
        message = await self._finishing.deliver(run, recording)
        await self._finishing.end(run, Stage.DONE, message=message)

    async def _all_spoken(self, run: Run) -> bool:
        """Whether the task goes on to its mix; otherwise it is ended, or given back, as it stands."""
        if run.cancelled:
            stage, error = Stage.CANCELLED, ""
        elif run.failed:
            stage, error = Stage.FAILED, run.failed
        elif run.asking:
            stage, error = Stage.ASKING, "unknown_outcome"
        elif all(state.stage is SegmentStage.READY for state in run.states):
            return True
        else:
            await self._out.store.work.release(run.task.id)
            return False
        ended = await self._finishing.end(run, stage, error=error)
        await self._finishing.tell(ended)
        return False

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stopping

    @property
    def busy(self) -> frozenset[str]:
        """The tasks being carried now."""
        return frozenset(self._runs)
