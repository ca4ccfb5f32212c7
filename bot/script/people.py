"""Which labels of a text are people: decided over the whole text, by how often and how alike they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf

from bot.script import notnames
from bot.script.labels import Label, comma_split, key
from bot.script.wordlist import words

_SMALL = words(
    "of the de la le du des von van der den del di da do dos das y "
    "e et und and a an i ii iii no vs with jr sr from in on at"
)
_LOUD = re.compile(r"[^\W\d_]{3}")  # initials are capitals in any style, and say nothing about it
_HANDLE = re.compile(r"^(?!\d)(?=\w*[_\d]|\w*[a-z][A-Z])\w*[^\W\d_]\w*$")
_ADDRESSED = re.compile(r"(?:^|,\s)([^\W\d_]{2,20}\s\d{1,4})(?=[.!?,]|$)")
_UPPER = re.compile(r"[^\W\d_]")
_VERB_END = re.compile(r"(?:说|道|问|答|喊|叫|说道|问道|言った|言う|叫んだ|라고|말했다)$")
_LONGEST_UNCASED = 14  # code points of a name in Chinese, Arabic or Hindi
_MOST_ONCE = 4  # words of a label that is there once
_MOST_BETWEEN = 5  # words of a label that stands alone between labelled lines
_STYLED = 3  # labels from which their look is a style: where they are bold, whatever is bold is one


@dataclass(frozen=True, slots=True)
class Seen:
    """One label of a text with all lines it stands on."""

    key: str
    label: Label
    lines: tuple[int, ...]
    bold: int
    listed: int
    caps: int
    wordless: int


def gather(found: Mapping[int, Label]) -> dict[str, Seen]:
    """Labels by key, in order of appearance. `found` is by line number."""
    grouped: dict[str, list[tuple[int, Label]]] = defaultdict(list)
    for line, label in found.items():
        grouped[_base(label)].append((line, label))
    return {
        name: Seen(
            name,
            group[0][1],
            tuple(line for line, _ in group),
            sum(label.bold for _, label in group),
            sum(label.listed for _, label in group),
            sum(label.name.isupper() for _, label in group),
            sum(not label.rest for _, label in group),
        )
        for name, group in grouped.items()
    }


def _base(label: Label) -> str:
    return key(comma_split(label.name)[0])


def reserved(word: str) -> bool:
    """Whether a label is never a person: a sound, a pause, a detail, the opening of a remark."""
    return (
        word in notnames.SOUNDS
        or word in notnames.PAUSES
        or word in notnames.ASIDES
        or word in notnames.TITLES
        or word in notnames.CAST_HEADS
        or word in notnames.ENDS
        or bool(notnames.NUMBERED.match(word))
        or bool(notnames.SCENES.match(word))
    )


def numbered(word: str) -> bool:
    """Whether it is a thing with a number (`unit 7`, `level 3`) that could be somebody, and no scene's heading."""
    return bool(notnames.NUMBERED.match(word)) and not notnames.SCENES.match(word)


def accepted(found: Mapping[int, Label]) -> frozenset[str]:
    """The keys of those labels that are people."""
    seen = gather(found)
    back = returning([(_base(label), label.rest) for _, label in sorted(found.items())])
    able = [each for each in seen.values() if each.key in back or _able(each)]
    lines = sum(len(each.lines) for each in able)
    bold = lines >= _STYLED and sum(each.bold for each in able) > 0.8 * lines
    often = [each for each in able if len(each.lines) > 1 and (_fits_often(each) or (bold and each.bold))]
    once = [
        each for each in able if len(each.lines) == 1 and ((bold and each.bold) or _fits_once(each, often, len(able)))
    ]
    return frozenset(each.key for each in often + once)


def nameable(label: Label) -> bool:
    """Whether a label looks like a name, be it taken for one or not: one word, or capitalised ones."""
    return " " not in label.name or _like_name(label.name)


def plausible(label: Label) -> bool:
    """Whether a label could be a description of somebody: `Voice from the closet`, capitalised and short."""
    name = label.name
    return (
        not label.key.isdigit()
        and not name[:1].islower()
        and len(name.split()) <= _MOST_BETWEEN
        and not (reserved(label.key) or label.key in notnames.DETAILS or label.key in notnames.PLACES)
    )


def look(labels: Sequence[Label]) -> tuple[bool, bool]:
    """Whether nearly all labels are in capitals, and whether nearly all are in bold."""
    capitals = sum(label.name.isupper() and bool(_LOUD.search(label.name)) for label in labels)
    bold = sum(label.bold for label in labels)
    return capitals > 0.9 * len(labels), bold > 0.9 * len(labels)


def returning(order: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Those reserved keys that are names all the same. `order` is every label's key and its words, line by line.

    What is no name elsewhere is one here when it comes again with other words and somebody else in between, or somebody
    calls it (`Thank you, Unit 7.`), unless it counts up: `Unit 7:` twice with `Kim:` between them speaks, `Step 1:`, `Step 2:`, `Step 3:` do not.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, (word, _) in enumerate(order):
        places[word].append(place)
    called = {key(name) for _, words in order for name in _ADDRESSED.findall(words)}
    doubtful = {word for word in places if len(places[word]) >= _again(word) or (word in called and numbered(word))}
    if not doubtful:
        return frozenset()
    firm = [0, *accumulate(not reserved(word) for word, _ in order)]
    counted = _counted(order, alone=not firm[-1])
    return frozenset(
        word
        for word in doubtful
        if _stem(word) not in counted
        and (
            word in called
            or (
                len({order[place][1] for place in places[word]}) > 1
                and 1 + sum(_between(firm, *pair) for pair in pairwise(places[word])) >= _again(word)
            )
        )
    )


def _between(firm: Sequence[int], before: int, after: int) -> bool:
    """Whether somebody stands between two places; where nobody is sure, any other label will do."""
    return firm[after] > firm[before] if firm[-1] else after > before + 1


def _again(word: str) -> float:
    """How often a reserved word has to be there to be a name: inf for what never is."""
    if numbered(word):
        return 2
    return 3 if word in notnames.ASIDES and word not in notnames.NEVER else inf


def _stem(word: str) -> str:
    return word.rstrip("0123456789").rstrip(" #")


def _counted(order: Sequence[tuple[str, str]], *, alone: bool) -> frozenset[str]:
    """The stems whose numbers rise by one from line to line: steps, not people. `alone`: nobody else is named."""
    total: Counter[str] = Counter()
    rising: Counter[str] = Counter()
    before = ("", 0)
    for word, _ in order:
        stem = _stem(word)
        digits = word[len(stem) :].strip(" #")
        number = int(digits) if digits.isdecimal() else 0
        total[stem] += 1
        rising[stem] += number > 1 and before == (stem, number - 1)
        before = (stem, number)
    return frozenset(stem for stem in total if 2 * rising[stem] >= total[stem] + (not alone))


def _able(each: Seen) -> bool:
    word = each.key
    if reserved(word) or _VERB_END.search(word):
        return False
    if (word in notnames.DETAILS or word in notnames.PLACES) and len(each.lines) < 3:
        return False
    return not (word.isdigit() and len(each.lines) == 1)


def _fits_often(each: Seen) -> bool:
    return _like_name(each.label.name) or len(each.label.name.split()) <= 2


def _fits_once(each: Seen, often: list[Seen], able: int) -> bool:
    name = comma_split(each.label.name)[0]
    if len(name.split()) > _MOST_ONCE and not name.isupper():
        return False
    if not _like_name(name) and not (len(name.split()) == 1 and _lower(often, able)):
        return False
    lines = sum(len(other.lines) for other in often)
    if lines < 3:
        return True
    if sum(other.bold for other in often) > 0.9 * lines and not each.bold:
        return False
    capitals = sum(other.caps for other in often if _LOUD.search(other.label.name)) > 0.9 * lines
    return not capitals or bool(each.caps) or not _cased(name) or any(map(str.isdigit, name))


def _lower(often: list[Seen], able: int) -> bool:
    if often:
        return all(other.label.name.islower() for other in often)
    return able > 1


def _cased(name: str) -> bool:
    return name.upper() != name.lower()


def _like_name(name: str) -> bool:
    """Capitalised words, or words of an alphabet without capitals that are short enough for a name."""
    if _HANDLE.match(name):
        return True
    parts = [part for part in re.split(r"[\s/&+_-]+", name) if _UPPER.search(part)]
    if not parts:
        return True
    if not _cased(name):
        return len(name) <= _LONGEST_UNCASED
    if len(parts) == 1 and parts[0].lower() in _SMALL:
        return parts[0].isupper()
    if len(parts) == 2 and parts[0] in ("The", "Old", "Young"):
        return True
    return all(not part[0].islower() or part in _SMALL for part in parts)
