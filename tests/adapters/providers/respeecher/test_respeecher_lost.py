"""What is refused, lost or cut off before a line is ordered, and what is paid all the same."""

from __future__ import annotations

import asyncio

import pytest

from adapters.providers.respeecher.provider import Respeecher
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
from bot.ports.speech import Audio, ProviderJob, Revoicing
from tests.adapters.providers.respeecher.conftest import Making, asked, finished, segment
from tests.simulators import audio
from tests.simulators.respeecher import Respeecher as Server

MINE = audio.speech("Somebody spoke this.", "me", "wav")


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        ("unauthorized", ProviderAuth, "provider_auth"),
        ("no-credits-402", ProviderNoCredits, "provider_no_credits"),
        ("no-credits-403", ProviderNoCredits, "provider_no_credits"),
        ("forbidden", ProviderAuth, "provider_plan"),
        ("422", SegmentInvalid, "segment_invalid"),
        ("original-moderated", SegmentRefused, "segment_refused"),
        ("create-429-seconds", ProviderBusy, "provider_busy"),
        ("create-429-absent", ProviderBusy, "provider_busy"),
    ],
)
async def test_what_is_refused_is_not_paid(
    provider: Respeecher, server: Server, fault: str, error: type[TablereadError], code: str
) -> None:
    await provider.voices()
    server.force(fault)
    with pytest.raises(error) as raised:
        await provider.speak(segment(turn=7), "a-1-0")
    assert (type(raised.value), raised.value.code) == (error, code)
    if isinstance(raised.value, SegmentInvalid | SegmentRefused):
        assert raised.value.turn == 7
    assert server.paid == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("order-error", ProviderFailed),
        ("order-moderated", SegmentRefused),
        ("recording-error", ProviderFailed),
        ("recording-moderated", SegmentRefused),
        ("create-lost-answer", None),
        ("create-reset-after-write", None),
        ("create-500-after-accept", None),
        ("create-502-after-accept", None),
        ("create-error-in-200", None),
        ("create-truncated-json", None),
        ("unknown-state", None),
        ("read-truncated-json", None),
        ("read-500", None),
    ],
)
async def test_what_was_taken_is_paid_once_whatever_becomes_of_the_answer(
    provider: Respeecher, server: Server, fault: str, error: type[TablereadError] | None
) -> None:
    await provider.speak(segment("Before."), "a-1-0")
    if not fault.startswith("read-"):
        server.force(fault)
    got: object = None
    try:
        job = await provider.speak(segment(), "a-1-1")
        if fault.startswith("read-"):
            server.force(fault)
        for _ in range(5):
            try:
                got = await finished(provider, job)
            except ProviderDown:  # of a look: it is looked at again
                continue
            break
    except TablereadError as raised:
        got = raised
    assert isinstance(got, error or Audio)
    assert [row["label"] for row in server.paid] == ["a-1-0", "a-1-1"]


async def test_an_answer_that_never_comes_is_looked_for(make: Making, server: Server) -> None:
    provider = make(read=0.2)
    server.force("create-timeout-after-accept")
    await finished(provider, await provider.speak(segment(), "a-1-0"))
    assert len(server.paid) == 1


async def test_an_order_that_does_not_turn_up_has_an_unknown_outcome(provider: Respeecher, server: Server) -> None:
    await provider.voices()
    server.force("create-500")  # not taken: but who knows
    with pytest.raises(UnknownOutcome):
        await provider.speak(segment(), "a-1-0")
    assert len(asked(server, "/api/v2/orders")) == 1
    assert server.paid == []


async def test_a_look_for_a_lost_order_that_fails_is_no_proof_that_there_is_none(
    provider: Respeecher, server: Server
) -> None:
    await provider.speak(segment("Before."), "a-1-0")
    server.force("create-error-in-200")
    real, server.rate = server.rate, (len(server.requests) + 2, 300.0)  # the words and the order, and no look
    with pytest.raises(UnknownOutcome):
        await provider.speak(segment(), "a-1-1")
    server.rate = real
    assert len(server.paid) == 2


async def test_a_line_lost_between_the_words_and_the_order_is_gone_on_with(make: Making, server: Server) -> None:
    """The process died there: another one looks the line up, and orders the original that is there."""
    server.set_fault("create-429-absent", 1)
    with pytest.raises(ProviderBusy):
        await make().speak(segment(), "a-1-0")
    server.set_fault("create-429-absent", 0)
    another = make()
    assert await another.find("a-1-0") is None
    await finished(another, await another.speak(segment(), "a-1-0"))
    assert len(asked(server, "/api/v2/recordings/tts")) == 1
    assert len(server.paid) == 1


async def test_a_line_that_was_refused_for_now_keeps_its_original(provider: Respeecher, server: Server) -> None:
    await provider.voices()
    server.force("create-429-absent")
    with pytest.raises(ProviderBusy):
        await provider.speak(segment(), "a-1-0")
    server.retry_seconds = 0
    for _ in range(100):
        try:
            await provider.speak(segment(), "a-1-0")
        except ProviderBusy:
            await asyncio.sleep(0.05)
            continue
        break
    assert len(asked(server, "/api/v2/recordings/tts")) == 1
    assert len(server.paid) == 1


async def test_a_line_that_was_ordered_is_found_by_its_label_also_among_two(make: Making, server: Server) -> None:
    first = make()
    job = await first.speak(segment(), "a-1-0")
    assert isinstance(job, ProviderJob)
    home = server.shelf.recordings[job.id.partition("/")[0]]["parent_folder_id"]
    await first.client.orders.speech(home, "Good evening.", name="a-1-0")  # a second original, without an order
    for number in range(250):
        server.shelf.recording(server.shelf.folders[home], label=f"other {number}")
    another = make()
    assert await another.find("a-1-0") == job
    assert await another.find("a-1-1") is None
    assert isinstance(await finished(another, job), Audio)
    assert len(server.paid) == 1


async def test_of_two_orders_the_one_that_is_furthest_is_taken(make: Making, server: Server) -> None:
    provider = make()
    job = await provider.speak(segment(), "a-1-0")
    assert isinstance(job, ProviderJob)
    original = server.shelf.recordings[job.id.partition("/")[0]]
    folder = server.shelf.folders[original["parent_folder_id"]]
    more = {"type": "converted", "original_id": original["id"]}
    server.shelf.recording(folder, **more, label="made by hand", state="done")
    failed = server.shelf.recording(folder, **more, label="a-1-0", state="error")
    found = await make().find("a-1-0")
    assert found == job
    assert failed["id"] not in job.id


async def test_nothing_is_found_where_nothing_ever_was(provider: Respeecher, server: Server) -> None:
    assert await provider.find("a-1-0") is None
    assert server.shelf.projects == {}


async def test_words_whose_answer_was_lost_are_found_or_said_to_be_unpaid(provider: Respeecher, server: Server) -> None:
    await provider.speak(segment("Before."), "a-1-0")
    server.force("made-500")
    await finished(provider, await provider.speak(segment(), "a-1-1"))
    server.force("read-500")
    with pytest.raises(ProviderDown):
        await provider.speak(segment(), "a-1-2")
    assert [row["label"] for row in server.paid] == ["a-1-0", "a-1-1"]
    assert [row["label"] for row in server.shelf.recordings.values() if row["type"] == "original"] == ["a-1-0", "a-1-1"]


async def test_a_project_and_a_folder_whose_making_is_uncertain_are_looked_for_again(
    provider: Respeecher, server: Server
) -> None:
    server.set_fault("made-500", 1)
    for _ in range(2):
        with pytest.raises(ProviderDown):
            await provider.speak(segment(), "a-1-0")
    server.set_fault("made-500", 0)
    await provider.speak(segment(), "a-1-0")
    assert (len(server.shelf.projects), len(server.shelf.folders), len(server.paid)) == (1, 1, 1)


async def test_an_original_that_was_deleted_meanwhile_is_said_to_be_gone(provider: Respeecher, server: Server) -> None:
    await provider.voices()
    server.set_fault("create-429-absent", 1)
    with pytest.raises(ProviderBusy):
        await provider.speak(segment(), "a-1-0")
    server.set_fault("create-429-absent", 0)
    server.shelf.recordings.clear()
    with pytest.raises((UnknownChoice, ProviderBusy)):
        await provider.speak(segment(), "a-1-0")  # its original was deleted meanwhile
    assert server.paid == []


async def test_the_servers_own_limit_is_kept_to(provider: Respeecher, server: Server) -> None:
    await provider.speak(segment(), "a-1-0")
    for says in (True, False):
        server.says_when = says
        server.rate = (len(server.requests), 300.0)
        with pytest.raises(ProviderBusy) as raised:
            await provider.speak(segment(), "a-1-1")
        assert (raised.value.retry_after or 0) > (1 if says else -1)
    assert len(server.paid) == 1


async def test_an_upload_without_an_order_is_gone_on_with(provider: Respeecher, server: Server, make: Making) -> None:
    revoicing = Revoicing(data=MINE, media_type="audio/wav", voice="Rex")
    server.set_fault("create-429-absent", 1)
    with pytest.raises(ProviderBusy):
        await provider.convert(revoicing, "a-1-0")
    server.set_fault("create-429-absent", 0)
    another = make()
    assert await another.find("a-1-0") is None
    await another.convert(revoicing, "a-1-0")
    assert len([row for row in server.shelf.recordings.values() if row["type"] == "original"]) == 1
