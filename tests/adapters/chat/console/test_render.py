import re

import pytest

from adapters.chat.console.harmless import MARK
from adapters.chat.console.render import HEAD, REMARKS, TAIL, Paper, render
from bot.ports.chat import Card, CastSheet, Notice, Part, Progress, Remark, Spot
from bot.replies.lists import Listing

PLAIN, COLOUR = Paper(100), Paper(100, colour=True)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def sheet(**changed):
    told = {
        "task": "ab12cd34",
        "title": "The News",
        "form": "labels",
        "parts": (
            Part("Adam", "Brian", "low, dry", 2, "Did you hear?"),
            Part("Bella", "Amy", "bright", 1, "No."),
            Part("Narrator", "Nora", "calm", 1, "A door."),
        ),
        "spots": (
            Spot(1, "", "heading: KITCHEN", cue="heading"),
            Spot(2, "Adam", "Did you hear?", "excited, whispers"),
            Spot(3, "Bella", "No."),
            Spot(4, "", "pause of 1.5 s", cue="pause"),
            Spot(5, "Narrator", "A door.", narrated=True),
            Spot(6, "", "sound: door (not played)", cue="sound"),
            Spot(8, "Adam", "Well."),
        ),
        "length": "about 0:12",
        "price": "about 120 credits",
        "problems": (),
        "warnings": (),
    }
    return CastSheet(**{**told, **changed})


def lines_of(text):
    return [line.rstrip() for line in text.splitlines()]


def line_with(text, words):
    return next(line for line in text.splitlines() if words in line)


def test_a_sheet_shows_the_cast_with_voices_counts_and_first_words():
    text = render(sheet(), PLAIN)
    assert re.search(r"Adam +Brian +low, dry +2 +Did you hear\?", text)
    assert re.search(r"Narrator +Nora +calm +1 +A door\.", text)
    assert "The News" in text
    assert "“Name: text”" in text


def test_a_sheet_shows_the_reading_with_numbers_for_retakes_which_cues_do_not_have():
    lines = lines_of(render(sheet(), PLAIN))
    reading = lines[lines.index(next(line for line in lines if "KITCHEN" in line)) :][:7]
    assert [re.sub(r" +", " ", line).strip() for line in reading] == [
        "══ heading: KITCHEN",
        "1 Adam [excited, whispers] Did you hear?",
        "2 Bella No.",
        "·· pause of 1.5 s",
        "3 (Narrator) A door.",
        "·· sound: door (not played)",
        "4 Adam Well.",
    ]


def test_a_sheet_ends_in_length_price_and_the_words_of_the_buttons():
    assert re.search(
        r"about 0:12 · about 120 credits +\[Go\] +\[Recast\] +\[Edit\] +\[Cancel\]", render(sheet(), PLAIN)
    )


def test_a_piped_sheet_has_no_escape_and_no_line_wider_than_the_paper():
    text = render(sheet(), PLAIN)
    assert "\x1b" not in text
    assert all(len(line) <= 100 and line == line.rstrip() for line in text.splitlines())


def test_in_colours_each_speaker_has_their_own_and_the_words_are_the_same():
    text = render(sheet(), COLOUR)
    assert [line.rstrip() for line in ESCAPE.sub("", text).splitlines()] == lines_of(render(sheet(), PLAIN))
    reading = text[text.index("KITCHEN") :]
    adam, bella, narrator = (
        re.search(r"\x1b\[([0-9;]*)m" + name, reading)[1] for name in ("Adam", "Bella", r"\(Narrator\)")
    )
    assert len({adam, bella, narrator}) == 3
    assert re.search(r"\x1b\[2[;0-9]*mpause of", reading), "a cue is dimmed"


def test_serious_problems_stand_first_and_mark_their_line_in_the_reading():
    remarks = (Remark(2, "A small thing."), Remark(5, "Nobody is named here.", serious=True))
    text = render(sheet(problems=remarks, warnings=("The sound “door” is not played.",)), PLAIN)
    assert text.index("WRONG? line 5: Nobody is named here.") < text.index("line 2: A small thing.")
    assert re.search(r"3 +! 5 +\(Narrator\)", text)
    assert re.search(r"1 +2 +Adam", text)
    assert " Note: The sound “door” is not played." in text


def test_hundreds_of_problems_are_cut_with_the_serious_ones_first():
    remarks = tuple(Remark(n, f"Thing {n}.", serious=n == 90) for n in range(1, 101))
    text = render(sheet(problems=remarks), PLAIN)
    assert "WRONG? line 90: Thing 90." in text
    assert text.count("Thing ") == REMARKS
    assert f"{100 - REMARKS} more; “all” shows every one" in text
    assert render(sheet(problems=remarks), PLAIN, whole=True).count("Thing ") == 100


def test_a_long_script_shows_its_beginning_its_end_and_how_much_is_between():
    spots = tuple(Spot(n, "Adam", f"Sentence {n}.") for n in range(1, 201))
    text = render(sheet(spots=spots), PLAIN)
    shown = [int(number) for number in re.findall(r"Sentence (\d+)\.", text)]
    assert shown == [*range(1, HEAD + 1), *range(201 - TAIL, 201)]
    assert f"{200 - HEAD - TAIL} more; “all” shows every one" in text
    assert f"{200 - HEAD - TAIL} more" in render(sheet(spots=spots, problems=(Remark(1, "x"),)), PLAIN)


def test_the_whole_of_a_long_script_is_shown_when_asked_for():
    spots = tuple(Spot(n, "Adam", f"Sentence {n}.") for n in range(1, 201))
    text = render(sheet(spots=spots), PLAIN, whole=True)
    assert [int(number) for number in re.findall(r"Sentence (\d+)\.", text)] == list(range(1, 201))
    assert re.search(r"200 +Adam +Sentence 200\.", text)


def test_a_crowd_of_speakers_is_cut_and_counted():
    parts = tuple(Part(f"P{n}", "Amy", "", 1, "Hi") for n in range(100))
    assert "and 60 more" in render(sheet(parts=parts), PLAIN)


def test_what_people_wrote_is_never_markup():
    parts = (Part("[red]Adam[/red]", "[link=http://x]V[/link]", "[bold]", 1, "[/] :smile: [blink]"),)
    spots = (Spot(1, "[red]Adam[/red]", "[bold]x[/bold] :boom: [/]", "[u]"),)
    text = render(sheet(title="[b]T[/b]", parts=parts, spots=spots, form="[i]"), COLOUR)
    bare = ESCAPE.sub("", text)
    for words in ("[red]Adam[/red]", "[/] :smile: [blink]", "[bold]x[/bold] :boom: [/]", "[b]T[/b]", "[i]", "[[u]]"):
        assert words in bare
    assert "\x1b]8" not in text, "no link is live"


HOSTILE = "a\x1b[2Jb\x1b]0;own\x07c\u202ed\re\nf"
SHOWN = f"a{MARK}[2Jb{MARK}]0;own{MARK}c{MARK}d e f"


@pytest.mark.parametrize(
    "reply",
    [
        sheet(title=HOSTILE),
        sheet(spots=(Spot(1, "Adam", HOSTILE),)),
        sheet(problems=(Remark(1, HOSTILE),)),
        sheet(problems=(Remark(1, HOSTILE, serious=True),)),
        sheet(warnings=(HOSTILE,)),
        sheet(price=HOSTILE),
        Notice("No such voice.", HOSTILE),
        Card(task="t", title=HOSTILE, cast=(), length="0:01", cost="free", made_by="x", warnings=()),
        Card(task="t", title="", cast=(HOSTILE,), length="0:01", cost="free", made_by="x", warnings=()),
        Card(task="t", title="", cast=(), length="0:01", cost="free", made_by="x", warnings=(HOSTILE,)),
        Listing(("A",), ((HOSTILE,),)),
        Listing((), (), empty=HOSTILE),
        Progress(task="t", stage=HOSTILE, done=0, total=1),
    ],
)
def test_what_a_terminal_obeys_never_passes(reply):
    text = render(reply, PLAIN)
    assert SHOWN in text
    assert all(char == "\n" or char.isprintable() for char in text)


def test_long_names_do_not_push_the_words_out_of_sight():
    parts = (Part("N" * 500, "V" * 500, "D" * 500, 1, "hello"),)
    text = render(sheet(parts=parts, spots=(Spot(1, "N" * 500, "hello"),)), PLAIN)
    assert re.search(r"N{21}… +hello", text)
    assert all(len(line) <= 100 for line in text.splitlines())


def test_long_descriptions_and_first_words_give_way_to_who_and_how_much():
    parts = tuple(Part(f"Adam {n}", "English (America)", "d" * 80, 12, "w" * 80) for n in range(3))
    for width in (100, 60):
        lines = render(sheet(parts=parts, spots=()), Paper(width)).splitlines()
        assert sum(bool(re.search(r"Adam \d +English \(America\) +d*….* 12 +", line)) for line in lines) == 3
        assert any(re.search(r"Speaker +Voice .*Lines", line) for line in lines)


def test_wide_letters_and_a_narrow_terminal_keep_to_the_paper():
    from rich.cells import cell_len

    spots = (Spot(1, "東京" * 20, "日本語のとても長い文章。" * 6),)
    text = render(sheet(spots=spots), Paper(40))
    assert all(cell_len(line) <= 40 for line in text.splitlines())


def test_a_card_names_the_file_the_facts_and_what_can_be_typed_next():
    card = Card(
        task="ab12",
        title="The News",
        cast=("Adam: Brian", "Bella: Amy"),
        length="0:42",
        cost="free",
        made_by="AI-generated voices by local",
        warnings=("Line 3 is too long.",),
        loudness="-16.0 LUFS",
    )
    text = render(card, PLAIN, files=("The News.ogg",))
    assert "✓ The News  The News.ogg" in text
    assert "  0:42 · -16.0 LUFS · free · AI-generated voices by local" in text
    assert "Adam: Brian, Bella: Amy" in text
    assert "Note: Line 3 is too long." in text
    for typed in ("retake ab12 LINE", "captions ab12 srt", "transcript ab12", "star ab12"):
        assert typed in text
    assert "Delete" not in text, "nothing is offered that cannot be typed"


def test_a_recording_without_a_title_is_known_by_its_file_or_is_untitled():
    card = Card(task="t", title="", cast=(), length="0:01", cost="free", made_by="x", warnings=())
    assert render(card, PLAIN).startswith("✓ Untitled\n")
    assert render(card, PLAIN, files=("a.ogg", "b.ogg")).startswith("✓ a.ogg b.ogg\n")


def test_a_list_shows_its_columns_rows_and_note():
    text = render(Listing(("Task", "Stage"), (("ab12", "done"),), note="1 more."), PLAIN)
    assert lines_of(text) == ["Task  Stage", "ab12  done", "1 more."]


def test_a_list_without_rows_says_so():
    assert render(Listing(("Task",), (), empty="No tasks yet."), PLAIN) == "No tasks yet.\n"


def test_a_notice_is_its_sentences():
    assert render(Notice("It failed.", "Try again.", "AB12"), PLAIN) == "It failed. Try again. (reference AB12)\n"
