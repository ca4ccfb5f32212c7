from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest

from adapters.providers import Table
from adapters.providers._http import Bounds, Http
from adapters.providers.speechbase.provider import Speechbase, make
from bot.errors import (
    Bug,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
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
from bot.script.model import Script, Turn
from bot.script.tags import suited
from bot.task import PriceKind, Segment
from tests import listening
from tests.segments import Skipping, line, segment
from tests.simulators.speechbase import Speechbase as Site

KEY = "canary-of-a-key"
ONE = segment("speechbase", line("alloy", "How was your weekend?"))
TWO = segment("speechbase", line("alloy", "How was your weekend?"), line("shimmer", "Good, I slept."))
SAVED = segment("speechbase", line("alloy", "Who are you?"), line("vc_0001", "A captain."))
LOST = ["timeout-after-accept", "lost-answer", "reset-after-write", "500-after-accept", "502-after-accept",
        "error-in-200", "create-truncated-json", "upstream", "unavailable", "create-500", "create-502-html",
        "times-unavailable"]  # fmt: skip


@dataclass
class Stage:
    site: Site
    provider: Speechbase

    @property
    def paths(self) -> list[str]:
        return [row["path"].removeprefix("/v1/audio/") for row in self.site.requests]


def provider_at(site: Site, **settings: str) -> Speechbase:
    http = Http(
        site.url,
        headers={"authorization": f"Bearer {KEY}"},
        name="speechbase",
        timing=Skipping().timing,
        bounds=Bounds(paid_read=0.2),
    )
    return Speechbase(http, settings)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site(seed=7).serving() as site:
        assert isinstance(site, Site)
        yield site


@pytest.fixture
async def stage(site: Site) -> AsyncIterator[Stage]:
    made = Stage(site, provider_at(site))
    yield made
    await made.provider.aclose()


async def spoken(stage: Stage, one: Segment = TWO) -> Audio:
    audio = await stage.provider.speak(one, "k3f9-1-0")
    assert isinstance(audio, Audio)
    return audio


def seconds(audio: Audio) -> float:
    return len(listening.decode(audio.data)) / 2 / listening.RATE


async def test_a_conversation_is_one_request_with_a_span_for_each_line(stage: Stage) -> None:
    audio = await spoken(stage)
    assert stage.paths == ["conversation/with-timestamps"]
    assert audio.media_type == "audio/mpeg"
    assert [span.line for span in audio.spans] == [0, 1]
    assert audio.spans[1].start - audio.spans[0].end == pytest.approx(0.3, abs=0.01)
    assert audio.spans[1].end == pytest.approx(seconds(audio), abs=0.1)
    assert stage.site.requests[0]["headers"]["authorization"] == f"Bearer {KEY}"
    assert stage.provider.price(TWO).kind is PriceKind.UNKNOWN


async def test_one_line_is_single_speech_with_times(stage: Stage) -> None:
    audio = await spoken(stage, ONE)
    assert stage.paths == ["speech/with-timestamps"]
    assert [span.line for span in audio.spans] == [0]


async def test_saved_voices_and_the_models_own_speak_with_each_other(stage: Stage) -> None:
    assert len((await spoken(stage, SAVED)).spans) == 2
    assert len((await spoken(stage, segment("speechbase", line("vc_0002", "Me.")))).spans) == 1


async def test_a_model_without_times_gives_pieces_that_are_joined_with_spans(stage: Stage) -> None:
    stage.site.set_switch("times", "unsupported")
    audio = await spoken(stage)
    assert stage.paths == ["conversation/with-timestamps", "conversation"]
    assert audio.media_type == "audio/wav"
    assert audio.spans[1].start - audio.spans[0].end == pytest.approx(0.3, abs=0.001)
    assert audio.spans[1].end == pytest.approx(seconds(audio), abs=0.01)
    await spoken(stage)
    await spoken(stage, ONE)
    assert stage.paths[2:] == ["conversation", "conversation"]
    stage.site.set_switch("times", "told")
    await spoken(stage, SAVED)
    assert stage.paths[4:] == ["conversation/with-timestamps"]
    assert len(stage.site.paid) == 4


async def test_with_times_off_it_is_mixed_there(site: Site) -> None:
    stage = Stage(site, provider_at(site, timestamps="off", gap_ms="1000"))
    mixed, one = await spoken(stage), await spoken(stage, ONE)
    assert stage.paths == ["conversation", "speech"]
    assert (mixed.spans, one.spans) == ((), ())
    assert site.requests[0]["body"]["gapMs"] == 1000
    await stage.provider.aclose()


@pytest.mark.parametrize(("output", "kind"), [("mp3", "audio/mpeg"), ("wav", "audio/wav"), ("pcm", "audio/wav")])
async def test_every_output_form_is_audio_that_can_be_heard(site: Site, output: str, kind: str) -> None:
    for timestamps in ("auto", "off"):
        stage = Stage(site, provider_at(site, output=output, timestamps=timestamps, sample_rate="24000"))
        audio = await spoken(stage)
        assert audio.media_type == kind
        assert seconds(audio) == pytest.approx(2.4, abs=0.15)
        await stage.provider.aclose()
    assert {row["body"]["output"]["format"] for row in site.requests} == {output}


async def test_warnings_are_handed_on(stage: Stage) -> None:
    stage.site.force("warned")
    assert (await spoken(stage)).warnings == ("provider_says:speed is not supported by this model and was ignored",)


async def test_the_last_line_without_times_lies_at_the_end(stage: Stage) -> None:
    stage.site.force("one-untimed")
    spans = (await spoken(stage)).spans
    assert spans[1].start == spans[1].end == spans[0].end


async def test_one_line_is_streamed_as_it_is_made(stage: Stage) -> None:
    data = b"".join([chunk async for chunk in stage.provider.stream(ONE)])
    assert listening.decode(data)
    assert stage.paths == ["speech/stream"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("cut-audio", UnknownOutcome),
        ("429-seconds", ProviderBusy),
        ("blocked", SegmentRefused),
        ("500", UnknownOutcome),
    ],
)
async def test_a_stream_that_is_refused_or_breaks_off_says_so(
    stage: Stage, fault: str, kind: type[TablereadError]
) -> None:
    stage.site.force(fault)
    with pytest.raises(kind):
        _ = [chunk async for chunk in stage.provider.stream(ONE)]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("auth", ProviderAuth),
        ("no-key", ProviderAuth),
        ("disabled", ProviderAuth),
        ("no-credits", ProviderNoCredits),
        ("refused-turn", SegmentInvalid),
        ("incomplete", UnknownVoice),
        ("unknown-provider", SettingWrong),
        ("conflict", ProviderFailed),
        ("blocked", SegmentRefused),
        ("no-moderator", ProviderBusy),
        ("create-429-date", ProviderBusy),
    ],
)
async def test_what_is_refused_is_asked_once_and_not_paid(stage: Stage, fault: str, kind: type[TablereadError]) -> None:
    stage.site.force(fault)
    with pytest.raises(kind):
        await spoken(stage)
    assert (stage.site.paid, len(stage.site.requests)) == ([], 1)


@pytest.mark.parametrize("fault", LOST)
async def test_an_answer_that_is_lost_is_an_unknown_outcome_and_never_asked_again(stage: Stage, fault: str) -> None:
    stage.site.force(fault)
    with pytest.raises(UnknownOutcome):
        await spoken(stage)
    assert len(stage.site.requests) == 1


async def test_a_mixed_answer_that_is_cut_short_is_an_unknown_outcome(site: Site) -> None:
    stage = Stage(site, provider_at(site, timestamps="off"))
    for fault in ("cut-audio", "empty-audio", "html-audio"):
        site.force(fault)
        with pytest.raises(UnknownOutcome):
            await spoken(stage)
    assert len(site.requests) == len(site.paid) == 3
    await stage.provider.aclose()


async def test_a_key_that_is_refused_is_not_tried_on_and_on(stage: Stage) -> None:
    stage.site.force("auth")
    for _ in range(3):
        with pytest.raises(ProviderAuth):
            await spoken(stage)
    assert len(stage.site.requests) == 1


async def test_a_line_with_nothing_in_it_is_named(stage: Stage) -> None:
    with pytest.raises(SegmentInvalid) as caught:
        await spoken(stage, segment("speechbase", line("alloy", "Hi."), line("alloy", " ")))
    assert caught.value.turn == 1
    with pytest.raises(SegmentInvalid):
        await spoken(stage, segment("speechbase"))


async def test_voices_are_the_models_own_and_every_page_of_the_saved_ones_each_named_once(stage: Stage) -> None:
    voices = await stage.provider.voices()
    assert [voice.id for voice in voices] == ["alloy", "shimmer", "vc_0001", "vc_0002", "vc_0003"]
    assert [voice.name for voice in voices][3:] == ["Innkeeper", "Innkeeper (vc_0003)"]
    assert len(stage.paths) == 2


async def test_an_organisation_without_saved_voices_has_the_models_own(stage: Stage) -> None:
    stage.site.set_switch("saved", "none")
    assert [voice.id for voice in await stage.provider.voices()] == ["alloy", "shimmer"]
    with pytest.raises(UnknownVoice):
        await spoken(stage, SAVED)


async def test_the_settings_name_the_models_own_voices(site: Site) -> None:
    provider = provider_at(site, model="openai/tts-1", voices="onyx, sage")
    assert [voice.id for voice in (await provider.voices())[:2]] == ["onyx", "sage"]
    assert provider.limits.model == "openai/tts-1"
    await provider.aclose()


async def test_a_server_that_is_gone_is_down(site: Site) -> None:
    provider = Speechbase(Http("http://127.0.0.1:9", timing=Skipping().timing), {})
    with pytest.raises(ProviderDown):
        await provider.speak(TWO, "ref")
    await provider.aclose()


async def test_there_are_no_jobs(stage: Stage) -> None:
    with pytest.raises(Bug):
        await stage.provider.check(ProviderJob("x", "speechbase"))


async def test_a_long_script_goes_in_several_requests_at_its_turns(stage: Stage) -> None:
    script = Script(
        form="labels", items=tuple(Turn(f"S{n % 2}", f"This is line {n} of them. " * 20, (), n + 1) for n in range(6))
    )
    voices = await stage.provider.voices()
    limits = replace(stage.provider.limits, max_chars=1500)
    terms = Terms(provider="speechbase", limits=limits, price=stage.provider.price, suit=suited)
    planned = plan(script, {"S0": voices[0], "S1": voices[1]}, terms)
    assert len(planned.segments) > 1
    assert planned.price.kind is PriceKind.UNKNOWN
    for one in planned.segments:
        assert one.characters <= limits.max_chars
        assert len((await spoken(stage, one)).spans) == len(one.lines)
    assert len(stage.site.paid) == len(planned.segments)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "API_KEY"),
        ({"api_key": "k", "base_url": "example"}, "BASE_URL"),
        ({"api_key": "k\n\nx"}, "API_KEY"),
        ({"api_key": "k", "timestamps": "maybe"}, "TIMESTAMPS"),
        ({"api_key": "k", "output": "ogg"}, "OUTPUT"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], name: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        make(AsyncExitStack(), settings)
    assert caught.value.fields["setting"] == f"TABLEREAD_SPEECHBASE__{name}"
    assert "x" not in str(caught.value.args)


async def test_it_is_in_the_table(site: Site) -> None:
    table = Table({"speechbase": {"api_key": KEY, "base_url": site.url + "/", "voices": ("alloy",)}})
    speech = table.get("speechbase")
    assert next(voice.id for voice in await speech.provider.voices()) == "alloy"
    assert (speech.finds, speech.balance) == (None, None)
    await table.aclose()


async def test_of_two_hundred_scripts_with_lost_answers_none_is_paid_twice(stage: Stage) -> None:
    for fault in ("lost-answer", "reset-after-write", "502-after-accept", "truncated-json", "429-seconds"):
        stage.site.set_fault(f"create-{fault}", 0.05)
    ends: Counter[str] = Counter()
    for number in range(200):
        try:
            await spoken(stage, segment("speechbase", line("alloy", f"This is number {number}.")))
            ends["audio"] += 1
        except UnknownOutcome:
            ends["unknown"] += 1
        except ProviderBusy:
            ends["busy"] += 1
    digests = [row["digest"] for row in stage.site.paid]
    assert len(digests) == len(set(digests)) == ends["audio"] + ends["unknown"]
    assert min(ends.values()) > 0
    assert len(stage.site.requests) <= 200


async def test_neither_key_nor_words_are_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    words = segment("speechbase", line("alloy", "canary of the words"))
    for fault in ("", "refused-turn", "lost-answer", "create-truncated-json", "auth"):
        if fault:
            stage.site.force(fault)
        with contextlib.suppress(TablereadError):
            await spoken(stage, words)
    told = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert all(secret not in told for secret in (KEY, "canary"))
