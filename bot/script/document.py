"""A script as the plain object that `tableread read --json` prints."""

from __future__ import annotations

from collections.abc import Callable

from bot.script.model import Item, Pause, Problem, Script, Sound, Turn


def document(script: Script, sentence: Callable[[Problem], str]) -> dict[str, object]:
    """Form, title, items, speakers and problems. A narrator's speaker is None; tags are names in order."""
    return {
        "form": script.form,
        "title": script.title,
        "items": [_item(item) for item in script.items],
        "speakers": list(script.speakers),
        "problems": [{"line": problem.line, "message": sentence(problem)} for problem in script.problems],
    }


def _item(item: Item) -> dict[str, object]:
    if isinstance(item, Turn):
        tags = [tag.name for tag in item.tags]
        return {"kind": "turn", "speaker": item.speaker, "text": item.text, "tags": tags, "line": item.line}
    if isinstance(item, Pause):
        return {"kind": "pause", "seconds": item.seconds}
    if isinstance(item, Sound):
        return {"kind": "sound", "name": item.name}
    return {"kind": "heading", "text": item.text}
