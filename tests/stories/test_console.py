"""Stories at the console: words in, an audio file out, with the real voices, sound and database."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.listening import RATE, decode, silences

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.story, pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")]

SKIT = "# The Lighthouse\nAda: Is anybody there?\n[pause 1.5s]\nBen: [whispers] Only me—\nAda: Good.\n"
COMMAND = [sys.executable, "-m", "bot", "console"]
# A terminal's interrupt key reaches the process whose terminal it is.
ADOPT = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"


def surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TABLEREAD_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "TABLEREAD_HOME": str(folder / "home"),
        "TABLEREAD_LOG__LEVEL": "ERROR",
        "TERM": "xterm-256color",
        "PYTHONWARNINGS": "error",
    }


def piped(folder: Path, said: str) -> str:
    done = subprocess.run(
        COMMAND, input=said, cwd=folder, env=surroundings(folder), capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def test_a_piped_conversation_gives_a_recording_that_has_the_pause_and_the_voices(tmp_path: Path) -> None:
    text = piped(tmp_path, f"{SKIT}\ngo\n")

    (name,) = re.findall(r"^✓ .*?(\S[^✓]*\.ogg)$", text, re.MULTILINE)
    recording = next(tmp_path.glob("*.ogg"))
    assert recording.name in name
    assert "LUFS" in text
    pcm = decode(recording.read_bytes())
    assert 2.5 < len(pcm) / 2 / RATE < 8
    quiet = [end - start for start, end in silences(pcm)]
    assert sum(1 for stretch in quiet if stretch > 1.4) == 1, "the pause is heard, and no other is as long"


def test_what_was_made_is_remembered_and_a_retake_is_a_new_file(tmp_path: Path) -> None:
    task = re.findall(r"Task (\w{8}) is in the queue", piped(tmp_path, f"{SKIT}\ngo\n"))[0]

    text = piped(tmp_path, f"tasks\nretake {task} 2\ncaptions {task} vtt\ntranscript {task}\n")

    assert re.search(rf"^{task} .* done ", text, re.MULTILINE)
    assert len(list(tmp_path.glob("*.ogg"))) == 2
    (captions,) = tmp_path.glob("*.vtt")
    assert captions.read_text(encoding="utf-8").startswith("WEBVTT")
    assert "Only me—" in text


class Terminal:
    """The console on a real terminal: types, and reads what is seen."""

    def __init__(self, folder: Path) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", ADOPT, *COMMAND],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=surroundings(folder),
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def until(self, words: str, seconds: float = 20) -> None:
        """Read until these words are seen after all that was waited for before."""
        begin, limit = len(self.seen), time.monotonic() + seconds
        while words not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen[begin:]):
            assert time.monotonic() < limit, f"{words!r} was not seen in:\n{self.seen}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:
                    raise AssertionError(f"{words!r} was not seen before the end:\n{self.seen}") from None

    def close(self) -> int:
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            os.close(self.master)


def test_on_a_terminal_a_paste_with_empty_lines_is_one_script_and_is_performed(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.until("> ")
    terminal.type(SKIT.replace("\n", "\n\n") + "\n")
    terminal.until("Go, Recast, Edit or Cancel? ")
    terminal.type("g\n")
    terminal.until("✓")
    terminal.type("quit\n")

    assert terminal.close() == 0
    assert len(list(tmp_path.glob("*.ogg"))) == 1
    assert "\x1b[" in terminal.seen
    assert "Traceback" not in terminal.seen


def test_the_interrupt_key_leaves_cleanly_while_somebody_may_type(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.until("> ")
    terminal.type("Ada: half a scri")
    terminal.type("\x03")

    assert terminal.close() == 128 + signal.SIGINT
    assert "Traceback" not in terminal.seen


def test_the_interrupt_key_leaves_a_running_task_for_the_next_time(tmp_path: Path) -> None:
    lines = (f"{('Ada', 'Ben')[n % 2]}: This is number {n} of many sentences." for n in range(600))
    (tmp_path / "long.txt").write_text("\n".join(lines), encoding="utf-8")
    terminal = Terminal(tmp_path)
    terminal.until("> ")
    terminal.type("perform long.txt\n")
    terminal.until("Go, Recast, Edit or Cancel? ")
    terminal.type("go\n")
    terminal.until("/600")
    terminal.type("\x03")
    terminal.until("goes on when the bot is started again")

    assert terminal.close() == 128 + signal.SIGINT
    assert "Traceback" not in terminal.seen
    assert re.search(
        r"\w{8} .*in the queue",
        subprocess.run(
            [sys.executable, "-m", "bot", "tasks"],
            cwd=tmp_path,
            env=surroundings(tmp_path),
            capture_output=True,
            text=True,
        ).stdout,
    )


def test_the_end_key_ends_a_paste_and_then_the_conversation(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.until("> ")
    terminal.type("Ada: Hello.\nBen: Hi.\n")
    terminal.type("\x04")
    terminal.until("Go, Recast, Edit or Cancel? ")
    terminal.type("\x04")
    terminal.until("> ")
    terminal.type("\x04")

    assert terminal.close() == 0
    assert not list(tmp_path.glob("*.ogg"))
