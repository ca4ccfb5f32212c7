"""What a script tells about itself."""

from bot.script.model import Heading, Pause, Script, Sound, Turn

TURNS = (Turn("EVE", "Hi."), Turn(None, "A door."), Turn("ADAM", "Hi."), Turn("EVE", "Bye."))
SCRIPT = Script((Heading("INT."), TURNS[0], Pause(1.0), TURNS[1], Sound("door"), *TURNS[2:]), "colon")


def test_turns_are_what_is_spoken_in_order():
    assert SCRIPT.turns == TURNS


def test_speakers_come_once_each_in_order_of_appearance_without_the_narrator():
    assert SCRIPT.speakers == ("EVE", "ADAM")


def test_a_script_is_narrated_when_any_turn_has_no_speaker():
    assert SCRIPT.narrated
    assert not Script(TURNS[:1], "colon").narrated
    assert not Script((), "colon").narrated
