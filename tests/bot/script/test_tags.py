"""Delivery tags: names in nine languages, and what a provider that lacks one is given."""

import pytest

from bot.script.model import Tag
from bot.script.tags import canonical, suited
from bot.script.tagwords import NEAREST, WORDS


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Excited", "excited"),
        ("WHISPERING", "whispers"),
        ("very sad", "sad"),
        ("a little bit", None),
        ("flüsternd", "whispers"),
        ("en chuchotant", "whispers"),
        ("susurrando", "whispers"),
        ("шёпотом", "whispers"),
        ("低语", "whispers"),
        ("ささやいて", "whispers"),
        ("속삭이며", "whispers"),
        ("em voz baixa", "whispers"),
        ("clears his throat", "clears throat"),
        ("sehr traurig", "sad"),
        ("very very calm", "calm"),
        ("very", None),
        ("checks her watch", None),
        ("x" * 200, None),
        ("", None),
    ],
)
def test_a_tag_is_known_by_its_synonyms(written, name):
    assert canonical(written) == name


def test_every_canonical_name_stands_for_itself_and_has_somebody_near():
    assert {name: canonical(name) for name in WORDS} == {name: name for name in WORDS}
    assert set(NEAREST) == set(WORDS)
    assert {near for each in NEAREST.values() for near in each} <= set(WORDS)


def test_no_word_stands_for_two_tags():
    seen = {}
    for name, words in WORDS.items():
        for word in words.split(","):
            assert seen.setdefault(word.strip(), name) == name
            assert word.strip()


def test_a_tag_that_is_lacking_is_replaced_by_the_nearest_and_the_rest_is_dropped():
    tags = (Tag("shouting", 0), Tag("sad", 3), Tag("waves", 5))
    assert suited(tags, frozenset({"angry", "sad"}), any_tag=False) == ((Tag("angry", 0), Tag("sad", 3)), ("waves",))


def test_two_tags_that_become_the_same_one_are_one():
    assert suited((Tag("shouting"), Tag("angry")), frozenset({"angry"}), any_tag=False) == ((Tag("angry"),), ())


def test_where_any_tag_goes_known_ones_are_canonical_and_others_as_written():
    tags = (Tag("lachend", 1), Tag("in a robotic voice", 2))
    assert suited(tags, frozenset(), any_tag=True) == ((Tag("laughs", 1), Tag("in a robotic voice", 2)), ())
