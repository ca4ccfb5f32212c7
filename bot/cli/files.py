"""Reading a script's file, and looking at where a recording is to go before anything is spent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from adapters.chat.console.folder import load
from bot.errors import FileRefused, ScriptRefused
from bot.script.files import read_file
from bot.script.model import Script


def load_script(name: str, characters: int) -> Script:
    """The script in a file, or on standard input for "-". Raises FileRefused, ScriptRefused.

    `characters` is the most that may be performed; a file so large that it must have more is not read at all.
    """
    data = sys.stdin.buffer.read(characters * 4 + 1_000_000) if name == "-" else load(name, characters)
    script = read_file(data, "" if name == "-" else Path(name).name)
    if not data.strip():
        raise ScriptRefused("empty_script")
    return script


def check_output(name: str) -> str:
    """The absolute path a recording goes to, or the reason why it cannot. Raises FileRefused.

    A name that climbs with `..` is refused: it lands elsewhere than where it seems to.
    """
    path = Path(name).absolute()
    if "\0" in name:
        raise FileRefused("output_failed", name=name.replace("\0", "␀"))
    if ".." in path.parts:
        raise FileRefused("output_climbs", name=name)
    try:
        if path.is_dir():
            raise FileRefused("output_is_folder", name=name)
        if not path.parent.is_dir():
            raise FileRefused("folder_missing", name=name)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise FileRefused("output_readonly", name=name)
    except OSError:  # a name too long, a folder that may not be looked into
        raise FileRefused("output_failed", name=name) from None
    return str(path)


def format_of(output: str, asked: str, allowed: tuple[str, ...]) -> str:
    """The format of the recording: as asked, else by the output's ending, else Ogg/Opus."""
    ending = Path(output).suffix.lstrip(".").lower()
    return asked or (ending if ending in allowed else "ogg")
