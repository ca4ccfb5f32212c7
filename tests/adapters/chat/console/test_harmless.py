import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.console.harmless import MARK, encodable, harmless, harmless_lines


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[2J\x1b[31mred", f"{MARK}[2J{MARK}[31mred"),
        ("\x9b2Jgone", f"{MARK}2Jgone"),
        ("ring\a the\b bell", f"ring{MARK} the{MARK} bell"),
        ("\x1b]0;title\x07", f"{MARK}]0;title{MARK}"),
        ("pay \u202e001 \u2066x\u2069", f"pay {MARK}001 {MARK}x{MARK}"),
        ("zero\u200bwidth\ufeff", f"zero{MARK}width{MARK}"),
        ("lone \ud800 surrogate", f"lone {MARK} surrogate"),
        ("Go\r\nTask 1 is done\tand\u2028more", "Go Task 1 is done and more"),
        ("\0", MARK),
    ],
)
def test_what_a_terminal_obeys_is_shown_as_a_mark(written, shown):
    assert harmless(written) == shown


@pytest.mark.parametrize("words", ["نمی‌خواهم", "👩‍🚀 waves", "Zoë, Łódź, 東京", "שלום", "हिन्दी"])
def test_words_of_every_alphabet_pass_as_they_are(words):
    assert harmless(words) == words


def test_marks_stacked_on_a_letter_do_not_climb_over_the_line_above():
    assert harmless("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * 4 + "b"


def test_lines_stay_lines():
    assert harmless_lines("one\n\ttwo\x1b\n\nthree") == f"one\ntwo{MARK}\n\nthree"


@given(st.text(st.characters(codec=None)))
def test_no_text_at_all_moves_the_cursor_or_breaks_the_line(text):
    shown = harmless(text)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029\u202e\u2067" for char in shown)
    shown.encode("utf-8")


def test_a_terminal_that_lacks_a_character_gets_a_question_mark():
    out = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    assert encodable("caf\u00e9 “東”", out) == "caf\u00e9 ???"
