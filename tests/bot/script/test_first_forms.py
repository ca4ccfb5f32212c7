"""The two commonest forms, end to end."""

from bot.script.model import Pause, Tag, Turn
from bot.script.reader import read


def test_a_labelled_line_is_a_turn_and_its_tag_is_not_spoken():
    script = read("Adam: [excited] Did you hear the news?\nBrian: [laughs] Tell me everything.")
    assert script.items == (
        Turn("Adam", "Did you hear the news?", (Tag("excited", 0),), 1),
        Turn("Brian", "Tell me everything.", (Tag("laughs", 0),), 2),
    )


def test_a_name_in_brackets_is_a_speaker_and_a_pause_inside_splits_the_turn():
    script = read("[Adam] Hi there [laughs] you\n[Brian] Hello. [pause 1.5s] Bye")
    assert script.form == "brackets"
    assert script.items == (
        Turn("Adam", "Hi there you", (Tag("laughs", 9),), 1),
        Turn("Brian", "Hello.", (), 2),
        Pause(1.5, 2),
        Turn("Brian", "Bye", (), 2),
    )
