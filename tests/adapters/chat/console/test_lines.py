import asyncio
import io
import os
import pty
import sys

import pytest

from adapters.chat.console.lines import Lines


async def all_of(lines):
    found = []
    while (line := await lines.next()) is not None:
        found.append(line)
    return found


async def test_text_in_memory_is_read_line_by_line_and_its_end_stays_the_end():
    lines = Lines(io.StringIO("one\r\n\ntwo\nno end"))
    assert await all_of(lines) == ["one", "", "two", "no end"]
    assert await lines.next() is None
    assert not await lines.follows(0.01)
    lines.close()


async def test_a_plain_file_is_read(tmp_path):
    path = tmp_path / "in.txt"
    path.write_text("one\ntwo\n", encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        lines = Lines(file)
        assert await all_of(lines) == ["one", "two"]
        lines.close()


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    ends = {"writing": writing}
    with os.fdopen(reading, encoding="utf-8") as source:
        yield source, ends
    if ends["writing"] is not None:
        os.close(ends["writing"])


async def test_waiting_for_a_pipe_lets_everybody_else_work(pipe):
    source, ends = pipe
    lines = Lines(source)
    waiting = asyncio.create_task(lines.next())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    os.write(ends["writing"], b"caf\xc3")
    await asyncio.sleep(0.01)
    os.write(ends["writing"], b"\xa9\nrest")
    assert await waiting == "café"
    os.close(ends["writing"])
    ends["writing"] = None
    assert await all_of(lines) == ["rest"]
    assert await lines.next() is None
    lines.close()


async def test_bytes_that_are_no_text_are_marked_and_do_not_stop_the_reading(pipe):
    source, ends = pipe
    lines = Lines(source)
    os.write(ends["writing"], b"a\xff\xfeb\nnext\n")
    assert await lines.next() == "a\ufffd\ufffdb"
    assert await lines.next() == "next"
    assert not await lines.follows(0.01), "nobody types on a pipe"
    lines.close()


@pytest.fixture
def terminal():
    typing, typed = pty.openpty()
    with os.fdopen(typed, encoding="utf-8") as source:
        yield source, typing
    os.close(typing)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
async def test_on_a_terminal_the_end_is_a_key_and_more_may_follow(terminal):
    source, typing = terminal
    lines = Lines(source)
    os.write(typing, b"one\n")
    assert await lines.next() == "one"
    os.write(typing, b"\x04")
    assert await lines.next() is None
    os.write(typing, b"two\n")
    assert await lines.next() == "two"
    lines.close()


async def test_what_is_pasted_follows_at_once_and_what_is_typed_does_not(terminal):
    source, typing = terminal
    lines = Lines(source)
    os.write(typing, b"one\n\ntwo\n")
    assert await lines.next() == "one"
    assert await lines.next() == ""
    assert await lines.follows(0.05)
    assert await lines.next() == "two"
    assert not await lines.follows(0.05)
    lines.close()


async def test_the_end_key_after_an_empty_line_is_no_more_text(terminal):
    source, typing = terminal
    lines = Lines(source)
    os.write(typing, b"\n")
    assert await lines.next() == ""
    os.write(typing, b"\x04")
    assert not await lines.follows(0.5)
    assert await lines.next() is None
    lines.close()


async def test_a_terminal_that_goes_away_is_the_end():
    typing, typed = pty.openpty()
    with os.fdopen(typed, encoding="utf-8") as source:
        lines = Lines(source)
        os.write(typing, b"one\n")
        assert await lines.next() == "one"
        os.close(typing)
        assert await asyncio.wait_for(all_of(lines), 2) == []
        lines.close()
