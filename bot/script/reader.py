"""Text -> Script: picks the form by evidence, and says line by line what was not read."""

from __future__ import annotations

from bot.script import fences, language
from bot.script.codes import Code
from bot.script.draft import Draft
from bot.script.forms import FORMS, Form, exact
from bot.script.model import Problem, Script, Weight
from bot.script.page import Page, clean, marked, rows, uncommented
from bot.script.source import Source

_PROOF = 0.97  # no later form has more evidence than this
_HINT = 0.2  # what a file's ending adds to evidence of at least as much


def read(text: str, *, form: str | None = None, narrator: bool | None = None, hint: str | None = None) -> Script:
    """Read any text as a script; it never raises.

    `form` forces one of the table's forms (an unknown name is no force). `narrator` says whether lines without a name
    are the narrator's; it wins over the script's own `narrator: on|off`, and that over the evidence.
    `hint` names a form that is preferred when the text speaks for it too (a file's ending).
    """
    cleaned, unsafe = clean(text)
    lines = rows(uncommented(cleaned))
    lines, left = (lines, []) if exact.opens(lines) else fences.unfenced(lines)
    source = Source(Page(lines, marked(text)), narrator)
    chosen, certainty = _choose(source, form, hint)
    draft = chosen.parse(source)
    for line, code, words in left:
        draft.note(line, code, words)
    if unsafe:
        draft.note(unsafe, Code.UNSAFE)
    return _finished(draft, chosen.name, certainty, empty=not source.page.filled, size=len(text))


def _choose(source: Source, wanted: str | None, hint: str | None) -> tuple[Form, float]:
    for form in FORMS:
        if form.name == wanted:
            return form, 1.0
    best, certainty = FORMS[-1], 0.0
    for form in FORMS:
        score = _score(form, source, hint)
        if score > certainty:
            best, certainty = form, score
        if certainty >= _PROOF:
            break
    return best, round(certainty, 3)


def _score(form: Form, source: Source, hint: str | None) -> float:
    score = form.score(source)
    return min(1.0, score + _HINT) if form.name == hint and score >= _HINT else score


def _finished(draft: Draft, form: str, certainty: float, *, empty: bool, size: int) -> Script:
    draft.stop()
    script = Script(items=tuple(draft.items), form=form, title=draft.title or None)
    problems = list(draft.problems)
    if not script.turns:
        code = Code.EMPTY if empty else Code.NOTHING_SPOKEN
        problems.append(Problem(1, code, "", Weight.ERROR))
    return Script(
        items=script.items,
        form=form,
        title=script.title,
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        language=language.guess(" ".join(turn.text for turn in script.turns)),
        certainty=certainty,
        aliases=tuple(draft.aliases.items()),
        size=size,
    )
