import pytest

from adapters.chat.console.grammar import FORMS, WRITTEN, Command, castings, command, press
from bot.errors import UnknownChoice
from bot.replies.help import WHAT, Ability


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("tasks", Command(Ability.TASKS)),
        ("  Tasks ", Command(Ability.TASKS)),
        ("HELP", Command(Ability.HELP)),
        ("cancel ab12", Command(Ability.CANCEL, ("ab12",), "ab12")),
        ("retake ab12 3 1", Command(Ability.RETAKE, ("ab12", "3", "1"), "ab12 3 1")),
        ("perform my script.txt", Command(Ability.PERFORM, ("my", "script.txt"), "my script.txt")),
        ("say Brian: hello there", Command(Ability.SAY, ("Brian:", "hello", "there"), "Brian: hello there")),
        ("/voices", Command(Ability.VOICES)),
        ("/Tasks", Command(Ability.TASKS)),
        ("/Voices deep", Command(Ability.VOICES, ("deep",), "deep")),
    ],
)
def test_a_command_is_known_by_its_word(line, meant):
    assert command(line) == meant


@pytest.mark.parametrize(
    "line",
    [
        "Adam: Hello",
        "say: hello",
        "Say hello to Bella.",
        "Voices in the dark.",
        "Tasks are hard.",
        "help me please",
        "tasks for today: none",
        "cancel all my trains",
        "quit smoking",
        "paste",
        "paste it",
        "perform:",
        "[Adam] hi",
        "/nothing",
        "",
    ],
)
def test_anything_else_begins_a_script(line):
    assert command(line) is None


@pytest.mark.parametrize("line", ["cancel", "retake ab12", "perform", "say", "/tasks all", "/cancel a b", "captions"])
def test_a_command_with_too_few_or_too_many_words_does_not_fit(line):
    asked = command(line)
    assert asked is not None
    assert not asked.fits


def test_every_command_is_in_the_help_and_everything_in_the_help_can_be_written():
    assert set(FORMS) | {Ability.PASTE} == set(Ability) == set(WRITTEN) == set(WHAT)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Go", ("Go", "")),
        ("g", ("Go", "")),
        ("GO ", ("Go", "")),
        ("re", ("Recast", "")),
        ("r ADAM=Brian, BELLA = Amy", ("Recast", "ADAM=Brian, BELLA = Amy")),
        ("edit", ("Edit", "")),
        ("c", ("Cancel", "")),
        ("a", ("all", "")),
        ("go away", ("", "")),
        ("cancel ab12", ("", "")),
        ("cast", ("", "")),
        ("x", ("", "")),
        (" ", ("", "")),
    ],
)
def test_a_button_is_pressed_by_its_first_letters(line, meant):
    assert press(line) == meant


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("ADAM=Brian", {"ADAM": "Brian"}),
        ("ADAM = Brian ; MRS. PETERS=Old Amy", {"ADAM": "Brian", "MRS. PETERS": "Old Amy"}),
        ("ADAM=Brian BELLA=Amy", {"ADAM": "Brian", "BELLA": "Amy"}),
        ("A=B=Amy", {"A=B": "Amy"}),
        (" ,, ", {}),
        ("東=美，西=Amy", {"東": "美", "西": "Amy"}),
    ],
)
def test_pairs_say_who_speaks_with_which_voice(line, pairs):
    assert castings(line) == pairs


@pytest.mark.parametrize("line", ["Brian", "=Brian", "ADAM=", "ADAM=Brian, what"])
def test_what_is_no_pair_is_refused(line):
    with pytest.raises(UnknownChoice, match="bad_cast"):
        castings(line)
