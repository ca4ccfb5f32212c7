"""Narrative markup of games and audio tools: Yarn nodes, `<<commands>>`, `-> options`, `@directives`."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.forms import labels
from bot.script.page import Page, Row
from bot.script.source import Source

NAME = "yarn"
_NODE = re.compile(r"^(?:title|tags|position|colorID|tracking|when)\s*:", re.IGNORECASE)
_TITLE = re.compile(r"^title\s*:\s*(\S.*)$", re.IGNORECASE)
_COMMAND = re.compile(r"^<<.{1,300}>>$")
_WAIT = re.compile(r"^<<\s*wait\s+(\d{1,4}(?:\.\d{1,3})?)\s*>>$", re.IGNORECASE)
_OPTION = re.compile(r"^->\s*(.*)$")
_LINE_TAG = re.compile(r"\s+#[\w-]{1,40}(?::\S{1,80})?$")
_DIRECTIVE = re.compile(
    r"^[@/](?:voice|speed|volume|pitch|rate|bg|background|cast|import|include|set|lang|language|engine|model|style|emotion|play|stop|fade)\b.{0,200}$",
    re.IGNORECASE,
)
_NOT_VOICE = re.compile(r"^<<(?!\s*(?:voice|speaker|character)\s*[:=])", re.IGNORECASE)


def score(source: Source) -> float:
    """Node headers with `---` and `===`, commands, options, line tags."""
    texts = [row.text for row in source.page.filled]
    signs = sum(bool(_COMMAND.match(text) and _NOT_VOICE.match(text)) for text in texts)
    signs += sum(text.startswith("-> ") for text in texts) + sum(bool(_DIRECTIVE.match(text)) for text in texts)
    signs += sum(bool(_LINE_TAG.search(text)) and "#line:" in text for text in texts)
    nodes = sum(bool(_NODE.match(text)) for text in texts[:4]) and "---" in texts and "===" in texts
    if not signs and not nodes:
        return 0.0
    plain = labels.score(_plain(source)[0])
    return min(0.98, plain + 0.03) if plain >= 0.3 else 0.0


def parse(source: Source) -> Draft:
    """The labelled lines of what is left without the markup."""
    plain, dropped = _plain(source)
    draft = labels.parse(plain)
    for row in dropped:
        draft.note(row.number, Code.COMMAND, row.text)
    return draft


def _plain(source: Source) -> tuple[Source, list[Row]]:
    """The same text with its markup taken out, and the lines that were."""
    rows: list[Row] = []
    dropped: list[Row] = []
    texts = {row.text for row in source.page.filled}
    header = "---" in texts and "===" in texts
    for row in source.page.rows:
        text = row.text
        wait = _WAIT.match(text)
        if wait:
            rows.append(replace(row, text=f"[pause {wait[1]}s]"))
            continue
        if (header and _NODE.match(text) and not text.casefold().startswith("title")) or _gone(text):
            dropped.append(row)
            rows.append(replace(row, text=""))
            continue
        if text == "===":
            header = False
        title = _TITLE.match(text)
        if title:
            text = f"# {title[1]}"
        option = _OPTION.match(text)
        rows.append(replace(row, text=_LINE_TAG.sub("", option[1] if option else text)))
    return Source(Page(tuple(rows)), source.narrator), dropped


def _gone(text: str) -> bool:
    if _COMMAND.match(text) and _NOT_VOICE.match(text):
        return True
    option = _OPTION.match(text)
    return bool(_DIRECTIVE.match(text)) or bool(option and ":" not in option[1])
