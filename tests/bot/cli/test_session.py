"""A command's stretch of work, and how it is stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from pathlib import Path

import pytest

from bot import __main__ as entry
from bot.app import App
from bot.cli.session import Interrupted, with_app
from bot.errors import Bug
from bot.worker.worker import Worker
from tests.bot.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("run")


async def for_ever(app: App) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(60)


def test_a_signal_while_nothing_is_worked_on_ends_the_command() -> None:
    with pytest.raises(Interrupted) as stopped:
        with_app(for_ever)

    assert stopped.value.code == 130


def test_a_second_signal_does_not_wait_for_what_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "busy", property(lambda self: frozenset({"t1"})))

    async def twice(app: App) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.05)
        await asyncio.sleep(60)

    with pytest.raises(Interrupted) as stopped:
        with_app(twice)

    assert stopped.value.code == 143


def test_a_command_that_gives_up_by_itself_is_no_interruption() -> None:
    async def give_up(app: App) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        with_app(give_up)


def test_an_interrupt_before_anything_was_queued_says_nothing_of_a_task(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.service.ordering import Ordering

    async def sheet(self: Ordering, request: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)

    monkeypatch.setattr(Ordering, "sheet", sheet)
    ran = run("perform", "skit.txt")

    assert ran.code == 130
    assert "retry" not in ran.err


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (Bug("illegal_move"), 3), (ZeroDivisionError("words"), 3)]
)
def test_whatever_breaks_a_person_gets_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def broken(given: object) -> int:
        raise error

    monkeypatch.setattr("bot.cli.reading.read", broken)
    ran = run("read", "skit.txt")

    assert ran.code == code
    assert "words" not in ran.err
    assert "Traceback" not in ran.err
    if code == 3:
        assert "reference" in ran.err


def test_a_reader_that_has_gone_is_no_error_of_ours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    def broken(given: object) -> int:
        raise BrokenPipeError

    monkeypatch.setattr("bot.cli.reading.read", broken)
    monkeypatch.setattr(entry.sys, "stderr", io.StringIO())

    assert entry.main(["read", "skit.txt"]) == 141


def test_a_log_that_was_asked_for_is_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEREAD_LOG__LEVEL", "INFO")
    monkeypatch.setenv("TABLEREAD_LOG__FORMAT", "json")
    ran = run("perform", "skit.txt")

    assert '"event": "task_claimed"' in ran.err
    assert "Fetch a bucket" not in ran.err
    monkeypatch.setenv("TABLEREAD_LOG__FORMAT", "text")
    assert "task_claimed" in run("perform", "skit.txt").err


def test_a_queued_task_is_cancelled(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def idle(self: Worker, tasks: object) -> None:
        return None

    with monkeypatch.context() as lazy:
        lazy.setattr(Worker, "work_through", idle)
        for _ in range(2):
            assert "still being worked on" in run("perform", "skit.txt").err
    tasks = [task["task"] for task in run("tasks", "--json").json["tasks"]]

    assert run("cancel", tasks[0]).out == f"Task {tasks[0]} is cancelled.\n"
    assert run("cancel", tasks[1], "--json").json["status"] == "cancelled"


def test_captions_that_cannot_be_written_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "skit.vtt").mkdir()
    ran = run("perform", "skit.txt", "--captions", "vtt")

    assert ran.code == 1
    assert "skit.vtt" in ran.err


def test_a_name_that_is_too_long_is_said(run: Run) -> None:
    assert "cannot be written" in run("perform", "skit.txt", "-o", "a" * 300 + ".ogg").err


def test_an_outcome_nobody_knows_has_an_exit_code_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from adapters.providers.tone import Tone
    from bot.errors import UnknownOutcome

    async def lost(self: Tone, segment: object, ref: str) -> None:
        raise UnknownOutcome("unknown_outcome")

    with monkeypatch.context() as network:
        network.setattr(Tone, "speak", lost)
        ran = run("perform", "skit.txt", "--provider", "tone", "--json")
    assert (ran.code, ran.json["status"]) == (4, "asking")
    assert "24 credits" in ran.err
    task = ran.json["task"]
    assert task in ran.err

    refused = run("retry", task)
    assert refused.code == 1
    assert "--confirm" in refused.err
    assert run("retry", task, "--confirm", "--json").json["status"] == "done"


def test_audio_that_nothing_refers_to_is_swept(run: Run, tmp_path: Path) -> None:
    run("perform", "skit.txt")
    left = tmp_path / "home" / "audio" / "ab" / "cd" / ("abcd" + "0" * 60)
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"left by a process that was killed")
    os.utime(left, (0, 0))

    async def sweep(app: App) -> int:
        return await app.sweep()

    assert with_app(sweep) == 1
    assert not left.exists()
    assert run("perform", "skit.txt", "--json").json["status"] == "done"


def test_work_that_was_done_before_the_stop_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    through = Worker.work_through

    async def stopped_late(self: Worker, tasks: frozenset[str]) -> None:
        await through(self, tasks)
        monkeypatch.setattr(Worker, "busy", property(lambda self: frozenset({"t1"})))
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.01)

    monkeypatch.setattr(Worker, "work_through", stopped_late)
    ran = run("perform", "skit.txt", "--json")

    assert (ran.code, ran.json["status"]) == (0, "done")


def test_a_stop_does_not_wait_for_a_mix(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from adapters.audio.work import ChildAudio

    async def endless(self: ChildAudio, plan: object, out: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)

    monkeypatch.setattr("bot.worker.worker.GRACE", 0.1)
    monkeypatch.setattr(ChildAudio, "mix", endless)
    ran = run("perform", "skit.txt")

    assert ran.code == 143
    assert "retry" in ran.err
    monkeypatch.undo()


def test_a_home_that_cannot_be_written_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEREAD_HOME", "/proc/nowhere")

    assert "/proc/nowhere" in run("tasks").err


def test_the_doctor_names_the_settings_that_are_set_and_never_their_values(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TABLEREAD_QUOTA__CREDITS_PER_DAY", "4711")
    ran = run("doctor")

    assert "TABLEREAD_QUOTA__CREDITS_PER_DAY" in ran.out
    assert "4711" not in ran.out
    monkeypatch.setenv("TABLEREAD_PROVIDER", "nobody")
    assert "BAD  settings" in run("doctor").out


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TABLEREAD_QUOTA__CREDITS_PER_DAY", "x", "whole number"),
        ("TABLEREAD_LOG__FORMAT", "xml", "one of"),
        ("TABLEREAD_QUOTA", "5", "parts"),
    ],
)
def test_a_wrong_setting_is_told_in_our_words(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = run("tasks")

    assert ran.code == 2
    assert name in ran.err
    assert words in ran.err


def test_captions_on_a_full_disk_leave_no_half_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(self: Path, *given: object, **more: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    ran = run("perform", "skit.txt", "--captions", "vtt")
    monkeypatch.undo()

    assert ran.code == 1
    assert "no room left" in ran.err
    assert ran.out.strip().endswith("skit.ogg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "skit.ogg", "skit.txt"]


def test_what_breaks_before_the_log_is_set_up_is_logged_all_the_same(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(given: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.cli.reading.read", broken)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    ran = run("read", "skit.txt")
    told = ran.err.rpartition("reference ")[2].strip(").\n")

    assert ran.code == 3
    assert ran.err.count(told) == 2
