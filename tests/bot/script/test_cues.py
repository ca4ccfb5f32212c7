"""Pauses, sounds and headings, however they are written."""

import pytest

from bot.script.cues import LONGEST, alone, bracketed, inside, pause, rule
from bot.script.model import Heading, Pause, Sound


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("pause 1.5s", 1.5),
        ("pause:1s", 1.0),
        ("beat", 0.7),
        ("long beat", 2.0),
        ("BEAT — 3 SECONDS", 3.0),
        ("pause: 500ms", 0.5),
        ("pause 750", 0.75),
        ("pause 2 minutes", LONGEST),
        ("wait 1 min", LONGEST),
        ("2 second pause", 2.0),
        ("1,5 s", 1.5),
        ("short pause", 0.5),
        ("pause: long", 2.0),
        ("停顿2秒", 2.0),
        ("пауза 2 с", 2.0),
        ("un temps", 1.0),
        ("pause " + "very " * 30, None),
        ("laughs", None),
        ("3 laughs", None),
    ],
)
def test_a_pause_has_its_length(written, seconds):
    assert pause(written) == seconds


@pytest.mark.parametrize(
    ("line", "cue"),
    [
        ("[SFX: door]", Sound("door", 1)),
        ("sfx: thunder /level:40", Sound("thunder", 1)),
        ("SOUND:", None),
        ("[applause]", Sound("applause", 1)),
        ("[music]", Sound("music", 1)),
        ("♪ la la ♪", Sound("la la", 1)),
        ("♪", Sound("music", 1)),
        ("MUSIC UP AND UNDER", Sound("MUSIC UP AND UNDER", 1)),
        ("PAUSE: 1.25", Pause(1.25, 1)),
        ("...", Pause(1.0, 1)),
        ("Pause.", Pause(1.0, 1)),
        ("Silence.", None),
        ("**[Pause]**", Pause(1.0, 1)),
        ("INT. BAR - NIGHT", Heading("INT. BAR - NIGHT", 1)),
        ("CUT TO:", Heading("CUT TO:", 1)),
        ("[Scene: a bar]", Heading("Scene: a bar", 1)),
        ("第一幕", Heading("第一幕", 1)),
        ("[laughs]", None),
        ("(60s)", None),
        ("Wait: what", None),
        ("x" * 300, None),
        ("[" + "x" * 300 + "]", None),
        ("INT. " + "x" * 180, None),
    ],
)
def test_a_line_that_is_a_cue_is_no_speech(line, cue):
    assert alone(line, 1) == cue


def test_only_square_brackets_make_a_bare_number_a_pause():
    assert bracketed("60s", 1) == Pause(60.0, 1)
    assert bracketed("60s", 1, square=False) is None


def test_brackets_around_a_line_come_off_a_few_deep_and_no_deeper():
    assert inside("**[x]**") == "x"
    assert inside("[a] and [b]") is None
    assert inside("[" * 3000 + "]" * 3000) is None


@pytest.mark.parametrize(
    ("line", "divides"), [("---", True), ("* * *", True), ("|---|:-:|", True), ("...", False), ("- a", False)]
)
def test_a_rule_divides(line, divides):
    assert rule(line) is divides
