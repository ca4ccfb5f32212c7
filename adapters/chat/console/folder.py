"""Files of the console: scripts, and recordings and captions that never take the place of somebody's file."""

from __future__ import annotations

import errno
import filecmp
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.errors import FileRefused, ScriptRefused

_REASONS = {
    errno.ENOENT: "folder_missing",
    errno.EACCES: "output_readonly",
    errno.EPERM: "output_readonly",
    errno.EROFS: "output_readonly",
    errno.ENOSPC: "output_full",
    errno.EDQUOT: "output_full",
    errno.EFBIG: "output_full",
}
_NAME = 60  # characters of a title that become a file's name


def refused(error: OSError, output: Path) -> FileRefused:
    """Why a file could not be written, in the tree of `bot.errors`."""
    return FileRefused(_REASONS.get(error.errno or 0, "output_failed"), name=output.name)


def names(wanted: Path) -> Iterator[Path]:
    """The wanted name and those beside it: news.ogg, news-2.ogg, news-3.ogg ..."""
    yield wanted
    number = 2
    while True:
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1


def plain_name(title: str, otherwise: str) -> str:
    """A title as a file's name without an ending: its letters, digits, blanks and dashes; never hidden, never a path."""
    return re.sub(r"[^\w\- ]+", "", title).strip(" -")[:_NAME].strip() or otherwise


def copy_over(source: str, output: Path) -> None:
    """Copy under another name first: a failure leaves no half file, and what was there before stays until it is whole.

    Raises FileRefused.
    """
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(source, part)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise refused(error, output) from None


def copy_beside(source: str, wanted: Path) -> Path:
    """Copy to the first free name; a file that is there with the same bytes is the same delivery. Raises FileRefused."""
    free = names(wanted)
    while True:
        output = next(free)
        try:
            output.open("xb").close()  # the name is ours from here on, whoever else looks for one
        except FileExistsError:
            if _same(source, output):
                return output
            continue
        except OSError as error:
            raise refused(error, output) from None
        try:
            copy_over(source, output)
        except FileRefused:
            output.unlink(missing_ok=True)
            raise
        return output


def _same(source: str, output: Path) -> bool:
    return output.is_file() and filecmp.cmp(source, output, shallow=False)


def write_beside(text: str, wanted: Path) -> Path:
    """Write a text to the first free name. Raises FileRefused."""
    free = names(wanted)
    while True:
        output = next(free)
        try:
            with output.open("x", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except FileExistsError:
            continue
        except OSError as error:
            raise refused(error, output) from None
        return output


def load(name: str, characters: int) -> bytes:
    """The bytes of a script's file, `~` and quotes as a shell takes them. Raises FileRefused, ScriptRefused.

    A file so large that it must hold more than `characters` is not read at all.
    """
    path = Path(unquoted(name)).expanduser()
    most = characters * 4 + 1_000_000  # UTF-8 takes up to four bytes, and markup is not spoken
    try:
        size = path.stat().st_size
        if size > most:
            raise ScriptRefused("script_too_long", count=size, limit=characters)
        return path.read_bytes()
    except FileNotFoundError:
        raise FileRefused("file_missing", name=path.name) from None
    except (OSError, ValueError, RuntimeError):  # a folder, no permission, a NUL in the name, a `~nobody`
        raise FileRefused("file_unreadable", name=path.name) from None


def unquoted(name: str) -> str:
    """A name as it was meant: a file dropped on a terminal comes in quotes."""
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name
