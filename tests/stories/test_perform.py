"""From a script's text to the file: decoded, measured, and read by its captions and tags."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.adapters.audio.hearing import listen

SCRIPT = """Title: The Lighthouse

Adam: [excited] The lamp is on fire!
Bella: Then it works.
Bella: [whispers] Do not tell the mayor.
[pause 1.5s]
## The Harbour
Brian: I heard that, and I have to say—
Adam: No, you did not.
Narrator: And the sea said nothing.
"""

pytestmark = pytest.mark.story


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


@pytest.fixture(scope="module")
def performed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("story")
    (folder / "script.txt").write_text(SCRIPT, encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.setenv("TABLEREAD_HOME", str(folder / "home"))
    printed: list[str] = []
    with patch.context() as out:
        out.setattr("sys.stdout.write", printed.append)
        code = main(["perform", str(folder / "script.txt"), "-o", str(folder / "a.ogg"), "--captions", "srt", "--json"])
    patch.undo()
    assert code == 0
    return json.loads("".join(printed)), folder


def test_the_turns_are_in_order_with_the_gaps_of_the_design(performed: tuple[dict[str, Any], Path]) -> None:
    done, folder = performed
    turns = done["turns"]
    gaps = [round(after["start"] - before["end"], 3) for before, after in pairwise(turns)]

    assert [turn["speaker"] for turn in turns] == ["Adam", "Bella", "Bella", "Brian", "Adam", None]
    # between speakers, within one, the pause, after a dash, between speakers
    assert gaps == pytest.approx([0.3, 0.15, 1.5, 0.0, 0.3], abs=0.001)
    heard = listen(folder / "a.ogg").sounding(below=0.004, shortest=0.08)
    quiet = [(before[1], after[0]) for before, after in pairwise(heard)]
    for before, after in pairwise(turns):
        if after["start"] > before["end"]:
            near = min(quiet, key=lambda one, at=before["end"]: abs(one[0] - at))
            assert near == pytest.approx((before["end"], after["start"]), abs=0.02)


def test_the_loudness_is_what_the_design_says_and_what_is_reported(performed: tuple[dict[str, Any], Path]) -> None:
    done, folder = performed
    heard = listen(folder / "a.ogg")

    assert heard.lufs == pytest.approx(-16.0, abs=0.5)
    assert done["loudness"] == pytest.approx(heard.lufs, abs=0.2)
    assert heard.peak is not None
    assert heard.peak <= -1.45


def test_the_captions_are_where_the_words_are(performed: tuple[dict[str, Any], Path]) -> None:
    done, folder = performed
    stamps = re.findall(r"(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})", (folder / "a.srt").read_text("utf-8"))
    starts = [seconds(start) for start, _ in stamps]

    assert len(stamps) == len(done["turns"])
    assert starts == pytest.approx([turn["start"] for turn in done["turns"]], abs=0.05)


def test_the_file_says_what_it_is_and_who_speaks(performed: tuple[dict[str, Any], Path]) -> None:
    done, folder = performed
    heard = listen(folder / "a.ogg")

    assert heard.tags["title"] == "The Lighthouse"
    assert "AI-generated voices" in heard.tags["comment"]
    assert "Bella" in heard.tags["artist"]
    assert [title for _, _, title in heard.chapters] == ["The Harbour"]
    assert heard.seconds == pytest.approx(done["duration"], abs=0.05)
