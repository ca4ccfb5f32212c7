import io
from pathlib import Path

import pytest

from adapters.chat.console.platform import Console
from adapters.chat.console.progress import Meter
from bot.errors import FileRefused
from bot.ports.chat import Attachment, Card, Notice, Progress
from bot.script.model import Script
from bot.task import Order, Person, Place, Stage, Task
from tests.bots import JumpingClock

CARD = Card(task="t1", title="", cast=(), length="0:01", cost="free", made_by="x", warnings=())


def task(output=""):
    order = Order(Script((), "labels"), "tone", (), output=output)
    return Task(
        id="t1",
        place=Place("console", "c"),
        person=Person("console", "p"),
        order=order,
        created=JumpingClock().now(),
        stage=Stage.DELIVERING,
    )


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blobs = []
    for number in (1, 2):
        path = tmp_path / f"blob{number}"
        path.write_bytes(b"sound %d" % number)
        blobs.append(Attachment(str(path), f"news ({number}).ogg"))
    return blobs


class Terminal(io.StringIO):
    def isatty(self):
        return True


def progress(done, stage="speaking", total=8):
    return Progress(task="t1", stage=stage, done=done, total=total)


async def test_a_recording_goes_to_the_file_that_was_asked_for_also_twice(made, tmp_path):
    (tmp_path / "out.ogg").write_bytes(b"before")
    for _ in range(2):
        await Console(io.StringIO()).deliver(task(str(tmp_path / "out.ogg")), made[:1], CARD, "d")
    assert (tmp_path / "out.ogg").read_bytes() == b"sound 1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blob1", "blob2", "out.ogg"]


async def test_a_recording_in_several_files_is_numbered(made, tmp_path):
    await Console(io.StringIO()).deliver(task(str(tmp_path / "out.ogg")), made, CARD, "d")
    assert [(tmp_path / f"out-{n}.ogg").read_bytes() for n in (1, 2)] == [b"sound 1", b"sound 2"]


async def test_a_recording_that_nobody_named_has_the_name_it_came_with(made, tmp_path):
    await Console(io.StringIO()).deliver(task(), made[:1], CARD, "d")
    assert (tmp_path / "news (1).ogg").exists()


async def test_a_folder_that_has_gone_is_said(made, tmp_path):
    with pytest.raises(FileRefused, match="folder_missing"):
        await Console(io.StringIO()).deliver(task(str(tmp_path / "gone" / "out.ogg")), made[:1], CARD, "d")


async def test_an_audience_hears_everything_and_no_file_is_overwritten(made, tmp_path):
    heard = []

    class Audience:
        def hear(self, task, reply, files=()):
            heard.append((reply, tuple(files)))

    (tmp_path / "out.ogg").write_bytes(b"before")
    console = Console(io.StringIO())
    console.audience = Audience()
    await console.show(task(), progress(1), "p")
    await console.deliver(task(str(tmp_path / "out.ogg")), made[:1], CARD, "d")
    assert heard == [(progress(1), ()), (CARD, ("out-2.ogg",))]
    assert Path("out.ogg").read_bytes() == b"before"


async def test_the_command_line_hears_progress_and_notices_only_when_it_wants_them():
    quiet, loud = io.StringIO(), io.StringIO()
    for console in (Console(quiet), Console(loud, quiet=False)):
        await console.show(task(), progress(0), "p")
        await console.show(task(), Notice("It \x1b[2Jfailed."), "f")
    assert quiet.getvalue() == "speaking: 0 % of 8 lines\n"
    assert loud.getvalue() == "speaking: 0 % of 8 lines\nIt \N{REPLACEMENT CHARACTER}[2Jfailed.\n"


def test_a_log_gets_a_line_at_each_quarter_only():
    out = io.StringIO()
    meter = Meter(out)
    for done in range(9):
        meter.show(progress(done))
    meter.end()
    assert out.getvalue().splitlines() == [f"speaking: {share} % of 8 lines" for share in (0, 25, 50, 75, 100)]


def test_a_terminal_gets_one_line_that_is_drawn_again_and_cleared():
    out = Terminal()
    meter = Meter(out)
    meter.show(progress(0, total=0))
    for done in (2, 2, 8):
        meter.show(progress(done))
    meter.end()
    meter.end()
    text = out.getvalue()
    assert "\n" not in text
    assert text.count("\r\x1b[2K") == 4
    assert "━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 2/8" in text
    assert text.endswith("\r\x1b[2K")
