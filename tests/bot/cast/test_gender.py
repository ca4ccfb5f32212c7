"""What a speaker's label says about the voice it wants."""

import pytest

from bot.cast.gender import likely_gender, narrates

WOMEN = """
MOTHER|Mrs. John Smith|Queen|señora López|María|ANNA|KING'S DAUGHTER|Old Woman #2|Königin|Erzählerin|мама|Ольга|お母さん
女王|王夫人|李太太|माता|엄마|Μαρία|فاطمة|Zoë|Sœur|The Duchess (off)|Anna (O.S.)|妈妈|Miss Marple|小女孩
"""
MEN = """
KING|Mr. Darcy|Vater|PETER|José|QUEEN'S SON|Young Man 3|Иван|お父さん|国王|पिता|아빠|Γιώργος|محمد|Sir Toby|Jean-Paul
MACBETH|Herr Müller|Erzähler|爷爷|小王子
"""


def labels(table: str) -> list[str]:
    return table.strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("label", labels(WOMEN))
def test_labels_of_women_and_girls_are_told_in_many_languages(label):
    assert likely_gender(label) == "female"


@pytest.mark.parametrize("label", labels(MEN))
def test_labels_of_men_and_boys_are_told_in_many_languages(label):
    assert likely_gender(label) == "male"


@pytest.mark.parametrize("label", ["", "A", "DR. WHO", "Host", "Speaker 1", "🤖", "Zorg", "Narrator", "机器人", "..."])
def test_other_labels_have_no_gender(label):
    assert likely_gender(label) == ""


@pytest.mark.parametrize("label", ["NARRATOR", "Narrator 2", "Erzählerin", "рассказчик", "旁白", "ナレーター"])
def test_narrators_are_known_by_many_words(label):
    assert narrates(label)


@pytest.mark.parametrize("label", ["", "ADAM", "MARRATOR"])
def test_others_do_not_narrate(label):
    assert not narrates(label)
