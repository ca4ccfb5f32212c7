"""The voices of the local provider: named, told apart by measurement, and one of each gender for every language."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable

from adapters.providers.local import library
from adapters.providers.local.characters import characters
from adapters.providers.local.provider import Local
from bot.task import Segment
from tests import listening

Make = Callable[..., Segment]
ASKED_FOR = (
    "Adam Brian Roger Rachel Antoni Bella Elli Josh Arnold Clyde Domi Freya Grace Nicole Sam Sarah".split()  # noqa: SIM905
)
SENTENCE = "The quick brown fox jumps over the lazy dog."
# A word in the language's own script where it has no numerals.
WORDS = {"chr": "ᎣᏏᏲ", "cv": "салам", "sjn": "mellon"}


def named() -> list[str]:
    return [voice for voice in characters() if "-" not in voice]


async def test_every_voice_has_a_name_of_its_own_a_gender_a_language_and_a_description(local: Local) -> None:
    voices = await local.voices()
    assert len({voice.id for voice in voices}) == len({voice.name.casefold() for voice in voices}) == len(voices)
    assert all(voice.description and voice.languages and voice.provider == "local" for voice in voices)
    assert {voice.gender for voice in voices} == {"female", "male"}


async def test_at_least_24_english_characters_are_there_the_well_known_names_among_them(local: Local) -> None:
    names = {voice.name for voice in await local.voices() if "-" not in voice.id}
    assert len(names) >= 24
    assert set(ASKED_FOR) <= names
    english = [characters()[voice] for voice in named()]
    assert all("en" in voice.languages for voice in english)
    assert min(sum(voice.gender == gender for voice in english) for gender in ("female", "male")) >= 10


async def test_no_two_named_voices_sound_alike_and_none_is_faint_or_clips(local: Local, segment: Make) -> None:
    said = await asyncio.gather(*(local.speak(segment(SENTENCE, voice=voice), "r") for voice in named()))
    heard = {voice: listening.listen(listening.decode(one.data)) for voice, one in zip(named(), said, strict=True)}
    close = {
        (one, other): listening.apart(heard[one], heard[other])
        for one, other in itertools.combinations(heard, 2)
        if listening.apart(heard[one], heard[other]) < 1.5
    }
    assert not close
    assert all(1000 < one.level < 3500 and one.peak < 24000 for one in heard.values()), heard


async def test_the_gender_of_a_plain_voice_is_in_its_pitch(local: Local, segment: Make) -> None:
    for female, male in (("rachel", "adam"), ("sarah", "george"), ("de-female", "de-male"), ("ja-female", "ja-male")):
        high, low = [
            listening.listen(
                listening.decode((await local.speak(segment("Mama, Papa, 1 2 3 4.", voice=voice), "r")).data)
            )
            for voice in (female, male)
        ]
        assert high.pitch > 145
        assert low.pitch < 135


async def test_every_language_speaks_with_both_its_voices(local: Local, segment: Make) -> None:
    languages = [language.file.lower() for language in library.languages()]
    pairs = [(language, f"{language}-{gender}") for language in languages for gender in ("female", "male")]
    said = await asyncio.gather(
        *(local.speak(segment(WORDS.get(language, "1 2 3"), voice=voice), "r") for language, voice in pairs)
    )
    silent = [voice for (_, voice), audio in zip(pairs, said, strict=True) if not any(audio.data[44:])]
    assert len(languages) >= 130
    assert not silent


async def test_languages_without_a_dictionary_are_hidden(local: Local) -> None:
    tags = local.limits.languages
    assert {"en", "en-us", "en-gb", "de", "fr", "pt-br", "zh", "ja", "es", "es-mx"} <= tags
    assert not {"fo", "kaa", "xex"} & tags
    assert all(tag == tag.lower() and " " not in tag for tag in tags)


def test_a_language_answers_to_its_broader_tags_but_one_for_another_script_does_not() -> None:
    tags = {language.file: language.tags for language in library.languages()}
    assert tags["en-US-nyc"] == ("en-us-nyc", "en")
    assert tags["fr-BE"] == ("fr-be", "fr")
    assert tags["cmn"] == ("cmn", "zh-cmn", "zh")
    assert tags["cmn-Latn-pinyin"] == ("cmn-latn-pinyin",)
    assert characters()["es-419-male"].name == "Spanish (Latin America) (male)"
    assert characters()["chr-male"].name == "Cherokee (male)"


def test_the_list_of_voices_is_there_at_once_and_needs_no_child() -> None:
    library.languages.cache_clear()
    characters.cache_clear()
    start = time.perf_counter()
    local = Local()
    assert len(asyncio.run(local.voices())) > 290
    assert time.perf_counter() - start < 0.5
    assert local._zygote is None
