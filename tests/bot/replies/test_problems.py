"""Every problem has its sentence."""

import pytest

from bot.replies.problems import problem
from bot.script.codes import Code
from bot.script.model import Problem


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_sentence_of_its_own(code):
    sentence = problem(Problem(3, code, "some words"))
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert sentence != problem(Problem(3, "never heard of"))


def test_what_a_person_wrote_is_quoted_and_shortened():
    assert (
        problem(Problem(1, Code.PREAMBLE, "Sure!  Here")) == "“Sure! Here” stands before the script and was left out."
    )
    assert "…”" in problem(Problem(1, Code.PREAMBLE, "word " * 40))
    assert "“" not in problem(Problem(1, Code.PREAMBLE))
