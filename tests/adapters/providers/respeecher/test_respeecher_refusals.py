"""Every refusal and every bad end as one error, from recorded answers."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import Any

import pytest

from adapters.providers._wire import Answer
from adapters.providers.respeecher import endpoints
from adapters.providers.respeecher.endpoints import Endpoint, read
from adapters.providers.respeecher.models.library import Order, Recording
from adapters.providers.respeecher.refusals import ended_badly
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    SegmentInvalid,
    SegmentRefused,
    TablereadError,
    UnknownChoice,
    UnknownOutcome,
)
from tests.adapters.providers.respeecher.conftest import sample


def refusal(status: int, detail: Any, endpoint: Endpoint[Any] = endpoints.ORDER, **headers: str) -> TablereadError:
    body = json.dumps({"detail": detail}).encode() if detail is not None else b"<html>Bad gateway</html>"
    with pytest.raises(TablereadError) as raised:
        read(endpoint, Answer(status, headers, body))
    return raised.value


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"detail": "Error"}', b'[{"id": "cut', b"[{}]", b"null", b"\xff"])
def test_a_good_status_with_a_body_that_says_nothing_is_no_answer(body: bytes) -> None:
    """An empty list must not be read into it: nothing listed would mean nothing paid."""
    with pytest.raises(UnknownOutcome):
        read(endpoints.ORDER, Answer(200, {}, body))
    for endpoint in (endpoints.CONVERSIONS, endpoints.RECORDING, endpoints.PROJECTS, endpoints.CREDITS):
        with pytest.raises(ProviderDown):
            read(endpoint, Answer(200, {}, body))


@pytest.mark.parametrize(
    ("status", "detail", "error", "code"),
    [
        (401, "Unauthorized", ProviderAuth, "provider_auth"),
        (402, "Payment Required", ProviderNoCredits, "provider_no_credits"),
        (403, "Not enough credits", ProviderNoCredits, "provider_no_credits"),
        (400, "You have no Credits left", ProviderNoCredits, "provider_no_credits"),
        (403, "Not enough permissions", ProviderAuth, "provider_plan"),
        (403, "Rejected: violates our policy", SegmentRefused, "segment_refused"),
        (422, "Text did not pass moderation", SegmentRefused, "segment_refused"),
        (404, "Voice not found", UnknownChoice, "voice_gone"),
        (404, "Recording not found", UnknownChoice, "not_at_provider"),
        (404, None, UnknownChoice, "not_at_provider"),
        (400, "Bad request", SegmentInvalid, "segment_invalid"),
        (413, "Too large", SegmentInvalid, "segment_invalid"),
        (422, None, SegmentInvalid, "segment_invalid"),
        (409, "Conflict", ProviderFailed, "provider_failed"),
        (418, ["odd", 1], ProviderFailed, "provider_failed"),
        (500, "Internal Server Error", UnknownOutcome, "unknown_outcome"),
        (502, None, UnknownOutcome, "unknown_outcome"),
        (302, None, UnknownOutcome, "unknown_outcome"),
    ],
)
def test_every_refusal_is_one_error(status: int, detail: object, error: type[TablereadError], code: str) -> None:
    raised = refusal(status, detail)
    assert (type(raised), raised.code) == (error, code)
    assert raised.args == (code,)


def test_a_server_error_to_a_question_is_not_an_unknown_outcome() -> None:
    assert isinstance(refusal(500, "x", endpoints.RECORDING), ProviderDown)


def test_validation_errors_point_at_their_field() -> None:
    for name, error in (("error_validation", SegmentInvalid), ("error_voice", UnknownChoice)):
        with pytest.raises(error):
            read(endpoints.ORDER, Answer(422, {}, sample(name).body))


def test_when_to_come_back_is_read_in_every_form() -> None:
    date = formatdate(1_000_000_030, usegmt=True)
    for headers, seconds in (
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after": date, "date": formatdate(1_000_000_000, usegmt=True)}, 30.0),
        ({}, None),
    ):
        raised = refusal(429, "Too Many Requests", **headers)
        assert isinstance(raised, ProviderBusy)
        assert raised.retry_after == seconds


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("original", None),
        ("conversion_done", None),
        ("conversion_postprocessing", None),
        ("conversion_error", ProviderFailed),
        ("conversion_moderated", SegmentRefused),
        ("conversion_error_by_moderation", SegmentRefused),
    ],
)
def test_how_a_recording_ended(name: str, error: type[TablereadError] | None) -> None:
    assert type(ended_badly(read(endpoints.RECORDING, sample(name)))) is (error or type(None))


@pytest.mark.parametrize(("name", "error"), [("orders_error", ProviderFailed), ("orders_moderated", SegmentRefused)])
def test_how_an_order_ended(name: str, error: type[TablereadError]) -> None:
    assert type(ended_badly(read(endpoints.ORDER, sample(name))[0])) is error


def test_an_order_that_the_credits_did_not_suffice_for_says_so() -> None:
    assert isinstance(
        ended_badly(Order(conversion_id="c", state="error", error="Not enough credits")), ProviderNoCredits
    )
    assert ended_badly(Recording(id="r", state="a state nobody knows", error="")) is None
