"""Lines performed against the simulated server: the way of a line, what goes wrong on it, and what is paid."""

from __future__ import annotations

import asyncio

import pytest

from adapters.providers.respeecher.provider import Respeecher
from bot.errors import (
    Bug,
    FileRefused,
    ProviderAuth,
    ProviderFailed,
    TablereadError,
    UnknownChoice,
    UnknownOutcome,
    UnknownVoice,
)
from bot.ports.speech import Audio, ProviderJob, Revoicing
from bot.task import PriceKind
from tests.adapters.providers.respeecher.conftest import Making, asked, finished, segment
from tests.simulators import audio
from tests.simulators.respeecher import Respeecher as Server
from tests.simulators.respeecher.market import identity
from tests.simulators.respeecher.work import spoken

MINE = audio.speech("Somebody spoke this.", "me", "wav")


async def test_a_line_is_made_ordered_waited_for_and_fetched(provider: Respeecher, server: Server) -> None:
    job = await provider.speak(segment(language="en-GB"), "task-1-0")
    assert isinstance(job, ProviderJob)
    got = await finished(provider, job)
    assert (got.media_type, got.data) == ("audio/wav", spoken("Good evening.", "Ava"))
    [words], [order] = asked(server, "/api/v2/recordings/tts"), asked(server, "/api/v2/orders")
    assert (words["text"], words["text_language"], words["label"]) == ("Good evening.", "en", "task-1-0")
    assert order["conversions"] == [
        {"voice_id": identity("Ava"), "narration_style_id": identity("Ava", "style", "Calm"), "label": "task-1-0"}
    ]
    assert job.id == f"{order['original_id']}/{server.paid[0]['original'] and job.id.partition('/')[2]}"
    assert len(server.paid) == 1


async def test_the_project_and_the_folder_are_made_once_and_found_again(make: Making, server: Server) -> None:
    await asyncio.gather(*(make().speak(segment(), "warm up") for _ in range(1)))
    one = make()
    await asyncio.gather(*(one.speak(segment(f"Line {number}."), f"task-1-{number}") for number in range(5)))
    assert [row["name"] for row in server.shelf.projects.values()] == ["Tableread"]
    assert [row["name"] for row in server.shelf.folders.values()] == ["Lines"]
    assert sum(row["path"] == "/api/auth" for row in server.requests) == 2


async def test_a_folder_that_somebody_deleted_is_made_anew(provider: Respeecher, server: Server) -> None:
    await provider.speak(segment(), "a-1-0")
    server.shelf.folders.clear()
    await finished(provider, await provider.speak(segment(), "a-1-1"))
    assert len(server.shelf.folders) == 1


async def test_of_two_projects_of_our_name_the_oldest_is_used_and_both_are_looked_through(
    make: Making, server: Server
) -> None:
    first, second = make(), make()
    job = await first.speak(segment(), "a-1-0")
    library, owner = first.client.library, server.shelf.owner
    again = await library.new_project("Tableread", owner)
    other = await library.new_folder("Lines", again.id)
    made = await first.client.orders.speech(other.id, "There.", name="a-1-1")
    assert await second.find("a-1-0") == job
    assert await second.find("a-1-1") is None
    await second.speak(segment("There."), "a-1-1")
    assert server.paid[-1]["original"] == made.id
    await second.speak(segment(), "a-1-2")
    assert len({row["parent_folder_id"] for row in server.shelf.recordings.values() if row["label"] == "a-1-2"}) == 1


async def test_voices_are_those_that_can_be_used_now_each_name_once(provider: Respeecher, server: Server) -> None:
    server.voices["twin"] = {**server.voices[identity("Ava")], "id": "twin"}
    voices = await provider.voices()
    assert sorted(voice.name for voice in voices) == ["Ava", "Ava 2", "Bruno", "Cleo"]
    assert {voice.name: voice.gender for voice in voices}["Bruno"] == "male"
    assert len([row for row in server.requests if row["path"] == "/api/v2/voices"]) == 1


async def test_a_style_can_be_chosen_and_an_unknown_one_is_refused_before_anything_is_sent(
    provider: Respeecher, server: Server
) -> None:
    await provider.speak(segment(narration_style="excited", accent="Scottish"), "a-1-0")
    [order] = asked(server, "/api/v2/orders")
    [conversion] = order["conversions"]
    assert conversion["narration_style_id"] == identity("Ava", "style", "Excited")
    assert conversion["accent_id"] == identity("Ava", "accent", "Scottish")
    with pytest.raises(UnknownChoice):
        await provider.speak(segment(narration_style="Furious"), "a-1-1")
    for voice in ("Dov", "Rex", "nobody"):  # not of this plan; without a style; unknown
        with pytest.raises(UnknownVoice):
            await provider.speak(segment(voice=voice), "a-1-2")
    assert len(asked(server, "/api/v2/recordings/tts")) == 1


def test_a_price_is_an_estimate_in_whole_credits(provider: Respeecher) -> None:
    price = provider.price(segment("x" * 1000))
    assert (price.credits, price.kind) == (1, PriceKind.ESTIMATE)
    assert [provider.conversion_price(seconds).credits for seconds in (0, 59, 60, 61)] == [1, 1, 1, 2]


async def test_the_balance_is_in_whole_credits(provider: Respeecher, server: Server) -> None:
    server.shelf.credits = 41.87
    assert await provider.balance() == 41
    server.shelf.credits = -0.5
    assert await provider.balance() == 0


@pytest.mark.parametrize("fault", ["download-gone", "empty-audio", "html-audio", "short-audio", "cut-audio"])
async def test_a_file_that_is_not_whole_is_fetched_again(provider: Respeecher, server: Server, fault: str) -> None:
    job = await provider.speak(segment(), "a-1-0")
    server.force(fault)
    got = await finished(provider, job)
    assert got.data == spoken("Good evening.", "Ava")
    assert sum("storage" in row["path"] for row in server.requests) == 2


async def test_a_file_that_stays_shorter_than_it_should_be_is_taken_at_last(
    provider: Respeecher, server: Server
) -> None:
    """What was paid is not thrown away for a number that may mean something else."""
    job = await provider.speak(segment(), "a-1-0")
    for row in server.shelf.ends.values():
        row["size"] = 10_000_000
    assert (await finished(provider, job)).data == spoken("Good evening.", "Ava")
    assert sum("storage" in row["path"] for row in server.requests) == 3


async def test_a_file_that_never_becomes_audio_is_given_up_and_said_to_be_paid(
    provider: Respeecher, server: Server
) -> None:
    job = await provider.speak(segment(), "a-1-0")
    server.set_fault("html-audio", 1)
    with pytest.raises(UnknownOutcome) as raised:
        await finished(provider, job)
    assert raised.value.code == "provider_result_gone"
    assert sum("storage" in row["path"] for row in server.requests) == 3


async def test_a_plan_without_downloads_is_the_operators_to_mend(provider: Respeecher, server: Server) -> None:
    job = await provider.speak(segment(), "a-1-0")
    server.set_fault("download-forbidden", 1)
    with pytest.raises(ProviderAuth) as raised:
        await finished(provider, job)
    assert raised.value.code == "provider_plan"


async def test_done_without_an_address_and_stuck_are_still_running(provider: Respeecher, server: Server) -> None:
    for number, fault in enumerate(("done-without-url", "stuck")):
        server.force(fault)
        job = await provider.speak(segment(), f"a-1-{number}")
        for _ in range(5):
            assert await provider.check(job) == job


async def test_a_recording_that_is_gone_was_paid(provider: Respeecher, server: Server) -> None:
    job = await provider.speak(segment(), "a-1-0")
    assert isinstance(job, ProviderJob)
    del server.shelf.recordings[job.id.partition("/")[2]]
    with pytest.raises(UnknownOutcome) as raised:
        await provider.check(job)
    assert raised.value.code == "provider_job_lost"
    with pytest.raises(Bug):
        await provider.check(ProviderJob("no conversion", "respeecher"))


async def test_many_lines_are_looked_at_in_one_request(provider: Respeecher, server: Server) -> None:
    jobs = [await provider.speak(segment(f"Line {number}."), f"a-1-{number}") for number in range(20)]
    listed = [job for job in jobs if isinstance(job, ProviderJob)]
    await provider.check(listed[0])  # tells where they are kept
    server.shelf.recordings[listed[1].id.partition("/")[2]].update(state="error", error="Conversion failed")
    server.shelf.ends.pop(listed[1].id.partition("/")[2])
    before = len(server.requests)
    seen = await provider.check_many(listed)
    while waiting := [one for one in seen.values() if isinstance(one, ProviderJob)]:
        seen = {**seen, **await provider.check_many(waiting)}
    looks = [row for row in server.requests[before:] if "storage" not in row["path"]]
    assert len(looks) <= 6
    assert [type(one) for one in seen.values()] == [Audio, ProviderFailed, *[Audio] * 18]
    assert seen.keys() == {job.id for job in listed}


async def test_one_line_that_fails_leaves_the_others(provider: Respeecher, server: Server) -> None:
    async def performed(number: int) -> object:
        try:
            return await finished(provider, await provider.speak(segment(f"Line {number}."), f"a-1-{number}"))
        except TablereadError as error:
            return error

    await provider.voices()
    server.force("recording-error")
    ends = await asyncio.gather(*(performed(number) for number in range(8)))
    assert sorted(type(one).__name__ for one in ends) == ["Audio"] * 7 + ["ProviderFailed"]


async def test_speech_to_speech_with_accent_semitones_and_calibration(provider: Respeecher, server: Server) -> None:
    mine = await provider.client.account.new_calibration("mine", MINE, "audio/wav")
    revoicing = Revoicing(
        data=MINE, media_type="audio/wav", voice="Ava", accent="Scottish", semitones=-1.5, calibration=mine.id
    )
    got = await finished(provider, await provider.convert(revoicing, "a-1-0"))
    assert got.media_type == "audio/wav"
    [order] = asked(server, "/api/v2/orders")
    assert (order["calibration_id"], order["use_calibration"]) == (mine.id, True)
    assert order["conversions"] == [
        {
            "voice_id": identity("Ava"),
            "accent_id": identity("Ava", "accent", "Scottish"),
            "semitones_correction": -1.5,
            "label": "a-1-0",
        }
    ]
    assert (await provider.find("a-1-0")) is not None
    assert "RIFF" not in repr(revoicing)


async def test_a_voice_without_a_style_speaks_what_was_spoken(provider: Respeecher, server: Server) -> None:
    await finished(provider, await provider.convert(Revoicing(data=MINE, media_type="audio/wav", voice="Rex"), "a-1-0"))
    assert "Rex" in {voice.name for voice in await provider.conversion_voices()} - {
        voice.name for voice in await provider.voices()
    }
    with pytest.raises(FileRefused):
        await provider.convert(Revoicing(data=b"not sound", media_type="audio/wav", voice="Rex"), "a-1-1")
    with pytest.raises(UnknownVoice):
        await provider.convert(Revoicing(data=MINE, media_type="audio/wav", voice="Dov"), "a-1-2")
    assert len(server.paid) == 1


@pytest.mark.parametrize("here", [True, False])
async def test_the_key_goes_to_the_apis_own_host_and_to_no_other(
    provider: Respeecher, server: Server, here: bool
) -> None:
    other = Server()
    async with other.serving():
        job = await provider.speak(segment(), "a-1-0")
        [end] = server.shelf.ends.values()
        end["url"] = (server.url if here else other.url) + end["url"]
        if here:
            assert isinstance(await finished(provider, job), Audio)
        else:
            with pytest.raises(UnknownOutcome) as raised:
                await finished(provider, job)
            assert raised.value.code == "provider_result_gone"
    assert other.requests == []
