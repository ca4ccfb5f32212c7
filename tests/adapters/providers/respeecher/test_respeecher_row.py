"""The provider as the table makes it from settings."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.providers import Table
from bot.errors import SettingWrong, TablereadError
from bot.ports.speech import Revoicing
from tests.adapters.providers.respeecher.conftest import finished, segment
from tests.simulators.respeecher import Respeecher as Server

CANARIES = ("canary-key-4711", "canary-pass-4711", "canary@example.com", "Canary words.")


async def test_the_row_offers_what_respeecher_can(server: Server) -> None:
    table = Table({"respeecher": {"api_key": "key", "base_url": f"{server.url}/"}})
    speech = table.get("respeecher")
    assert speech.provider is speech.finds is speech.balance is speech.checks_many is speech.converts
    assert speech.cancels is None
    assert (speech.provider.limits.recover, speech.provider.limits.max_line_chars) == ("label", 1000)
    await table.aclose()


async def test_an_address_and_a_password_will_do(server: Server) -> None:
    table = Table({"respeecher": {"email": "a@example.com", "password": "p", "base_url": server.url}})
    assert await table.get("respeecher").provider.voices()
    await table.aclose()
    await table.aclose()
    assert server.requests[-1]["path"] == "/api/logout"


@pytest.mark.parametrize(
    ("options", "setting"),
    [
        ({}, "API_KEY"),
        ({"api_key": ""}, "API_KEY"),
        ({"email": "a@example.com"}, "PASSWORD"),
        ({"api_key": "key", "base_url": "gateway"}, "BASE_URL"),
        ({"api_key": "two\nlines"}, "API_KEY"),
    ],
)
def test_what_is_missing_is_named(options: dict[str, object], setting: str) -> None:
    with pytest.raises(SettingWrong) as raised:
        Table({"respeecher": options}).get("respeecher")
    assert raised.value.fields["setting"] == f"TABLEREAD_RESPEECHER__{setting}"


@pytest.mark.parametrize("fault", ["order-moderated", "no-credits-403", "500", "422", "truncated-json", "unauthorized"])
@pytest.mark.parametrize("by_key", [True, False])
async def test_no_secret_and_no_word_is_logged_or_raised(
    server: Server, caplog: pytest.LogCaptureFixture, fault: str, by_key: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    key, password, email, words = CANARIES
    options = {"api_key": key} if by_key else {"email": email, "password": password}
    table = Table({"respeecher": {**options, "base_url": server.url}})
    provider = table.get("respeecher").provider
    await provider.voices()
    server.force(fault)
    told = [repr(provider.__dict__)]
    try:
        await finished(provider, await provider.speak(segment(words), "a-1-0"))
    except TablereadError as error:
        told += [repr(error), str(error), repr(error.__cause__)]
    told += [
        record.getMessage() + repr(record.__dict__) for record in caplog.records if not record.name.startswith("aio")
    ]
    await table.aclose()
    assert not [canary for canary in CANARIES for one in told if canary in one]


async def test_of_a_hundred_lines_with_lost_answers_none_is_paid_twice() -> None:
    """Five of a hundred answers to orders are lost, each in its own way; what is not found again is unknown, not repeated."""
    faults = ("create-lost-answer", "create-reset-after-write", "create-500-after-accept", "create-error-in-200")
    server = Server(seed=7, faults=dict.fromkeys(faults, 0.0125))
    server.rate = (10_000, 300.0)
    async with server.serving():
        table = Table({"respeecher": {"api_key": "key", "base_url": server.url}})
        speech = table.get("respeecher")
        room = asyncio.Semaphore(speech.provider.limits.concurrency)
        ends: list[object] = []

        async def perform(number: int) -> None:
            async with room:
                try:
                    ends.append(await speech.provider.speak(segment(f"Line {number}."), f"task-1-{number}"))
                except TablereadError as error:
                    ends.append(error)

        await asyncio.gather(*(perform(number) for number in range(100)))
        labels = [row["label"] for row in server.paid]
        await table.aclose()
    assert any(row["fault"] for row in server.requests)
    assert sorted(labels) == sorted(f"task-1-{number}" for number in range(100))
    assert not [one for one in ends if isinstance(one, TablereadError)]


def test_a_recording_is_not_shown() -> None:
    assert "canary" not in repr(Revoicing(data=b"canary", media_type="audio/wav", voice="v"))
