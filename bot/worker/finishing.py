"""From takes to a recording, from a recording to the chat, and the one word that tells how a task ended."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from bot.errors import TablereadError
from bot.mix import MixPlan, arrange, mix_key, timeline
from bot.ports.chat import Attachment, Card
from bot.ports.memory import Ending, Take
from bot.replies.errors import ended
from bot.replies.sheet import card
from bot.task import Loudness, Part, Recording, Stage, Task
from bot.worker.outside import Outside
from bot.worker.run import Run

log = logging.getLogger("tableread.worker")


class Finishing:
    """Mixes, delivers, ends and tells."""

    def __init__(self, outside: Outside) -> None:
        self._out = outside

    async def mix(self, run: Run) -> Recording:
        """The recording of a run whose segments are all ready; one that was mixed before is taken as it is.

        Raises AudioFailed; the takes stay.
        """
        out, task = self._out, run.task
        takes = await self._takes(run)
        ordered = [takes[state.segment.key] for state in run.states]
        plan = arrange(
            task.order.script,
            [state.segment for state in run.states],
            [out.blobs.path(take.blob) for take in ordered],
            format=task.order.format,
            title=task.title,
            cast=[name for _, _, name in task.order.voices],
        )
        key = mix_key(plan, [take.blob for take in ordered])
        recording = await out.store.recordings.find(key)
        if recording is None or not self._there(recording):
            recording = await self._record(task, plan, key, ordered, run)
        await out.insist(lambda: out.store.work.recorded(task.id, recording))
        return recording

    def _there(self, recording: Recording) -> bool:
        try:
            for part in recording.parts:
                self._out.blobs.path(part.blob)
        except KeyError:
            return False
        return True

    async def _takes(self, run: Run) -> dict[str, Take]:
        missing = [state.segment.key for state in run.states if state.segment.key not in run.takes]
        if missing:
            run.takes.update(await self._out.store.takes.find(missing))
        return run.takes

    async def _record(self, task: Task, plan: MixPlan, key: str, takes: list[Take], run: Run) -> Recording:
        out = self._out
        path = out.blobs.scratch(f"{task.id}.{task.order.format}")
        mixed = await out.audio.mix(plan, path)
        blob = await out.insist(lambda: out.blobs.adopt(mixed.path))
        spoken = timeline(
            task.order.script,
            [state.segment for state in run.states],
            {voice: name for _, voice, name in task.order.voices},
            mixed.clips,
            [take.spans for take in takes],
        )
        return Recording(
            key=key,
            format=task.order.format,
            parts=(Part(blob, mixed.size, 0.0, mixed.duration),),
            duration=mixed.duration,
            loudness=Loudness(mixed.loudness.lufs, mixed.loudness.peak),
            timeline=spoken,
            waveform=mixed.waveform,
        )

    async def deliver(self, run: Run, recording: Recording) -> None:
        """Post the recording where it was asked for. Raises FileRefused or what the platform says."""
        out, task = self._out, run.task
        name = file_name(task)
        files = [
            Attachment(out.blobs.path(part.blob), name if len(recording.parts) == 1 else _numbered(name, number))
            for number, part in enumerate(recording.parts, 1)
        ]
        shown: Card = card(replace(run.now(), recording=recording), run.spent)
        await out.chats[task.place.platform].deliver(task, files, shown, f"{task.id}-{task.attempt}-d")

    async def end(self, run: Run, stage: Stage, *, error: str = "", told: bool = False) -> Task:
        """End the task in the store, its ledger with it; a failure gets a reference that is in the log."""
        out, task = self._out, run.task
        reference = out.ids.reference() if stage is Stage.FAILED else ""
        ending = Ending(
            stage=stage, at=out.clock.now(), error=error, reference=reference, told=told, notes=tuple(run.notes)
        )
        if reference:
            log.warning("task_failed", extra={"task": task.id, "code": error.partition(":")[0], "reference": reference})
        return await out.insist(lambda: out.store.work.end(task.id, ending))

    async def tell(self, task: Task) -> None:
        """Say once how a task ended that is not done; a chat that cannot be reached is not tried for ever."""
        out = self._out
        chat = out.chats.get(task.place.platform)
        if chat is not None:
            try:
                await chat.show(task, ended(task), f"{task.id}-{task.attempt}-{task.stage.value[0]}")
            except TablereadError as error:
                log.warning("not_told", extra={"task": task.id, "code": error.code})
        await out.insist(lambda: out.store.work.told(task.id))


def file_name(task: Task) -> str:
    """What the recording's file is called where people see it: its title in plain letters, else its task."""
    plain = re.sub(r"[^\w\- ]+", "", task.title).strip()[:60] or f"tableread-{task.id}"
    return f"{plain}.{task.order.format}"


def _numbered(name: str, number: int) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}"
