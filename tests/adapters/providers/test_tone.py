"""The tone provider: lengths, prices, jobs and failures as asked for."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adapters.providers.tone import NAME, RATE, Paid, Tone, ToneOptions, frequency, seconds, tone
from bot.errors import Bug, ProviderDown, SegmentInvalid, UnknownOutcome, UnknownVoice
from bot.ports import Audio, ProviderJob
from bot.task import Line, PriceKind, Segment
from tests import listening


def segment(*texts: str, voice: str = "alto", index: int = 0) -> Segment:
    return Segment(index, NAME, "tone-1", tuple(Line(turn, None, voice, text) for turn, text in enumerate(texts)))


async def performed(provider: Tone, what: Segment) -> Audio:
    audio = await provider.speak(what, "r")
    assert isinstance(audio, Audio)
    return audio


@pytest.mark.parametrize(("text", "length"), [("", 0.1), ("a", 0.1), ("a" * 10, 0.6), ("a" * 2000, 120.0)])
async def test_a_tone_is_as_long_as_its_text(text: str, length: float) -> None:
    audio = await performed(Tone(), segment(text))
    assert seconds(text) == pytest.approx(length)
    assert len(listening.decode(audio.data)) / 2 / RATE == pytest.approx(length, abs=0.001)


async def test_a_voice_is_a_frequency_and_the_same_words_are_the_same_bytes() -> None:
    heard = {}
    for voice in ("alto", "bass", "cello"):
        audio = await performed(Tone(), segment("a" * 30, voice=voice))
        assert audio == await performed(Tone(), segment("a" * 30, voice=voice))
        heard[voice] = listening.listen(listening.decode(audio.data)).pitch
    assert heard["alto"] < 235 < heard["bass"] < 295 < heard["cello"] < 345


def test_other_words_tags_and_takes_are_other_bytes() -> None:
    plain, other = Line(0, None, "alto", "same length"), Line(0, None, "alto", "same lungth")
    assert tone(plain) != tone(other) != tone(Line(0, None, "alto", "same length", take=2))
    assert frequency(Line(0, None, "alto", "\ud800")) >= 220


async def test_lines_of_a_segment_follow_each_other_in_their_spans() -> None:
    audio = await performed(Tone(ToneOptions(granularity="script")), segment("a" * 10, "b" * 20))
    first, second = audio.spans
    assert (first.line, first.start, second.line) == (0, 0.0, 1)
    assert first.end == pytest.approx(0.6)
    assert second.start - first.end == pytest.approx(0.15, abs=0.001)
    assert second.end == pytest.approx(1.95, abs=0.001)


@pytest.mark.parametrize(("rate", "credits"), [(1, 9), (Fraction(1, 4), 3), (0, 0), (Fraction(3, 2), 14)])
async def test_the_price_is_exact_whole_and_what_is_paid(rate: Fraction | int, credits: int) -> None:
    provider = Tone(ToneOptions(credits_per_char=rate))
    what = segment("four", "fives")
    assert (provider.price(what).credits, provider.price(what).kind) == (credits, PriceKind.EXACT)
    audio = await performed(provider, what)
    assert audio.credits == credits
    assert provider.paid == [Paid("r", what.key, credits)]


async def test_a_job_is_ready_at_the_check_it_was_told_and_found_by_its_reference() -> None:
    provider = Tone(ToneOptions(checks=2))
    job = await provider.speak(segment("hello"), "r")
    assert isinstance(job, ProviderJob)
    assert await provider.find("r") == job
    assert await provider.find("other") is None
    assert await provider.check(job) == job
    audio = await provider.check(job)
    assert audio == await performed(Tone(), segment("hello")) == await provider.find("r")
    assert len(provider.paid) == 1
    with pytest.raises(Bug):
        await provider.check(ProviderJob("other", NAME))


async def test_failures_come_by_turn_or_by_what_one_says_and_cost_nothing() -> None:
    provider = Tone(
        ToneOptions(failures={1: ProviderDown("down")}, fail=lambda what: SegmentInvalid() if what.index else None)
    )
    with pytest.raises(ProviderDown):
        await provider.speak(segment("one", "two"), "r")
    with pytest.raises(SegmentInvalid):
        await provider.speak(segment("one", index=1), "r")
    assert provider.paid == []
    assert await performed(provider, segment("one"))


async def test_an_answer_that_got_lost_was_paid_and_can_be_found() -> None:
    provider = Tone(ToneOptions(fail_after=lambda _: UnknownOutcome("lost"), delay=0.001, recover="label"))
    with pytest.raises(UnknownOutcome):
        await provider.speak(segment("one"), "r")
    assert len(provider.paid) == 1
    assert isinstance(await provider.find("r"), Audio)
    assert provider.limits.recover == "label"


async def test_wrong_input_is_refused_unpaid() -> None:
    provider = Tone(ToneOptions(max_chars=5))
    for wrong, error in ((segment(), SegmentInvalid), (segment("toolong"), SegmentInvalid)):
        with pytest.raises(error):
            await provider.speak(wrong, "r")
    with pytest.raises(UnknownVoice):
        await provider.speak(segment("a", voice="adam"), "r")
    assert provider.paid == []
    await provider.aclose()
