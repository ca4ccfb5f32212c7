"""What every provider keeps to. A new one adds itself to CASES and nothing else."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from adapters.providers.local.provider import Local
from adapters.providers.tone import Tone, ToneOptions
from bot.errors import SegmentInvalid, UnknownVoice
from bot.ports import Audio, Provider, ProviderJob
from bot.script.model import Tag
from bot.task import Line, Segment
from tests import listening

pytestmark = pytest.mark.contract


@dataclass(frozen=True, slots=True)
class Case:
    """A provider under test. `same` when it gives the same bytes for the same segment; `pace` the fewest and most
    seconds a character of plain English may take; `abroad` a voice, language and words that are not English."""

    make: Callable[[], Provider]
    same: bool
    pace: tuple[float, float]
    abroad: tuple[tuple[str, str, str], ...] = ()


_ABROAD = (
    ("de-female", "de", "Guten Morgen, schöne Grüße!"),
    ("ja-male", "ja", "こんにちは、元気ですか。"),
    ("ru-female", "ru", "Добрый день, как дела?"),
    ("ar-male", "ar", "صباح الخير"),
    ("hi-female", "hi", "नमस्ते दुनिया"),
    ("cmn-male", "zh", "你好，世界。"),
)
CASES = {
    "local": lambda: Case(Local, same=True, pace=(0.03, 0.12), abroad=_ABROAD),
    "tone": lambda: Case(Tone, same=True, pace=(0.05, 0.07)),
    "tone by job": lambda: Case(lambda: Tone(ToneOptions(checks=2)), same=True, pace=(0.05, 0.07)),
    "tone by script": lambda: Case(lambda: Tone(ToneOptions(granularity="script")), same=True, pace=(0.05, 0.07)),
}
PLAIN = "We will meet at the station at seven, and nobody else must know."


@dataclass(frozen=True, slots=True)
class Stage:
    """A provider with what its case says, and the short way to have something spoken."""

    provider: Provider
    case: Case
    voice: str

    def segment(self, *texts: str, voice: str = "", tags: tuple[Tag, ...] = (), language: str = "") -> Segment:
        lines = (Line(turn, "SOMEBODY", voice or self.voice, text, tags) for turn, text in enumerate(texts))
        return Segment(0, self.provider.name, self.provider.limits.model, tuple(lines), language)

    async def audio(self, segment: Segment, ref: str = "ref") -> Audio:
        answer: Audio | ProviderJob = await self.provider.speak(segment, ref)
        for _ in range(50):
            if isinstance(answer, Audio):
                return answer
            assert answer.provider == self.provider.name
            answer = await self.provider.check(answer)
        pytest.fail("the job never got ready")

    async def heard(self, text: str, *, voice: str = "", tags: tuple[Tag, ...] = (), language: str = "") -> bytes:
        audio = await self.audio(self.segment(text, voice=voice, tags=tags, language=language), ref=repr((text, tags)))
        return listening.decode(audio.data)


@pytest.fixture(params=sorted(CASES))
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    case = CASES[request.param]()
    provider = case.make()
    yield Stage(provider, case, (await provider.voices())[0].id)
    await _close(provider)


async def _close(provider: Provider) -> None:
    close = getattr(provider, "aclose", None)
    if close is not None:
        await close()


def seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / listening.RATE


def loudest(pcm: bytes) -> int:
    return max(map(abs, array("h", pcm)), default=0)


async def test_voices_are_there_and_each_is_named_once(stage: Stage) -> None:
    voices = await stage.provider.voices()
    assert voices
    assert len({voice.id for voice in voices}) == len({voice.name for voice in voices}) == len(voices)
    for voice in voices:
        assert voice.provider == stage.provider.name
        assert voice.gender in {"female", "male", ""}
        assert set(voice.languages) <= stage.provider.limits.languages or not stage.provider.limits.languages


async def test_limits_are_whole_and_say_which_rendering_this_is(stage: Stage) -> None:
    limits = stage.provider.limits
    assert limits.granularity in {"line", "script"}
    assert limits.recover in {"label", "history", "id", "none"}
    assert limits.concurrency >= 1
    assert limits.model
    assert limits.model == stage.case.make().limits.model


async def test_a_price_is_whole_and_the_same_each_time_it_is_asked(stage: Stage) -> None:
    segment = stage.segment(PLAIN)
    price = stage.provider.price(segment)
    assert price.credits >= 0
    assert type(price.credits) is int
    assert stage.provider.price(segment) == price


async def test_words_become_audible_audio_of_a_plausible_length(stage: Stage) -> None:
    pcm = await stage.heard(PLAIN)
    least, most = stage.case.pace
    assert least * len(PLAIN) < seconds(pcm) < most * len(PLAIN)
    assert loudest(pcm) > 2000


async def test_what_is_charged_is_the_price(stage: Stage) -> None:
    segment = stage.segment(PLAIN)
    audio = await stage.audio(segment)
    assert audio.credits in {None, stage.provider.price(segment).credits}


async def test_the_same_segment_is_the_same_bytes(stage: Stage) -> None:
    assert stage.case.same
    first = await stage.audio(stage.segment(PLAIN), "one")
    await stage.audio(stage.segment("Something else in between."), "two")
    assert await stage.audio(stage.segment(PLAIN), "three") == first


async def test_two_voices_are_not_the_same_bytes(stage: Stage) -> None:
    one, other = (await stage.provider.voices())[:2]
    assert await stage.heard(PLAIN, voice=one.id) != await stage.heard(PLAIN, voice=other.id)


async def test_spans_follow_each_other_inside_the_audio(stage: Stage) -> None:
    audio = await stage.audio(stage.segment("One line.", "Another line.", "And a third."))
    end = seconds(listening.decode(audio.data))
    if audio.spans:
        assert [span.line for span in audio.spans] == [0, 1, 2]
        edges = [edge for span in audio.spans for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert edges[0] >= 0
        assert edges[-1] <= end + 0.001


async def test_the_name_of_a_tag_is_never_spoken(stage: Stage) -> None:
    plain = seconds(await stage.heard("Yes."))
    spoken = seconds(await stage.heard("clears throat. mischievous. unheard of. Yes."))
    for name in ("unheard of", *sorted(stage.provider.limits.tags)):
        said = seconds(await stage.heard("Yes.", tags=(Tag(name),)))
        assert said < max(2 * plain, plain + 0.3) < spoken
    assert seconds(await stage.heard("Yes.", tags=(Tag("unheard of"),))) == pytest.approx(plain, abs=0.02)


async def test_tags_anywhere_in_a_line_do_no_harm(stage: Stage) -> None:
    names = sorted(stage.provider.limits.tags) or ["excited"]
    tags = tuple(Tag(name, at) for name, at in zip(names, (0, 7, 8, 30, len(PLAIN), 10_000, -3), strict=False))
    plain, tagged = seconds(await stage.heard(PLAIN)), seconds(await stage.heard(PLAIN, tags=tags))
    assert 0.5 * plain < tagged < 2 * plain


async def test_a_line_as_long_as_the_limit_is_spoken_to_its_end(stage: Stage) -> None:
    limit = stage.provider.limits.max_line_chars or 2000
    text = ("The end is near. " * limit)[: limit - 1].strip()
    assert seconds(await stage.heard(text)) > stage.case.pace[0] * len(text)


async def test_other_languages_are_spoken(stage: Stage) -> None:
    for voice, language, words in stage.case.abroad:
        assert language in stage.provider.limits.languages
        pcm = await stage.heard(words, voice=voice, language=language)
        assert loudest(pcm) > 2000
        assert 0.5 < seconds(pcm) < 6


@pytest.mark.parametrize(
    "text",
    [
        "😀",
        "👩‍👩‍👧‍👦 🇩🇪",
        "...",
        "\x00",
        "a\x00b",
        "\ud800 lone \udfff",
        "\u202eright to left\u202c",
        "<speak><break time='60s'/></speak>",
        "<audio src='file:///etc/passwd'/>",
        "[[h@l'oU]] {{x}} \\n %s %n $(id) `id`",
        "&amp;&lt;&#0;",
        "\x01200S\x0150P loud",
        "é" * 300,
        "漢" * 100,
        "A" * 500,
        "9" * 200,
        "-" * 500,
        "!" * 500,
        "Z̷̡͖a̶͔l̵̺g̴̰o̸͉",
        "\n\r\t\x0b\x0c\x85\u2028\u2029",
    ],
)
async def test_hostile_words_become_audio_or_are_refused(stage: Stage, text: str) -> None:
    try:
        pcm = await stage.heard(text)
    except SegmentInvalid:
        return
    assert 0 < seconds(pcm) < 5 + len(text)
    assert seconds(await stage.heard(PLAIN)) > stage.case.pace[0] * len(PLAIN)


async def test_an_unknown_voice_is_refused(stage: Stage) -> None:
    for voice in ("nobody of that name", "../../etc/passwd", "adam\n", "\ud800"):
        with pytest.raises((UnknownVoice, SegmentInvalid)):
            await stage.audio(stage.segment(PLAIN, voice=voice))


async def test_cancelling_in_the_middle_leaves_it_usable(stage: Stage) -> None:
    before = await stage.heard(PLAIN)
    for wait in (0.0, 0.005, 0.02):
        speaking = asyncio.create_task(stage.audio(stage.segment(PLAIN * 20), "cancelled"))
        await asyncio.sleep(wait)
        speaking.cancel()
        await asyncio.wait([speaking])
    assert await stage.heard(PLAIN) == before


async def test_twenty_lines_at_once_are_each_their_own(stage: Stage) -> None:
    texts = [f"This is line number {number} of twenty." for number in range(20)]
    apart = [await stage.heard(text) for text in texts]
    together = await asyncio.gather(*(stage.heard(text) for text in texts))
    assert together == apart
    assert len(set(apart)) == 20


async def test_closing_twice_is_closing_once(stage: Stage) -> None:
    await stage.heard("Yes.")
    await _close(stage.provider)
    await _close(stage.provider)
