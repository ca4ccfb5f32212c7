"""perform, retry and retake, as somebody types them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.bot.cli.conftest import SKIT, Run


def test_perform_makes_a_file_and_says_in_json_what_is_in_it(run: Run, tmp_path: Path) -> None:
    ran = run("perform", "skit.txt", "-o", "leak.ogg", "--json")

    assert ran.code == 0
    done = ran.json
    assert set(done) == {
        "task",
        "status",
        "output",
        "duration",
        "loudness",
        "provider",
        "credits",
        "turns",
        "warnings",
    }
    assert (done["status"], done["provider"], done["credits"]) == ("done", "local", 0)
    assert Path(done["output"]) == tmp_path / "leak.ogg"
    assert (tmp_path / "leak.ogg").read_bytes()[:4] == b"OggS"
    assert [(turn["speaker"], turn["voice"], turn["text"], turn["reused"]) for turn in done["turns"]] == [
        ("Adam", "Adam", "It drips!", False),
        ("Bella", "Bella", "Fetch a bucket.", False),
    ]
    assert 0 <= done["turns"][0]["start"] < done["turns"][0]["end"] < done["turns"][1]["start"] < done["duration"]


def test_the_same_script_again_reuses_every_take(run: Run) -> None:
    run("perform", "skit.txt", "-o", "one.ogg")

    again = run("perform", "skit.txt", "-o", "two.ogg", "--json")

    assert [turn["reused"] for turn in again.json["turns"]] == [True, True]
    assert Path("one.ogg").read_bytes() == Path("two.ogg").read_bytes()


def test_without_a_name_the_file_is_called_like_the_script(run: Run, tmp_path: Path) -> None:
    ran = run("perform", "skit.txt", "--captions", "vtt")

    assert ran.out.strip() == str(tmp_path / "skit.ogg")
    assert "LUFS" in ran.err
    assert (tmp_path / "skit.vtt").read_text(encoding="utf-8").startswith("WEBVTT")


@pytest.mark.parametrize(
    ("output", "format", "magic"),
    [("a.mp3", "", (b"ID3", b"\xff\xfb")), ("a.wav", "", (b"RIFF",)), ("a.bin", "flac", (b"fLaC",))],
)
def test_the_format_is_the_one_asked_for_or_the_endings(
    run: Run, output: str, format: str, magic: tuple[bytes, ...]
) -> None:
    arguments = ["--format", format] if format else []

    assert run("perform", "skit.txt", "-o", output, *arguments, "--captions", "srt").code == 0
    assert Path(output).read_bytes().startswith(magic)
    assert Path(output).with_suffix(".srt").read_text(encoding="utf-8").startswith("1\n00:00:00,")


def test_a_cast_by_name_or_id_overrides(run: Run) -> None:
    ran = run("perform", "skit.txt", "--cast", "ADAM=brian", "--cast", "Bella=Rachel", "--json")

    assert [turn["voice"] for turn in ran.json["turns"]] == ["Brian", "Rachel"]


def test_a_script_comes_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Once upon a time.")))

    done = run("perform", "-", "--json").json

    assert Path(done["output"]) == tmp_path / "tableread.ogg"
    assert [turn["speaker"] for turn in done["turns"]] == [None]


def test_warnings_are_told_beside_the_result(run: Run) -> None:
    Path("odd.txt").write_text("Adam: [yodelling] Hello!\nBella: 🎉\n", encoding="utf-8")

    ran = run("perform", "odd.txt")

    assert "yodelling" in ran.err


def test_a_retake_is_a_file_beside_the_first(run: Run, tmp_path: Path) -> None:
    task = run("perform", "skit.txt", "--json").json["task"]

    first = run("retake", task, "2", "--json").json
    second = run("retake", task, "1", "--json").json

    assert Path(first["output"]) == tmp_path / "skit-2.ogg"
    assert Path(second["output"]) == tmp_path / "skit-3.ogg"
    assert [turn["reused"] for turn in first["turns"]] == [True, False]
    assert Path("skit.ogg").read_bytes() != Path("skit-2.ogg").read_bytes()


def test_going_back_to_the_first_take_gives_the_first_recording(run: Run) -> None:
    task = run("perform", "skit.txt", "--json").json["task"]
    run("retake", task, "2")

    assert run("retake", task, "2", "--take", "1", "-o", "back.ogg").code == 0
    assert Path("back.ogg").read_bytes() == Path("skit.ogg").read_bytes()


def test_retry_of_what_is_done_fetches_it_again_for_nothing(run: Run, tmp_path: Path) -> None:
    task = run("perform", "skit.txt", "--json").json["task"]

    again = run("retry", task, "-o", "again.ogg", "--json")

    assert (again.code, again.json["output"]) == (0, str(tmp_path / "again.ogg"))
    assert Path("again.ogg").read_bytes() == Path("skit.ogg").read_bytes()


def test_a_recording_whose_audio_is_gone_cannot_be_fetched_again(run: Run, tmp_path: Path) -> None:
    task = run("perform", "skit.txt", "--json").json["task"]
    for blob in (tmp_path / "home" / "audio").glob("??/??/*"):
        blob.unlink()

    ran = run("retry", task)

    assert ran.code == 1
    assert "gone from the disk" in ran.err


SUBTITLES = "1\n00:00:00,000 --> 00:00:01,000\nAdam: It drips!\n"

BAD = [
    (["perform", "nothing.txt"], 1, "nothing.txt"),
    (["perform", "."], 1, "cannot be read"),
    (["perform", "empty.txt"], 1, "empty"),
    (["perform", "tags.txt"], 1, "nothing to say"),
    (["perform", "cues.txt"], 1, "nothing to say"),
    (["perform", "emoji.txt"], 1, "nothing to say"),
    (["perform", "long.txt"], 1, "100 001"),
    (["perform", "turns.txt"], 1, "10000"),
    (["perform", "label.txt"], 1, "a name of 500 characters"),
    (["perform", "binary.txt"], 1, "not text"),
    (["perform", "nul.txt"], 1, "not text"),
    (["perform", "skit.txt", "--cast", "Adam=Brain"], 1, "Brian"),
    (["perform", "skit.txt", "--cast", "Zoe=Brian"], 1, "Adam, Bella"),
    (["perform", "skit.txt", "--cast", "Adam"], 1, "SPEAKER=VOICE"),
    (["perform", "skit.txt", "--provider", "nobody"], 1, "local"),
    (["perform", "skit.txt", "--language", "tlh"], 1, "tlh"),
    (["perform", "skit.txt", "-o", "missing/a.ogg"], 1, "missing/a.ogg"),
    (["perform", "skit.txt", "-o", "../a.ogg"], 1, "../a.ogg"),
    (["perform", "skit.txt", "-o", "home"], 1, "folder"),
    (["perform", "skit.txt", "-o", "nul\0.ogg"], 1, "cannot be written"),
    (["retry", "nobody"], 1, "nobody"),
    (["retake", "nobody", "1"], 1, "nobody"),
    (["cancel", "nobody"], 1, "nobody"),
]


@pytest.fixture
def odd_files(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "empty.txt").write_text(" \n\n", encoding="utf-8")
    (tmp_path / "tags.txt").write_text("[excited]\n(whispers)\n", encoding="utf-8")
    (tmp_path / "cues.txt").write_text("[pause 2s]\n[beat]\n", encoding="utf-8")
    (tmp_path / "emoji.txt").write_text("Adam: 🎉🎉\nBella: 🎈\n", encoding="utf-8")
    (tmp_path / "long.txt").write_text("Adam: " + "a" * 99_994 + "\n", encoding="utf-8")
    (tmp_path / "turns.txt").write_text("Adam: a\nBen: b\n" * 5_000, encoding="utf-8")
    (tmp_path / "label.txt").write_text("Ben: Hello.\n" + "A" * 500 + ": hi", encoding="utf-8")
    (tmp_path / "nul.txt").write_bytes(b"Adam: a\0b")
    (tmp_path / "binary.txt").write_bytes(b"\xff\x00\xfe\x81" * 100)


@pytest.mark.parametrize(("arguments", "code", "words"), BAD, ids=lambda value: str(value)[:40])
@pytest.mark.usefixtures("odd_files")
def test_bad_input_gets_one_clear_sentence_and_nothing_is_made(
    run: Run, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    ran = run(*arguments)

    assert ran.code == code
    assert ran.out == ""
    assert words.replace(" ", "") in ran.err.replace(" ", "")
    assert ran.err.startswith("tableread: ")
    assert ran.err.count("\n") == 1
    assert list(tmp_path.glob("**/*.ogg")) == []


@pytest.mark.parametrize("text", ["Adam: \u202ehello\u202c", "Adam: é\u0301\u0301"])
def test_odd_characters_are_performed_or_refused_but_never_break(run: Run, text: str) -> None:
    Path("odd.txt").write_text(text, encoding="utf-8")

    ran = run("perform", "odd.txt", "--json")

    assert (ran.code, ran.json["status"]) == (0, "done")


def test_a_read_only_folder_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    # Root may write everywhere: what the system would answer anybody else is said here.
    monkeypatch.setattr("bot.cli.files.os.access", lambda path, mode: Path(path).name != "closed")

    assert "read-only" in run("perform", "skit.txt", "-o", "closed/a.ogg").err


def test_a_file_that_cannot_be_replaced_fails_the_task_and_retry_delivers_for_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from adapters.chat.console import folder

    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(folder.shutil, "copyfile", full)
        failed = run("perform", "skit.txt", "--json")
    assert (failed.code, failed.json["status"], failed.json["output"]) == (1, "failed", None)
    assert "no room left" in failed.err
    assert list(tmp_path.glob("*.ogg*")) == list(tmp_path.glob(".*.part")) == []

    done = run("retry", failed.json["task"], "-o", "elsewhere.ogg", "--json")
    assert (done.code, Path(done.json["output"]).name) == (0, "elsewhere.ogg")


@pytest.mark.parametrize(
    "arguments",
    [
        ["perform", "skit.txt", "-o", "skit.txt"],
        ["perform", "talk.srt", "--captions", "srt"],
        ["perform", "skit.txt", "-o", "made.vtt", "--captions", "vtt"],
    ],
)
def test_no_file_of_a_performance_takes_the_place_of_another(run: Run, arguments: list[str]) -> None:
    Path("talk.srt").write_text(SUBTITLES, encoding="utf-8")
    ran = run(*arguments)

    assert ran.code == 1
    assert "another name" in ran.err
    assert Path("skit.txt").read_text(encoding="utf-8") == SKIT
    assert Path("talk.srt").read_text(encoding="utf-8") == SUBTITLES
    assert not Path("made.vtt").exists()


def test_nothing_is_spent_when_the_person_says_no(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    ran = run("perform", "skit.txt", "--provider", "tone", "--cast", "Adam=Alto", "--cast", "Bella=Bass")

    assert ran.code == 1
    assert "24 credits. Go?" in ran.err
    assert "nothing spent" in ran.err

    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert run("perform", "skit.txt", "--provider", "tone", "--json").json["credits"] == 24
    assert run("perform", "skit.txt", "--provider", "tone", "--yes", "--json").json["credits"] == 0


def test_the_skit_of_these_tests_has_a_title() -> None:
    assert SKIT.startswith("Title: ")
