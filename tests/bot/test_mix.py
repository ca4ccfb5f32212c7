"""The plan of a mix: order, gaps, chapters, tags; and its timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mix import (
    Clip,
    MixPlan,
    arrange,
    bitrate_for,
    breaks_off,
    excerpt,
    mix_key,
    seconds_for,
    split_points,
    timeline,
)
from bot.script.model import Heading, Item, Pause, Script, Sound, Turn
from bot.task import Line, Segment, Span

VOICES = (("ADAM", "v1", "Brian"), (None, "v0", "Amy"))


def script(*items: Item, title: str | None = None) -> Script:
    return Script(items=items, form="colon", title=title)


def segment(index: int, *lines: tuple[int, str | None, str]) -> Segment:
    spoken = tuple(Line(turn=turn, speaker=speaker, voice="v1", text=text) for turn, speaker, text in lines)
    return Segment(index=index, provider="tone", model="", lines=spoken)


def by_turn(read: Script) -> list[Segment]:
    return [segment(at, (at, turn.speaker, turn.text)) for at, turn in enumerate(read.turns)]


def gaps(read: Script, segments: list[Segment] | None = None) -> list[float]:
    parts = segments or by_turn(read)
    return [clip.gap for clip in arrange(read, parts, paths=[str(part.index) for part in parts]).clips]


def test_speakers_are_300_ms_apart_and_one_speaker_150_ms() -> None:
    read = script(Turn("ADAM", "Hi."), Turn("EVE", "Hi."), Turn("EVE", "Well."), Turn(None, "Rain."))
    assert gaps(read) == [0.0, 0.3, 0.15, 0.3]


@pytest.mark.parametrize("ending", ["-", "--", "–", "—", "―", "—”", "—'", "-” ", "—)", "－」"])
def test_a_line_that_breaks_off_is_followed_at_once(ending: str) -> None:
    assert gaps(script(Turn("ADAM", f"But I{ending}"), Turn("EVE", "No."))) == [0.0, 0.0]


@pytest.mark.parametrize("text", ["Well...", "a-b", "—so", "“Yes.”", ""])
def test_other_endings_do_not_break_off(text: str) -> None:
    assert not breaks_off(text)


def test_a_pause_is_the_gap_of_its_place_and_several_add_up() -> None:
    read = script(
        Turn("ADAM", "One—"), Pause(1.5), Turn("EVE", "Two."), Pause(0.5), Sound("door"), Pause(1.0), Turn("EVE", "3")
    )
    assert gaps(read) == [0.0, 1.5, 1.5]


def test_pauses_at_the_start_and_at_the_end_count() -> None:
    read = script(Pause(2.0), Turn("ADAM", "Hi."), Pause(0.7), Pause(0.3))
    plan = arrange(read, by_turn(read), paths=["a"])
    assert plan.clips[0].gap == 2.0
    assert plan.tail == 1.0


def test_pieces_of_one_turn_stand_without_a_gap() -> None:
    read = script(Turn("ADAM", "One. Two."), Turn("ADAM", "Three."))
    parts = [segment(0, (0, "ADAM", "One.")), segment(1, (0, "ADAM", "Two.")), segment(2, (1, "ADAM", "Three."))]
    assert gaps(read, parts) == [0.0, 0.0, 0.15]


def test_a_take_of_several_turns_is_one_clip_with_a_level_of_its_own() -> None:
    read = script(Turn("ADAM", "One."), Turn(None, "Two."), Turn("EVE", "Three."))
    parts = [segment(0, (0, "ADAM", "One."), (1, None, "Two.")), segment(1, (2, "EVE", "Three."))]
    plan = arrange(read, parts, paths=["a", "b"])
    assert plan.clips == (Clip("a", "ADAM + ", 0.0), Clip("b", "EVE", 0.3))


def test_a_heading_is_a_chapter_at_the_next_take_and_headings_in_a_row_are_one() -> None:
    read = script(
        Heading("ACT I"), Heading("A\troom"), Turn("ADAM", "1"), Turn("EVE", "2"), Heading("Later"), Turn("EVE", "3")
    )
    assert arrange(read, by_turn(read), paths=["a", "b", "c"]).chapters == ((0, "ACT I, A room"), (2, "Later"))


def test_a_heading_after_the_last_turn_is_no_chapter() -> None:
    read = script(Turn("ADAM", "1"), Heading("The end"))
    assert arrange(read, by_turn(read), paths=["a"]).chapters == ()


def test_tags_say_title_cast_and_that_the_voices_are_not_human() -> None:
    read = script(Turn("ADAM", "1"), Turn(None, "2"), title="The\x00 \ud800Visit\n\u202e")
    tags = dict(arrange(read, by_turn(read), paths=["a", "b"], voices=VOICES).tags)
    assert tags == {
        "title": "The Visit",
        "artist": "ADAM",
        "album": "Tableread",
        "comment": "AI-generated voices. ADAM: Brian, Narrator: Amy",
    }


def test_without_title_and_speakers_the_tags_still_say_what_it_is() -> None:
    read = script(Turn(None, "1"))
    tags = dict(arrange(read, by_turn(read), paths=["a"]).tags)
    assert tags == {"artist": "Tableread", "album": "Tableread", "comment": "AI-generated voices"}


def test_a_plan_of_nothing_is_empty() -> None:
    assert arrange(script(Pause(1.0)), [], paths=[]) == MixPlan(
        clips=(), tail=0.0, tags=(("artist", "Tableread"), ("album", "Tableread"), ("comment", "AI-generated voices"))
    )


PLAN = MixPlan(
    clips=(Clip("a", "ADAM", 0.5), Clip("b", "EVE", 0.3), Clip("c", "EVE", 0.15)),
    tail=1.0,
    chapters=((0, "One"), (1, "Two")),
    tags=(("title", "Visit"), ("artist", "ADAM")),
)


def test_the_key_of_a_mix_does_not_depend_on_where_its_takes_are() -> None:
    moved = replace(PLAN, clips=tuple(replace(clip, path="/elsewhere") for clip in PLAN.clips))
    assert mix_key(PLAN, ["1", "2", "3"]) == mix_key(moved, ["1", "2", "3"])


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, format="mp3"),
        replace(PLAN, bitrate=32),
        replace(PLAN, tail=0.0),
        replace(PLAN, lufs=-14.0),
        replace(PLAN, peak=-1.0),
        replace(PLAN, chapters=()),
        replace(PLAN, tags=()),
        replace(PLAN, clips=(Clip("a", "ADAM", 0.6), *PLAN.clips[1:])),
        replace(PLAN, clips=(Clip("a", "EVE", 0.5), *PLAN.clips[1:])),
    ],
)
def test_the_key_of_a_mix_changes_with_all_that_decides_the_file(other: MixPlan) -> None:
    assert mix_key(other, ["1", "2", "3"]) != mix_key(PLAN, ["1", "2", "3"])


def test_the_key_of_a_mix_changes_with_a_take() -> None:
    assert mix_key(PLAN, ["1", "2", "4"]) != mix_key(PLAN, ["1", "2", "3"])


def test_the_timeline_has_one_entry_a_turn_with_the_voice_by_name() -> None:
    read = script(Turn("ADAM", "Hello."), Turn(None, "Rain."))
    spoken = timeline(
        read, by_turn(read), voices=VOICES, clips=[(0.0, 1.00049), (1.3, 2.0)], spans=[(), ()], reused=[True, False]
    )
    assert [(turn.turn, turn.speaker, turn.voice, turn.text, turn.start, turn.end, turn.reused) for turn in spoken] == [
        (0, "ADAM", "Brian", "Hello.", 0.0, 1.0, True),
        (1, None, "Brian", "Rain.", 1.3, 2.0, False),
    ]


def test_a_turn_sent_in_pieces_is_one_entry_that_is_reused_only_as_a_whole() -> None:
    read = script(Turn("ADAM", "One. Two."))
    parts = [segment(0, (0, "ADAM", "One.")), segment(1, (0, "ADAM", "Two."))]
    (spoken,) = timeline(read, parts, voices=(), clips=[(0.5, 1.0), (1.0, 2.0)], spans=[(), ()], reused=[True, False])
    assert (spoken.text, spoken.start, spoken.end, spoken.reused, spoken.voice) == ("One. Two.", 0.5, 2.0, False, "v1")
    (again,) = timeline(read, parts, voices=(), clips=[(0.5, 1.0), (1.0, 2.0)], spans=[(), ()], reused=[True, True])
    assert again.reused


def test_lines_of_one_take_are_where_its_spans_say() -> None:
    read = script(Turn("ADAM", "One."), Turn("EVE", "Two."))
    parts = [segment(0, (0, "ADAM", "One."), (1, "EVE", "Two."))]
    spans = [(Span(0, 0.0, 0.4), Span(0, 0.5, 0.8), Span(1, 1.0, 9.0))]
    first, second = timeline(read, parts, voices=(), clips=[(10.0, 12.0)], spans=spans, reused=[False])
    assert (first.start, first.end) == (10.0, 10.8)
    assert (second.start, second.end) == (11.0, 12.0)


def test_lines_of_one_take_share_it_by_length_when_a_span_is_missing() -> None:
    read = script(Turn("ADAM", "123"), Turn("EVE", "12345678901"))
    parts = [segment(0, (0, "ADAM", "123"), (1, "EVE", "12345678901"))]
    first, second = timeline(read, parts, voices=(), clips=[(1.0, 5.0)], spans=[(Span(0, 0.0, 3.0),)], reused=[False])
    assert (first.start, first.end) == (1.0, 2.0)
    assert (second.start, second.end) == (2.0, 5.0)


def test_the_best_bitrate_that_fits_is_chosen() -> None:
    minute = 60.0
    assert bitrate_for(minute, 10_000_000, "ogg") == 48
    assert bitrate_for(minute, 300_000, "ogg") == 24
    assert bitrate_for(minute, 100_000, "ogg") is None
    assert bitrate_for(minute, 10_000_000, "mp3") == 96
    assert bitrate_for(minute, 10_000_000, "wav") == 0
    assert bitrate_for(minute, 1_000_000, "flac") is None


def test_how_long_a_recording_may_be_follows_from_the_lowest_bitrate() -> None:
    assert seconds_for(10_000_000, "ogg") > seconds_for(10_000_000, "ogg", 48) > 1500
    assert seconds_for(1000, "ogg") == 0.0


def clips(*lengths: float) -> list[tuple[float, float]]:
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    return [(end - length, end) for end, length in zip(ends, lengths, strict=True)]


def test_what_fits_is_one_part() -> None:
    parts = [segment(at, (at, "ADAM", "x")) for at in range(3)]
    assert split_points(parts, clips(1, 1, 1), 3.0) == ((0, 3),)


def test_parts_end_between_turns() -> None:
    parts = [segment(at, (at, "ADAM", "x")) for at in range(5)]
    assert split_points(parts, clips(2, 2, 2, 2, 1), 4.0) == ((0, 2), (2, 4), (4, 5))


def test_a_turn_in_pieces_moves_to_the_next_part_as_a_whole() -> None:
    parts = [segment(at, (turn, "ADAM", "x")) for at, turn in enumerate([0, 1, 1, 2])]
    assert split_points(parts, clips(2, 2, 2, 2), 5.0) == ((0, 1), (1, 3), (3, 4))


def test_a_turn_that_is_too_long_alone_is_split_between_its_pieces() -> None:
    parts = [segment(at, (turn, "ADAM", "x")) for at, turn in enumerate([0, 1, 1, 1])]
    assert split_points(parts, clips(2, 2, 2, 2), 4.0) == ((0, 1), (1, 3), (3, 4))


def test_a_take_longer_than_a_part_stays_whole() -> None:
    parts = [segment(at, (at, "ADAM", "x")) for at in range(3)]
    assert split_points(parts, clips(1, 9, 1), 4.0) == ((0, 1), (1, 2), (2, 3))


def test_an_excerpt_begins_without_silence_and_says_which_part_it_is() -> None:
    part = excerpt(PLAN, (1, 3), 2, 2)
    assert [clip.gap for clip in part.clips] == [0.0, 0.15]
    assert part.chapters == ((0, "Two"),)
    assert dict(part.tags)["title"] == "Visit (2/2)"
    assert part.tail == 1.0


def test_the_first_excerpt_keeps_the_opening_pause_and_not_the_tail() -> None:
    part = excerpt(replace(PLAN, tags=()), (0, 1), 1, 2)
    assert (part.clips[0].gap, part.tail, part.chapters) == (0.5, 0.0, ((0, "One"),))
    assert dict(part.tags)["title"] == "Tableread (1/2)"
