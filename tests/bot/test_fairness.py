"""Whose task is next: shares of those who always wait, and nobody forgotten."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fairness import Head, RoundRobin


def head(community: str, person: str, cost: int = 1) -> Head:
    return Head(f"{community}/{person}/{cost}", community, person, cost)


def test_nobody_waiting_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="empty"):
        RoundRobin().pick([])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=5, max_size=60))
@settings(deadline=None)
def test_two_communities_that_always_wait_get_the_same_cost_over_any_stretch(costs):
    turns = RoundRobin()
    left = {"a": [one for one, _ in costs], "b": [other for _, other in costs]}
    balance = [0]
    while left["a"] and left["b"]:
        got = turns.pick([head("a", "x", left["a"][0]), head("b", "y", left["b"][0])])
        left[got.community].pop(0)
        balance.append(balance[-1] + max(got.cost, 1) * (1 if got.community == "a" else -1))
    largest = max(1, *(cost for pair in costs for cost in pair))
    # A quantum of one largest task, and one largest task.
    assert max(balance) - min(balance) <= 2 * largest


@given(st.lists(st.integers(1, 50), min_size=20, max_size=60), st.integers(0, 15), st.integers(1, 500))
@settings(deadline=None)
def test_a_long_queue_does_not_delay_a_single_task_by_more_than_one_task(costs, before, single):
    for place in ("own", "other"):
        turns = RoundRobin()
        for cost in costs[:before]:
            turns.pick([head("own", "many", cost)])
        one = head(place, "single", single)
        picked = [turns.pick([head("own", "many", costs[before + turn]), one]) for turn in range(2)]
        assert one in picked


def test_people_of_one_community_share_it_and_their_number_does_not_enlarge_its_share():
    turns = RoundRobin()
    heads = [head("big", f"p{number}") for number in range(9)] + [head("small", "q")]
    served = Counter(turns.pick(heads).person for _ in range(180))
    assert served["q"] == 90
    assert {served[f"p{number}"] for number in range(9)} == {10}


def test_free_tasks_take_turns_too():
    turns = RoundRobin()
    heads = [head("a", "x", 0), head("b", "y", 0)]
    assert Counter(turns.pick(heads).community for _ in range(10)) == {"a": 5, "b": 5}


@pytest.mark.parametrize("place", ["crowd", "elsewhere"])
def test_a_stream_of_newcomers_cannot_keep_anybody_waiting_for_ever(place):
    turns = RoundRobin()
    waiting = head("crowd", "patient", 50)
    turns.pick([waiting])
    for number in range(400):
        newcomer = head(place if place == "crowd" else f"new{number}", f"new{number}", 5)
        if turns.pick([newcomer, waiting]) is waiting:
            return
    pytest.fail("the one who waited was never served")


def test_leaving_and_coming_back_gains_nothing():
    turns = RoundRobin()
    served = Counter()
    away = False
    for _ in range(3000):
        heads = [head("steady", "x", 1)] + ([] if away else [head("comes and goes", "y", 100)])
        got = turns.pick(heads)
        served[got.community] += got.cost
        away = got.community == "comes and goes"
    assert served["comes and goes"] <= served["steady"] + 200


def test_who_has_nothing_waiting_is_forgotten():
    turns = RoundRobin()
    for number in range(2000):
        turns.pick([head(f"c{number}", "p"), head("steady", "q")])
    assert turns.remembered < 20
    for number in range(2000):
        turns.pick([head("steady", f"p{number}")])
    assert turns.remembered < 20


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 300)), min_size=1, max_size=8),
        max_size=40,
    )
)
@settings(deadline=None)
def test_whoever_comes_and_goes_a_head_of_the_list_is_picked_and_only_as_many_remembered_as_there_are(rounds):
    turns = RoundRobin()
    for waiting in rounds:
        heads = [head(f"c{community}", f"p{person}", cost) for community, person, cost in waiting]
        assert turns.pick(heads) in heads
        assert turns.remembered <= 5 + 25


def test_a_thousand_rounds_serve_everybody_of_many():
    turns = RoundRobin()
    heads = [head(f"c{number % 7}", f"p{number}", number % 13) for number in range(100)]
    served = {turns.pick(heads).person for _ in range(3000)}
    assert len(served) == 100
