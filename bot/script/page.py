"""A text as rows: cleaned of what nobody can say, numbered as the person sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# C0 and C1 controls without tab and line ends, soft hyphen, zero-width space and joiner-less marks, text-direction
# marks and isolates, invisible operators, interlinear marks, BOM, lone surrogates, non-characters.
# U+200C and U+200D stay: Persian, Hindi and joined emoji are spelled with them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_COMMENTS = (("/*", "*/"), ("<!--", "-->"), ("[[", "]]"))
_QUOTE = re.compile(r"^>\s?")
_HEAD = 160  # code points in which the date and the name of an exported message end
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the source. `number` is 1-based, `text` is stripped, `indent` counts columns (a tab is four)."""

    number: int
    text: str
    indent: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text


@dataclass(frozen=True)
class Page:
    """All rows of a text; `marked` are the numbers of those with a mark of direction behind a colon (`marked`)."""

    rows: tuple[Row, ...]
    marked: frozenset[int] = frozenset()

    @cached_property
    def filled(self) -> tuple[Row, ...]:
        """The rows with something on them."""
        return tuple(row for row in self.rows if row.text)

    @cached_property
    def text(self) -> str:
        """The stripped rows as one text, for evidence that is counted over all of it."""
        return "\n".join(row.text for row in self.rows)


def clean(text: str) -> tuple[str, int]:
    """The text with every line end as a newline and without unsafe characters, and the first line that had one (0)."""
    text = _LINE_END.sub("\n", text)
    if text.startswith("\ufeff"):
        text = text[1:]
    found = _UNSAFE.search(text)
    if found is None:
        return text, 0
    return _UNSAFE.sub("", text), text.count("\n", 0, found.start()) + 1


def marked(text: str) -> frozenset[int]:
    """The lines in which a mark of direction (U+200E) follows a colon: chat programs set it before their own words."""
    if "\u200e" not in text:
        return frozenset()
    lines = _LINE_END.sub("\n", text).split("\n")
    return frozenset(number for number, line in enumerate(lines, 1) if ": \u200e" in line[:_HEAD])


def uncommented(text: str) -> str:
    """The text without `/* */`, `<!-- -->` and Fountain's `[[notes]]`; their line ends stay, for the numbers."""
    for opened, closed in _COMMENTS:
        if opened in text and closed in text:
            text = _without(text, opened, closed)
    return text


def _without(text: str, opened: str, closed: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find(opened, at)) >= 0 and (end := text.find(closed, start + len(opened))) >= 0:
        parts.append(text[at:start])
        parts.append("\n" * text.count("\n", start, end))
        at = end + len(closed)
    parts.append(text[at:])
    return "".join(parts)


def rows(text: str) -> tuple[Row, ...]:
    """A cleaned text line by line."""
    lines = text.split("\n")
    if _quoted(lines):
        lines = [_QUOTE.sub("", line) for line in lines]
    return tuple(_row(number, line) for number, line in enumerate(lines, 1))


def _quoted(lines: list[str]) -> bool:
    """Whether a text was quoted as a whole: nearly every line begins with `>`."""
    marked = sum(line.startswith(">") and not line.startswith(">>") for line in lines)
    return marked > 0 and marked > 0.8 * sum(bool(line.strip()) for line in lines)


def _row(number: int, line: str) -> Row:
    bare = line.strip()
    if not bare or line.startswith(bare):
        return Row(number, bare)
    lead = line[: line.index(bare)].replace("\t", _TAB)
    return Row(number, bare, len(lead))
