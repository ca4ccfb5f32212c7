from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from aiohttp import web

from adapters.fetch import Fetcher
from adapters.providers import Table
from adapters.providers._http import Bounds, Http
from adapters.providers.miso_one.provider import MisoOne, make
from bot.errors import (
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
)
from bot.plan import Terms, plan
from bot.ports.speech import Audio, ProviderJob
from bot.script.model import Script, Tag, Turn
from bot.script.tags import suited
from bot.task import Price, PriceKind, Segment
from tests.segments import Skipping, line, segment
from tests.simulators.miso_one import MisoOne as Site
from tests.simulators.miso_one import Task

COOKIE = "better-auth.session_token=canary-of-a-cookie"


@dataclass
class Stage:
    site: Site
    provider: MisoOne
    fetched: list[str]

    async def performed(self, one: Segment | None = None) -> Audio:
        job = await self.provider.speak(one or TWO, "k3f9-1-0")
        for _ in range(20):
            assert isinstance(job, ProviderJob)
            got = await self.provider.check(job)
            if isinstance(got, Audio):
                return got
            job = got
        raise AssertionError("still running")


TWO = segment("miso-one", line("Adam", "Have you heard?", ("excited", 0)), line("Brian", "Tell me everything."))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Site(seed=7).serving() as site:
        assert isinstance(site, Site)
        fetched: list[str] = []
        fetcher, bounds = Fetcher(), Bounds(paid_read=0.2)
        http = Http(site.url, headers={"cookie": COOKIE}, name="miso-one", timing=Skipping().timing, bounds=bounds)

        async def fetch(url: str) -> bytes:
            fetched.append(url)
            return await fetcher.get(url, most_bytes=1 << 24, allow_origin=site.url)

        provider = MisoOne(http, fetch, {})
        yield Stage(site, provider, fetched)
        await provider.aclose()


async def test_a_dialogue_is_performed_and_paid_once(stage: Stage) -> None:
    audio = await stage.performed()
    assert (audio.media_type, audio.spans, audio.credits) == ("audio/mpeg", (), None)
    assert [row["credits"] for row in stage.site.paid] == [stage.provider.price(TWO).credits]
    assert stage.provider.price(TWO) == Price(30, PriceKind.ESTIMATE)
    sent = stage.site.requests[0]
    assert sent["headers"]["cookie"] == COOKIE
    assert sent["body"]["prompt"] == "k3f9-1-0"


async def test_the_cookie_goes_to_the_site_alone(stage: Stage) -> None:
    await stage.performed()
    files = [row for row in stage.site.requests if row["path"].startswith("/files/")]
    assert files
    assert not any("cookie" in row["headers"] for row in files)
    assert COOKIE not in repr(stage.provider) + repr(vars(stage.provider))


async def test_a_running_task_is_the_same_job_again(stage: Stage) -> None:
    stage.site.force("stuck")
    job = await stage.provider.speak(TWO, "ref")
    assert isinstance(job, ProviderJob)
    for _ in range(5):
        assert await stage.provider.check(job) == job
    assert job.look_after >= 1


@pytest.mark.parametrize("fault", ["unknown-status", "regress", "odd-info", "gone-url-once", "no-prompt"])
async def test_oddities_end_in_audio(stage: Stage, fault: str) -> None:
    stage.site.set_fault(fault, 1.0)
    assert (await stage.performed()).data
    assert len(stage.site.paid) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("auth", ProviderAuth),
        ("no-credits", ProviderNoCredits),
        ("invalid", SegmentInvalid),
        ("policy", SegmentRefused),
        ("create-429-seconds", ProviderBusy),
        ("create-429-absent", ProviderBusy),
    ],
)
@pytest.mark.parametrize("manner", ["", "bare", "http-status"])
async def test_what_is_refused_is_not_paid(stage: Stage, fault: str, manner: str, kind: type[TablereadError]) -> None:
    if manner:
        stage.site.set_fault(manner, 1.0)
    stage.site.force(fault)
    with pytest.raises(kind):
        await stage.provider.speak(TWO, "ref")
    assert stage.site.paid == []


async def test_an_empty_account_is_told(stage: Stage) -> None:
    stage.site.credits = 40
    await stage.performed()
    with pytest.raises(ProviderNoCredits):
        await stage.performed()


@pytest.mark.parametrize(
    "fault",
    ["timeout-after-accept", "lost-answer", "reset-after-write", "500-after-accept", "502-after-accept",
     "create-truncated-json", "create-500", "create-502-html"],
)  # fmt: skip
async def test_a_lost_answer_is_an_unknown_outcome_and_sent_once(stage: Stage, fault: str) -> None:
    stage.site.force(fault)
    with pytest.raises(UnknownOutcome):
        await stage.provider.speak(TWO, "ref")
    assert len([row for row in stage.site.requests if row["path"] == "/api/ai/generate"]) == 1


async def test_a_failure_in_a_200_is_a_failure_and_sent_once(stage: Stage) -> None:
    stage.site.force("error-in-200")
    with pytest.raises(ProviderFailed):
        await stage.provider.speak(TWO, "ref")
    assert len(stage.site.requests) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("late-policy", SegmentRefused, "segment_refused"),
        ("failed", ProviderFailed, "provider_failed"),
        ("canceled", UnknownOutcome, "provider_canceled"),
        ("no-url", UnknownOutcome, "provider_result_gone"),
        ("gone-url", UnknownOutcome, "provider_result_gone"),
    ],
)
async def test_what_becomes_of_a_task_is_told(stage: Stage, fault: str, kind: type[TablereadError], code: str) -> None:
    stage.site.force(fault)
    with pytest.raises(kind) as caught:
        await stage.performed()
    assert caught.value.code == code
    assert len(stage.site.paid) == 1


@pytest.mark.parametrize("fault", ["empty-audio", "html-audio"])
async def test_what_is_not_audio_is_asked_for_once_more(stage: Stage, fault: str) -> None:
    stage.site.force(fault)
    assert (await stage.performed()).media_type == "audio/mpeg"
    assert len(stage.fetched) == 2
    stage.site.set_fault(fault, 1.0)
    with pytest.raises(UnknownOutcome):
        await stage.performed()


async def test_audio_with_a_wrong_type_is_still_audio(stage: Stage) -> None:
    stage.site.set_fault("wrong-content-type", 1.0)
    assert (await stage.performed()).media_type == "audio/mpeg"


@pytest.mark.parametrize("fault", ["read-500", "read-502-html", "read-truncated-json", "read-429-absent"])
async def test_a_look_that_fails_costs_nothing_and_the_job_goes_on(stage: Stage, fault: str) -> None:
    job = await stage.provider.speak(TWO, "ref")
    assert isinstance(job, ProviderJob)
    stage.site.force(fault, times=3)
    with pytest.raises((ProviderDown, ProviderBusy)):
        await stage.provider.check(job)
    stage.site._forced.clear()
    assert isinstance(await stage.provider.check(job), (Audio, ProviderJob))
    assert len(stage.site.paid) == 1


async def test_another_accounts_task_asks_for_the_cookie_it_was_made_with(stage: Stage) -> None:
    job = await stage.provider.speak(TWO, "ref")
    assert isinstance(job, ProviderJob)
    stage.site.tasks[job.id].account = "another"
    with pytest.raises(ProviderAuth):
        await stage.provider.check(job)
    before = len(stage.site.requests)
    with pytest.raises(ProviderAuth):
        await stage.provider.check(job)
    assert len(stage.site.requests) == before  # the circuit is open


async def test_a_task_nobody_knows_is_an_unknown_outcome(stage: Stage) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        await stage.provider.check(ProviderJob("task_of_yesterday", "miso-one"))
    assert caught.value.code == "provider_job_lost"


async def test_the_balance_is_told_where_there_is_one(stage: Stage) -> None:
    await stage.performed()
    assert await stage.provider.balance() == 1_000_000 - 30
    stage.site.force("no-balance")
    with pytest.raises(ProviderFailed) as caught:
        await stage.provider.balance()
    assert caught.value.code == "balance_not_told"


async def test_a_long_script_goes_in_several_requests_and_each_turn_in_one_of_them(stage: Stage) -> None:
    turns = tuple(
        Turn(("ADA", "BOB")[at % 2], f"This is turn {at} of many. " * 6, (Tag("excited"),) if at % 3 else ())
        for at in range(90)
    )
    voices = {voice.name: voice for voice in await stage.provider.voices()}
    terms = Terms(provider="miso-one", limits=stage.provider.limits, price=stage.provider.price, suit=suited)
    planned = plan(Script(turns, "labels"), {"ADA": voices["Rachel"], "BOB": voices["Josh"]}, terms)
    assert len(planned.segments) >= 3
    for one in planned.segments:
        await stage.provider.speak(one, "ref")
    dialogues = [row["body"]["options"]["dialogue"] for row in stage.site.requests if row["path"].endswith("/generate")]
    assert len(dialogues) == len(planned.segments)
    assert sum(map(len, dialogues)) == len(turns)
    assert all(sum(len(entry["text"]) for entry in dialogue) <= 5000 for dialogue in dialogues)
    assert sum(row["credits"] for row in stage.site.paid) == planned.price.credits
    assert planned.price.kind is PriceKind.ESTIMATE


async def test_more_than_ten_voices_go_in_several_requests(stage: Stage) -> None:
    voices = {voice.name: voice for voice in await stage.provider.voices()}
    turns = tuple(Turn(name, "Here.") for name in voices)
    terms = Terms(provider="miso-one", limits=stage.provider.limits, price=stage.provider.price, suit=suited)
    planned = plan(Script(turns, "labels"), {name: voices[name] for name in voices}, terms)
    assert [len({one.voice for one in each.lines}) <= 10 for each in planned.segments] == [True, True]


async def test_a_turn_that_alone_is_too_long_is_cut_with_room_for_its_tags(stage: Stage) -> None:
    voices = await stage.provider.voices()
    text = "A sentence of some length. " * 400
    script = Script((Turn("ADA", text.strip(), (Tag("excited"), Tag("laughs"))),), "labels")
    terms = Terms(provider="miso-one", limits=stage.provider.limits, price=stage.provider.price, suit=suited)
    planned = plan(script, {"ADA": voices[0]}, terms)
    for one in planned.segments:
        await stage.provider.speak(one, "ref")
    sent = [row["body"]["options"]["dialogue"] for row in stage.site.requests if row["path"].endswith("/generate")]
    assert len(sent) == 3
    assert all(sum(len(entry["text"]) for entry in dialogue) <= 5000 for dialogue in sent)


def test_what_the_operator_set_is_in_the_takes_key() -> None:
    async def fetch(_url: str) -> bytes:
        return b""

    plain, steady = (MisoOne(Http("http://127.0.0.1:9"), fetch, made) for made in ({}, {"stability": "0.50"}))
    assert (plain.limits.model, steady.limits.model) == ("miso-one", "miso-one stability=0.5")
    with pytest.raises(SettingWrong):
        MisoOne(Http("http://127.0.0.1:9"), fetch, {"stability": "steady"})


async def test_without_a_cookie_the_setting_is_named() -> None:
    async with AsyncExitStack() as stack:
        for cookie in ({}, {"cookie": ""}, {"cookie": " "}, {"cookie": None}):
            with pytest.raises(SettingWrong) as caught:
                make(stack, cookie)
            assert caught.value.fields["setting"] == "TABLEREAD_MISO_ONE__COOKIE"


async def through(table: Table) -> Audio:
    provider = table.get("miso-one").provider
    job = await provider.speak(TWO, "ref")
    try:
        while isinstance(job, ProviderJob):
            job = await provider.check(job)
        return job
    finally:
        await table.aclose()


async def test_the_table_makes_it_of_plain_settings(stage: Stage) -> None:
    table = Table({"miso-one": {"cookie": COOKIE, "base_url": stage.site.url}})
    speech = table.get("miso-one")
    job = await speech.provider.speak(TWO, "ref")
    for _ in range(5):
        if isinstance(job, ProviderJob):
            job = await speech.provider.check(job)
    assert isinstance(job, Audio)
    assert speech.balance is not None
    assert (speech.finds, speech.cancels) == (None, None)
    assert await speech.balance.balance() > 0
    await table.aclose()


async def test_audio_at_a_private_address_is_not_fetched_unless_its_host_is_allowed(stage: Stage) -> None:
    class Inside(Site):
        """Says that its audio lies on another machine of its network."""

        def _ended(self, task: Task) -> web.Response:
            return self._task(task, "success", {"audios": [{"audioUrl": self.url.replace("127.0.0.1", "localhost")
                                                            + f"/files/{task.id}.mp3"}]})  # fmt: skip

    async with Inside(seed=7).serving() as site:
        settings = {"cookie": COOKIE, "base_url": site.url}
        with pytest.raises(UnknownOutcome) as caught:
            await through(Table({"miso-one": settings}))
        assert caught.value.code == "provider_result_gone"
        assert not any(row["path"].startswith("/files/") for row in site.requests)
        assert (await through(Table({"miso-one": settings | {"allow_hosts": ("localhost",)}}))).data


async def test_nothing_that_is_raised_holds_what_was_said(stage: Stage) -> None:
    stage.site.force("error-in-200")
    with pytest.raises(ProviderFailed) as caught:
        await stage.provider.speak(TWO, "ref")
    told = json.dumps([str(caught.value), repr(caught.value.args), repr(caught.value.fields)])
    assert "heard" not in told
    assert COOKIE not in told


async def test_of_many_requests_with_lost_answers_none_is_sent_twice(stage: Stage) -> None:
    for fault in ("lost-answer", "reset-after-write", "502-after-accept", "500-after-accept"):
        stage.site.set_fault(f"create-{fault}", 0.1)
    unknown = 0
    for at in range(100):
        try:
            await stage.provider.speak(segment("miso-one", line("Adam", f"Line number {at}.")), f"ref-{at}")
        except (UnknownOutcome, ProviderDown):
            unknown += 1
    digests = [row["digest"] for row in stage.site.paid]
    assert len(digests) == len(set(digests))
    assert 10 < unknown < 90
