"""The cast sheet, progress and the card of a finished recording, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.cast import Voice
from bot.plan import Plan
from bot.ports.chat import Card, CastSheet, Part, Progress, Remark, Spot
from bot.replies.amounts import amount_of, length, loudness_of, price
from bot.replies.problems import problem
from bot.replies.warnings import warning
from bot.script.model import Heading, Item, Pause, Sound, Turn, Weight
from bot.task import SegmentStage, Stage, Task

NARRATOR = "Narrator"

STAGES: Mapping[Stage, str] = {
    Stage.DRAFT: "waiting for your go",
    Stage.QUEUED: "in the queue",
    Stage.SPEAKING: "speaking",
    Stage.MIXING: "mixing",
    Stage.DELIVERING: "posting",
    Stage.DONE: "done",
    Stage.ASKING: "waiting for your decision",
    Stage.FAILED: "failed",
    Stage.CANCELLED: "cancelled",
    Stage.EXPIRED: "expired",
}


def who(speaker: str | None) -> str:
    """A speaker's label as people read it; the narrator has none of their own."""
    return NARRATOR if speaker is None else speaker


def _short(text: str, room: int = 60) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _spot(item: Item) -> Spot:
    match item:
        case Turn(speaker=speaker, text=text, tags=tags, line=line):
            how = ", ".join(tag.name for tag in tags)
            return Spot(line, who(speaker), _short(text, 72), how, narrated=speaker is None)
        case Pause(seconds=seconds, line=line):
            return Spot(line, "", f"pause of {seconds:g} s", cue="pause")
        case Sound(name=name, line=line):
            return Spot(line, "", f"sound: {_short(name)} (not played)", cue="sound")
        case Heading(text=text, line=line):
            return Spot(line, "", f"heading: {_short(text)}", cue="heading")


def cast_sheet(task: Task, plan: Plan, voices: Mapping[str, Voice]) -> CastSheet:
    """The sheet of a draft. `voices` are the provider's voices by id."""
    script = task.order.script
    lines = Counter(turn.speaker for turn in script.turns)
    first = {turn.speaker: turn.text for turn in reversed(script.turns)}
    parts = tuple(
        Part(
            who(speaker),
            name,
            voices[voice].description if voice in voices else "",
            lines[speaker],
            _short(first.get(speaker, "")),
        )
        for speaker, voice, name in task.order.voices
    )
    return CastSheet(
        task=task.id,
        title=task.title,
        form=script.form,
        parts=parts,
        spots=tuple(_spot(item) for item in script.items),
        length=f"about {length(plan.seconds)}",
        price=price(plan.price),
        problems=tuple(Remark(met.line, problem(met), met.weight is Weight.ERROR) for met in script.problems),
        warnings=warnings(task.order.warnings),
    )


def warnings(coded: Sequence[str]) -> tuple[str, ...]:
    """Coded warnings ("code" or "code:about") as sentences, each once."""
    return tuple(dict.fromkeys(warning(one) for one in coded))


def progress(task: Task, *, ahead: int = 0) -> Progress:
    """Where a task is now, from its stored segments."""
    ready = sum(state.stage is SegmentStage.READY for state in task.segments)
    return Progress(task=task.id, stage=STAGES[task.stage], done=ready, total=len(task.segments), ahead=ahead)


def card(task: Task, spent: int) -> Card:
    """The words beside a finished recording; `spent` is what this task really cost."""
    recording = task.recording
    cast = tuple(f"{who(speaker)}: {name}" for speaker, _, name in task.order.voices)
    return Card(
        task=task.id,
        title=task.title,
        cast=cast,
        length=length(recording.duration if recording else 0),
        cost=amount_of(spent),
        made_by=f"AI-generated voices by {task.order.provider}",
        warnings=warnings((*task.order.warnings, *task.notes)),
        loudness="" if recording is None else loudness_of(recording.loudness),
    )
