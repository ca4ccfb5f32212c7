from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from adapters.providers import Table
from adapters.providers._http import Bounds, Http
from adapters.providers.elevenlabs.provider import ElevenLabs, make
from bot.errors import (
    Bug,
    ProviderAuth,
    ProviderBusy,
    ProviderNoCredits,
    SegmentInvalid,
    SegmentRefused,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.plan import Terms, plan
from bot.ports.speech import Audio, ProviderJob
from bot.script.model import Script, Tag, Turn
from bot.script.tags import suited
from bot.task import Price, PriceKind, Segment
from tests.segments import Skipping, line, segment
from tests.simulators.elevenlabs import ElevenLabs as Site

KEY = "canary-of-a-key"
ROGER, SARAH = "aVoice00000000000001", "aVoice00000000000002"
TWO = segment("elevenlabs", line(ROGER, "Hi there.", ("excited", 0)), line(SARAH, "Oh, hello!"), model="eleven_v3")
LOST = ["timeout-after-accept", "lost-answer", "reset-after-write", "500-after-accept", "502-after-accept",
        "error-in-200", "cut-audio", "create-truncated-json", "no-audio"]  # fmt: skip


@dataclass
class Stage:
    site: Site
    provider: ElevenLabs
    time: Skipping

    @property
    def sent(self) -> int:
        return len([row for row in self.site.requests if row["method"] == "POST"])


def provider_at(site: Site, skipping: Skipping, **settings: str) -> ElevenLabs:
    bounds, timing = Bounds(paid_read=0.2), skipping.timing
    http = Http(site.url, headers={"xi-api-key": KEY}, name="elevenlabs", timing=timing, bounds=bounds)
    return ElevenLabs(http, settings, timing=timing)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Site(seed=7).serving() as site:
        assert isinstance(site, Site)
        skipping = Skipping()
        made = Stage(site, provider_at(site, skipping), skipping)
        yield made
        await made.provider.aclose()


async def spoken(stage: Stage, one: Segment = TWO, ref: str = "k3f9-1-0") -> Audio:
    audio = await stage.provider.speak(one, ref)
    assert isinstance(audio, Audio)
    return audio


async def test_a_dialogue_is_performed_with_a_span_for_each_line(stage: Stage) -> None:
    audio = await spoken(stage)
    assert audio.media_type == "audio/mpeg"
    assert [span.line for span in audio.spans] == [0, 1]
    assert audio.spans[0].end < audio.spans[1].start < audio.spans[1].end
    assert stage.provider.price(TWO) == Price(29, PriceKind.ESTIMATE)
    assert [audio.credits] == [row["credits"] for row in stage.site.paid] == [29]
    assert stage.site.requests[0]["headers"]["xi-api-key"] == KEY


@pytest.mark.parametrize(("fault", "placed"), [("no-segments", True), ("no-times", False)])
async def test_without_voice_segments_the_characters_place_the_lines(stage: Stage, fault: str, *, placed: bool) -> None:
    whole = await spoken(stage)
    stage.site.force(fault)
    assert (await spoken(stage)).spans == (whole.spans if placed else ())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("auth", ProviderAuth),
        ("quota", ProviderNoCredits),
        ("policy", SegmentRefused),
        ("plan", ProviderAuth),
        ("too-many", ProviderBusy),
        ("busy", ProviderBusy),
        ("voice-gone", UnknownVoice),
        ("create-429-date", ProviderBusy),
    ],
)
async def test_what_is_refused_is_not_paid_nor_looked_for(stage: Stage, fault: str, kind: type[TablereadError]) -> None:
    stage.site.force(fault)
    with pytest.raises(kind):
        await spoken(stage)
    assert (stage.site.paid, len(stage.site.requests)) == ([], 1)


async def test_a_wrong_key_stops_the_client_and_a_small_plan_does_not(stage: Stage) -> None:
    stage.site.force("plan")
    with pytest.raises(ProviderAuth):
        await spoken(stage)
    await spoken(stage)
    stage.site.force("auth")
    for _ in range(2):
        with pytest.raises(ProviderAuth):
            await spoken(stage)
    assert stage.sent == 3


async def test_an_unknown_voice_is_named(stage: Stage) -> None:
    with pytest.raises(UnknownVoice) as caught:
        await spoken(stage, segment("elevenlabs", line(ROGER, "Hi."), line("nobody", "Oh."), model="eleven_v3"))
    assert caught.value.fields["asked"] == "nobody"


async def test_a_text_over_the_limit_is_invalid(stage: Stage) -> None:
    with pytest.raises(SegmentInvalid):
        await spoken(stage, segment("elevenlabs", line(ROGER, "x" * 2001), model="eleven_v3"))


async def test_an_empty_account_is_told(stage: Stage) -> None:
    stage.site.limit = 40
    await spoken(stage)
    with pytest.raises(ProviderNoCredits):
        await spoken(stage)
    assert await stage.provider.balance() == 11


async def test_more_at_once_than_the_plan_has_places_is_busy_for_a_moment(stage: Stage) -> None:
    stage.site.places, stage.site.work = 1, 0.05
    first = asyncio.create_task(spoken(stage))
    await asyncio.sleep(0.02)
    with pytest.raises(ProviderBusy) as caught:
        await spoken(stage)
    assert caught.value.code == "provider_full"
    assert (await first).data


# a lost answer


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_is_found_in_the_history_and_paid_once(stage: Stage, fault: str) -> None:
    stage.site.force(fault)
    audio = await spoken(stage)
    assert audio.media_type == "audio/mpeg"
    assert audio.credits == 29
    assert stage.sent == len(stage.site.paid) == 1


async def test_what_comes_late_into_the_history_is_waited_for(stage: Stage) -> None:
    stage.site.force("history-late")
    stage.site.force("lost-answer")
    assert (await spoken(stage)).data
    assert len(stage.time.slept) >= 2


@pytest.mark.parametrize("fault", ["create-500", "create-502-html"])
async def test_an_error_whose_request_was_not_taken_is_an_unknown_outcome_after_a_few_looks(
    stage: Stage, fault: str
) -> None:
    stage.site.force(fault)
    with pytest.raises(UnknownOutcome):
        await spoken(stage)
    assert stage.sent == 1
    assert sum(stage.time.slept) <= 5


async def test_the_same_words_said_before_are_not_the_lost_answer(stage: Stage) -> None:
    ours = time.time
    stage.site.now = lambda: ours() - 30
    await spoken(stage)
    stage.site.now = ours
    stage.site.force("create-500")
    with pytest.raises(UnknownOutcome):
        await spoken(stage)


async def test_a_reference_of_this_process_is_found_and_another_is_not_known(stage: Stage) -> None:
    stage.site.set_fault("lost-answer", 1.0)
    stage.site.set_fault("read-500", 1.0)
    with pytest.raises(UnknownOutcome):
        await spoken(stage)
    stage.site.faults.clear()
    await asyncio.sleep(0)
    stage.time._skipped += 60  # the circuit opened meanwhile
    found = await stage.provider.find("k3f9-1-0")
    assert found is not None
    assert found.credits == 29
    with pytest.raises(UnknownOutcome):
        await stage.provider.find("another")
    assert len(stage.site.paid) == 1


async def test_a_request_that_was_answered_is_not_kept(stage: Stage) -> None:
    await spoken(stage)
    with pytest.raises(UnknownOutcome):
        await stage.provider.find("k3f9-1-0")


async def test_after_a_restart_the_words_are_found(stage: Stage) -> None:
    begun = datetime.now(UTC)
    audio = await spoken(stage)
    found = await stage.provider.find_spoken(TWO, begun)
    assert found is not None
    assert (found.data, found.credits) == (audio.data, audio.credits)


async def test_what_was_never_taken_is_surely_not_there_where_a_history_is_kept(stage: Stage) -> None:
    await spoken(stage, segment("elevenlabs", line(ROGER, "Other words."), model="eleven_v3"))
    assert await stage.provider.find_spoken(TWO, datetime.now(UTC)) is None
    assert sum(stage.time.slept) >= 20  # nothing is sure before the work could be done


async def test_an_empty_history_tells_nothing(stage: Stage) -> None:
    with pytest.raises(UnknownOutcome):
        await stage.provider.find_spoken(TWO, datetime.now(UTC))


async def test_an_account_that_keeps_no_history_has_an_unknown_outcome(stage: Stage) -> None:
    stage.site.set_fault("history-off", 1.0)
    stage.site.force("lost-answer")
    with pytest.raises(UnknownOutcome):
        await spoken(stage)
    assert len(stage.site.paid) == 1


async def test_a_history_that_cannot_be_read_tells_nothing(stage: Stage) -> None:
    begun = datetime.now(UTC)
    await spoken(stage)
    stage.site.set_fault("read-502-html", 1.0)
    with pytest.raises(UnknownOutcome):
        await stage.provider.find_spoken(TWO, begun)
    stage.site.faults.clear()
    stage.time._skipped += 60
    stage.site.history[0]["state"] = "processing"
    with pytest.raises(UnknownOutcome):
        await stage.provider.find_spoken(TWO, begun)


async def test_a_refused_key_while_looking_tells_nothing_at_once(stage: Stage) -> None:
    await stage.provider.balance()
    stage.provider._http.refused()
    with pytest.raises(UnknownOutcome):
        await stage.provider.find_spoken(TWO, datetime.now(UTC))
    assert stage.time.slept == []


async def test_audio_that_is_no_audio_is_fetched_again(stage: Stage) -> None:
    begun = datetime.now(UTC)
    await spoken(stage)
    stage.site.force("read-html-audio")
    assert await stage.provider.find_spoken(TWO, begun) is not None


async def test_the_history_is_read_back_to_the_time_and_no_further(stage: Stage) -> None:
    stage.site.page_limit = 2
    clock = 1764000000.0
    stage.site.now = lambda: clock
    for at in range(9):
        clock += 100
        await spoken(stage, segment("elevenlabs", line(ROGER, f"Line {at}."), model="eleven_v3"))
    before = len(stage.site.requests)
    assert await stage.provider._recovery.find(TWO, 1764000500, 0.0) is None
    assert len(stage.site.requests) - before == 3


async def test_the_clock_is_the_servers(stage: Stage) -> None:
    """Ours may be an hour off: what counts is how long ago by the clock that items are stamped with."""
    begun = datetime.now(UTC)
    audio = await spoken(stage)
    ours = stage.provider._recovery._timing.wall
    object.__setattr__(stage.provider._recovery._timing, "wall", lambda: ours() + 3600)
    found = await stage.provider._recovery.find(TWO, begun.timestamp() + 3600, 0.0)
    assert found is not None
    assert found.data == audio.data


# the rest


async def test_all_pages_of_voices_are_read(stage: Stage) -> None:
    stage.site.page_limit = 5
    voices = await stage.provider.voices()
    assert len(voices) == len({voice.id for voice in voices}) == 12
    assert [voice.name for voice in voices][:2] == ["Roger", "Sarah"]
    assert len(stage.site.requests) == 3


async def test_a_long_script_goes_in_several_requests(stage: Stage) -> None:
    await stage.provider.aclose()
    stage.provider = provider_at(stage.site, stage.time, max_chars="200")
    stage.site.max_chars = 200
    turns = tuple(
        Turn(("ADA", "BOB")[at % 2], f"This is turn number {at}.", (Tag("sings softly"),)) for at in range(20)
    )
    roger, sarah, *_ = await stage.provider.voices()
    terms = Terms(provider="elevenlabs", limits=stage.provider.limits, price=stage.provider.price, suit=suited)
    planned = plan(Script(turns, "labels"), {"ADA": roger, "BOB": sarah}, terms)
    audios = [await spoken(stage, one) for one in planned.segments]
    assert len(audios) >= 3
    assert [len(audio.spans) for audio in audios] == [len(one.lines) for one in planned.segments]
    assert sum(audio.credits or 0 for audio in audios) == planned.price.credits


async def test_there_are_no_jobs(stage: Stage) -> None:
    with pytest.raises(Bug):
        await stage.provider.check(ProviderJob("x", "elevenlabs"))


def test_limits_and_model_are_settings() -> None:
    settings = {"model": "eleven_v4", "max_chars": "10000", "max_voices": "5", "concurrency": "15", "seed": "7"}
    limits = ElevenLabs(Http("http://127.0.0.1:9"), settings).limits
    assert (limits.max_chars, limits.max_voices, limits.concurrency) == (10000, 5, 15)
    assert limits.model == "eleven_v4 seed=7"
    assert limits.recover == "history"


@pytest.mark.parametrize(
    "settings",
    [{"max_chars": "0"}, {"max_voices": "ten"}, {"concurrency": "-1"}, {"output_format": "pcm_24000"}, {"seed": "x"}],
)
def test_a_wrong_setting_is_named(settings: dict[str, str]) -> None:
    with pytest.raises(SettingWrong) as caught:
        ElevenLabs(Http("http://127.0.0.1:9"), settings)
    assert caught.value.fields["setting"] == f"TABLEREAD_ELEVENLABS__{next(iter(settings)).upper()}"


async def test_without_a_key_the_setting_is_named() -> None:
    async with AsyncExitStack() as stack:
        for key in ({}, {"api_key": " "}, {"api_key": None}):
            with pytest.raises(SettingWrong) as caught:
                make(stack, key)
            assert caught.value.fields["setting"] == "TABLEREAD_ELEVENLABS__API_KEY"


async def test_the_table_makes_it_of_plain_settings(stage: Stage) -> None:
    table = Table({"elevenlabs": {"api_key": KEY, "base_url": stage.site.url, "output_format": "opus_48000_64"}})
    speech = table.get("elevenlabs")
    audio = await speech.provider.speak(TWO, "ref")
    assert isinstance(audio, Audio)
    assert audio.media_type == "audio/ogg"
    assert speech.balance is not None
    assert speech.finds is not None
    assert speech.finds_spoken is not None
    assert await speech.balance.balance() > 0
    await table.aclose()


async def test_nothing_that_is_shown_holds_the_key(stage: Stage) -> None:
    assert KEY not in repr(stage.provider) + repr(vars(stage.provider))


async def test_of_many_requests_with_lost_answers_each_is_paid_once(stage: Stage) -> None:
    for fault in ("lost-answer", "reset-after-write", "502-after-accept", "cut-audio"):
        stage.site.set_fault(f"create-{fault}", 0.2)
    words = [segment("elevenlabs", line(ROGER, f"Line number {at}."), model="eleven_v3") for at in range(60)]
    audios = [await spoken(stage, one, f"ref-{at}") for at, one in enumerate(words)]
    assert all(audio.data for audio in audios)
    assert len(stage.site.paid) == len({row["digest"] for row in stage.site.paid}) == stage.sent == 60
    assert any(row["fault"] for row in stage.site.requests)
