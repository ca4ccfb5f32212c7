"""Edges of every form, and what bad input gets."""

from __future__ import annotations

import pytest

from bot.script.codes import Code
from bot.script.language import guess
from bot.script.model import Heading, Pause, Sound, Turn, Weight
from bot.script.reader import read


def told(text: str, **how) -> list[str]:
    """The items, each as a short line."""
    lines = []
    for item in read(text, **how).items:
        match item:
            case Turn():
                lines.append(f"{item.speaker or ''}|{item.text}")
            case Pause():
                lines.append(f"~{item.seconds:g}")
            case Sound():
                lines.append(f"!{item.name}")
            case Heading():
                lines.append(f"#{item.text}")
    return lines


def codes(text: str) -> set[str]:
    return {problem.code for problem in read(text).problems}


@pytest.mark.parametrize("text", ["", "   \n\t\n", "\ufeff", "\u202e\u200b"])
def test_no_text_is_an_empty_script(text):
    script = read(text)
    assert script.items == ()
    assert [problem.code for problem in script.problems if problem.weight is Weight.ERROR] == [Code.EMPTY]


@pytest.mark.parametrize(
    "text", ["[laughs]", "[pause 2s]\n[SFX: door]", "# Title", "Adam: [sighs]", "😀 😀", "Adam: 😀\nEve: !!"]
)
def test_only_tags_cues_or_pictures_is_nothing_to_speak(text):
    script = read(text)
    assert script.turns == ()
    assert (Code.NOTHING_SPOKEN, Weight.ERROR) in {(problem.code, problem.weight) for problem in script.problems}


def test_unsafe_characters_are_removed_and_told():
    script = read("Adam: a\x00b\ud800c\u202ed\u00ade\nEve: ok.")
    assert [turn.text for turn in script.turns] == ["abcde", "ok."]
    assert [problem.line for problem in script.problems if problem.code == Code.UNSAFE] == [1]


def test_a_label_of_500_characters_is_no_label():
    script = read("x" * 500 + ": hello\nAdam: Hi.\nEve: Ho.\nAdam: Hm.")
    assert script.speakers == ("Adam", "Eve")


def test_an_announcement_is_not_a_script_but_can_be_read_by_a_narrator():
    script = read("Big news!\nWhen: Friday\nWhere: https://a.example\nHost: Carla")
    assert script.speakers == ()
    assert script.narrated
    assert Code.NOT_A_SCRIPT in {problem.code for problem in script.problems}


def test_a_form_can_be_forced_and_an_unknown_one_is_no_force():
    assert read("Adam: Hi.\nEve: Ho.", form="prose").speakers == ()
    assert read("Adam: Hi.\nEve: Ho.", form="nonsense").form == "labels"


LOOSE = "[Adam] Hi.\nThe wind blows.\n[Eve] Ho.\n\nIt rains.\n\n[Adam] Hm."


def test_lines_without_a_name_are_switched_by_the_script_and_by_who_asks():
    on = ["Adam|Hi.", "|The wind blows.", "Eve|Ho.", "|It rains.", "Adam|Hm."]
    off = ["Adam|Hi. The wind blows.", "Eve|Ho. It rains.", "Adam|Hm."]
    assert told(LOOSE, narrator=True) == on == told("narrator: on\n" + LOOSE)
    assert told(LOOSE, narrator=False) == off == told("narrator: off\n" + LOOSE)
    assert told("narrator: on\n" + LOOSE, narrator=False) == off
    assert Code.NARRATOR_READS in codes("narrator: on\n" + LOOSE)
    assert Code.SPEAKER_GOES_ON in codes("narrator: off\n" + LOOSE)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Adam: Hi.\nEve: Ho.\n(beat)\nand so on.", ["Adam|Hi.", "Eve|Ho.", "~0.7", "Eve|and so on."]),
        ("Adam:\n(beat)\nHi.\nEve: Ho.\n[laughs]", ["~0.7", "Adam|Hi.", "Eve|Ho."]),
        ("Adam: Hi.\nEve: Ho.\n[END OF SCENE]\n[Act 2]", ["Adam|Hi.", "Eve|Ho.", "#Act 2"]),
        ("Adam: Hi.\nEve: Ho.\nFADE OUT.", ["Adam|Hi.", "Eve|Ho."]),
        ("Adam: Hi.\nEve: Ho.\n\nLet me know!\n\nI can add more.", ["Adam|Hi.", "Eve|Ho."]),
        (
            "It was late.\nVery late.\n\nAll slept.\n\nAdam: Hi.\nEve: Ho.",
            ["|It was late. Very late.", "|All slept.", "Adam|Hi.", "Eve|Ho."],
        ),
        (
            "Dark.\n\nAdam: Hi.\n\nA bird flew in.\n\nIt sang.\n\nEve: Ho.",
            ["|Dark.", "Adam|Hi.", "|A bird flew in.", "|It sang.", "Eve|Ho."],
        ),
        ("# One\n## Two\nAdam: Hi.\n# Three\nEve: Ho.", ["#Two", "Adam|Hi.", "#Three", "Eve|Ho."]),
        ("# Title: A\nTitle: B\nSetting: x\nAdam: Hi.\nEve: Ho.", ["#Setting: x", "Adam|Hi.", "Eve|Ho."]),
        ("Cast:", []),
        ("Cast:\n\n- A: x\n\n- B: y\n\nA: Hi.\nB: Ho.", ["A|Hi.", "B|Ho."]),
        ("Cast:\nAdam: old\nEve: young\nAdam: Hi.\nEve: Ho.", ["Adam|Hi.", "Eve|Ho."]),
        ("Cast:\nAdam, old\n---\nAdam: Hi.\nEve: Ho.", ["Adam|Hi.", "Eve|Ho."]),
        ("Cast:\n- Adam\n- Eve", []),
        ("Adam: deep\nEve: high\nAdam: Hi.\nEve: Ho.", ["Adam|deep", "Eve|high", "Adam|Hi.", "Eve|Ho."]),
        ("THE SHOW\nby Me\n\nAdam: Hi.\nEve: Ho.", ["Adam|Hi.", "Eve|Ho."]),
        ("ADAM: a.\nEVE: b.\nADAM: c.\nRemember: d.\nEVE: e.", ["ADAM|a.", "EVE|b.", "ADAM|c. Remember: d.", "EVE|e."]),
        ("**A:** a.\n**B:** b.\n**A:** c.\n**B:** b.\nBig Thing: d.", ["A|a.", "B|b.", "A|c.", "B|b. Big Thing: d."]),
        ("A: a.\nB: b.\nA: c.\nOne Very Long Big Name: d.", ["A|a.", "B|b.", "A|c. One Very Long Big Name: d."]),
        ("Adam** said: hi\nEve: ok.\nEve: ok.", ["Eve|ok.", "Eve|ok."]),
        ("<voice name='A'>Hi.</voice></voice>\n</x>", ["A|Hi."]),
        ("# T\n## S\n<Ann>Hi.</Ann>\n---\n// no\n<Bob/>Ho.\n<Ann>Hm.</Bob>", ["#S", "Ann|Hi.", "|Ho.", "Ann|Hm."]),
        ("<voice name='A'>Hi <prosody rate='slow'>there</voice>", ["A|Hi there"]),
        ("<ann> hi\nyou\n<bob> ho\n<ann> hm\n<bob> ah", ["ann|hi you", "bob|ho", "ann|hm", "bob|ah"]),
        ("Mo\n—\n11/20/2026 5:00 PM\nhi\nJo\n— \n11/20/2026 5:01 PM\nyo", ["Mo|hi", "Jo|yo"]),
        ("# Log\nold words\nMo — Today at 5:00 PM\n> hi\n(beat)\n", ["Mo|hi", "~0.7"]),
        ("Mo — Today at 5:00 PM\nhi\n---\n:tada: 3\nbye", ["Mo|hi bye"]),
        ("NORA. (To TIM.) Hi. All well?\nTIM.\nYes.\nNORA. Good.", ["NORA|Hi. All well?", "TIM|Yes.", "NORA|Good."]),
        ("# A\nTitle: B\nAdam: Hi.\nEve: Ho.", ["Adam|Hi.", "Eve|Ho."]),
        ("Adam: Hi.\nEve: Ho.\n\nLet me know!\n\nBye then.", ["Adam|Hi.", "Eve|Ho."]),
        ("<break time='soon'/>\n<Ann>Hi.</Ann>\n<Ann>Ho.</Ann>", ["Ann|Hi.", "Ann|Ho."]),
        ("1\n00:00:01,000 --> 00:00:02,000\n[far away now] Hello", ["|Hello"]),
        ("Al. A.\nBo. B.\nAl. C.\nBo. D.\n" + "x\n\n" * 20, ["|Al. A. Bo. B. Al. C. Bo. D. x"] + ["|x"] * 19),
        ("> Adam: Hi.\n> Eve: Ho.", ["Adam|Hi.", "Eve|Ho."]),
        ("Adam: Hi./* no\nno */\nEve: Ho. /* open", ["Adam|Hi.", "Eve|Ho. /* open"]),
    ],
)
def test_what_is_read(text, items):
    assert told(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "<break time='1s'/>\n<voice name='A'><mstts:express-as style='sad'>Hi.</mstts:express-as>"
            "<audio src='x/bell.mp3'/>Ho.</voice>",
            ["~1", "A|Hi.", "!bell.mp3", "A|Ho."],
        ),
        (
            "[door slams]\n(He waits.)\nOnce.\nTwice.\n<Ann>Hi.</Ann><Ann>Ho.</Ann>",
            ["!door slams", "|Once. Twice.", "Ann|Hi.", "Ann|Ho."],
        ),
        (
            "INT. BAR\n\nADAM (sadly) Hi.\n\nEVE (loud) Ho.\n\nADAM No.",
            ["#INT. BAR", "ADAM|Hi.", "EVE|Ho.", "ADAM|No."],
        ),
        (
            "INT. BAR\n\nDark. Smoke.\nA bell.\n\nADAM\nHi.\n(MORE)\n\nEVE\n~Ho\n\n> centred <\n= synopsis\n!Shouting.",
            ["#INT. BAR", "|Dark. Smoke. A bell.", "ADAM|Hi.", "EVE|Ho", "|Shouting."],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n[sighs]\nHi <v Ann>there</v>\n[quietly] Go\n(whispers)\n",
            ["|Hi", "Ann|there Go"],
        ),
    ],
)
def test_what_is_read_of_markup_screens_and_subtitles(text, items):
    assert told(text) == items


def test_a_screenplay_without_a_narrator_leaves_out_the_action():
    text = "INT. BAR\n\nDark. Smoke.\n\nADAM\nHi.\n\nEVE\nHo."
    assert told(text, narrator=False) == ["#INT. BAR", "ADAM|Hi.", "EVE|Ho."]
    assert told("narrator: off\n" + text) == ["#INT. BAR", "ADAM|Hi.", "EVE|Ho."]


def test_markup_that_is_not_closed_or_closes_another_is_told():
    assert Code.UNCLOSED in codes("<Ann>Hi.\n<Bob>Ho.</Bob>\n<Ann>Hm.</Ann>")
    assert Code.MISMATCHED in codes("<Ann>Hi.</Bob>\n<Ann>Ho.</Ann>")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("Hello there, how are you?", "en"),
        ("Привет, как дела?", "ru"),
        ("Привіт, як справи? Їжак", "uk"),
        ("سلام، حال شما چطور است؟", "fa"),
        ("أين كنت يا صديقي", "ar"),
        ("你好，今天怎么样？", "zh"),
        ("今日は学校に行きました。", "ja"),
        ("오늘 뭐 했어?", "ko"),
        ("Γεια σου, τι κάνεις;", "el"),
        ("Ich weiß nicht, was das ist.", "de"),
        ("Je ne sais pas où elle est.", "fr"),
        ("No sé dónde está la casa.", "es"),
        ("Eu não sei onde está.", "pt"),
        ("Şimdi nereye gidiyorsun?", "tr"),
    ],
)
def test_the_language_is_guessed_from_the_alphabet_and_small_words(text, language):
    assert guess(text) == language


@pytest.mark.parametrize(
    "label",
    [
        "Narrator",
        "NARRATION",
        "narrador",
        "Narrateur",
        "Erzähler",
        "рассказчик",
        "旁白",
        "ナレーター",
        "해설",
        "내레이션",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "{0}: It was late.\nGus: Too late.\n{0}: It rained.",
        "[{0}] It was late.\n[Gus] Too late.\n[{0}] It rained.",
        "**{0} (softly):** It was late.\n**Gus:** Too late.\n**{0}:** It rained.",
        '[{{"speaker": "{0}", "text": "It was late."}}, {{"speaker": "Gus", "text": "Too late."}},'
        ' {{"speaker": "{0}", "text": "It rained."}}]',
        "script: exact\n{0}: It was late.\nGus: Too late.\n{0}: It rained.",
    ],
)
def test_a_label_that_is_exactly_a_word_for_the_narrator_is_the_narrator(label, text):
    for narrator in (None, True, False):
        script = read(text.format(label), narrator=narrator)
        assert script.speakers == ("Gus",)
        assert [turn.speaker for turn in script.turns] == [None, "Gus", None]
        assert not any(label in alias for alias in script.aliases)


@pytest.mark.parametrize("label", ["Voiceover", "V.O.", "Narrator 2", "The Narrator", "Anna Narrator"])
def test_a_label_that_says_more_than_narrator_is_somebody(label):
    assert read(f"{label}: It was late.\nGus: Too late.\n{label}: It rained.").speakers == (label, "Gus")


def refused(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.about) for problem in read(text).problems if problem.code == Code.LABEL_REFUSED]


@pytest.mark.parametrize(
    "name", ["J.T.", "A.I.", "T.", "Sammy Jr.", "Prof. Lund, Ph.D.", "Maj.-Gen.", "+49 151 2345678"]
)
def test_a_full_stop_or_a_plus_can_belong_to_a_name(name):
    assert read(f"{name}: Hi.\nEve: Ho.\n{name}: Hm.").speakers == (name, "Eve")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Unit 7: a.\nKim: b.\nUnit 7: c.", ("Unit 7", "Kim")),
        ("Unit 7: a.\nUnit 7: b.\nKim: c.\nUnit 7: d.", ("Unit 7", "Kim")),
        ("Unit 7: a.\nUnit 9: b.\nUnit 7: c.\nUnit 9: d.", ("Unit 7", "Unit 9")),
        ("[Unit 7] a.\n[Kim] b.\n[Unit 7] c.\n[Kim] d.", ("Unit 7", "Kim")),
        ("UNIT 7\na.\n\nKIM\nb.\n\nUNIT 7\nc.\n\nKIM\nd.", ("UNIT 7", "KIM")),
        ("Kim: Thank you, Unit 7.\nUnit 7: a.\nKim: c.", ("Kim", "Unit 7")),
        ("Discord: a.\nKim: b.\nDiscord: c.\nKim: d.\nDiscord: e.", ("Discord", "Kim")),
        ("Kim: a.\nStep 1: b.\nStep 2: c.\nStep 3: d.\nKim: e.\nStep 1: f.\nStep 2: g.\nStep 3: h.", ("Kim",)),
        ("Kim: a.\nRule 4: b.\nBo: c.\nRule 4: b.\nKim: d.", ("Kim", "Bo")),
        ("Kim: a.\nNote: b.\nBo: c.\nNote: d.\nKim: e.\nNote: f.", ("Kim", "Bo")),
    ],
)
def test_what_is_no_name_elsewhere_is_one_when_it_comes_again_between_others_and_does_not_count_up(text, speakers):
    assert read(text).speakers == speakers


def test_a_label_that_is_refused_is_told_with_its_line_and_is_no_evidence_of_a_narrator():
    text = "Rule 1: Be kind.\n\nKim: Hi.\n\nIt was me.\n\nBo: Ho.\nRule 2: Be kind again.\n\nKim: Hm."
    assert told(text) == ["|Rule 1: Be kind.", "Kim|Hi. It was me.", "Bo|Ho. Rule 2: Be kind again.", "Kim|Hm."]
    assert refused(text) == [(1, "Rule 1:"), (8, "Rule 2:")]
    assert refused("All was dark.\nMoral: be kind and\ngo home") == [(2, "Moral:")]
    assert refused("INT. BAR\n\nTip: be kind.\n\nADAM\nHi.\n\nEVE\nHo.") == [(3, "Tip:")]


@pytest.mark.parametrize(
    "text",
    [
        "When: Saturday, 10:30 - 12:00 UTC\nWhere: here",
        "Open Monday, 9:00 - 17:00\nOpen Sunday, 10:30 - 12:00",
        "Monday 9:00\nto be named\nTuesday 10:00\nto be named\nMonday 11:00\nthe rest",
        "Keynote — 10:00\nLunch — 12:00\nTalk — 13:00",
        "Keynote — 10:00\nin the hall",
        "Friday — 20.11.2026 20:00\nin the hall",
        "Doors, [20:00]\nBring snacks.",
        "Friday\n— 10:00\nin the hall",
        "Welcome  9:00\nTalks  10:00\nLunch  12:00",
        "Room A, 10:30 - 12:00 knots\nRoom B, 13:00 - 14:00 more knots",
    ],
)
def test_a_schedule_is_no_log_of_a_chat(text):
    assert read(text).speakers == ()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("A quiet night.\nGus: Hello there.", ["|A quiet night.", "Gus|Hello there."]),
        ("A quiet night.\n\nDr. Chen: Hello there.", ["|A quiet night.", "Dr. Chen|Hello there."]),
        ("A quiet night.\nGus: eggs, milk", ["|A quiet night. Gus: eggs, milk"]),
        ("A night.\nLook: Gus: Hi.\nMoral: Run.", ["|A night. Look: Gus: Hi. Moral: Run."]),
        ("All is.\n" * 12 + "Gus: Hello.", ["|" + "All is. " * 12 + "Gus: Hello."]),
    ],
)
def test_one_plain_label_is_enough_where_nothing_else_looks_like_a_key(text, items):
    assert told(text) == items


@pytest.mark.parametrize(
    ("above", "title", "narration"),
    [
        ("THE LADDER\nA play in one act", "THE LADDER", []),
        ("The Borrowed Ladder\na comedy\nby M. Ost", "The Borrowed Ladder", []),
        ("THE LADDER\nNight fell on the town.", "THE LADDER", ["|Night fell on the town."]),
        ("The Ladder Stood\nin the rain all night.", None, ["|The Ladder Stood in the rain all night."]),
        ("the ladder\nstood there", None, ["|the ladder stood there"]),
    ],
)
def test_a_title_may_have_a_subtitle_and_neither_is_spoken(above, title, narration):
    text = f"{above}\n\nAnna: It floats.\nPer: It sinks.\nAnna: It did float."
    assert read(text).title == title
    assert told(text) == [*narration, "Anna|It floats.", "Per|It sinks.", "Anna|It did float."]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A quiet night. Gus: Hello there.", "en"),
        ("Die, dragon! Die!", "en"),
        ("O Captain! My Captain!", "en"),
        ("La la la.", "en"),
        ("Ciao, Anna.", "it"),
        ("Hola, Ana.", "es"),
        ("Nein!", "de"),
    ],
)
def test_words_that_are_english_too_prove_no_other_language(text, language):
    assert guess(text) == language


def test_a_narrator_off_screen_is_the_narrator_and_no_alias():
    script = read("INT. BAR\n\nNARRATOR (V.O.)\nIt was late.\n\nADAM (O.S.)\nToo late.\n\nADAM\nYes.")
    assert [turn.speaker for turn in script.turns] == [None, "ADAM", "ADAM"]
    assert script.aliases == (("ADAM (O.S.)", "ADAM"),)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Voice from below: Nobody?!", None),
        ("The first of these: cheese.", "The first of these:"),
        ("Remember this now and then: cheese.", None),
        ("remember this: cheese.", None),
        ("Day 2: cheese.", "Day 2:"),
    ],
)
def test_a_swallowed_label_is_told(line, told):
    before = "We need two things," if told and told[0] == "T" else "Nobody. Look."
    text = f"Ann: Who's there?\nBob: {before}\n{line}\nAnn: Oh.\nBob: Run!\nAnn: Yes."
    assert refused(text) == ([(3, told)] if told else [])
    assert ("Voice from below" in read(text).speakers) == line.startswith("Voice")


def test_a_fool_is_no_narrator_and_a_role_in_brackets_is_no_tag():
    assert read("König: Wer klopft?\nNarr: Der Wind.\nKönig: Gut.").speakers == ("König", "Narr")
    turns = read("Thorga (Dwarf Cleric): Hi.\nPip (Rogue): Ho.\nThorga (Dwarf Cleric): Hm.").turns
    assert [(turn.speaker, turn.tags) for turn in turns] == [("Thorga", ()), ("Pip", ()), ("Thorga", ())]


def test_a_fence_that_is_part_of_a_script_leaves_its_words_to_be_read():
    words = " ".join(told("Ann: Look.\n```\nIt rains.\n```\nBob: Oh.\nAnn: Yes."))
    assert "It rains." in words
    assert "`" not in words
    assert told("hi\n```\nOnly this.\n```\nbye") == told("hi\n\nOnly this.\n\nbye")


def test_a_line_in_bold_is_no_label_where_labels_are_in_bold():
    text = '**Weekly Rain: "Wires"**\n\n**HOST:** Hi.\n\n**CO-HOST:** Ho.\n\n**HOST:** Hm.\n\n**CO-HOST:** Ah.'
    assert read(text).speakers == ("HOST", "CO-HOST")
