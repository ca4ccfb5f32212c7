"""A script written out for a person to edit."""

from bot.script.reader import read
from bot.script.writer import same, write


def test_a_plain_script_is_written_as_people_write_it():
    text = "Title: T\n\nnarrator: on\n\nAdam: [sad] Hi there.\n\n[pause 1.5s]\n\n[sound: bell]\n\nNight falls."
    assert write(read(text)) == text


def test_a_heading_is_written_as_one():
    script = read("Title: T\n\nAdam: Hi.\n\n# Later\n\nEve: Ho.")
    assert "\n\n# Later\n\n" in write(script)
    assert same(read(write(script)), script)


def test_what_would_be_read_otherwise_is_written_exactly():
    script = read('[{"speaker": "Note: x", "text": "Say *this*: \\\\[not a tag\\\\] [sad]now"}]')
    assert write(script).startswith("script: exact\n")
    assert same(read(write(script)), script)


def test_a_pause_keeps_every_digit():
    script = read('[{"text": "Hi."}, {"kind": "pause", "seconds": 0.12345678901}, {"kind": "pause", "seconds": 1e-9}]')
    assert same(read(write(script)), script)


def test_every_kind_of_item_has_an_exact_form():
    script = read("script: exact\n[title: a\\]b]\n[sound: a\\]b]\n[heading: c\\[d]\n[pause 2s]\nNote: [sad]Hi.\n: Ho.")
    assert len(script.items) == 5
    assert write(script).startswith("script: exact\n")
    assert same(read(write(script)), script)
