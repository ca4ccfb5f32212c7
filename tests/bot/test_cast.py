"""Which voice speaks for which speaker."""

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cast import Casting, Voice, cast_script, find_voice, primary
from bot.errors import UnknownChoice, UnknownSpeaker, UnknownVoice
from bot.script.model import Pause, Script, Turn


def voice(name: str, gender: str = "", *languages: str, description: str = "") -> Voice:
    return Voice(f"id-{name.casefold()}", name, "tone", languages or ("en",), gender, description)


VOICES = (
    voice("Brian", "male", "en-us"),
    voice("Rachel", "female", "en-us"),
    voice("Clyde", "male", "en-gb"),
    voice("Grace", "female", "en-gb"),
    voice("Sage", "", "en"),
    voice("Klaus", "male", "de"),
    voice("Lotte", "female", "de"),
)


def script(*speakers: str | None, language: str = "en", aliases: tuple[tuple[str, str], ...] = ()) -> Script:
    turns = tuple(Turn(speaker, f"line {number}") for number, speaker in enumerate(speakers))
    return Script((Pause(1.0), *turns), "colon", language=language, aliases=aliases)


def cast(
    told: Script,
    voices: tuple[Voice, ...] = VOICES,
    *,
    kept: dict[str, str] | None = None,
    overrides: dict[str, str] | None = None,
    language: str = "",
) -> Casting:
    return cast_script(told, voices, kept=kept or {}, overrides=overrides or {}, language=language)


def names(casting: Casting) -> list[str]:
    return [chosen.name for chosen in casting.voices.values()]


# --- finding a voice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["id-brian", "ID-Brian", "brian", " BRIAN "])
def test_a_voice_is_found_by_id_or_name_in_any_case(asked):
    assert find_voice(VOICES, asked) is VOICES[0]


def test_an_exact_id_goes_before_one_in_another_case_and_an_id_before_a_name():
    upper, lower = Voice("AB", "x", "p"), Voice("ab", "y", "p")
    named = Voice("z", "ab", "p")
    assert find_voice((named, upper, lower), "ab") is lower
    assert find_voice((named, upper), "ab") is upper


def test_an_unknown_voice_names_the_nearest_first_and_each_once():
    with pytest.raises(UnknownVoice) as caught:
        find_voice(VOICES, "Bryan")
    assert caught.value.nearest[0] == "Brian"
    assert len(caught.value.nearest) == len(set(caught.value.nearest)) == 5
    assert str(caught.value) == "unknown_voice"


def test_what_resembles_an_id_brings_the_name_of_its_voice():
    with pytest.raises(UnknownVoice) as caught:
        find_voice((Voice("en-us+f3", "Ada", "p"), Voice("xyz", "Bo", "p")), "en-us+f4")
    assert caught.value.nearest[0] == "Ada"


def test_no_voice_comes_near_when_there_are_none():
    with pytest.raises(UnknownVoice) as caught:
        find_voice((), "x" * 10_000)
    assert caught.value.nearest == ()


@pytest.mark.parametrize(
    ("tag", "language"), [("pt-BR", "pt"), ("zh_CN", "zh"), ("cmn", "zh"), ("nb-NO", "no"), ("EN", "en"), ("", "")]
)
def test_the_language_of_a_tag_is_its_first_part_and_one_name_for_each(tag, language):
    assert primary(tag) == language


# --- the order of the rules -----------------------------------------------------------------------------------------


def test_a_speaker_named_like_a_voice_gets_it_even_when_another_is_kept():
    casting = cast(script("BRIAN", "rachel"), kept={"brian": "id-clyde"})
    assert names(casting) == ["Brian", "Rachel"]


def test_of_two_voices_of_a_name_the_one_that_speaks_the_language_is_taken():
    voices = (Voice("1", "Anna", "p", ("en",)), Voice("2", "Anna", "p", ("de-de",)))
    told = script("ANNA", language="de")
    assert cast(told, voices).voices["ANNA"].id == "2"
    assert cast(told, voices, language="en").voices["ANNA"].id == "1"
    assert cast(told, voices, overrides={"anna": "Anna"}).voices["ANNA"].id == "2"


def test_an_override_goes_before_all_else_in_any_case_and_by_name_or_id():
    casting = cast(script("BRIAN", "EVE"), kept={"eve": "id-grace"}, overrides={"Brian": "clyde", " eve ": "id-sage"})
    assert names(casting) == ["Clyde", "Sage"]


def test_an_override_of_an_unknown_voice_or_speaker_is_refused():
    with pytest.raises(UnknownVoice):
        cast(script("EVE"), overrides={"eve": "nobody"})
    with pytest.raises(UnknownSpeaker) as caught:
        cast(script("EVE", None), overrides={"adam": "Brian"})
    assert caught.value.fields == {"asked": "adam", "speakers": ("EVE", "narrator")}
    assert "adam" not in str(caught.value)


def test_the_narrator_can_be_overridden_only_where_something_is_narrated():
    assert cast(script(None, "EVE"), overrides={"Narrator": "Klaus"}).voices[None].name == "Klaus"
    with pytest.raises(UnknownSpeaker):
        cast(script("EVE"), overrides={"narrator": "Klaus"})


def test_a_speaker_called_narrator_is_meant_before_the_narrator_without_a_label():
    casting = cast(script(None, "NARRATOR"), overrides={"narrator": "Klaus"})
    assert casting.voices["NARRATOR"].name == "Klaus"
    assert casting.voices[None].name != "Klaus"


def test_an_override_of_a_label_that_was_merged_means_the_speaker():
    casting = cast(script("ADAM", aliases=(("Adam Smith", "ADAM"), ("X", "GONE"))), overrides={"adam smith": "Sage"})
    assert casting.voices["ADAM"].name == "Sage"


def test_the_kept_cast_is_used_also_for_the_narrator():
    casting = cast(script("EVE", None), kept={"eve": "id-clyde", "narrator": "id-lotte", "other": "id-sage"})
    assert names(casting) == ["Clyde", "Lotte"]
    assert casting.warnings == ()


def test_a_kept_voice_that_is_gone_is_skipped_with_a_warning():
    casting = cast(script("EVE", None), kept={"eve": "id-gone", "narrator": "id-gone"})
    assert set(casting.voices) == {"EVE", None}
    assert casting.warnings == (("kept_voice_gone", "EVE"), ("kept_voice_gone", "narrator"))


def test_no_voices_at_all_is_refused_in_words():
    with pytest.raises(UnknownChoice, match="no_voices"):
        cast(script("EVE"), ())


def test_an_empty_script_has_an_empty_cast():
    assert cast(script()) == Casting({})


# --- auto-casting -----------------------------------------------------------------------------------------------------


def test_speakers_are_cast_in_order_of_appearance_with_the_narrator_in_its_place():
    assert list(cast(script("EVE", None, "ADAM", "EVE")).voices) == ["EVE", None, "ADAM"]


def test_likely_gender_decides_among_the_voices_of_the_language():
    voices = cast(script("MOTHER", "KING", "Mrs. Jones", "Mr. Jones")).voices
    assert [voices[label].gender for label in voices] == ["female", "male", "female", "male"]
    assert len({chosen.id for chosen in voices.values()}) == 4


def test_speakers_of_unknown_gender_are_told_apart_by_it():
    for labels in (("A", "B"), ("X1", "Q7"), ("Zorg", "Blip")):
        assert {chosen.gender for chosen in cast(script(*labels)).voices.values()} == {"female", "male"}


def test_a_voice_of_no_stated_gender_is_taken_before_one_of_the_other():
    voices = (voice("M", "male"), voice("N", ""), voice("F", "female"))
    chosen = cast(script("MOTHER", "QUEEN", "PRINCESS"), voices).voices
    assert [chosen[label].name for label in chosen] == ["F", "N", "M"]


def test_the_language_of_the_script_is_spoken_and_its_region_preferred_by_nothing_but_order():
    assert {chosen.name for chosen in cast(script("A", "B", language="de-AT")).voices.values()} == {"Klaus", "Lotte"}
    assert {chosen.name for chosen in cast(script("A", "B"), language="de").voices.values()} == {"Klaus", "Lotte"}


def test_more_speakers_than_voices_of_the_language_share_them_and_it_is_said():
    casting = cast(script("A", "B", "C", "D", "E", language="de"))
    assert sorted(names(casting)).count("Klaus") in (2, 3)
    assert set(names(casting)) == {"Klaus", "Lotte"}
    assert casting.warnings == (("voices_shared", "3"),)


def test_where_no_voice_speaks_the_language_any_is_taken_and_it_is_said():
    casting = cast(script("A", "B", language="fi"))
    assert len(set(names(casting))) == 2
    assert casting.warnings == (("voice_language", "fi"),)


def test_voices_that_do_not_say_what_they_speak_are_taken_for_any_language():
    voices = (Voice("1", "One", "p"), Voice("2", "Two", "p", ("en",)))
    assert names(cast(script("A", language="fi"), voices)) == ["One"]
    assert cast(script("A", language=""), voices).warnings == ()


def test_reserved_voices_are_not_given_to_others_while_free_ones_remain():
    told = script("A", "B", "C", "BRIAN", "EVE")
    casting = cast(told, VOICES[:5], kept={"eve": "id-grace"}, overrides={"c": "Sage"})
    assert casting.voices["BRIAN"].name == "Brian"
    assert casting.voices["EVE"].name == "Grace"
    assert {casting.voices["A"].name, casting.voices["B"].name} == {"Rachel", "Clyde"}
    assert casting.warnings == ()


@pytest.mark.parametrize("label", [None, "NARRATOR", "Erzähler", "旁白"])
def test_the_narrator_gets_a_calm_voice_of_its_own_even_when_it_speaks_last(label):
    voices = (*VOICES[:4], voice("Adam", "male", "en", description="Calm and deep"))
    for others in (("A", "B", "C", "D"), ("KING", "DUKE", "MR X")):
        casting = cast(script(*others, label), voices)
        assert casting.voices[label].name == "Adam"
        assert names(casting).count("Adam") == 1


labels_of_people = st.text(st.sampled_from("aBé 1'.-王母\u202e\ud800🤖"), min_size=1, max_size=8)
speakers = st.lists(
    st.one_of(st.none(), st.sampled_from(["BRIAN", "Mother", "king", "Narrator"]), labels_of_people),
    min_size=1,
    max_size=12,
)


@given(speakers, st.randoms(use_true_random=False))
def test_the_cast_is_the_same_whatever_the_order_of_the_voices(labels, rng):
    shuffled = list(VOICES)
    rng.shuffle(shuffled)
    assert cast(script(*labels)) == cast(script(*labels), tuple(shuffled))


@given(speakers)
def test_voices_are_distinct_while_there_are_any_and_everybody_has_one(labels):
    casting = cast(script(*labels), VOICES[:5])
    assert list(casting.voices) == list(dict.fromkeys(labels))
    named = {name.name.casefold() for name in VOICES}
    if len(casting.voices) <= 5 and not any((label or "").casefold() in named for label in labels):
        assert len(set(names(casting))) == len(casting.voices)


def test_a_speaker_added_at_the_end_changes_nobody_elses_voice():
    rng = random.Random(7)
    for _ in range(20):
        labels = [f"S{rng.randrange(1000)}" for _ in range(4)]
        before = cast(script(*labels)).voices
        after = cast(script(*labels, "NEW")).voices
        assert {label: after[label] for label in before} == before


def test_a_speaker_added_in_front_leaves_most_voices_as_they_were():
    voices = tuple(voice(f"V{number}", "female" if number % 2 else "male") for number in range(24))
    labels = ["ANNA", "KING", "MRS MOON", "Peter", "QUEEN", "John"]
    before = cast(script(*labels), voices).voices
    after = cast(script("Zoe", *labels), voices).voices
    assert sum(after[label] == before[label] for label in labels) >= 5


def test_another_process_with_another_hash_seed_casts_the_same():
    code = (
        "from bot.cast import Voice, cast_script; from bot.script.model import Script, Turn;"
        "v = [Voice(f'{n}', f'V{n}', 'p', ('en',), ('female', 'male', '')[n % 3]) for n in range(20)];"
        "s = Script(tuple(Turn(l, 'x') for l in ['ANNA', 'Q', None, 'Zed', 'Königin']), 'f');"
        "print([c.id for c in cast_script(s, v, kept={}, overrides={}).voices.values()])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert answers.pop().count("'") == 10


def test_thousands_of_speakers_are_cast_in_a_moment():
    casting = cast(script(*(f"speaker {number}" for number in range(3000))))
    assert len(casting.voices) == 3000
    assert casting.warnings == (("voices_shared", str(3000 - 5)),)
