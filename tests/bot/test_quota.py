"""What an allowance refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QuotaExceeded
from bot.quota import CLOSING, Allowance, EntryKind, Usage, check


def refused(usage: Usage, allowance: Allowance, credits: int) -> QuotaExceeded:
    with pytest.raises(QuotaExceeded) as caught:
        check(usage, allowance, credits, whose="person")
    return caught.value


def test_an_allowance_without_limits_refuses_nothing():
    check(Usage(spent_today=10**9, held=10**9, in_flight=10**6), Allowance(), 10**9, whose="person")


def test_too_many_tasks_in_flight_are_refused_even_when_they_are_free():
    error = refused(Usage(in_flight=2), Allowance(tasks_in_flight=2), 0)
    assert (error.code, error.fields) == ("quota_tasks", {"whose": "person", "limit": 2})
    check(Usage(in_flight=1), Allowance(tasks_in_flight=2), 0, whose="person")


def test_the_day_refuses_what_is_over_it_and_says_what_is_left():
    error = refused(Usage(spent_today=60, held=30), Allowance(credits_per_day=100), 11)
    assert error.code == "quota_day"
    assert error.fields == {"whose": "person", "limit": 100, "left": 10, "needed": 11}
    check(Usage(spent_today=60, held=30), Allowance(credits_per_day=100), 10, whose="person")


def test_the_month_refuses_where_the_day_does_not():
    allowance = Allowance(credits_per_day=100, credits_per_month=200)
    error = refused(Usage(spent_today=0, spent_this_month=195), allowance, 6)
    assert (error.code, error.fields["left"]) == ("quota_month", 5)


def test_less_than_nothing_left_is_said_as_nothing():
    assert refused(Usage(spent_today=150), Allowance(credits_per_day=100), 1).fields["left"] == 0


def test_what_is_free_is_never_refused_for_want_of_credits():
    check(Usage(spent_today=500, spent_this_month=500), Allowance(credits_per_day=1, credits_per_month=1), 0, whose="p")


def test_grants_come_on_top_of_day_and_month():
    allowance = Allowance(credits_per_day=10, credits_per_month=10)
    check(Usage(spent_today=10, spent_this_month=10, granted=5), allowance, 5, whose="community")
    assert refused(Usage(spent_today=10, spent_this_month=10, granted=5), allowance, 6).fields["left"] == 5


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_what_is_let_through_never_takes_the_available_credits_below_nothing(spent, held, granted, limit, credits):
    try:
        check(
            Usage(spent_today=spent, held=held, granted=granted), Allowance(credits_per_day=limit), credits, whose="p"
        )
    except QuotaExceeded:
        assert limit + granted - spent - held < credits
    else:
        assert limit + granted - spent - held - credits >= 0


def test_every_kind_but_holds_and_grants_closes_a_hold():
    assert set(EntryKind) - CLOSING == {EntryKind.HOLD, EntryKind.GRANT}
