"""When to look again: the targets in simulated time, and what holds whatever was learned."""

import functools
import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.polling import WORKLOADS, Tally, every_five, fixed_schedule, google, learned
from bot.polling import Sample, Waiting

SEEDS = range(1)

samples = st.lists(st.builds(Sample, st.integers(0, 100_000), st.floats(0.01, 150)), max_size=50).map(
    lambda drawn: Waiting(tuple(drawn))
)


@functools.cache
def measured(name: str) -> Tally:
    return learned(WORKLOADS[name], SEEDS)


def scheduled(policy: Callable[[], Iterator[float]], name: str) -> Tally:
    return fixed_schedule(policy, WORKLOADS[name], SEEDS)


def test_where_length_explains_duration_it_sees_the_end_sooner_and_looks_less_than_googles_policy():
    ours, theirs = measured("length explains"), scheduled(google, "length explains")
    assert ours.delay <= 0.4 * theirs.delay
    assert ours.looks <= 0.45 * theirs.looks


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_workload_is_seen_sooner_and_with_fewer_looks_than_by_googles_policy(name):
    ours, theirs = measured(name), scheduled(google, name)
    assert ours.delay < theirs.delay
    assert ours.looks < theirs.looks


@pytest.mark.parametrize("name", WORKLOADS)
def test_no_workload_makes_it_worse_than_a_look_every_five_seconds_in_both_ways(name):
    ours, fixed = measured(name), scheduled(every_five, name)
    assert ours.delay <= fixed.delay or ours.looks <= fixed.looks


def test_the_first_look_at_a_longer_segment_is_later_before_anything_was_learned():
    assert 1 < Waiting().next_look(50, 0) < Waiting().next_look(5000, 0) < 120


def test_a_provider_that_always_takes_a_minute_is_soon_looked_at_after_about_a_minute():
    waiting = Waiting()
    for _ in range(30):
        missed, seen = 0.0, waiting.next_look(200, 0)
        while seen < 60:
            missed, seen = seen, waiting.next_look(200, seen)
        waiting = waiting.learned(200, missed, seen)
    assert 50 < waiting.next_look(200, 0) < 70


def test_a_provider_that_became_faster_is_looked_at_sooner():
    slow = Waiting(tuple(Sample(200, 60.0) for _ in range(40)))
    waiting = slow
    for _ in range(80):
        missed, seen = 0.0, waiting.next_look(200, 0)
        while seen < 5:
            missed, seen = seen, waiting.next_look(200, seen)
        waiting = waiting.learned(200, missed, seen)
    assert waiting.next_look(200, 0) < 0.5 * slow.next_look(200, 0)


@given(samples, st.integers(0, 100_000), st.floats(0, 5000), st.floats(0, 900))
@settings(max_examples=60, deadline=None)
def test_a_look_is_always_later_than_the_last_and_never_before_the_server_asked(waiting, characters, elapsed, after):
    look = waiting.next_look(characters, elapsed, after)
    assert look >= elapsed + 0.25
    assert look >= elapsed + after


@given(samples, st.integers(0, 20_000))
@settings(max_examples=15, deadline=None)
def test_looks_reach_the_deadline_exactly_and_in_few_steps(waiting, characters):
    deadline = waiting.deadline(characters)
    assert deadline >= 600
    looks = [0.0]
    while looks[-1] < deadline:
        looks.append(waiting.next_look(characters, looks[-1]))
    assert looks[-1] == deadline or looks[-1] - looks[-2] == pytest.approx(0.25)
    assert len(looks) < 40 + deadline / 8


def test_beyond_all_that_was_ever_seen_looks_go_on_at_bounded_gaps():
    waiting = Waiting((Sample(100, 2.0),))
    assert waiting.next_look(100, 5000.0) == pytest.approx(5010.0)
    assert waiting.deadline(100) == 600


def test_the_deadline_grows_with_what_was_seen():
    assert Waiting((Sample(100, 400.0),)).deadline(100) == 2000


@given(samples, st.integers(0, 10_000), st.floats(0, 500), st.floats(0, 500))
@settings(max_examples=60, deadline=None)
def test_what_is_learned_lies_between_the_two_looks(waiting, characters, one, other):
    missed, seen = sorted((one, other))
    sample = waiting.learned(characters, missed, seen).samples[-1]
    assert sample.characters == characters
    assert min(missed, 0.25) <= sample.seconds <= max(seen, 0.25)


def test_an_end_between_two_looks_where_nothing_was_expected_is_put_in_the_middle():
    assert Waiting().learned(100, 3000.0, 4000.0).samples == (Sample(100, 3500.0),)


@given(samples)
@settings(max_examples=30, deadline=None)
def test_what_was_learned_can_be_stored_as_json_and_restored(waiting):
    again = Waiting.restored(json.loads(json.dumps(waiting.stored())))
    assert again.samples == waiting.samples[-40:]


@pytest.mark.parametrize("stored", [None, "x", {}, [1], [[1]], [["a", 2.0]], [[10, 0]], [[10, 1e9]], [[-1, 2]]])
def test_what_is_no_list_of_samples_counts_as_nothing_learned(stored):
    assert Waiting.restored(stored) == Waiting()


def test_only_the_latest_samples_are_kept():
    waiting = Waiting()
    for number in range(45):
        waiting = waiting.learned(number, 4.0, 5.0)
    assert [sample.characters for sample in waiting.samples] == list(range(5, 45))
