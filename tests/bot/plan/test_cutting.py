"""Where a text that is too long may be cut."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.plan.cutting import cut, speakable


def pieces(text: str, limit: int) -> list[str]:
    return [text[start:end] for start, end in cut(text, limit)]


def test_a_text_that_fits_is_one_piece_without_the_space_around_it():
    assert pieces("  Hello, world.  ", 13) == ["Hello, world."]
    assert pieces("Hello. World.", 0) == ["Hello. World."]


def test_a_long_text_is_cut_at_the_last_sentence_end_that_fits():
    assert pieces("One two. Three four! Five six? Seven.", 22) == ["One two. Three four!", "Five six? Seven."]


def test_closing_quotes_and_brackets_stay_with_their_sentence():
    assert pieces("She said “no.” (Really!) And she left.", 25) == ["She said “no.” (Really!)", "And she left."]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("你好。我是谁？我不知道……真的！好", 8, ["你好。我是谁？", "我不知道……", "真的！好"]),
        ("「はい。」と言った。そして、行った。", 11, ["「はい。」と言った。", "そして、行った。"]),
        ("Well… I mean... yes. No", 16, ["Well… I mean...", "yes. No"]),
        ("यह है। वह है।", 9, ["यह है।", "वह है।"]),
        ("هل أنت؟ نعم، أنا هنا", 12, ["هل أنت؟", "نعم، أنا هنا"]),
    ],
)
def test_sentences_end_differently_in_other_scripts_and_at_ellipses(text, limit, expected):
    assert pieces(text, limit) == expected


@pytest.mark.parametrize("text", ["See Mr. Smith now", "Ask (Dr. Who) now", "J. R. Ewing is here", "It is 3.14159 now"])
def test_a_full_stop_in_an_abbreviation_initial_or_number_ends_no_sentence(text):
    first = pieces(text, len(text) - 2)[0]
    assert first == text.rsplit(" ", 1)[0]


def test_a_full_stop_that_stands_alone_ends_a_sentence():
    assert pieces("well . then go on", 12) == ["well .", "then go on"]


def test_without_a_sentence_end_it_is_cut_at_a_clause_then_at_a_word():
    assert pieces("one two, three four five", 16) == ["one two,", "three four five"]
    assert pieces("one two three four five", 16) == ["one two three", "four five"]
    assert pieces("one two - three four five", 16) == ["one two -", "three four five"]
    assert pieces("one two\nthree four five", 16) == ["one two", "three four five"]


def test_one_long_word_is_cut_where_it_must_be():
    assert pieces("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",  # a letter and its accent
        "\U0001f469\u200d\U0001f680",  # an astronaut
        "\U0001f44d\U0001f3fd",  # a thumb and its colour
        "\U0001f1ee\U0001f1f8",  # a flag
        "\u1112\u1161\u11ab",  # a Korean syllable in parts
        "\ud55c\u11ab",
        "\u0915\u094d\u0937",  # two consonants that are one letter
        "\ud83d\ude00",  # a surrogate pair that came as two
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",  # the flag of a region
    ],
)
def test_what_readers_see_as_one_sign_is_never_cut(cluster):
    text = "a" + cluster * 6
    for limit in range(len(cluster) + 1, 3 * len(cluster) + 2):
        at = 1
        for start, end in cut(text, limit):
            assert (start - at) % len(cluster) == 0 or start == 0
            assert (end - at) % len(cluster) == 0


def test_korean_syllables_can_be_parted():
    assert pieces("가나다라마", 2) == ["가나", "다라", "마"]


def test_a_cluster_longer_than_the_limit_is_cut_all_the_same():
    text = "a" + "\u0301" * 9
    assert cut(text, 4)[0] == (0, 4)


def test_pieces_with_nothing_to_say_are_left_out():
    assert pieces("Hello there. ... !!! ??? Bye", 12) == ["Hello there.", "Bye"]


@pytest.mark.parametrize("text", ["a", "7", "…é", "你", "א"])
def test_letters_and_digits_of_any_script_can_be_said(text):
    assert speakable(text)


@pytest.mark.parametrize("text", ["", "...", "😀", "— !?", "\u200f", "\ufe0f"])
def test_marks_and_emoji_alone_cannot_be_said(text):
    assert not speakable(text)


words = st.text(st.sampled_from('ab .!?,。、\n\u0301한\U0001f1ee\U0001f469\u200d…"”'), max_size=120)


@given(words, st.integers(1, 40))
@example("a. " * 30, 1)
def test_pieces_are_in_order_within_the_limit_and_lose_nothing_that_can_be_said(text, limit):
    spans = cut(text, limit)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert end - start <= limit
        assert not speakable(text[at:start])
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not speakable(text[at:])


@given(st.text(max_size=200), st.integers(1, 30))
@settings(max_examples=50)
def test_any_text_can_be_cut(text, limit):
    kept = "".join(text[start:end] for start, end in cut(text, limit))
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


def test_forty_thousand_signs_without_a_place_to_cut_take_a_moment():
    for filler in ("a", ".", "…", "-", "\U0001f1ee", "\u0301", "a.", ". "):
        assert len(cut("a" + filler * (40_000 // len(filler)), 500)) >= 1
