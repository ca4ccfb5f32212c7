"""No speaker at all: one narrator reads every paragraph."""

from __future__ import annotations

import re

from bot.script import cues, opening, people
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.source import Source

NAME = "prose"
_LINK = re.compile(r"https?://|www\.|discord\.gg|<@|@everyone|@here")
_BULLET = re.compile(r"^(?:[-*+•‣▪●–—]|>{2,3}|\d{1,3}[.)])\s+")


def score(source: Source) -> float:
    """What is left when nobody speaks: less than any form that has evidence."""
    return 0.3 if source.open else 0.01


def parse(source: Source) -> Draft:
    """Paragraphs as turns of the narrator, headings and cues as they are."""
    marks = source.marks()
    opening.headline(source.page, marks)
    draft = Draft(title=marks.title)
    apart = True
    for row in source.page.rows:
        if row.blank or cues.rule(row.text):
            apart = True
            continue
        if row.number in marks.heads:
            draft.cue(marks.heads[row.number])
            apart = True
            continue
        if row.number in marks.drop:
            code = marks.drop[row.number]
            if code is not None:
                draft.note(row.number, code, row.text)
            continue
        cue = source.cue(row)
        words = cues.inside(row.text)
        if cue is not None:
            draft.cue(cue)
            apart = True
        elif words is not None:
            draft.turn(None, row.text, row.number)
            apart = True
        elif apart or not draft.speaking or _BULLET.match(row.text):
            draft.refuse(source.doubtful.get(row.number), row.number)
            draft.turn(None, _BULLET.sub("", row.text), row.number)
            apart = False
        else:
            draft.refuse(source.doubtful.get(row.number), row.number)
            draft.more(row.text, row.number)
    draft.stop()
    _judge(source, draft)
    return draft


def _judge(source: Source, draft: Draft) -> None:
    """Say when it looks like an announcement: colons, links, lists."""
    if not draft.items:
        return
    keyed = len(source.labels)
    asides = sum(people.reserved(label.key) for label in source.labels.values())
    links = sum(bool(_LINK.search(row.text)) for row in source.page.filled)
    if (keyed and links) or asides > 1 or keyed > 1:
        draft.note(source.page.filled[0].number, Code.NOT_A_SCRIPT, error=True)
    else:
        draft.note(source.page.filled[0].number, Code.ONE_NARRATOR)
