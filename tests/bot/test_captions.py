"""Captions from a timeline."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.captions import COLUMNS, LINES, cues, srt, transcript, webvtt, width
from bot.task import Spoken


def spoken(text: str, start: float, end: float, *, speaker: str | None = "ADAM", turn: int = 0) -> Spoken:
    return Spoken(turn=turn, speaker=speaker, voice="v", text=text, start=start, end=end)


def test_srt_names_a_speaker_where_another_begins() -> None:
    timeline = [
        spoken("Hello.", 0.0, 1.25),
        spoken("Still me.", 1.4, 2.0, turn=1),
        spoken("Rain.", 2.3, 3.0, speaker=None, turn=2),
        spoken("You?", 3.3, 3661.5, turn=3),
    ]
    assert srt(timeline) == (
        "1\n00:00:00,000 --> 00:00:01,250\nADAM: Hello.\n\n"
        "2\n00:00:01,400 --> 00:00:02,000\nStill me.\n\n"
        "3\n00:00:02,300 --> 00:00:03,000\nRain.\n\n"
        "4\n00:00:03,300 --> 01:01:01,500\nADAM: You?\n"
    )


def test_webvtt_has_voices_and_escapes_what_people_write() -> None:
    timeline = [spoken("a < b --> <v X> &amp;", 0.0, 1.0, speaker="A>B\n&"), spoken("Rain.", 1.0, 2.0, speaker=None)]
    assert webvtt(timeline) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.000\n<v A&gt;B &amp;>a &lt; b --&gt; &lt;v X&gt; &amp;amp;</v>\n\n"
        "00:00:01.000 --> 00:00:02.000\nRain.\n"
    )


def test_an_arrow_in_a_text_is_no_time_line_in_srt() -> None:
    assert "x → y" in srt([spoken("x --> y", 0.0, 1.0)])


def test_the_transcript_is_a_paragraph_a_turn() -> None:
    timeline = [spoken("Hello.\nThere.", 0.0, 1.0), spoken("Rain.", 1.0, 2.0, speaker=None)]
    assert transcript(timeline) == "ADAM: Hello. There.\n\nNarrator: Rain.\n"


def test_a_long_turn_is_shown_in_cues_of_two_lines_timed_by_their_length() -> None:
    text = " ".join(["word"] * 50)
    shown = cues([spoken(text, 10.0, 20.0)])
    assert len(shown) == 4
    assert shown[0].start == 10_000
    assert shown[-1].end == 20_000
    assert all(len(cue.lines) <= LINES and max(map(width, cue.lines)) <= COLUMNS for cue in shown)
    assert " ".join(line for cue in shown for line in cue.lines) == text
    assert abs((shown[0].end - shown[0].start) - (shown[1].end - shown[1].start)) < 200


def test_wide_letters_count_twice_and_are_broken_anywhere() -> None:
    (cue, rest) = cues([spoken("山" * 50, 0.0, 5.0)])
    assert [len(line) for line in (*cue.lines, *rest.lines)] == [21, 21, 8]


def test_a_mark_is_never_parted_from_its_letter() -> None:
    lines = [line for cue in cues([spoken("e\u0301" * 60, 0.0, 5.0)]) for line in cue.lines]
    assert [width(line) for line in lines] == [42, 18]
    assert not any(line.startswith("\u0301") for line in lines)


def test_turns_that_overlap_are_put_one_after_the_other() -> None:
    shown = cues([spoken("Two.", 0.5, 0.9, turn=1), spoken("One.", 0.0, 1.0), spoken("Three.", 0.95, 3.0, turn=2)])
    assert [(cue.start, cue.end) for cue in shown] == [(0, 1000), (1000, 1001), (1001, 3000)]


def test_a_turn_with_nothing_to_show_has_no_cue() -> None:
    assert cues([spoken("\u0000\ud800 \u202e", 0.0, 1.0)]) == ()
    assert srt([]) == ""
    assert webvtt([]) == "WEBVTT\n"
    assert transcript([]) == ""


def test_a_speaker_with_a_long_name_leaves_room_for_the_words() -> None:
    shown = cues([spoken("Hello there.", 0.0, 1.0, speaker="A" * 500)], named=True)
    assert "Hello" in shown[0].lines[0] + shown[0].lines[-1]
    assert all(width(line) <= COLUMNS for line in shown[0].lines)


@given(
    st.lists(
        st.tuples(st.text(max_size=200), st.floats(0, 1e5), st.floats(0, 100), st.sampled_from(["ADAM", "EVE", None])),
        max_size=8,
    )
)
def test_any_timeline_gives_cues_in_order_that_fit(turns: list[tuple[str, float, float, str | None]]) -> None:
    timeline = [
        spoken(text, start, start + length, speaker=speaker, turn=at)
        for at, (text, start, length, speaker) in enumerate(turns)
    ]
    for named in (False, True):
        clock = 0
        for cue in cues(timeline, named=named):
            assert clock <= cue.start < cue.end
            assert 1 <= len(cue.lines) <= LINES
            assert all(line.strip() and width(line) <= COLUMNS for line in cue.lines)
            clock = cue.end
    for block in webvtt(timeline).split("\n\n")[1:]:
        assert block.count("-->") == 1
