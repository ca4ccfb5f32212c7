"""How long a server wants us to wait, in each form it is written."""

from __future__ import annotations

import pytest

from adapters.providers._http.waits import MOST, retry_after, window

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "20"}, 20),
        ({"retry-after": "0"}, 0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "86400"}, MOST),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "20"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "20"}, 20),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30),
        ({"retry-after": "Friday, 15-Jan-27 08:00:30 GMT"}, 30),
        ({"retry-after": "Fri Jan 15 08:00:30 2027"}, 30),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT", "date": "Fri, 15 Jan 2027 08:00:20 GMT"}, 10),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT", "date": "today"}, 30),
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "later"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Fri, 99 Jan 2027 08:00:30 GMT"}, None),
        ({"retry-after": "Fri, 15 Jan 99999 08:00:30 GMT"}, None),
    ],
)
def test_retry_after_is_read_in_each_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


def test_a_date_without_a_time_to_hold_it_against_is_held_against_the_machines() -> None:
    assert retry_after({"retry-after": "Fri, 15 Jan 2000 08:00:30 GMT"}) == 0


@pytest.mark.parametrize(
    ("headers", "seen"),
    [
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "7"}, (3, 7)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 12)}, (0, 12)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW * 1000) + 12_000)}, (0, 12)),
        ({"x-ratelimit-remaining-requests": "9", "x-ratelimit-reset-requests": "6m0s"}, (9, MOST)),
        ({"x-ratelimit-remaining-requests": "9", "x-ratelimit-reset-requests": "1m2.5s"}, (9, 62.5)),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20ms"}, (0, 0.02)),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "5"}, (0, 5)),
        ({"x-ratelimit-remaining": "-1", "x-ratelimit-reset": "5"}, (0, 5)),
        ({"x-ratelimit-remaining": "1"}, None),
        ({"x-ratelimit-reset": "1"}, None),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "soon"}, None),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "5 s later"}, None),
        ({}, None),
    ],
)
def test_the_window_of_a_rate_limit_is_read_in_each_form(
    headers: dict[str, str], seen: tuple[int, float] | None
) -> None:
    assert window(headers, NOW) == (seen and (seen[0], pytest.approx(seen[1])))
