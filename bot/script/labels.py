"""Who speaks, as it is written before the words: `Name:`, `**Name** (sad):`, `- [00:12] NAME -`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.script import asides
from bot.script.notnames import NARRATORS
from bot.script.tags import canonical, folded

LONGEST = 60  # code points; the longest real labels ("THE VOICE OF THE STATION MASTER") stay under 40
MOST_WORDS = 6

_LEAD = re.compile(
    r"^(?:>{1,3}\s?){0,3}(?:\#{1,6}\s+)?(?:[-*+•‣▪◦●○➤►→]\s+)?(?:\d{1,4}(?:[.)]\s+|\t\s*))?"
    r"(?P<stamp>[\[(<]?(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
    r"(?:\s?(?:-->|-|–)\s?(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)?[\])>]?\s*(?:[-–—|]\s+)?(?=\S))?"
)
_COLON = re.compile(
    r"^((?:[^:：﹕꞉()\[\]（）【】\n]|\([^()\n]{0,120}\)|\[[^\[\]\n]{0,120}\]|（[^（）\n]{0,120}）|【[^【】\n]{0,80}】){1,90})([:：﹕꞉])(.*)$",
    re.DOTALL,
)
_DASH = re.compile(
    r"^((?:[^–—:\n()-]|\([^()\n]{0,80}\)|(?<=\w)-(?=\w)){1,60}?)(\s+[-–—]{1,2}\s+|[–—]\s*|-\s+)(\S.*)$", re.DOTALL
)
_GAP = re.compile(r"^(\S(?:[^\t]{0,50}\S)?)(\s*\t\s*|\s{3,20})(\S.*)$", re.DOTALL)
_BOLD = re.compile(r"^(?:\*\*|__)([^*_\n]{1,50})(\*\*|__)\s*(\S.*)$", re.DOTALL)
_CELLS = re.compile(r"\s*\|\s*")
_NUMBERS = re.compile(r"^[\d:.,\s-]*$")
_QUOTED = re.compile(
    r"^([^「」『』\s:：、。？！…（）()][^「」『』:：、。？！…]{0,15})\s*([「『])([^「『].*[」』])$", re.DOTALL
)
_AROUND = re.compile(
    r"\(([^()]{0,120})\)|\[([^\[\]]{0,120})\]|（([^（）]{0,120})）|【([^【】]{0,80})】|<([^<>]{0,80})>|\{([^{}]{0,80})\}"
)
_PLAIN_NAME = re.compile(
    r"^(?:[@#$]|\+(?=\d[\d -]{5}))?[^\W_](?:[\w .,'’‘&/+·・*#\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d-]{0,59})$"
)
_BAD_STOP = re.compile(r"[^\W\d_]{5,}\.\s|[!?,]\s*$")
_SHORTENED = re.compile(
    r"^(?:[^\W\d_]{1,4}[.-]{1,2}){1,8}$"
)  # `J.T.`, `Jr.`, `Ph.D.`: its full stops belong to the name
_CLOCK_END = re.compile(r"(?:\d[:h]\d{2}|\d\s?[ap]\.?m\.?|\d[:h]\d{2}\s?[ap]\.?m\.?)\s?[-–—]?$", re.IGNORECASE)
_PICTURE = re.compile("[\u2190-\u2bff\u3030\ufe0f\u200d\U0001f000-\U0001faff\u00a9\u00ae\u20e3]+")
_EMOTICON = re.compile(r"^[)(DPpO3/\\|*o\]\[](?:\s|$)")
# `Thorin (Dwarf)`, `Jo (40s)`, `Rook (the rogue)`: who it is, not how it is said.
_WHO = re.compile(r"^[A-Z][a-z]{2,20}(?: [A-Z][a-z]{1,20}){0,3}$|^[^,]{0,20}\d|^the \w{2,20}$")
_MARKS = "*_~` "


@dataclass(frozen=True, slots=True)
class Label:
    """A possible speaker and what stands after. `name` is cleaned, `raw` as written, `style` how it looks."""

    name: str
    rest: str
    directions: tuple[str, ...] = ()
    separator: str = ":"
    bold: bool = False
    stamped: bool = False
    listed: bool = False

    @property
    def key(self) -> str:
        """What decides whether two labels are one speaker."""
        return key(self.name)


@lru_cache(maxsize=2048)
def key(name: str) -> str:
    """A name as it is compared: case, width, full stops, underlines and spaces do not matter."""
    word = folded(name.replace("_", " ")).replace(".", " ").replace("’", "'")
    return " ".join(word.split()) or name


def narrates(name: str) -> bool:
    """Whether a label is the narrator's own: `Narrator`, `ERZÄHLER`, `旁白`, and nothing besides."""
    return key(name) in NARRATORS


def find(text: str) -> Label | None:
    """The label before a colon of any width, if the line can be read so."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    body = text[start:]
    found = _COLON.match(body)
    if found is None or _no_label(found[1], found[3], found[2]):
        return None
    return _label(found[1], found[3], ":", text[:start], stamped=bool(lead and lead["stamp"]))


def find_by(text: str, kind: str) -> Label | None:
    """The label before what separates it: `kind` is "dash", "gap" (a tab), "pipe", "quoted" (「) or "bold"."""
    if kind == "pipe":
        return _cells(text)
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    pattern = {"dash": _DASH, "gap": _GAP, "quoted": _QUOTED, "bold": _BOLD}[kind]
    found = pattern.match(text[start:])
    if found is None:
        return None
    rest = found[2] + found[3] if kind == "quoted" else found[3]
    return _label(found[1], rest, kind, text[:start], stamped=bool(lead and lead["stamp"]))


def _cells(text: str) -> Label | None:
    """A table's row: the first cell that is no time or number names the speaker."""
    cells = _CELLS.split(text.strip("| "), maxsplit=8)
    while len(cells) > 2 and _NUMBERS.match(cells[0]):
        del cells[0]
    return _label(cells[0], " ".join(cells[1:]), "pipe", "", stamped=False) if len(cells) > 1 else None


def _no_label(head: str, rest: str, colon: str) -> bool:
    if rest.startswith(("//", "\\", ":")) or (colon == ":" and head[:1] not in "*_" and _EMOTICON.match(rest)):
        return True
    return rest[:1].isdigit() and head[-1:].isdigit()


def _label(head: str, rest: str, separator: str, lead: str, *, stamped: bool) -> Label | None:
    bold = head.startswith(("**", "__"))
    marks = head[: len(head) - len(head.lstrip("*_"))]
    listed = bool(lead.strip()) and not stamped
    outside, directions = split(head)
    if directions and not outside.strip(_MARKS):
        outside, directions = directions[0], directions[1:]
    name = tidy(outside)
    # `**Podcast title: Rain**` is a bold line, not a bold label.
    bold = bold and (outside.rstrip().endswith(marks) or rest.startswith(marks))
    whole = bold and separator == ":" and "**" not in name
    if not named(name, bold=whole):
        return None
    rest = rest.lstrip()
    if marks and not head.rstrip().endswith(marks[-1]):
        rest = _unmarked(rest, marks)
    return Label(name, rest.strip(), directions, separator, bold, stamped, listed)


def _unmarked(rest: str, marks: str) -> str:
    if rest.startswith(marks):
        return rest[len(marks) :]
    if rest.endswith(marks):
        return rest[: -len(marks)]
    return rest


def split(head: str) -> tuple[str, tuple[str, ...]]:
    """What stands outside of brackets, and what stands inside of them."""
    if not any(mark in head for mark in "([（【<{"):
        return head, ()
    inner = tuple(next(part for part in found.groups() if part is not None).strip() for found in _AROUND.finditer(head))
    return _AROUND.sub(" ", head), tuple(part for part in inner if part)


@lru_cache(maxsize=2048)
def tidy(name: str) -> str:
    """A name without formatting, pictures around it and quotation marks."""
    bare = " ".join(name.split()).strip(_MARKS + '"“”«»:')
    plain = " ".join(_PICTURE.sub(" ", bare).split()).strip(_MARKS + "|")
    return plain.lstrip("@").strip() if re.search(r"\w", plain) else bare


def named(name: str, *, bold: bool = False) -> bool:
    """Whether it can be a name at all: short, or set in bold as a whole, without the marks of a sentence."""
    if not name or len(name) > LONGEST or (len(name.split()) > MOST_WORDS and not bold):
        return False
    if _PICTURE.fullmatch(name):
        return True
    if not _PLAIN_NAME.match(name) or _BAD_STOP.search(name) or timed(name):
        return False
    return not name.endswith(".") or shortened(name.split()[-1])


def shortened(word: str) -> bool:
    """Whether a word that ends in a full stop is initials or an abbreviation of a name: `A.I.`, `Sr.`."""
    return (
        bool(_SHORTENED.match(word)) and word.endswith(".") and not any(part[:1].islower() for part in word.split("."))
    )


def timed(name: str) -> bool:
    """Whether what would be a name ends in a time of day, as the first half of `Friday, 10:30 - 12:00` does."""
    return bool(_CLOCK_END.search(name))


def comma_split(name: str) -> tuple[str, str]:
    """`ADAM, laughing` as the name and the direction after the comma; the direction is empty when there is none."""
    head, comma, tail = name.partition(",")
    if comma and tail.strip() and (canonical(tail) or tail.strip()[:1].islower()):
        return head.strip(), tail.strip()
    return name, ""


def kept(directions: tuple[str, ...]) -> str:
    """The directions of a label as they would stand before its words: only those that tell how to speak."""
    tags = [
        tag for words in directions if not _WHO.match(words) or canonical(words) for tag in asides.directions(words)[0]
    ]
    return "".join(f"[{tag}] " for tag in tags)
