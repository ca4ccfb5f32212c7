"""Server-sent events from bytes that come in any pieces."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.providers._sse import MOST, Event, SseParser, SseTooLong

STREAM = (
    '\ufeff: a comment\r\n\r\nid: 1\r\nevent: script\r\ndata: {"chunk":"Grüße 😀"}\r\n\r\n'
    "data: one\ndata: two\n\nretry: 2500\ndata:three\n\n:heartbeat\n\nevent: end\rdata\r\rid: 9\nunknown: x\ndata: last\n\n"
).encode()
EVENTS = [
    Event('{"chunk":"Grüße 😀"}', "script", "1"),
    Event("one\ntwo", "message", "1"),
    Event("three", "message", "1", 2.5),
    Event("", "end", "1"),
    Event("last", "message", "9"),
]


def read(*pieces: bytes) -> list[Event]:
    parser = SseParser()
    return [event for piece in pieces for event in parser.feed(piece)]


def test_a_stream_in_one_piece() -> None:
    assert read(STREAM) == EVENTS


def test_a_stream_byte_by_byte_is_the_same() -> None:
    assert read(*(bytes([byte]) for byte in STREAM)) == EVENTS


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_a_stream_cut_anywhere_is_the_same(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert read(*(STREAM[a:b] for a, b in itertools.pairwise(edges))) == EVENTS


@given(st.binary(max_size=300))
def test_any_bytes_do_no_harm(noise: bytes) -> None:
    read(noise)


@pytest.mark.parametrize("left", [b"data: half", b"data: whole\n", b"event: x\n", b"data: \xc3"])
def test_what_has_begun_and_not_ended_is_seen(left: bytes) -> None:
    parser = SseParser()
    assert list(parser.feed(b"data: one\n\n")) == [Event("one")]
    assert not parser.pending
    assert list(parser.feed(left)) == []
    assert parser.pending


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    assert read(b"data: a\xffb\n\n") == [Event("a\ufffdb")]


@pytest.mark.parametrize(
    "long", [b"data: " + b"x" * MOST, b"data: " + b"x" * MOST + b"\n", b"data: xxxxxxx\n" * (MOST // 7)]
)
def test_a_line_and_an_event_without_end_are_refused(long: bytes) -> None:
    events = SseParser().feed(b"data: before\n\n" + long)
    assert next(events) == Event("before")
    with pytest.raises(SseTooLong):
        next(events)


def test_a_line_that_grows_piece_by_piece_is_refused_before_it_fills_memory() -> None:
    parser = SseParser()
    for _ in range(MOST >> 16):
        assert list(parser.feed(b"x" * 65536)) == []
    with pytest.raises(SseTooLong):
        list(parser.feed(b"x"))
