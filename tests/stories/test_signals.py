"""A clean stop in the middle: nothing is lost, and retry goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = "\n".join(f"{('Adam', 'Bella')[n % 2]}: This is line number {n} of a rather long evening." for n in range(200))


def tableread(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def env(home: Path) -> dict[str, str]:
    return {**os.environ, "TABLEREAD_HOME": str(home), "PYTHONPATH": str(ROOT)}


@pytest.mark.story
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_in_the_middle_is_clean_and_retry_goes_on(tmp_path: Path, number: int, code: int) -> None:
    script = tmp_path / "long.txt"
    script.write_text(LONG, encoding="utf-8")
    home = tmp_path / "home"
    command = tableread(home, "perform", str(script), "-o", str(tmp_path / "long.wav"))
    process = subprocess.Popen(command, cwd=tmp_path, env=env(home), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while "speaking" not in process.stderr.readline():
        pass
    time.sleep(0.2)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == code
    assert "retry" in errors
    assert list(tmp_path.glob("*.wav*")) == []
    listed = subprocess.run(tableread(home, "tasks", "--json"), cwd=tmp_path, env=env(home), capture_output=True)
    task = json.loads(listed.stdout)["tasks"][0]
    assert task["status"] == "queued"
    assert task["segments"]["ready"] < 200

    retried = subprocess.run(
        tableread(home, "retry", task["task"], "--json"), cwd=tmp_path, env=env(home), capture_output=True, text=True
    )
    done = json.loads(retried.stdout)
    assert (retried.returncode, done["status"], len(done["turns"])) == (0, "done", 200)
    assert (tmp_path / "long.wav").exists()
