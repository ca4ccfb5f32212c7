"""Stage plays: `NAME. text`, `MRS. PETERS. text`, directions in brackets or italics."""

from __future__ import annotations

import re
from collections import Counter

from bot.script import people
from bot.script.draft import Draft
from bot.script.labels import Label
from bot.script.source import Source
from bot.script.walk import Said, walk

NAME = "stage"
_UP = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪŁŃŇÓŌŐŘŚŞŠŤŪŮŰŹŻŽΑ-ΩА-ЯЁІЇЄ]"
_DIRECTED = r"(?:\s*[\[(](?P<a>[^\[\]()\n]{1,200})[\])]|\s*,?\s*_(?P<b>[^_\n]{1,200})_)?"
_COMMA = r"(?:\.?,\s*(?P<c>[a-zà-öø-ÿ\u0430-\u044f\u0451][^.,;:!?\n]{0,60}))?"  # `NÉRINE, à part.`
_DASHED = re.compile(r"^(?:—|–|--)\s*|^-\s+")
_CAPITALS = re.compile(
    rf"^[*_]{{0,3}}(?P<name>(?:{_UP}(?:{_UP}|['’-]|\d){{0,20}}\.?\s+){{0,3}}{_UP}(?:{_UP}|['’-]|\d){{0,20}}(?:\s\d{{1,2}})?)[*_]{{0,3}}{_DIRECTED}{_COMMA}"
    r"\s*[.．。](?:--|—|–|-)?[*_]{0,3}(?:\s+|$|(?<=[-—–])|(?<=[．。]))(?P<rest>.*)$",
    re.DOTALL,
)
_SMALL = re.compile(
    rf"^[*_]{{0,3}}(?P<name>{_UP}[^\W\d_]{{1,14}}(?:\s{_UP}[^\W\d_]{{1,14}})?|{_UP}[^\W\d_]{{0,3}}\.\s{_UP}[^\W\d_]{{1,14}})[*_]{{0,3}}{_DIRECTED}\.(?:--|—|–)?[*_]{{0,3}}"
    r"\s+(?P<rest>\S.*)$",
    re.DOTALL,
)


def score(source: Source) -> float:
    """Names that end in a full stop and come again."""
    said = source.once(_said)
    names = [label.key for group in said.values() for label in group]
    if len(names) < 2:
        return 0.0
    again = len(names) - len(set(names))
    share = min(1.0, len(names) / max(1, source.open))
    capitals = any(label.name.isupper() for group in said.values() for label in group)
    return min(0.94, 0.3 + 0.2 * capitals + 0.25 * share + 0.25 * min(1.0, again / 3))


def parse(source: Source) -> Draft:
    """Turns by the names before a full stop."""
    return walk(source, source.once(_said))


def _said(source: Source) -> Said:
    return _kept(source, _CAPITALS, 2) or _kept(source, _SMALL, 4)


def _kept(source: Source, pattern: re.Pattern[str], least: int) -> Said:
    found: dict[int, Label] = {}
    for row in source.page.filled:
        match = pattern.match(row.text)
        if match is None or source.found.taken(row) or source.cue(row):
            continue
        directions = tuple(words for words in (match["a"], match["b"], match.groupdict().get("c")) if words)
        found[row.number] = Label(match["name"], _DASHED.sub("", match["rest"]), directions, ".")
    counts = Counter(label.key for label in found.values())
    back = people.returning([(label.key, label.rest) for label in found.values()])
    often = {word for word, count in counts.items() if count > 1 and (word in back or not people.reserved(word))}
    if sum(counts[word] for word in often) < least:
        return {}
    if pattern is _SMALL and (len(often) < 2 or 2 * len(found) < source.open * 0.5):
        return {}
    once = {word for word in counts if counts[word] == 1 and not people.reserved(word) and pattern is _CAPITALS}
    return {number: (label,) for number, label in found.items() if label.key in often or label.key in once}
