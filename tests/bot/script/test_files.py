"""Scripts that come as files, and as several messages."""

import json

import pytest

from bot.errors import ScriptRefused
from bot.script.document import document
from bot.script.files import decode, join, read_file
from bot.script.reader import read

TEXT = "Adam: Grüße!\nEve: 你好。"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
    ],
)
def test_a_text_file_is_read_in_any_unicode_encoding(data):
    assert read_file(data, "a.txt").items == read(TEXT).items


@pytest.mark.parametrize("data", [b"\x80\x81\xff", b"\xff\xfe\x00", b"RIFF\x00\x00\x01\x02\x03\x04" * 9])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(ScriptRefused) as refused:
        decode(data)
    assert refused.value.code == "not_text"


def test_a_files_name_only_tips_the_scales():
    assert read_file(b"Adam: Hi.\nEve: Ho.", "a.srt").form == "labels"
    assert read_file(b"ADAM\nHello there.\n\nEVE\nHo.", "a.fountain").form == "screenplay"


def test_messages_join_as_paragraphs_unless_one_was_cut():
    assert join(["Adam: Hi.", "", "Eve: Ho.\n"]) == "Adam: Hi.\n\nEve: Ho."
    assert join(["Adam: I was", "going home."]) == "Adam: I was\ngoing home."
    long = "Adam: " + "word " * 390 + "and"
    assert [turn.speaker for turn in read(join([long, "Then more words."])).turns] == ["Adam"]


def test_the_json_document_is_read_back():
    script = read("Title: T\n\nAdam: [sad] Hi. [pause 2s] Ho.\n[SFX: bell]\n# Later\nThe end comes.")
    found = document(script, lambda problem: problem.code)
    assert found["items"] == [
        {"kind": "turn", "speaker": "Adam", "text": "Hi.", "tags": ["sad"], "line": 3},
        {"kind": "pause", "seconds": 2.0},
        {"kind": "turn", "speaker": "Adam", "text": "Ho.", "tags": [], "line": 3},
        {"kind": "sound", "name": "bell"},
        {"kind": "heading", "text": "Later"},
        {"kind": "turn", "speaker": None, "text": "The end comes.", "tags": [], "line": 6},
    ]
    again = read_file(json.dumps(found).encode(), "a.json")
    assert again.form == "turns"
    assert [(turn.speaker, turn.text) for turn in again.turns] == [(turn.speaker, turn.text) for turn in script.turns]
    assert document(again, lambda problem: problem.code)["title"] == "T"


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ('[{"speaker": "A", "text": "Hi"}, {"speaker": "B"}, 3]', [("A", "Hi")]),
        ('{"a": {"b": {"c": {"d": {"e": {"f": [{"text": "Hi"}]}}}}}}', None),
        ('{"options": {"dialogue": [{"voice": "A", "text": "Hi"}]}}', [("A", "Hi")]),
        ('[{"kind": "pause", "seconds": -1, "x": 1}, {"text": "Hi", "tags": ["a]b", 3, "sad"]}]', [(None, "Hi")]),
        ('{"text": "Hi"}\n{"text": "Ho"}', [(None, "Hi"), (None, "Ho")]),
        ('[{"kind": "sound"}, {"text": "Hi"}]', [(None, "Hi")]),
        ('{"text": "Hi"}\n{broken}', None),
        ('{"text": "Hi"}\nno {}', None),
        ("[1, 2]", None),
        ("[" * 3000 + "]" * 3000, None),
    ],
)
def test_json_is_read_for_its_turns_or_as_text(text, turns):
    script = read(text)
    assert (script.form == "turns") is (turns is not None)
    if turns is not None:
        assert [(turn.speaker, turn.text) for turn in script.turns] == turns
