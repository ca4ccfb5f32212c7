from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial

import pytest

from adapters.fetch import Fetcher
from adapters.providers import Table
from adapters.providers._http import Bounds, Http
from adapters.providers._wire import Answer
from adapters.providers.listenhub.provider import MOST_BYTES, ListenHub, make
from adapters.providers.listenhub.refusals import refusal
from bot.errors import (
    Bug,
    NotPossibleNow,
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    ScriptRefused,
    SegmentInvalid,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)
from bot.plan import Terms, plan
from bot.ports.speech import Audio, ProviderJob, Subject, Words, Written, WrittenLine
from bot.script.model import Script, Turn
from bot.script.tags import suited
from bot.task import Price, PriceKind, Segment
from tests import listening
from tests.segments import Skipping, line, segment
from tests.simulators.listenhub import ListenHub as Site

KEY = "lh_sk_canary_of-a-key"
MIA, LEO, ZOE, LIN = "speaker-mia", "speaker-leo", "speaker-zoe", "speaker-lin"
TWO = segment("listenhub", line(MIA, "How was your weekend?"), line(LEO, "Good, I slept."))
CROWD = segment("listenhub", *(line(voice, "Here I am.") for voice in (MIA, LEO, ZOE, LIN)))
BEES = Subject(text="Bees")
LOST = ["timeout-after-accept", "lost-answer", "reset-after-write", "500-after-accept", "502-after-accept",
        "error-in-200", "create-truncated-json", "create-500", "create-502-html", "no-audio-url"]  # fmt: skip


@dataclass
class Stage:
    site: Site
    provider: ListenHub

    @property
    def paths(self) -> list[str]:
        return [row["path"].removeprefix("/openapi/v1/") for row in self.site.requests]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Site(seed=7).serving() as site:
        assert isinstance(site, Site)
        timing = Skipping().timing
        http = Http(
            f"{site.url}/openapi",
            headers={"authorization": f"Bearer {KEY}"},
            name="listenhub",
            timing=timing,
            bounds=Bounds(paid_read=0.2),
        )
        fetch = partial(Fetcher().get, most_bytes=MOST_BYTES, allow_origin=site.url)
        made = Stage(site, ListenHub(http, fetch, timing=timing))
        yield made
        await made.provider.aclose()


async def spoken(stage: Stage, one: Segment = TWO) -> Audio:
    audio = await stage.provider.speak(one, "k3f9-1-0")
    assert isinstance(audio, Audio)
    return audio


async def waited(stage: Stage, job: Audio | ProviderJob, looks: int = 20) -> Audio:
    for _ in range(looks):
        if isinstance(job, Audio):
            return job
        job = await stage.provider.check(job)
    pytest.fail("never ready")


async def pieces(stage: Stage, job: ProviderJob) -> list[Words]:
    return [piece async for piece in stage.provider.episodes.pieces(job)]


async def written(stage: Stage, job: ProviderJob) -> Written:
    for _ in range(9):
        got = await stage.provider.episodes.written(job)
        if isinstance(got, Written):
            return got
    pytest.fail("never written")


async def test_a_script_is_one_request_and_costs_what_the_answer_says(stage: Stage) -> None:
    audio = await spoken(stage)
    assert stage.paths == ["speech", "/files/000000.mp3"]
    assert listening.decode(audio.data)
    assert [audio.credits] == [row["credits"] for row in stage.site.paid]
    assert stage.provider.price(TWO) == Price(1, PriceKind.ESTIMATE)


async def test_four_voices_of_two_languages_speak_in_one_script(stage: Stage) -> None:
    assert (await spoken(stage, CROWD)).media_type == "audio/mpeg"
    assert len(stage.site.paid) == 1


async def test_the_key_goes_to_the_api_and_not_to_the_file(stage: Stage) -> None:
    await spoken(stage)
    speech, file = stage.site.requests
    assert speech["headers"]["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in file["headers"]


def test_a_price_is_about_a_credit_for_15_seconds() -> None:
    provider = ListenHub(Http("http://127.0.0.1:9"), partial(Fetcher().get, most_bytes=1))
    assert provider.price(segment("listenhub", line(MIA, "x" * 2250))).credits == 10
    assert provider.price(segment("listenhub", line(LIN, "漢" * 750))).credits == 10


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"kind": "podcast"}, PriceKind.ESTIMATE),
        ({"kind": "podcast", "mode": "quick"}, PriceKind.ESTIMATE),
        ({"kind": "podcast", "mode": "debate"}, PriceKind.UNKNOWN),
        ({"kind": "narrate", "url": "https://example.org"}, PriceKind.UNKNOWN),
    ],
)
def test_the_price_of_words_that_nobody_has_read_is_no_matter_of_the_topics_length(
    settings: dict[str, str], kind: PriceKind
) -> None:
    provider = ListenHub(Http("http://127.0.0.1:9"), partial(Fetcher().get, most_bytes=1))
    assert provider.price(segment("listenhub", line("", "Bees"), **settings)) == Price(24, kind)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("auth", ProviderAuth),
        ("no-credits", ProviderNoCredits),
        ("parameters", SegmentInvalid),
        ("too-many", ProviderBusy),
        ("too-many-app", ProviderBusy),
        ("create-429-ms", ProviderBusy),
        ("gone", UnknownVoice),
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


@pytest.mark.parametrize("fault", LOST[:-1])
async def test_an_episode_whose_answer_is_lost_is_never_asked_for_again(stage: Stage, fault: str) -> None:
    stage.site.force(f"create-{fault.removeprefix('create-')}")
    with pytest.raises(UnknownOutcome):
        await stage.provider.episodes.podcast(BEES)
    assert stage.paths == ["speakers/list", "podcast/episodes"]


async def test_more_than_three_a_minute_wait_20_to_30_seconds(stage: Stage) -> None:
    stage.site.set_switch("limit", "three-a-minute")
    for _ in range(3):
        await spoken(stage)
    with pytest.raises(ProviderBusy) as caught:
        await spoken(stage)
    assert 20 <= (caught.value.retry_after or 0) <= 30


async def test_audio_that_cannot_be_fetched_yet_is_fetched_later_and_paid_once(stage: Stage) -> None:
    stage.site.force("file-busy", times=2)
    job = await stage.provider.speak(TWO, "ref")
    assert isinstance(job, ProviderJob)
    with pytest.raises(ProviderDown):
        await stage.provider.check(job)
    audio = await waited(stage, job)
    assert audio.credits == 1
    assert len(stage.site.paid) == 1


@pytest.mark.parametrize("fault", ["file-gone", "html-audio", "empty-audio"])
async def test_audio_that_is_gone_was_paid_and_only_the_person_can_say(stage: Stage, fault: str) -> None:
    stage.site.force(fault)
    with pytest.raises(UnknownOutcome) as caught:
        await spoken(stage)
    assert caught.value.code == "provider_result_gone"


async def test_one_line_is_streamed_as_it_is_made(stage: Stage) -> None:
    data = b"".join([chunk async for chunk in stage.provider.stream(TWO)])
    assert listening.decode(data)
    assert stage.paths == ["tts"]


@pytest.mark.parametrize(("fault", "kind"), [("no-credits", ProviderNoCredits), ("cut-audio", UnknownOutcome)])
async def test_a_stream_that_is_an_error_or_breaks_off_says_so(
    stage: Stage, fault: str, kind: type[TablereadError]
) -> None:
    stage.site.force(fault)
    with pytest.raises(kind):
        _ = [chunk async for chunk in stage.provider.stream(TWO)]


async def test_balance_and_voices_are_told(stage: Stage) -> None:
    stage.site.left = 77
    assert await stage.provider.balance() == 77
    voices = await stage.provider.voices()
    assert {voice.languages for voice in voices} == {("en",), ("zh",), ("ja",)}
    assert len({voice.name for voice in voices}) == len(voices) == 7


async def test_a_key_that_is_refused_is_not_tried_on_and_on(stage: Stage) -> None:
    stage.site.force("auth")
    for _ in range(3):
        with pytest.raises(ProviderAuth):
            await spoken(stage)
    assert len(stage.site.requests) == 1


async def test_a_podcast_is_made_in_one_step(stage: Stage) -> None:
    job = await stage.provider.episodes.podcast(BEES)
    assert job.look_after == 5
    audio = await waited(stage, job)
    assert audio.credits == stage.site.paid[0]["credits"]
    assert stage.site.requests[1]["body"]["speakers"] == [{"speakerId": MIA}, {"speakerId": LEO}]


async def test_a_podcast_is_written_shown_edited_and_then_spoken(stage: Stage) -> None:
    stage.site.looks = 4
    job = await stage.provider.episodes.write(BEES)
    shown = await pieces(stage, job)
    script = await written(stage, job)
    assert "".join(piece.text for piece in shown if piece.kind == "outline") == "A beginning. An end."
    assert [piece.text for piece in shown if piece.kind == "script"] == [one.text for one in script.lines]
    edited = [*script.lines[:1], WrittenLine(LEO, "Leo", "Something else.")]
    spoken_job = await stage.provider.episodes.voice(job, edited)
    assert isinstance(await stage.provider.check(spoken_job), ProviderJob)
    audio = await waited(stage, spoken_job)
    assert audio.credits == sum(row["credits"] for row in stage.site.paid)
    assert next(iter(stage.site.episodes.values())).lines[-1] == (LEO, "Something else.")


async def test_a_script_that_is_asked_to_be_spoken_too_early_is_not_paid(stage: Stage) -> None:
    job = await stage.provider.episodes.write(BEES)
    with pytest.raises(NotPossibleNow):
        await stage.provider.episodes.voice(job, [WrittenLine(MIA, "Mia", "Hi.")])
    assert len(stage.site.paid) == 1
    with pytest.raises(Bug):
        await stage.provider.check(job)


@pytest.mark.parametrize("subject", [Subject(text="Bees fly far."), Subject(url="https://example.com/a", mode="smart")])
async def test_a_text_or_a_link_is_narrated(stage: Stage, subject: Subject) -> None:
    job = await stage.provider.episodes.narrate(subject)
    assert listening.decode((await waited(stage, job)).data)
    assert len((await written(stage, job)).lines) == 1
    assert (await pieces(stage, job))[-1].kind == "script"


async def test_an_episode_as_the_founding_document_shows_it_is_understood(stage: Stage) -> None:
    stage.site.force("bare")
    job = await stage.provider.episodes.write(BEES)
    lines = (await written(stage, job)).lines
    stage.site.force("bare")
    assert await waited(stage, await stage.provider.episodes.voice(job, lines))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("fail-91001", ScriptRefused),
        ("fail-91002", ScriptRefused),
        ("fail-91003", ProviderFailed),
        ("fail-91006", ProviderFailed),
        ("failed", ProviderFailed),
        ("text-fail", ProviderFailed),
        ("audio-fail", ProviderFailed),
    ],
)
async def test_an_episode_that_fails_says_of_what(stage: Stage, fault: str, kind: type[TablereadError]) -> None:
    stage.site.force(fault)
    job = await stage.provider.episodes.podcast(BEES)
    with pytest.raises(kind):
        await waited(stage, job)


async def test_an_episode_that_is_stuck_is_still_running(stage: Stage) -> None:
    stage.site.force("stuck")
    job = await stage.provider.episodes.podcast(BEES)
    for _ in range(30):
        assert await stage.provider.check(job) == job


@pytest.mark.parametrize("fault", ["no-url", "file-gone"])
async def test_an_episode_without_its_audio_is_looked_at_again_and_then_unknown(stage: Stage, fault: str) -> None:
    stage.site.force(fault, times=1 if fault == "no-url" else 6)
    job = await stage.provider.episodes.podcast(BEES)
    with pytest.raises(UnknownOutcome) as caught:
        await waited(stage, job)
    assert caught.value.code == "provider_result_gone"


async def test_an_episode_whose_file_comes_up_late_is_had(stage: Stage) -> None:
    stage.site.force("file-gone", times=3)
    assert await waited(stage, await stage.provider.episodes.podcast(BEES))


async def test_a_stream_of_words_that_breaks_off_just_ends_and_the_script_is_whole(stage: Stage) -> None:
    job = await stage.provider.episodes.write(BEES)
    for fault in ("sse-cut", "sse-garbage", "sse-long"):
        stage.site.force(fault)
        assert [piece.text for piece in await pieces(stage, job) if piece.kind == "outline"] == ["A beginning. "]
    assert len((await written(stage, job)).lines) == 3


@pytest.mark.parametrize(("fault", "kind"), [("read-500", ProviderDown), ("read-429", ProviderBusy)])
async def test_a_stream_of_words_that_never_begins_says_why(
    stage: Stage, fault: str, kind: type[TablereadError]
) -> None:
    job = await stage.provider.episodes.write(BEES)
    stage.site.force(fault)
    with pytest.raises(kind):
        await pieces(stage, job)


async def test_an_error_in_a_stream_of_words_is_that_error(stage: Stage) -> None:
    job = await stage.provider.episodes.write(BEES)
    stage.site.force("sse-error")
    with pytest.raises(NotPossibleNow):
        await pieces(stage, job)


async def test_an_episode_that_is_not_there_any_more_was_paid(stage: Stage) -> None:
    job = ProviderJob("podcast:nobody", "listenhub")
    for look in (partial(pieces, stage), stage.provider.check, stage.provider.episodes.written):
        with pytest.raises(UnknownOutcome) as caught:
            await look(job)
        assert caught.value.code == "provider_job_lost"
    with pytest.raises(ProviderFailed):
        await stage.provider.episodes.voice(job, [WrittenLine(MIA, "Mia", "Hi.")])
    assert stage.site.paid == []


async def test_a_long_script_goes_in_several_requests_at_its_turns(stage: Stage) -> None:
    script = Script(
        form="labels", items=tuple(Turn(f"S{n % 3}", f"Line {n} of them. " * 40, (), n + 1) for n in range(6))
    )
    voices = await stage.provider.voices()
    limits = replace(stage.provider.limits, max_chars=2000)
    terms = Terms(provider="listenhub", limits=limits, price=stage.provider.price, suit=suited)
    planned = plan(script, {f"S{n}": voices[n] for n in range(3)}, terms)
    assert len(planned.segments) == 2
    for one in planned.segments:
        await spoken(stage, one)
    assert len(stage.site.paid) == 2


@pytest.mark.parametrize(
    ("settings", "name"),
    [({}, "API_KEY"), ({"api_key": "k", "base_url": "ftp://x"}, "BASE_URL"), ({"api_key": "k\x00x"}, "API_KEY")],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], name: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        make(AsyncExitStack(), settings)
    assert caught.value.fields["setting"] == f"TABLEREAD_LISTENHUB__{name}"


async def test_it_is_in_the_table_with_all_it_can_do(stage: Stage) -> None:
    table = Table({"listenhub": {"api_key": KEY, "base_url": f"{stage.site.url}/openapi/"}})
    speech = table.get("listenhub")
    assert isinstance(await speech.provider.speak(TWO, "ref"), Audio)
    assert speech.balance is not None
    assert await speech.balance.balance() == 9_999
    assert speech.writes is not None
    assert speech.narrates is not None
    assert speech.finds is None
    await table.aclose()


async def test_of_two_hundred_scripts_with_lost_answers_none_is_paid_twice(stage: Stage) -> None:
    for fault in ("lost-answer", "reset-after-write", "502-after-accept", "truncated-json", "429-seconds", "too-many"):
        stage.site.set_fault(f"create-{fault}" if fault != "too-many" else fault, 0.05)
    ends: Counter[str] = Counter()
    for number in range(200):
        try:
            await spoken(stage, segment("listenhub", line(MIA, f"This is number {number}.")))
            ends["audio"] += 1
        except UnknownOutcome:
            ends["unknown"] += 1
        except ProviderBusy:
            ends["busy"] += 1
    digests = [row["digest"] for row in stage.site.paid]
    assert len(digests) == len(set(digests)) == ends["audio"] + ends["unknown"]
    assert min(ends.values()) > 0
    assert len([row for row in stage.site.requests if row["method"] == "POST"]) <= 200


async def test_neither_key_nor_words_nor_links_are_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    words = segment("listenhub", line(MIA, "canary of the words"))
    for fault in ("", "auth", "lost-answer", "file-gone", "create-truncated-json"):
        if fault:
            stage.site.force(fault)
        with contextlib.suppress(TablereadError):
            await spoken(stage, words)
    told = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert all(secret not in told for secret in (KEY, "canary", "/files/"))


async def test_audio_on_a_host_that_is_not_public_is_fetched_only_where_it_is_allowed(stage: Stage) -> None:
    elsewhere = stage.site.url.replace("127.0.0.1", "localhost")
    settings: dict[str, object] = {"api_key": KEY, "base_url": f"{elsewhere}/openapi"}
    async with AsyncExitStack() as stack:
        with pytest.raises(UnknownOutcome):
            await make(stack, settings).provider.speak(TWO, "ref")
        allowed = make(stack, settings | {"allow_hosts": ("127.0.0.1",)})
        assert isinstance(await allowed.provider.speak(TWO, "ref"), Audio)


async def test_a_segment_of_nothing_is_not_sent(stage: Stage) -> None:
    with pytest.raises(SegmentInvalid):
        await spoken(stage, segment("listenhub"))
    stage.site.force("create-429-absent")
    with pytest.raises(ProviderBusy):
        await spoken(stage)
    assert len(stage.site.requests) == 1


async def test_an_account_that_may_not_do_this_is_not_a_wrong_key(stage: Stage) -> None:
    with pytest.raises(ProviderAuth):
        stage.provider._read(partial(_refused, 403))
    assert isinstance(await spoken(stage), Audio)


def _refused(status: int) -> None:
    raise refusal(Answer(status, {}, b""))
