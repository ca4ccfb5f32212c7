"""From takes to a recording, from a recording to the chat, and the one word that tells how a task ended."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.errors import AudioFailed, TablereadError
from bot.mix import (
    BITRATES,
    Mixed,
    MixPlan,
    arrange,
    bitrate_for,
    excerpt,
    mix_key,
    seconds_for,
    split_points,
    timeline,
)
from bot.ports.chat import Attachment, Card
from bot.ports.memory import Ending, Take
from bot.replies.errors import ended
from bot.replies.names import file_name, numbered
from bot.replies.sheet import card
from bot.task import Part, Recording, Stage, Task
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
            paths=self._paths(ordered),
            voices=task.order.voices,
            format=task.order.format,
        )
        most = out.chats[task.place.platform].limits.file_bytes
        key = mix_key(plan, [take.blob for take in ordered]) + (f"-{most}" if most else "")
        recording = await out.store.recordings.find(key)
        if recording is None or not self._there(recording):
            recording = await self._record(run, plan, ordered, key=key, most=most)
        if len(recording.parts) > 1:
            run.note(f"split:{len(recording.parts)}")
        made = recording
        await out.insist(lambda: out.store.work.recorded(task.id, made))
        return recording

    def _paths(self, takes: list[Take]) -> list[str]:
        try:
            return [self._out.blobs.path(take.blob) for take in takes]
        except KeyError:
            raise AudioFailed("audio_missing") from None

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

    async def _record(self, run: Run, plan: MixPlan, takes: list[Take], *, key: str, most: int) -> Recording:
        order = run.task.order
        segments = [state.segment for state in run.states]
        mixed = await self._mixed(run, plan)
        pieces = [mixed]
        if most and mixed.size > most:
            pieces = await self._fitted(run, plan, mixed, most)
            if len(pieces) == 1:
                run.note("lower_bitrate")
        parts, start = [], 0.0
        for piece in pieces:
            parts.append(Part(await self._adopted(piece), piece.size, start, piece.duration))
            start += piece.duration
        return Recording(
            key=key,
            format=order.format,
            parts=tuple(parts),
            duration=mixed.duration,
            loudness=mixed.loudness,
            timeline=timeline(
                order.script,
                segments,
                voices=order.voices,
                clips=mixed.clips,
                spans=[take.spans for take in takes],
                reused=[state.reused for state in run.states],
            ),
            waveform=mixed.waveform,
        )

    async def _mixed(self, run: Run, plan: MixPlan) -> Mixed:
        path = self._out.blobs.scratch(f"{run.task.id}.{plan.format}")
        return await self._out.audio.mix(plan, path)

    async def _adopted(self, mixed: Mixed) -> str:
        return await self._out.insist(lambda: self._out.blobs.adopt(mixed.path))

    async def _fitted(self, run: Run, plan: MixPlan, whole: Mixed, most: int) -> list[Mixed]:
        """The same in files of at most `most` bytes: at a lower bitrate, else in parts between turns."""
        bitrate = bitrate_for(whole.duration, most, plan.format)
        if bitrate is not None:
            return [await self._mixed(run, replace(plan, bitrate=bitrate))]
        segments = [state.segment for state in run.states]
        cuts = split_points(segments, whole.clips, seconds_for(most, plan.format))
        lowest = [
            replace(excerpt(plan, cut, number, len(cuts)), bitrate=BITRATES.get(plan.format, (0,))[-1])
            for number, cut in enumerate(cuts, 1)
        ]
        return [await self._mixed(run, part) for part in lowest]

    async def deliver(self, run: Run, recording: Recording) -> str:
        """Post the recording where it was asked for; answers the platform's reference to it.

        Raises FileRefused or what the platform says.
        """
        out, task = self._out, run.task
        name = file_name(task)
        if not self._there(recording):
            raise AudioFailed("audio_missing")
        files = [
            Attachment(out.blobs.path(part.blob), name if len(recording.parts) == 1 else numbered(name, number))
            for number, part in enumerate(recording.parts, 1)
        ]
        shown: Card = card(replace(run.now(), recording=recording), run.spent)
        return await out.chats[task.place.platform].deliver(task, files, shown, f"{task.id}-{task.attempt}-d")

    async def end(self, run: Run, stage: Stage, *, error: str = "", message: str = "") -> Task:
        """End the task in the store, its ledger with it; a failure gets a reference that is in the log."""
        out, task = self._out, run.task
        reference = out.ids.reference() if stage is Stage.FAILED else ""
        ending = Ending(
            stage=stage,
            at=out.clock.now(),
            error=error,
            reference=reference,
            told=stage is Stage.DONE,  # the delivery is what tells
            notes=tuple(run.notes),
            message=message,
        )
        if reference:
            log.error("task_failed", extra={"task": task.id, "code": error.partition(":")[0], "reference": reference})
        return await out.insist(lambda: out.store.work.end(task.id, ending))

    async def tell(self, task: Task) -> None:
        """Say once how a task ended that is not done; a chat that cannot be reached is not tried for ever."""
        out = self._out
        try:
            chat = out.chats[task.place.platform]
            await chat.show(task, ended(task), f"{task.id}-{task.attempt}-{task.stage.value[0]}")
        except TablereadError as error:
            log.warning("not_told", extra={"task": task.id, "code": error.code})
        await out.insist(lambda: out.store.work.told(task.id))
