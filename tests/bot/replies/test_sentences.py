"""Every code that is raised or noted has its sentence, and every sentence fills."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from bot import errors
from bot.errors import Bug, PersonMustMend, ProviderDown, TablereadError, UnknownVoice
from bot.replies.errors import SENTENCES, ended, explain, sentence, unexpected
from bot.replies.warnings import SENTENCES as WARNINGS
from bot.replies.warnings import warning
from bot.script.model import Script, Turn
from bot.task import Line, Order, Person, Place, Price, Segment, SegmentStage, SegmentState, Stage, Task

ROOT = Path(__file__).resolve().parents[3]
CLASSES = [name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, TablereadError)]
# These make their own code and take something else first.
CLASSES = [name for name in CLASSES if name not in {"SettingWrong", "UnknownVoice", "NoSuchTask"}]
RAISED = re.compile(rf"\b(?:{'|'.join(CLASSES)})\(\s*\"(\w+)\"")
SOURCES = [path for room in ("bot", "adapters", "storage") for path in (ROOT / room).rglob("*.py")]

# Ours alone: a person is told that it is our side's.
BUGS = re.compile(r"\bBug\(\s*\"(\w+)\"")


def codes() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    return set(RAISED.findall(text)) - set(BUGS.findall(text))


def test_every_code_that_is_raised_has_a_sentence() -> None:
    assert sorted(codes() - SENTENCES.keys()) == []


def test_every_warning_that_is_noted_has_a_sentence() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    noted = set(re.findall(r"note\(f?\"(\w+)", text)) | set(
        re.findall(r"\(\"(\w+)\", (?:item|turn|tag|role|str|self)", text)
    )

    assert sorted(code for code in noted - WARNINGS.keys() if code in {"paid_before", "split", "lower_bitrate"}) == []
    assert {"tag_dropped", "turn_not_spoken", "turn_cut", "voices_shared", "kept_voice_gone", "voice_language"} <= set(
        WARNINGS
    )


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_without_its_fields_shows_no_brace(code: str) -> None:
    reason, advice = sentence(code, {})

    assert "{" not in reason + advice
    assert reason.endswith((".", "!"))


@pytest.mark.parametrize("code", sorted(WARNINGS))
def test_a_warning_is_a_sentence(code: str) -> None:
    fields = [name for _, name, _, _ in Formatter().parse(WARNINGS[code]) if name]

    assert set(fields) <= {"about"}
    assert warning(f"{code}:{'x' * 100}").endswith(".")


def test_an_unknown_warning_is_shown_as_it_is_rather_than_not_at_all() -> None:
    assert warning("The provider says so: slowly") == " slowly"
    assert warning("something") == "something"


def test_what_a_person_can_mend_needs_no_reference_and_a_failure_has_one() -> None:
    assert explain(PersonMustMend("empty_script"), reference="ABC").reference == ""
    assert explain(ProviderDown("provider_down"), reference="ABC").reference == "ABC"
    assert str(explain(ProviderDown("provider_down"), reference="ABC")).endswith("(reference ABC)")


def test_a_code_without_a_sentence_is_told_as_our_side() -> None:
    assert explain(Bug("never_seen")) == explain(Bug("bug"))
    assert "our side" in unexpected("XYZ").reason


def test_lists_are_read_with_commas_and_long_ones_cut() -> None:
    few = explain(UnknownVoice("Bob", ["Ben", "Ada"]))
    many = explain(UnknownVoice("Bob", [f"v{number}" for number in range(50)]))
    none = explain(UnknownVoice("B" * 100, []))

    assert few.advice == "The nearest: Ben, Ada."
    assert many.advice.endswith("v39 ….")
    assert none.advice == "The nearest: none."
    assert len(none.reason) < 120


LINE = Line(2, "Ada", "v", "Hello.")
SEGMENT = Segment(0, "p", "m", (LINE,), price=Price(6))
TASK = Task(
    id="t1",
    place=Place("page", "room"),
    person=Person("page", "anna"),
    order=Order(Script((Turn("Ada", "Hello."),), "labels"), "p", (("Ada", "v", "V"),)),
    created=datetime(2026, 5, 1, tzinfo=UTC),
    segments=(SegmentState(SEGMENT, SegmentStage.UNKNOWN),),
)


def test_an_end_can_be_told_from_the_store_alone() -> None:
    failed = ended(replace(TASK, stage=Stage.FAILED, error="segment_refused:3", reference="ABC"))
    asking = ended(replace(TASK, stage=Stage.ASKING, error="unknown_outcome"))
    cancelled = ended(replace(TASK, stage=Stage.CANCELLED))
    broken = ended(replace(TASK, stage=Stage.FAILED, reference="R"))

    assert "line 3" in failed.reason
    assert failed.reference == "ABC"
    assert "6 credits" in asking.reason
    assert "retry t1 --confirm" in asking.advice
    assert "cancelled" in cancelled.reason
    assert "our side" in broken.reason
