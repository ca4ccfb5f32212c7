"""Tags that are sent inside the text count against a provider's limits."""

from __future__ import annotations

from bot.cast import Voice
from bot.plan import Limits, Plan, Terms, plan
from bot.script.model import Script, Tag, Turn
from bot.script.tags import suited
from bot.task import Price

VOICES = {"A": Voice("v-a", "A", "tone")}


def planned(turns: list[Turn], *, tags_count: bool, max_chars: int) -> Plan:
    limits = Limits(granularity="script", max_chars=max_chars, tags=frozenset({"sighs"}), tags_count=tags_count)
    terms = Terms(provider="tone", limits=limits, price=lambda one: Price(one.characters), suit=suited)
    return plan(Script(tuple(turns), "colon"), VOICES, terms)


def sent(result: Plan) -> list[int]:
    """Characters of each segment as a provider by script sends them: `[sighs] text`."""
    return [sum(len(line.text) + 8 * len(line.tags) for line in one.lines) for one in result.segments]


def test_turns_with_tags_fill_a_segment_sooner() -> None:
    turns = [Turn("A", "Ten signs.", (Tag("sighs"),)) for _ in range(10)]
    assert len(planned(turns, tags_count=False, max_chars=100).segments) == 1
    counted = planned(turns, tags_count=True, max_chars=100)
    assert len(counted.segments) > 1
    assert max(sent(counted)) <= 100


def test_a_turn_that_is_cut_leaves_room_for_its_tags() -> None:
    turns = [Turn("A", "Ten signs. " * 18 + "One.", (Tag("sighs"), Tag("sighs", 70), Tag("sighs", 150)))]
    counted = planned(turns, tags_count=True, max_chars=100)
    assert max(sent(counted)) <= 100
    assert sum(len(line.tags) for one in counted.segments for line in one.lines) == 3


def test_more_tags_than_the_limit_holds_leave_half_of_it_for_the_words() -> None:
    turns = [Turn("A", "Ten signs. " * 9 + "One.", tuple(Tag("sighs", at) for at in range(40)))]
    assert (
        max(len(line.text) for one in planned(turns, tags_count=True, max_chars=60).segments for line in one.lines)
        <= 30
    )
