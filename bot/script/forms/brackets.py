"""`[Name] text` and its relatives: `[en:Name]`, `[Name|speed:1.2]`, `[voice:x]`, `<<VOICE:x>>`, `[name]...[/name]`."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from bot.script import asides, cues, labels, people
from bot.script.draft import Draft
from bot.script.labels import Label
from bot.script.source import Source
from bot.script.tags import canonical
from bot.script.walk import Said, walk

NAME = "brackets"
_OPEN = re.compile(
    r"(?P<wall>\[(?P<square>[^\[\]\n]{1,80})\]|【(?P<lens>[^【】\n]{1,60})】|<<\s*(?:VOICE|SPEAKER|CHARACTER)\s*[:=]\s*(?P<guil>[^<>\n]{1,60})>>"
    r"|\{\{?(?P<curly>[^{}\n]{1,60})\}?\})(?!\()\s*[:：]?",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\s*:\s*(?=\S)")
_VOICE = re.compile(
    r"^(?:voice|speaker|character|char|name|role|narrator_voice)\s*[:=]\s*[\"']?(.+?)[\"']?$", re.IGNORECASE
)
_TIME = re.compile(r"^[\d:.,\s/-]+(?:\s?[ap]\.?m\.?)?$|^\d{1,2}:\d{2}", re.IGNORECASE)


def score(source: Source) -> float:
    """Bracketed names at the start of lines, or several on one."""
    said = source.once(_said)
    if not said:
        return 0.0
    names = [label.key for group in said.values() for label in group]
    share = min(1.0, len(said) / max(1, source.open))
    again = len(names) - len(set(names))
    if len(names) == 1 and share < 0.5:
        return 0.2
    return min(0.97, 0.45 + 0.35 * share + 0.3 * min(1.0, again / 3))


def parse(source: Source) -> Draft:
    """Turns by the brackets that name people."""
    return walk(source, source.once(_said))


def _said(source: Source) -> Said:
    found: dict[int, list[tuple[re.Match[str], Label]]] = {}
    for row in source.page.filled:
        if not source.found.taken(row) and any(mark in row.text for mark in "[【<{"):
            pairs = [(match, label) for match in _OPEN.finditer(row.text) if (label := _name(match))]
            if pairs:
                found[row.number] = pairs
    keys = _accepted(source, found)
    said: dict[int, tuple[Label, ...]] = {}
    for row in source.page.filled:
        pairs = [(match, label) for match, label in found.get(row.number, []) if label.key in keys]
        if pairs and _leads(row.text[: pairs[0][0].start()]):
            said[row.number] = tuple(_cut(row.text, pairs))
    return said


def _leads(before: str) -> bool:
    """Whether nothing but formatting, a time or a number stands before the first name."""
    return not before.strip("*_>-–•# ") or bool(_TIME.match(before.strip(" -–|[]()")))


def _name(match: re.Match[str]) -> Label | None:
    inner = match["square"] or match["lens"] or match["guil"] or match["curly"] or ""
    return _read(inner, explicit=match["guil"] is not None)


@lru_cache(maxsize=512)
def _read(inner: str, *, explicit: bool) -> Label | None:
    """Who is named between the brackets, if it can be somebody. `explicit`: it was said to be a voice."""
    name, *settings = re.split(r"\s*[|;]\s*", inner.strip().strip("*_"))
    voice = _VOICE.match(name)
    name, explicit = (voice[1], True) if voice else (_LANGUAGE.sub("", name), explicit)
    outside, inside = labels.split(name)
    name, _, direction = outside.partition(",")
    name, _, late = name.partition(" - ")
    name = labels.tidy(name)
    if name.startswith("/") or not labels.named(name) or _TIME.match(name) or (not explicit and _no_name(name, inner)):
        return None
    extra = tuple(part for part in (*inside, direction.strip(), late.strip(), *_feelings(settings)) if part)
    return Label(name, "", extra, "voice" if explicit else "[")


def _no_name(name: str, inner: str) -> bool:
    """Whether it is a tag, a cue or a screenplay's extension."""
    cue = cues.bracketed(inner, 0) or cues.heading(inner)
    return not labels.narrates(name) and (bool(cue) or canonical(name) is not None or asides.extension(name))


def _feelings(settings: list[str]) -> list[str]:
    values = [setting.rpartition(":")[2].strip() for setting in settings]
    return [value for value in values if canonical(value)]


def _accepted(source: Source, found: dict[int, list[tuple[re.Match[str], Label]]]) -> frozenset[str]:
    lines = {row.number: row.text for row in source.page.filled}
    leading: Counter[str] = Counter()
    names: dict[str, Label] = {}
    for number, pairs in found.items():
        match, _ = pairs[0]
        if _leads(lines[number][: match.start()]) and (
            lines[number][match.end() :].strip() or _followed(source, number)
        ):
            for _, each in pairs:
                leading[each.key] += 1
                names.setdefault(each.key, each)
    back = people.returning(
        [(label.key, lines[number][match.end() :]) for number, pairs in found.items() for match, label in pairs]
    )
    able = [word for word in leading if (word in back or not people.reserved(word)) and not _stage(names[word])]
    often = {word for word in able if leading[word] > 1}
    text = source.page.text.casefold()
    once = {
        word
        for word in able
        if leading[word] == 1
        and (
            names[word].separator == "voice"
            or f"[/{names[word].name.casefold()}]" in text
            or _once(names[word].name, lower=_lower(often, names))
        )
    }
    return frozenset(often | once)


def _followed(source: Source, number: int) -> bool:
    rows = source.page.rows
    return number < len(rows) and bool(rows[number].text) and not rows[number].text.startswith("[")


def _lower(often: set[str], names: dict[str, Label]) -> bool:
    return bool(often) and all(names[word].name.islower() for word in often)


def _stage(label: Label) -> bool:
    """Whether it reads like a direction: several words that begin small after the first."""
    words = label.name.split()
    return len(words) > 1 and all(word.islower() for word in words[1:])


def _once(name: str, *, lower: bool) -> bool:
    return (name[:1].isupper() or name.upper() == name.lower() or lower) and len(name.split()) <= 4


def _cut(text: str, pairs: list[tuple[re.Match[str], Label]]) -> list[Label]:
    result = []
    for index, (match, label) in enumerate(pairs):
        end = pairs[index + 1][0].start() if index + 1 < len(pairs) else len(text)
        rest = text[match.end() : end].strip()
        close = re.search(r"\[/[^\[\]\n]{0,80}\]|<</?[^<>\n]{0,60}>>$", rest)
        if close:
            rest = (rest[: close.start()] + rest[close.end() :]).strip()
        result.append(
            Label(label.name, rest.removesuffix("**").strip() if rest.count("**") % 2 else rest, label.directions, "[")
        )
    return result
