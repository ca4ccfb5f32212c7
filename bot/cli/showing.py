"""What commands print: JSON in the forms that are a contract, sentences for people, and exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from bot.replies.errors import ended
from bot.replies.sheet import warnings
from bot.task import SegmentStage, Stage, Task, spoken

# Codes of a failed task that the person can mend; every other failure is the provider's or the machine's.
MENDABLE = frozenset(
    {"segment_invalid", "segment_refused", "voice_gone", "delivery_failed", "script_unreadable", "recording_refused"}
    | {"request_refused", "source_too_short", "source_too_large", "source_unreachable", "source_refused"}
)


def exit_code(task: Task) -> int:
    """How a command about this task ends: 0 done, 1 the person can mend it, 3 failed, 4 the outcome is unknown."""
    if task.stage is Stage.DONE:
        return 0
    if task.stage is Stage.ASKING:
        return 4
    code = task.error.partition(":")[0]
    return 1 if task.stage is Stage.CANCELLED or code in MENDABLE or code.startswith(("output_", "folder_")) else 3


def print_json(document: Mapping[str, object]) -> None:
    """One JSON object on stdout, and nothing else there."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


def say(sentence: object) -> None:
    """A line for the person, beside the result: on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def output_of(task: Task) -> str | None:
    """Where a finished recording is: where the console said it put it."""
    return (task.message or task.order.output) if task.stage is Stage.DONE else None


def cost_of(task: Task) -> int:
    """What a task really cost: also what a provider charged beyond the price it was held for."""
    return max(task.spent, sum(state.credits for state in task.segments if not state.reused))


def performed(task: Task) -> dict[str, object]:
    """A task as `perform --json` prints it; times in seconds."""
    recording = task.recording if task.stage is Stage.DONE else None
    return {
        "task": task.id,
        "status": task.stage.value,
        "output": output_of(task),
        "duration": round(recording.duration, 3) if recording else None,
        "loudness": recording.loudness.lufs if recording else None,
        "provider": task.order.provider,
        "credits": cost_of(task),
        "turns": [
            {
                "speaker": turn.speaker,
                "voice": turn.voice,
                "text": turn.text,
                "start": round(turn.start, 3),
                "end": round(turn.end, 3),
                "reused": turn.reused,
            }
            for turn in (spoken(task) if recording else ())
        ],
        "warnings": list(warnings((*task.order.warnings, *task.notes))),
    }


def listed(task: Task) -> dict[str, object]:
    """A task as `tasks --json` lists it."""
    stages = [state.stage for state in task.segments]
    return {
        "task": task.id,
        "status": task.stage.value,
        "title": task.title,
        "provider": task.order.provider,
        "credits": cost_of(task),
        "created": task.created.isoformat(),
        "segments": {
            "total": len(stages),
            "ready": stages.count(SegmentStage.READY),
            "unknown": stages.count(SegmentStage.UNKNOWN),
        },
        "output": output_of(task),
    }


def tell_end(task: Task) -> None:
    """The sentence for a task that did not end well, with the reference where there is one."""
    if task.stage is not Stage.DONE:
        say(f"tableread: {ended(task)}")
