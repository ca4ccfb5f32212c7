"""The commands beside perform."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.cli.conftest import Run


def test_without_a_command_there_is_help_and_an_error(run: Run) -> None:
    ran = run()

    assert ran.code == 2
    assert "perform" in ran.err


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("tableread ")


def test_a_wrong_argument_is_an_error_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["perform", "a.txt", "--format", "aiff"])

    assert left.value.code == 2
    assert "flac" in capsys.readouterr().err


def test_read_shows_how_a_script_is_read(run: Run) -> None:
    Path("a.txt").write_text("# Night\n\nAdam: [sad] Hi.\n[pause 2s]\n[SFX: rain]\n## Later\nStep 1: go\nBella: Oh.\n")
    ran = run("read", "a.txt")

    assert ran.code == 0
    assert "Adam [sad]: Hi." in ran.out
    assert "-- pause 2 s" in ran.out
    assert "-- sound rain" in ran.out
    assert "== Later" in ran.out


def test_read_as_json_has_the_form_of_the_contract(run: Run) -> None:
    document = run("read", "skit.txt", "--json").json

    assert set(document) == {"form", "title", "items", "speakers", "problems"}
    assert document["items"][0] == {
        "kind": "turn",
        "speaker": "Adam",
        "text": "It drips!",
        "tags": ["excited"],
        "line": 3,
    }


def test_read_of_nothing_fails(run: Run) -> None:
    Path("a.txt").write_text("[pause 2s]\n")
    ran = run("read", "a.txt")

    assert ran.code == 1
    assert "line 1" in ran.err


def test_voices_are_listed_and_filtered(run: Run) -> None:
    every = run("voices", "--json").json["voices"]
    german = run("voices", "--language", "de", "--gender", "female", "--json").json["voices"]

    assert len(every) > 200
    assert set(every[0]) == {"provider", "id", "name", "languages", "gender", "description"}
    assert {voice["gender"] for voice in german} == {"female"}
    assert run("voices", "--search", "rachel").out.startswith("rachel ")
    nobody = run("voices", "--search", "nobody has this name", "--json")
    assert (nobody.code, nobody.out) == (1, "")
    assert "No voice" in nobody.err


def test_tasks_are_listed(run: Run) -> None:
    assert run("tasks").out == "No tasks yet.\n"
    done = run("perform", "skit.txt", "--json").json

    listed = run("tasks", "--json").json["tasks"]

    assert len(listed) == 1
    assert set(listed[0]) == {"task", "status", "title", "provider", "credits", "created", "segments", "output"}
    assert listed[0]["segments"] == {"total": 2, "ready": 2, "unknown": 0}
    assert (listed[0]["task"], listed[0]["output"]) == (done["task"], done["output"])
    assert "The Leak" in run("tasks").out


def test_what_has_ended_cannot_be_cancelled(run: Run) -> None:
    task = run("perform", "skit.txt", "--json").json["task"]
    ran = run("cancel", task)

    assert ran.code == 1
    assert "ended" in ran.err


def test_the_quota_of_the_operator_has_no_limits(run: Run) -> None:
    run("perform", "skit.txt", "--provider", "tone")

    assert "no allowance binds it" in run("quota").out
    assert run("quota", "--json").json == {
        "limits": {},
        "spent_today": 24,
        "spent_this_month": 24,
        "held": 0,
        "tasks_in_flight": 0,
    }


def test_export_and_forget(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run("perform", "skit.txt")

    assert "Fetch a bucket." in run("export").out
    assert run("export", "-o", "me.json").code == 0
    assert "tasks" in json.loads(Path("me.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert run("forget").code == 1
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert "Forgotten" in run("forget").out
    assert run("forget", "--yes").code == 0
    assert list((tmp_path / "home" / "audio").glob("??/??/*")) == []
    assert "Fetch a bucket." not in run("export").out


def test_a_backup_is_a_whole_database(run: Run) -> None:
    run("perform", "skit.txt")

    assert run("backup", "copy.db").code == 0
    assert sqlite3.connect("copy.db").execute("SELECT COUNT(*) FROM tasks").fetchone() == (1,)


def test_migrate_says_that_the_database_is_of_this_version(run: Run) -> None:
    assert "this version" in run("migrate").out
    assert run("migrate", "--json").json["migrated"] is True


def test_the_doctor_finds_a_fresh_bot_well(run: Run) -> None:
    ran = run("doctor")

    assert ran.code == 0
    assert "local" in ran.out
    assert run("doctor", "--json").json["well"] is True


def test_the_doctor_names_a_provider_that_there_is_not(run: Run) -> None:
    ran = run("doctor", "--provider", "nobody", "--json")

    assert ran.code == 3
    assert [row["what"] for row in ran.json["findings"] if not row["well"]] == ["nobody"]
    assert "local" in run("doctor", "--provider", "nobody").out


def test_the_doctor_says_what_to_do_about_a_damaged_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "tableread.db").write_bytes(b"This is not a database." * 1000)
    ran = run("doctor")

    assert ran.code == 3
    assert "damaged" in ran.out


def test_a_damaged_database_is_kept_and_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "tableread.db").write_bytes(b"This is not a database." * 1000)
    ran = run("perform", "skit.txt")

    assert ran.code == 1
    assert "damaged" in ran.err
    assert (tmp_path / "home" / "tableread.db").read_bytes() == b"This is not a database." * 1000
    assert len(list((tmp_path / "home").glob("tableread.db.*"))) == 1


def test_a_database_of_a_newer_version_is_refused(run: Run, tmp_path: Path) -> None:
    run("tasks")
    database = sqlite3.connect(tmp_path / "home" / "tableread.db")
    database.execute("INSERT INTO migrations VALUES (9999, 'later')")
    database.commit()
    database.close()

    ran = run("perform", "skit.txt")

    assert ran.code == 1
    assert "newer" in ran.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TABLEREAD_PROVIDER", "nobody", "local"),
        ("TABLEREAD_QUOTA__CREDITS_PER_DAY", "-1", "at least 0"),
        ("TABLEREAD_LOG__LEVEL", "loud", "DEBUG"),
        ("TABLEREAD_QUOTA__NONSENSE", "1", "NONSENSE"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = run("perform", "skit.txt")

    assert ran.code == 2
    assert name in ran.err
    assert words in ran.err


def test_run_without_a_token_says_what_is_missing(run: Run) -> None:
    ran = run("run")

    assert ran.code == 2
    assert "TABLEREAD_DISCORD__TOKEN" in ran.err


def test_a_home_that_is_a_file_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEREAD_HOME", "skit.txt")
    ran = run("perform", "skit.txt")

    assert ran.code == 1
    assert ran.err.count("\n") == 1
