"""Where the library and its data are, what they are (a fingerprint), and the languages they can really speak."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import espeakng_loader

_SCRIPT = re.compile(r"-(latn|shaw)\b")


@dataclass(frozen=True, slots=True)
class Language:
    """A language file of the library: the name it is chosen by, its English name, its tags (lower case)."""

    file: str
    name: str
    tags: tuple[str, ...]


def library() -> str:
    """The path of the shared library."""
    return str(espeakng_loader.get_library_path())


def data() -> str:
    """The path of the folder with dictionaries, languages and variants."""
    return str(espeakng_loader.get_data_path())


@functools.cache
def fingerprint() -> str:
    """Eight hex digits that change with the library or its data: names and sizes of all dictionaries are in it."""
    crc = zlib.crc32(Path(library()).read_bytes())
    for file in sorted(Path(data()).iterdir()):
        crc = zlib.crc32(f"{file.name} {file.stat().st_size if file.is_file() else 0}".encode(), crc)
    return f"{crc:08x}"


@functools.cache
def languages() -> tuple[Language, ...]:
    """Every language that has a dictionary in the data, by English name.

    A file whose dictionary is missing is hidden: the library takes it and says nothing (fo, kaa, xex in 1.52).
    """
    return tuple(sorted(_read(Path(data())), key=lambda language: (language.name, language.file)))


def _read(folder: Path) -> Iterator[Language]:
    for file in (folder / "lang").rglob("*"):
        if not file.is_file():
            continue
        name, declared, dictionary = _parse(file.read_text("utf-8"))
        if declared and (folder / f"{dictionary or declared[0].split('-')[0]}_dict").is_file():
            yield Language(file.name, name or file.name, _tags(file.name.lower(), declared))


def _parse(text: str) -> tuple[str, list[str], str]:
    """Name, declared language tags and dictionary of a language file (docs/voices.md of espeak-ng)."""
    name, declared, dictionary = "", [], ""
    for line in text.splitlines():
        match line.split("//")[0].split():
            case ["name", *words] if not name:
                name = " ".join(words)
            case ["language", tag, *_]:
                declared.append(tag.lower())
            case ["dictionary", word, *_]:
                dictionary = word
    return name, declared, dictionary


def _tags(file: str, declared: list[str]) -> tuple[str, ...]:
    """The tags a language answers to, most natural first: a dialect also answers to its language.

    A file for one way of writing (Latin letters for Chinese) answers to nothing broader: it cannot read the rest.
    """
    if _SCRIPT.search(file):
        return (file,)
    return tuple(dict.fromkeys([*declared, file, file.split("-")[0]]))
