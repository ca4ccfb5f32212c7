"""Elements that say who speaks: `<Person1>...</Person1>`, SSML `<voice name="...">`, `<nick> text`."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from bot.script import cues, labels
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.model import Pause, Sound
from bot.script.page import Row
from bot.script.source import Source
from bot.script.tags import canonical
from bot.script.wordlist import words

NAME = "markup"
_ELEMENT = re.compile(
    r"<(/?)\s*([^\W\d_][\w:.-]{0,40}(?: \d{1,3})?)((?:\s+[\w:-]{1,30}\s*=\s*(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,"
    r"200}'|[^\s\"'<>/]{1,80})){0,8})\s*(/?)>"
)
_ATTRIBUTE = re.compile(r"([\w:-]{1,30})\s*=\s*(?:\"([^\"]{0,200})\"|'([^']{0,200})'|([^\s\"'<>/]{1,80}))")
_NICK = re.compile(
    r"^(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?<[@+%~&]?\s?([^<>/\s=:][^<>/=:\n]{0,29})>\s+(\S.*)$", re.DOTALL
)
_EVENT = re.compile(r"^(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?(?:\*{1,3}\s|-!-|-{2,3}[> ]|<--)")
_WHO = ("name", "speaker", "voice", "character", "role", "who", "actor", "by", "person")
_SPEAKING = frozenset(
    {
        "voice",
        "speaker",
        "character",
        "turn",
        "line",
        "dialogue",
        "dialog",
        "say",
        "speech",
        "actor",
        "person",
        "utterance",
        "v",
        "host",
    }
)
_FORMATTING = words(
    "speak break prosody emphasis p s sub say-as phoneme lang audio mark par media b i u em strong br hr "
    "span div font c ruby rt a img ul ol"
    " li table tr td th h1 h2 h3 h4 h5 h6 html body head small big sup center blockquote code pre script "
    "style paragraph sentence text"
    " mstts:express-as mstts:silence mstts:backgroundaudio amazon:effect amazon:emotion amazon:domain desc w "
    "token seq title podcast"
    " conversation dialogues scene play act stage note pause sfx sound music laugh sigh think thinking"
)
_STYLES = ("style", "emotion", "mood", "tone")


@dataclass(slots=True)
class _State:
    draft: Draft
    stack: list[tuple[str, str]] = field(default_factory=list)
    line: int = 0


def score(source: Source) -> float:
    """Elements named like people, or with an attribute that names one; or a nick before every line."""
    if "<" not in source.page.text:
        return 0.0
    nicks = _nicks(source)
    if nicks:
        return min(
            0.95, 0.5 + 0.4 * sum(nicks.values()) / max(1, source.open) + 0.05 * (len(nicks) < sum(nicks.values()))
        )
    opened, closed = _people(source)
    if not opened:
        return 0.0
    return 0.93 if closed or sum(opened.values()) > 1 else 0.4


def parse(source: Source) -> Draft:
    """Turns by the elements around them."""
    marks = source.marks()
    state = _State(Draft(title=marks.title))
    if _nicks(source):
        return _read_nicks(source, state.draft)
    people = frozenset(_people(source)[0])
    for row in source.page.rows:
        if row.number in marks.heads:
            state.draft.cue(marks.heads[row.number])
        elif row.text and row.number not in marks.drop and not cues.rule(row.text):
            _row(state, row, people)
    for name, _ in state.stack:
        state.draft.note(source.page.rows[-1].number, Code.UNCLOSED, f"<{name}>")
    state.draft.stop()
    return state.draft


def _nicks(source: Source) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in source.page.filled:
        nick = _NICK.match(row.text)
        if (
            nick
            and f"</{nick[1]}" not in source.page.text
            and nick[1].casefold() not in _FORMATTING
            and not canonical(nick[1])
        ):
            found[nick[1]] += 1
    return found if sum(found.values()) * 2 > source.open else Counter()


def _read_nicks(source: Source, draft: Draft) -> Draft:
    for row in source.page.filled:
        nick = _NICK.match(row.text)
        if nick:
            draft.turn(labels.tidy(nick[1]), nick[2], row.number)
        elif _EVENT.match(row.text):
            draft.note(row.number, Code.RESIDUE, row.text)
        else:
            draft.more(row.text, row.number)
    draft.stop()
    return draft


def _people(source: Source) -> tuple[Counter[str], int]:
    """Who is named by elements (by element name or attribute), and how many of those are closed."""
    opened: Counter[str] = Counter()
    closings: Counter[str] = Counter()
    for found in _ELEMENT.finditer(source.page.text):
        name = found[2]
        if found[1]:
            closings[name.casefold()] += 1
        elif _who(found, frozenset()) is not None or not _plain(name):
            opened[name.casefold()] += 1
    for name in list(opened):
        if closings[name] == 0 and opened[name] < 2 and name not in _SPEAKING:
            del opened[name]
    return opened, sum(closings[name] for name in opened)


def _plain(name: str) -> bool:
    word = name.casefold()
    return word in _FORMATTING or word in _SPEAKING or canonical(name) is not None or ":" in name


def _who(found: re.Match[str], people: frozenset[str]) -> str | None:
    """Who an opening element names, or None."""
    name = found[2]
    word = name.casefold()
    if word in _FORMATTING or word.startswith(("mstts", "amazon")):
        return None
    values = _attributes(found[3])
    for key in _WHO:
        if values.get(key):
            return values[key]
    return name if word in people and word not in _SPEAKING and not _plain(name) else None


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].casefold(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text)
    }


def _row(state: _State, row: Row, people: frozenset[str]) -> None:
    at = 0
    for found in _ELEMENT.finditer(row.text):
        _text(state, row.text[at : found.start()], row)
        _element(state, found, row, people)
        at = found.end()
    _text(state, row.text[at:], row)


def _text(state: _State, text: str, row: Row) -> None:
    if not text.strip():
        return
    inside = bool(state.stack)
    bare = text.strip()
    cue = cues.alone(bare, row.number) if bare == row.text else None
    if cue is not None:
        state.draft.cue(cue)
    elif bare == row.text and not inside and cues.inside(bare) is not None:
        state.draft.direction(cues.inside(bare) or "", row.number)
    elif inside or (state.draft.speaking and state.draft.last is None):
        _add(state, text, row)
    else:
        state.draft.turn(None, text, row.number)


def _add(state: _State, raw: str, row: Row) -> None:
    """Further words of the open turn: on the same line they stand right behind the last ones."""
    if state.line == row.number:
        state.draft.glue(raw, row.number)
    else:
        state.draft.more(raw, row.number)
    state.line = row.number


def _element(state: _State, found: re.Match[str], row: Row, people: frozenset[str]) -> None:
    word = found[2].casefold()
    if found[1]:
        _close(state, word, found[0], row)
        return
    who = _who(found, people)
    values = _attributes(found[3])
    if who is None:
        _plain_element(state, found, values, row)
        return
    for name, _ in state.stack:
        state.draft.note(row.number, Code.UNCLOSED, f"<{name}>")
    state.stack.clear()
    state.draft.turn(labels.tidy(who), "", row.number)
    state.line = row.number
    for key in _STYLES:
        if values.get(key):
            state.draft.more(f"[{values[key]}] ", row.number)
    if not found[4]:
        state.stack.append((word, who))


def _plain_element(state: _State, found: re.Match[str], values: dict[str, str], row: Row) -> None:
    style = next((values[key] for key in _STYLES if values.get(key)), "") if ":" in found[2] else ""
    if style:
        _add(state, f"[{style}]", row)
    elif found[2].casefold() == "audio":
        name = values.get("src", "audio").rsplit("/", 1)[-1]
        state.draft.cue(Sound(name, row.number))
    elif state.draft.speaking:
        _add(state, found[0], row)
    elif found[2].casefold() == "break":
        cue = cues.pause(f"pause={values.get('time') or values.get('strength') or '1s'}")
        if cue is not None:
            state.draft.cue(Pause(cue, row.number))


def _close(state: _State, word: str, raw: str, row: Row) -> None:
    if any(name == word for name, _ in state.stack):
        state.stack.clear()
        state.draft.stop()
    elif word not in _FORMATTING and ":" not in word:
        state.draft.note(row.number, Code.MISMATCHED, raw)
        if state.stack and not _plain(word):
            state.stack.clear()
            state.draft.stop()
