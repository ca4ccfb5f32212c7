"""A script that came as a file, or as several chat messages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import ScriptRefused
from bot.script.model import Script
from bot.script.reader import read

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_HINTS = {"fountain": "screenplay", "srt": "subtitles", "vtt": "subtitles", "json": "turns"}
_CONTROLS = 0.02  # share of control characters above which it is a program's file, not a text
_FULL = 1900  # code points: a message about as long as Discord allows was cut there, not ended


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 and UTF-32 with a byte order mark. Raises ScriptRefused("not_text")."""
    encoding = next(((len(bom), name) for bom, name in _BOMS if data.startswith(bom)), (0, "utf-8"))
    try:
        text = data[encoding[0] :].decode(encoding[1])
    except UnicodeDecodeError:
        raise ScriptRefused("not_text") from None
    controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 27), *range(28, 32)))
    if controls > _CONTROLS * len(text):
        raise ScriptRefused("not_text")
    return text


def read_file(data: bytes, name: str = "", *, narrator: bool | None = None) -> Script:
    """Read a file's bytes. Its name only tips the scales between forms that the text itself speaks for."""
    ending = name.rpartition(".")[2].casefold()
    return read(decode(data), narrator=narrator, hint=_HINTS.get(ending))


def join(messages: Sequence[str]) -> str:
    """One text of several messages: a message that was cut at its limit goes on, others are paragraphs of their own."""
    text = ""
    for message in messages:
        bare = message.strip("\n")
        if text and bare:
            text += "\n" if _cut(text, bare) else "\n\n"
        text += bare
    return text


def _cut(before: str, after: str) -> bool:
    last = before.rpartition("\n")[2].rstrip()
    tail = len(before) >= _FULL and last[-1:] not in '.!?…。！？"”»)]'
    return tail or (last[-1:].isalpha() and after[:1].islower() and ":" not in after[:40])
