"""The README's pictures are drawn from the real thing, and are as they stand in the repository."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "pictures"
NAMESPACE = "http://www.w3.org/2000/svg"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", KEPT / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def drawn(make: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    assert make.main(folder) == 0
    return folder


def words(picture: Path) -> str:
    """The words in a picture, in the order they are drawn."""
    texts = ElementTree.parse(picture).iter(f"{{{NAMESPACE}}}text")  # noqa: S314 - our own file
    return " ".join("".join(text.itertext()).replace("\xa0", " ") for text in texts)


def test_the_cast_sheet_in_the_readme_is_what_the_console_shows(drawn: Path) -> None:
    assert words(drawn / "cast-sheet.svg") == words(KEPT / "cast-sheet.svg"), "run make pictures"


def test_the_waveform_in_the_readme_is_that_of_the_samples_recording(drawn: Path) -> None:
    assert words(drawn / "waveform.svg") == words(KEPT / "waveform.svg"), "run make pictures"
    assert "The Morning Edition" in words(KEPT / "waveform.svg")
    for speaker in ("Adam", "Bella", "Magnus"):
        assert speaker in words(KEPT / "waveform.svg")


@pytest.mark.parametrize("name", ["cast-sheet.svg", "waveform.svg"])
def test_a_picture_is_drawn_the_same_every_time_and_names_no_host(drawn: Path, name: str) -> None:
    again = (KEPT / name).read_text(encoding="utf-8")
    assert again.count("\n") == (drawn / name).read_text(encoding="utf-8").count("\n")
    assert set(re.findall(r"\w+://[^\s\"'<>)]+", again)) == {NAMESPACE}
    assert "@font-face" not in again
    assert len(again) < 60_000
