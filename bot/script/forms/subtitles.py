"""SubRip and WebVTT: numbers and times are not spoken; speakers by `<v Name>`, by labels, by brackets, or nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.script import cues, labels, people
from bot.script.draft import Draft
from bot.script.labels import Label
from bot.script.page import Row
from bot.script.source import Source
from bot.script.tags import canonical

NAME = "subtitles"
_TIMING = re.compile(r"^(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}\s*-{1,2}>\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}")
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,40})?\s+([^<>]{1,80})>")
_HEADER = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)\b|^(?:Kind|Language|X-TIMESTAMP-MAP)\s*[:=]")
_BRACKET = re.compile(r"^[\[(]([^\[\]()\d][^\[\]()]{0,38})[\])]\s*:?\s*(\S.*)$", re.DOTALL)
_ARROWS = re.compile(r"^(?:>{2,3}|&gt;&gt;)\s*")
_DASH = re.compile(r"^[-–—]\s*(?=\S)")
_STYLE = re.compile(r"\{\\[^{}]{1,60}\}")
_ENDED = re.compile(r"[.!?…。！？♪][\"”’»)\]]*$")


@dataclass(slots=True)
class _Block:
    rows: list[Row] = field(default_factory=list)


def score(source: Source) -> float:
    """One line of times is proof."""
    return 0.995 if any(_TIMING.match(row.text) for row in source.page.filled) else 0.0


def parse(source: Source) -> Draft:
    """Cues joined to turns: a cue without a speaker goes on with the one before, until its sentence ends."""
    blocks = _blocks(source)
    found = {row.number: label for block in blocks for row in block.rows if (label := _label(row))}
    keys = people.accepted(found)
    draft = Draft(title=source.found.title)
    labelled = bool(keys) or any(_VOICE.search(row.text) for block in blocks for row in block.rows)
    before = ""
    for block in blocks:
        ended = bool(_ENDED.search(before)) and not labelled
        for row in block.rows:
            label = found.get(row.number)
            _row(draft, row, label if label and label.key in keys else None, ended=ended)
            ended, before = False, row.text
    draft.stop()
    return draft


def _blocks(source: Source) -> list[_Block]:
    """The rows of words, cue by cue."""
    blocks: list[_Block] = []
    inside = False
    rows = source.page.rows
    for index, row in enumerate(rows):
        if _TIMING.match(row.text):
            blocks.append(_Block())
            inside = True
        elif row.blank:
            inside = inside and _goes_on(rows, index)
        elif inside and not _number(rows, index):
            blocks[-1].rows.append(Row(row.number, _STYLE.sub("", row.text).strip(), row.indent))
    return blocks


def _goes_on(rows: tuple[Row, ...], index: int) -> bool:
    """Whether words after a blank line still belong to the cue: no number, time or header follows."""
    after = [row for row in rows[index : index + 4] if row.text][:2]
    if not after or _HEADER.match(after[0].text) or _TIMING.match(after[0].text):
        return False
    return not (len(after) > 1 and _TIMING.match(after[1].text))


def _number(rows: tuple[Row, ...], index: int) -> bool:
    after = rows[index + 1].text if index + 1 < len(rows) else ""
    return bool(_TIMING.match(after)) and (rows[index].text.isdigit() or rows[index - 1].blank)


def _label(row: Row) -> Label | None:
    text = _DASH.sub("", _ARROWS.sub("", re.sub(r"^</?[ib]>", "", row.text)))
    bracket = _BRACKET.match(text)
    if bracket and not canonical(bracket[1]) and not cues.bracketed(bracket[1], 0) and labels.named(bracket[1]):
        name = bracket[1]
        if name[:1].isupper() and len(name.split()) <= 4 and (name.isupper() or name[-1:].isdigit() or name.istitle()):
            return Label(name, bracket[2])
    return labels.find(text)


def _row(draft: Draft, row: Row, label: Label | None, *, ended: bool) -> None:
    text = row.text
    voices = list(_VOICE.finditer(text))
    if voices:
        _voices(draft, text, voices, row)
        return
    changed = _ARROWS.match(text) or _DASH.match(text)
    plain = _DASH.sub("", _ARROWS.sub("", text))
    if label:
        draft.turn(label.name, labels.kept(label.directions) + label.rest, row.number)
        return
    cue = cues.alone(plain, row.number)
    words = cues.inside(plain)
    if cue is not None:
        draft.cue(cue)
    elif words is not None and plain[0] in "[(（【":
        draft.direction(words, row.number)
    elif draft.begun and not changed and not ended:
        draft.more(plain, row.number)
    else:
        draft.turn(None, plain, row.number)


def _voices(draft: Draft, text: str, voices: list[re.Match[str]], row: Row) -> None:
    before = text[: voices[0].start()].strip()
    if before.strip("-– "):
        draft.more(before, row.number)
    for index, voice in enumerate(voices):
        end = voices[index + 1].start() if index + 1 < len(voices) else len(text)
        name = labels.tidy(voice[1])
        rest = text[voice.end() : end].replace("</v>", "").strip().removesuffix("-").strip()
        draft.turn(name, rest, row.number)
