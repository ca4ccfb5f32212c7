"""Tags as prosody, and a line cut into stretches: what the child program is asked to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from adapters.providers.local.characters import characters
from adapters.providers.local.delivery import MANNERS, PLAIN, clean, pack, speakable, stretches
from adapters.providers.local.provider import Local
from bot.script.model import Tag
from bot.task import Line, Segment
from tests import listening

Make = Callable[..., Segment]
SENTENCE = "The quick brown fox jumps over the lazy dog."
# The names that scripts' tags are brought to before a provider sees them.
COMMON = (
    "excited,happy,sad,angry,shouts,whispers,laughs,chuckles,sighs,cries,gasps,clears throat,coughs,yawns,inhales,"
    "groans,sarcastic,nervous,scared,surprised,calm,tired,bored,serious,curious,mischievous,proud,dramatic,gentle,"
    "embarrassed,disgusted,urgent,sings,slow,fast,quiet,loud"
)


def line(text: str, *tags: Tag, take: int = 1) -> Line:
    return Line(0, None, "adam", text, tags, take)


def test_every_common_tag_is_performed_and_changes_something() -> None:
    assert set(MANNERS) == set(COMMON.split(","))
    assert PLAIN not in MANNERS.values()


def test_every_tag_says_how_and_is_not_another_tag_again() -> None:
    assert len(set(MANNERS.values())) == len(MANNERS)


@pytest.mark.parametrize(
    ("text", "tags", "said"),
    [
        ("Hello there.", (), [("Hello there.", 1.0)]),
        ("Hello there.", (Tag("slow"),), [("Hello there.", 0.68)]),
        ("Hello there.", (Tag("slow", 6),), [("Hello", 1.0), ("there.", 0.68)]),
        ("Hello there.", (Tag("slow", 8),), [("Hello", 1.0), ("there.", 0.68)]),
        ("Hello there.", (Tag("slow", 12),), [("Hello there.", 1.0)]),
        ("Hello there.", (Tag("slow", 99), Tag("fast", -5)), [("Hello there.", 1.4)]),
        ("Hello there.", (Tag("slow"), Tag("fast", 6)), [("Hello", 0.68), ("there.", 1.4)]),
        ("Hello there.", (Tag("slow"), Tag("slow")), [("Hello there.", 0.68**2)]),
        ("Hello there.", (Tag("robotically"),), [("Hello there.", 1.0)]),
        ("Well... - hm", (Tag("slow", 7), Tag("fast", 10)), [("Well...", 1.0), ("hm", 1.4)]),
        ("", (Tag("slow"),), []),
        ("?!", (), []),
    ],
)
def test_a_tag_changes_the_line_from_where_it_stands(
    text: str, tags: tuple[Tag, ...], said: list[tuple[str, float]]
) -> None:
    assert [(words, manner.rate) for words, manner in stretches(line(text, *tags))] == said


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("a\x00b\tc\nd", "a b c d"),
        ("Zoë says “hi” 日本 नमस्ते", "Zoë says “hi” 日本 नमस्ते"),
        ("yes 👍🏽 ok ❤\ufe0f", "yes ok"),
        ("\u202eevil\u202c \ud800 \ufeff", "evil"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x01200S", "200S"),
        ("1\ufe0f\u20e3 at ⏰ 7", "1 at 7"),
    ],
)
def test_what_has_no_sound_is_taken_out_and_letters_stay(raw: str, left: str) -> None:
    assert " ".join(clean(raw).split()) == left


def test_signs_alone_are_nothing_to_say_but_amounts_are() -> None:
    assert not any(map(speakable, ("", "...", "?!", "—", "«»", " ")))
    assert all(map(speakable, ("a", "7", "%", "€", "日", "é")))


def test_a_record_holds_voice_numbers_rest_and_text() -> None:
    records = pack(characters()["adam"], line("Wait, what? No.", Tag("whispers", 6), Tag("loud", 12))).decode()
    fields = [record.split("\t") for record in records.split("\n")]
    assert [field[-1] for field in fields] == ["Wait,", "what?", "No."]
    assert [field[-2] for field in fields] == ["110", "220", "0"]
    assert [field[0] for field in fields] == ["en-US+m3", "en-US+whisper", "en-US+m3"]
    assert int(fields[2][4]) > int(fields[0][4]) > int(fields[1][4])


def test_no_manner_of_any_voice_leaves_what_the_library_takes() -> None:
    for voice in characters().values():
        for name in MANNERS:
            record = pack(voice, line("Hi", Tag(name), Tag(name), Tag(name), take=2)).decode().split("\t")
            rate, pitch, span, volume = map(int, record[1:5])
            assert 80 <= rate <= 450
            assert 0 <= pitch <= 99
            assert 0 <= span <= 100
            assert 10 <= volume <= 200


async def test_tags_are_heard_in_length_pitch_level_and_breath(local: Local, segment: Make) -> None:
    async def heard(voice: str, *names: str) -> listening.Heard:
        said = await local.speak(segment(SENTENCE, voice=voice, tags=tuple(map(Tag, names))), "r")
        return listening.listen(listening.decode(said.data))

    for voice in ("adam", "bella"):
        plain, slow, fast = await heard(voice), await heard(voice, "slow"), await heard(voice, "fast")
        assert slow.seconds > 1.3 * plain.seconds > 1.6 * fast.seconds
        excited, sad = await heard(voice, "excited"), await heard(voice, "sad")
        assert excited.pitch > 1.15 * plain.pitch > 1.3 * sad.pitch
        shouts, quiet, whispers = (
            await heard(voice, "shouts"),
            await heard(voice, "quiet"),
            await heard(voice, "whispers"),
        )
        assert shouts.level > 1.5 * plain.level > 2.5 * quiet.level
        assert whispers.voiced < 0.6 < plain.voiced
        assert whispers.level < plain.level


async def test_no_named_voice_clips_when_it_shouts(local: Local, segment: Make) -> None:
    voices = [voice for voice in characters() if "-" not in voice]
    said = await asyncio.gather(
        *(local.speak(segment("Stop that, NOW!", voice=voice, tags=(Tag("shouts"),)), "r") for voice in voices)
    )
    peaks = {voice: listening.listen(listening.decode(one.data)).peak for voice, one in zip(voices, said, strict=True)}
    assert {voice: peak for voice, peak in peaks.items() if peak > 32500} == {}


async def test_a_change_inside_a_sentence_leaves_no_gap_and_one_after_it_a_breath(local: Local, segment: Make) -> None:
    async def longest_pause(text: str, at: int) -> float:
        said = await local.speak(segment(text, tags=(Tag("happy", at),)), "r")
        return max(stop - start for start, stop in listening.silences(listening.decode(said.data)))

    assert await longest_pause("You are a marvel and I mean it", 17) < 0.1
    assert 0.2 < await longest_pause("You are a marvel. And I mean it", 18) < 0.3
