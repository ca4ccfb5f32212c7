"""What is typed -> what is said."""

import pytest

from bot.script.model import Pause, Sound, Tag
from bot.script.speech import Said, hear


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("plain words", "plain words"),
        ("   ", None),
        ("I *really* mean **it**, __truly__, ~~no~~ `yes` ||boo||", "I really mean it, truly, no yes boo"),
        ("snake_case and 2 * 3 stay, price* not", "snake_case and 2 * 3 stay, price not"),
        ("see [the site](https://a.example/x) ![pic](https://a.example/y.png) now", "see the site now"),
        (r"\*not stressed\* \[not a tag\]", "*not stressed* [not a tag]"),
        ("a<br>b <b>c</b> &amp; d <!-- no --> <:smile:123> <@42>", "a b c & d"),
        ("«Bonjour»", "Bonjour"),
        ("'Fine.'", "Fine."),
        ("'Fine,' she said, 'go.'", "'Fine,' she said, 'go.'"),
        ('"Yes," he said. "No."', '"Yes," he said. "No."'),
        ('"', '"'),
        ("my friend(s) (I think so) said (see p. 3) it", "my friend(s) (I think so) said (see p. 3) it"),
        ("in 1204 (2026) NASA (ESA) said", "in 1204 (2026) NASA (ESA) said"),
        ("Wait (!) here", "Wait here"),
        ("word [1] [12:30] (V.O.) [] end", "word [] end"),
        ("你好。\n我是小明。", "你好。我是小明。"),
        ("two\nlines", "two lines"),
        ("[wave]hi[/wave] [color=red]you[/color]", "hi you"),
        ("go {now} ♪ la", "go la"),
    ],
)
def test_formatting_and_directions_are_never_said(typed, said):
    texts = [piece.text for piece in hear(typed).pieces if isinstance(piece, Said)]
    assert texts == ([] if said is None else [said])


def test_a_tag_stands_where_its_word_begins_and_leaves_no_hole():
    assert hear("Hello [laughs], friend (sad) bye").pieces == [
        Said("Hello, friend bye", (Tag("laughs", 5), Tag("sad", 14)))
    ]


def test_elements_of_sound_models_are_tags():
    assert hear("Oh <laugh> no <sigh/> <unknown>").pieces == [Said("Oh no", (Tag("laugh", 3), Tag("sigh", 5)))]


def test_several_directions_in_one_bracket_are_several_tags():
    assert hear("(sad, to Brian, slowly) Well (V.O., angry)").pieces == [
        Said("Well", (Tag("sad", 0), Tag("slowly", 0), Tag("angry", 4)))
    ]


def test_a_cue_inside_the_words_splits_them_within_the_quotation_marks():
    assert hear('"One. [pause 2s] Two. <break time=\'300ms\'/> [SFX: bell] Three."', 4).pieces == [
        Said("One."), Pause(2.0, 4), Said("Two."), Pause(0.3, 4), Sound("bell", 4), Said("Three."),
    ]  # fmt: skip


def test_a_long_direction_is_left_out_and_told():
    heard = hear("Well (he slowly walks over to the old window) then <break/> so <break time='x'/>")
    assert heard.directions == ["he slowly walks over to the old window"]
    assert heard.pieces == [Said("Well then"), Pause(1.0), Said("so")]


def test_actions_in_stars_are_directions_and_stressed_words_are_not():
    assert hear("*waves at you* Hi *there* you. *laughs*").pieces == [
        Said("Hi there you.", (Tag("waves at you", 0), Tag("laughs", 13)))
    ]
    assert hear("Come on! *no way!*").pieces == [Said("Come on! no way!")]
    assert hear("I *never* said").pieces == [Said("I never said")]


@pytest.mark.parametrize(
    ("raw", "text", "tags"),
    [
        ("It's not humming. It's *singing*.", "It's not humming. It's singing.", []),
        ("Maybe it's *singing*", "Maybe it's singing", []),
        ("They all ask. *Alle.*", "They all ask. Alle.", []),
        ("That is so you. _All of it._", "That is so you. All of it.", []),
        ("*Love.* It.", "Love. It.", []),
        ("*Always be kind*, he said.", "Always be kind, he said.", []),
        ("Who? *always the same man*", "Who? always the same man", []),
        ("Done. *and so on*", "Done. and so on", []),
        ("*sighs* Fine. *laughs*", "Fine.", ["sighs", "laughs"]),
        ("Fine.\n*laughs* Really.", "Fine. Really.", ["laughs"]),
        ("*leans in closely* Hello.", "Hello.", ["leans in closely"]),
        ("I was not! *storms off*", "I was not!", ["storms off"]),
    ],
)
def test_words_in_stars_are_said_unless_a_known_tag_stands_where_a_tag_stands(raw, text, tags):
    heard = hear(raw)
    assert [(piece.text, [tag.name for tag in piece.tags]) for piece in heard.pieces] == [(text, tags)]
