import io

import pytest

from adapters.chat.console.render import Paper
from adapters.chat.console.screen import PIPED, WIDEST, Screen, paper_for
from bot.ports.chat import Notice, Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Page:
    """What a terminal of 80 columns shows of what was written to it: as much as the screen uses of one."""

    def __init__(self, text):
        self.rows, self.row, self.column, self.kept = [""], 0, 0, (0, 0)
        at = 0
        while at < len(text):
            for code, act in (
                ("\x1b[2K", self.wipe),
                ("\x1b[1A", self.up),
                ("\x1b7", self.save),
                ("\x1b8", self.back),
                ("\r", self.home),
                ("\n", self.down),
            ):
                if text.startswith(code, at):
                    act()
                    at += len(code)
                    break
            else:
                line = self.rows[self.row].ljust(self.column)
                self.rows[self.row] = line[: self.column] + text[at] + line[self.column + 1 :]
                self.column += 1
                at += 1

    def wipe(self):
        self.rows[self.row] = ""

    def up(self):
        self.row -= 1

    def save(self):
        self.kept = self.row, self.column

    def back(self):
        self.row, self.column = self.kept

    def home(self):
        self.column = 0

    def down(self):
        self.row, self.column = self.row + 1, 0
        if self.row == len(self.rows):
            self.rows.append("")


def progress(done, task="ab12"):
    return Progress(task=task, stage="speaking", done=done, total=4)


def test_a_pipe_gets_no_prompt_and_no_escape():
    out = io.StringIO()
    screen = Screen(out)
    screen.ask("> ")
    screen.show(Notice("Hello."))
    screen.progress(progress(0))
    screen.progress(progress(0))
    screen.progress(progress(2))
    assert out.getvalue() == "Hello.\nab12  speaking: 0 % of 4 lines\nab12  speaking: 50 % of 4 lines\n"


def test_news_are_written_above_the_prompt():
    out = Terminal()
    screen = Screen(out)
    screen.ask("> ")
    screen.show(Notice("Hello."))
    page = Page(out.getvalue())
    assert [row.strip() for row in page.rows] == ["\x1b[0mHello.".removeprefix("\x1b[0m"), ">"]
    assert page.column == 2


def test_progress_is_drawn_again_in_its_line_and_leaves_what_is_being_typed():
    out = Terminal()
    screen = Screen(out)
    screen.ask("> ")
    screen.progress(progress(0))
    out.write("tas")  # the terminal's own echo
    for done in (1, 2, 3):
        screen.progress(progress(done))
    page = Page(out.getvalue())
    assert len(page.rows) == 2
    assert "3/4" in page.rows[0]
    assert page.rows[1] == "> tas"
    assert page.column == 5


def test_progress_after_an_entered_line_is_a_new_line_and_two_tasks_share_it():
    out = Terminal()
    screen = Screen(out)
    screen.ask("> ")
    screen.progress(progress(1))
    out.write("\n")
    screen.answered()
    screen.ask("> ")
    screen.progress(progress(2))
    screen.progress(progress(1, "cd34"))
    rows = Page(out.getvalue()).rows
    assert "ab12" in rows[0]
    assert "cd34" in rows[-2]
    assert rows[-1].strip() == ">"


def test_what_happens_during_a_paste_is_told_after_it():
    out = io.StringIO()
    screen = Screen(out)
    screen.hold()
    screen.hold()
    screen.show(Notice("Done."))
    screen.progress(progress(1))
    assert out.getvalue() == ""
    screen.release()
    assert out.getvalue() == "Done.\n"


def test_a_reader_that_has_gone_is_no_failure():
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    screen = Screen(Gone())
    screen.show(Notice("Hello."))
    screen.show(Notice("Hello."))
    assert screen.gone


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": ""}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
    ],
)
def test_a_terminal_has_colours_unless_it_says_otherwise(monkeypatch, environment, colour):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "300")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert paper_for(Terminal()) == Paper(WIDEST, colour)


def test_a_pipe_is_plain_paper():
    assert paper_for(io.StringIO()) == Paper(PIPED)
