"""`Name: text`, and its relatives: bold names, full-width colons, dashes, tabs, tables, a name above its words."""

from __future__ import annotations

import re

from bot.script import cues, labels, people
from bot.script.draft import Draft
from bot.script.labels import Label
from bot.script.moments import moment, scheduled
from bot.script.source import Source
from bot.script.walk import Said, walk

NAME = "labels"
_COLUMNS = frozenset(
    {"speaker", "character", "name", "role", "line", "dialogue", "text", "who", "words", "line #", "#", "says"}
)
_OTHERS = {  # what separates the name, and what a line must hold to be looked at
    "dash": ("-", "–", "—"),
    "gap": ("\t", "   "),
    "pipe": ("|",),
    "quoted": ("「", "『"),
    "bold": ("**", "__"),
}
_SHORT = 12  # lines in which one label alone is enough
_SENTENCE = re.compile(r"^[^\w\s]{0,3}[^\W\d_](?<![a-zà-ÿа-яё]).*[.!?…。！？][\"”’»)\]*_]*$", re.DOTALL)
_STOPPED = re.compile(r"[.!?…。！？—-][\"”’»)\]」』*_]*$")
_LEAST_LABELLED = 3  # labelled lines from which a text can be one in which nearly every line is
_REACH = 100  # code points within which a label ends


def score(source: Source) -> float:
    """How much of the text is labelled, and whether the same labels come again."""
    said, certain = source.once(_said)
    return certain if said else 0.0


def parse(source: Source) -> Draft:
    """Turns by the labels that are people."""
    return walk(source, source.once(_said)[0])


def _said(source: Source) -> tuple[Said, float]:
    said = _colon(source)
    certain = weight(source, said)
    for kind in _OTHERS:
        if certain >= 0.8:
            break
        other = _by(source, kind)
        found = weight(source, other) - 0.05
        if found > certain and len(other) > len(said):
            said, certain = other, found
    return said, certain


def _colon(source: Source) -> Said:
    found = source.labels
    keys = people.accepted(found)
    sure = {line: label for line, label in found.items() if labels.key(labels.comma_split(label.name)[0]) in keys}
    sure |= _between(source, sure)
    return {line: (_whole(sure[line]),) for line in sorted(sure)}


def _between(source: Source, sure: dict[int, Label]) -> dict[int, Label]:
    """Further labels where nearly every line has one: descriptions on lines of their own between labelled ones."""
    rows = [row for row in source.page.filled if not source.found.taken(row) and not cues.rule(row.text)]
    capitals, bold = people.look(list(sure.values()))
    found: dict[int, Label] = {}
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        label = source.labels.get(row.number)
        if (
            label
            and label.rest
            and row.number not in sure
            and before.number in sure
            and after.number in sure
            and _STOPPED.search(before.text)
            and people.plausible(label)
            and (label.name.isupper() or not capitals)
            and (label.bold or not bold)
        ):
            found[row.number] = label
    full = len(sure) >= max(_LEAST_LABELLED, 3 * len(found)) and len(sure) + len(found) >= 0.9 * len(rows)
    return found if full else {}


def _by(source: Source, kind: str) -> Said:
    """Labels before a dash, gap or bar: only such as come again, or are in capitals, and never a rule or a cue."""
    found: dict[int, Label] = {}
    signs = _OTHERS[kind]
    for row in source.page.filled:
        if not any(sign in row.text[:_REACH] for sign in signs) or source.found.taken(row) or cues.rule(row.text):
            continue
        label = labels.find_by(row.text, kind)
        if label and kind == "pipe" and _heads(label):
            continue
        if label and (moment(label.rest) or scheduled(label.name)):
            continue  # an entry of a schedule
        if label and len(label.name) <= 40 and len(label.name.split()) <= 4:
            found[row.number] = label
    keys = people.accepted(found)
    return {
        line: (_whole(label),) for line, label in found.items() if labels.key(labels.comma_split(label.name)[0]) in keys
    }


def _heads(label: Label) -> bool:
    return label.key in _COLUMNS or label.rest.strip("|* ").casefold() in _COLUMNS


def _whole(label: Label) -> Label:
    name, direction = labels.comma_split(label.name)
    if not direction:
        return label
    return Label(name, label.rest, (*label.directions, direction), label.separator)


def weight(source: Source, said: Said) -> float:
    """0 to 1: the share of lines with a label, names that come again, and what speaks against it."""
    if not said or not source.open:
        return 0.0
    names = [labels.key(label.name) for group in said.values() for label in group]
    again = len(names) - len(set(names))
    share = min(1.0, len(said) / source.open)
    asides = sum(people.reserved(label.key) for label in source.labels.values())
    links = sum("://" in label.rest for group in said.values() for label in group)
    if again == 0 and (links or asides >= len(names)):
        return 0.15
    if len(names) == 1:
        opens = next(row.number for row in source.page.filled if not source.found.taken(row))
        if opens in said or share > 0.5:
            return 0.6
        return 0.45 if _clean(source, said) else 0.25
    if again == 0:
        return 0.35 + 0.45 * share
    return min(0.95, 0.5 + 0.3 * share + 0.3 * min(1.0, again / 4))


def _clean(source: Source, said: Said) -> bool:
    """Whether the one label of a short text is plainly somebody's: one name, a sentence, and nothing else like it."""
    ((number, (label, *_)),) = said.items()
    unlike = source.open <= _SHORT and not any(line != number for line in source.doubtful)
    one = sum(not labels.shortened(word) for word in label.name.split()) <= 1
    return unlike and one and bool(_SENTENCE.match(label.rest)) and "://" not in source.page.text
