"""What holds for any text at all."""

from __future__ import annotations

import html
import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.script.files import join
from bot.script.forms import FORMS
from bot.script.model import Turn
from bot.script.reader import read
from bot.script.writer import bare, same, write

PIECES = [
    "Adam: ", "BRIAN\n", "[Eve] ", "[laughs]", "(sad) ", "*waves* ", "**", "_", "\n", "\n\n", "hello there",
    "Well", ".", "?", "“", "”", '"', "[pause 1s]", "SFX: door", "INT. BAR - DAY\n",
    "00:00:01,000 --> 00:00:02,000\n", "WEBVTT\n", "<v Ann>", "</v>", "<P1>", "</P1>", "[20/11/2026, 22:01] ",
    " — Today at 5:00 PM\n", ", [20.11.2026 22:01]\n", "---\n", "# ", "Title: ", "narrator: on\n", "：", "「",
    "」", "小明", "— ", "- ", "1. ", "> ", "|", "\t", "\\", "<<x>>", "-> ", "/*", "*/", "[[", "]]", "😀",
    "https://a.b/c", "\u202e", "\x00", "\ud800", "(", ")", "[", "]", "{", "}", "<", ">", ":", "=",
    "script: exact\n", "[S1] ", "[/S1]", "&amp;", "...", "’", "«", "»",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
TEXTS = st.one_of(st.text(max_size=300), SCRAPS)
NAMES = st.sampled_from(["Adam", "Brian", "Eve", "Dr. Chen", "小明", "Оля"])
WORDS = st.lists(
    st.sampled_from(["the", "cat", "sat", "down", "here", "and", "slept", "until", "morning", "came"]),
    min_size=2,
    max_size=9,
)
TAGS = st.sampled_from(["", "[sad] ", "(laughs) ", "[whispers] "])


def letters(text: str) -> str:
    return "".join(text.split())


def subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_script_whose_words_are_safe_to_send(text):
    script = read(text)
    for turn in script.turns:
        assert turn.text == turn.text.strip()
        assert turn.text
        assert turn.text.encode("utf-8")
        assert all(0 <= tag.at <= len(turn.text) for tag in turn.tags)
    assert script.turns or any(problem.weight == "error" for problem in script.problems)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_is_spoken_is_a_subsequence_of_the_input(text):
    spoken = "".join(letters(turn.text) for turn in read(text).turns)
    assert subsequence(spoken, letters(text)) or subsequence(spoken, letters(html.unescape(text)))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_script_that_is_written_out_reads_as_the_same_items(text):
    script = read(text)
    assert same(read(write(script)), script)


@given(TEXTS, st.sampled_from([form.name for form in FORMS]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_form_reads_any_text(text, form, narrator):
    assert read(text, form=form, narrator=narrator).form == form


def scripts(make) -> st.SearchStrategy[str]:
    line = st.tuples(NAMES, TAGS, WORDS).map(lambda part: make(part[0], part[1] + " ".join(part[2]).capitalize() + "."))
    return st.lists(line, min_size=2, max_size=6).map("\n".join)


def _labelled(name: str, words: str) -> str:
    return f"{name}: {words}"


def _bracketed(name: str, words: str) -> str:
    return f"[{name}] {words}"


def _dated(name: str, words: str) -> str:
    return f"[20.11.2026, 22:01:11] {name}: {words}"


def _marked(name: str, words: str) -> str:
    return f'<voice name="{name}">{words}</voice>'


@given(
    st.sampled_from([_labelled, _bracketed, _dated, _marked]).flatmap(
        lambda make: st.tuples(scripts(make), scripts(make))
    )
)
@settings(max_examples=150, deadline=None)
def test_two_scripts_of_one_form_that_are_joined_read_as_both(pair):
    one, other = pair
    assert bare(read(join([one, other])).items) == bare(read(one).items) + bare(read(other).items)


def test_hostile_texts_are_read_in_no_time():
    chance = random.Random(7)
    slowest = 0.0
    for _ in range(300):
        unit = "".join(chance.choices(PIECES, k=chance.randint(1, 4)))
        text = (unit * 2000)[: chance.randint(100, 2500)]
        start = time.perf_counter()
        read(text)
        slowest = max(slowest, time.perf_counter() - start)
    # Each takes under 50 ms on an idle machine (benchmarks/reading.py); a test shares its cores.
    assert slowest < 0.5


def test_reading_stays_linear():
    def seconds(size: int) -> float:
        text = "\n".join(f"Speaker {number % 5}: (sad) word and [laughs] word." for number in range(size))
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            read(text)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(4000) < 12 * seconds(1000)


def test_ten_thousand_turns_are_ten_thousand_items():
    script = read("\n".join(f"Adam: line {number}." for number in range(10_000)))
    assert len(script.items) == 10_000
    assert all(isinstance(item, Turn) for item in script.items)
