"""Documents: what is written is read back; times; the memo's room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Bug
from bot.script.model import Heading, Pause, Script, Sound, Turn
from bot.task import Order, Span
from storage.documents import (
    Content,
    Memo,
    from_micros,
    read_content,
    read_notes,
    read_recording,
    read_spans,
    to_micros,
    write_content,
    write_notes,
    write_recording,
    write_spans,
)
from tests.storage.making import make_recording, make_segment

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
items = st.one_of(
    st.builds(Turn, st.none() | words, words, line=st.integers(0, 10**6)),
    st.builds(Pause, st.floats(0, 60), st.integers(0, 10**6)),
    st.builds(Sound, words, st.integers(0, 10**6)),
    st.builds(Heading, words, st.integers(0, 10**6)),
)


@given(st.lists(items, max_size=5), words)
def test_any_order_is_read_back_as_it_was(script: list[object], text: str) -> None:
    order = Order(Script(tuple(script), "names", title=text or None), "local", ((None, "v", text),), takes=((0, 2),))  # type: ignore[arg-type]
    content = Content(order, (make_segment(0, text),))
    assert read_content(write_content(content)) == content


def test_a_recording_keeps_its_waveform_beside_its_document() -> None:
    recording = make_recording()
    document = write_recording(recording)
    assert read_recording(document, recording.waveform) == recording


@pytest.mark.parametrize("spans", [(), (Span(0, 0.0, 1.5), Span(1, 1.5, 2.25))])
def test_spans_are_read_back_as_they_were(spans: tuple[Span, ...]) -> None:
    assert read_spans(write_spans(spans)) == spans


@pytest.mark.parametrize("notes", [(), ("paid_before:1", "later")])
def test_notes_are_read_back_as_they_were(notes: tuple[str, ...]) -> None:
    assert read_notes(write_notes(notes)) == notes


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - hypothesis wants them so
def test_a_moment_is_exact_to_the_microsecond_in_any_zone(naive: datetime) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert from_micros(to_micros(moment)) == moment
    assert from_micros(to_micros(moment)).tzinfo is UTC


def test_a_time_without_a_zone_is_a_bug() -> None:
    with pytest.raises(Bug, match="naive_time"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_memo_lets_go_of_the_oldest_for_which_there_is_no_room() -> None:
    memo: Memo[str] = Memo(size=10)
    memo.put("a", "A", 4)
    memo.put("b", "B", 4)
    memo.put("c", "C", 4)
    assert [memo.get(key) for key in "abc"] == [None, "B", "C"]
    memo.put("b", "B2", 6)
    assert [memo.get(key) for key in "bc"] == ["B2", "C"]
    memo.put("d", "too large", 11)
    assert [memo.get(key) for key in "bcd"] == [None, None, None]
    memo.put("e", "E", 10)
    memo.drop("e")
    memo.drop("e")
    assert memo.get("e") is None
