"""`perform`, `retry` and `retake`: from words to a file, with progress on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from adapters.chat.console.folder import refused
from bot.app import App
from bot.cli.files import check_output, format_of, load_script
from bot.cli.session import HERE, OPERATOR, Interrupted, with_app
from bot.cli.showing import cost_of, exit_code, output_of, performed, print_json, say, tell_end
from bot.config import load
from bot.errors import FileRefused, NotPossibleNow, UnknownChoice
from bot.replies.amounts import price
from bot.replies.sheet import card
from bot.service.ordering import FORMATS, Request
from bot.task import IN_FLIGHT, Price, Stage, Task, spoken


def perform(given: argparse.Namespace) -> int:
    """Perform a script. A new `perform` is a new order: it reuses every take there is and pays for the rest."""
    settings = load()
    script = load_script(given.file, settings.quota.chars_per_script)
    stem = "tableread" if given.file == "-" else Path(given.file).stem
    format = format_of(given.output, given.format, FORMATS)
    named = given.output or f"{stem}.{format}"
    output = check_output(named)
    _keep_apart(given.file, named, given.captions)
    request = Request(
        script=script,
        place=HERE,
        person=OPERATOR,
        provider=given.provider,
        format=format,
        language=given.language,
        output=output,
        cast=dict(_casting(word) for word in given.cast),
    )

    async def order(app: App) -> Task | None:
        sheet = await app.service.ordering.sheet(request)
        for problem in sheet.shown.problems:
            say(problem)
        if not given.yes and not agreed(sheet.due):
            return None
        return await app.service.ordering.go(sheet.task)

    return carry(order, given)


def retry(given: argparse.Namespace) -> int:
    """Go on with a task; with --confirm also pay again for lines whose outcome is unknown."""

    async def resume(app: App) -> Task:
        output = check_output(given.output) if given.output else ""
        task = await app.service.tending.get(given.task, OPERATOR)
        app.console.elsewhere[task.id] = output
        if task.stage is Stage.DONE:
            return await _fetched(app, task, output)
        return await app.service.tending.retry(task.id, OPERATOR, pay_unknown=given.confirm)

    return carry(resume, given)


async def _fetched(app: App, task: Task, output: str) -> Task:
    """A recording that is done, delivered once more for nothing."""
    files = app.service.tending.files(task)
    message = await app.console.deliver(task, files, card(task, cost_of(task)), f"{task.id}-again")
    return replace(task, message=message)


def retake(given: argparse.Namespace) -> int:
    """A new take of one line; the recording is a new file beside the first, unless -o says where."""

    async def again(app: App) -> Task:
        before = await app.service.tending.get(given.task, OPERATOR)
        output = check_output(given.output) if given.output else _beside(before.message or before.order.output)
        return await app.service.tending.retake(given.task, OPERATOR, given.line, take=given.take, output=output)

    return carry(again, given)


def _keep_apart(script: str, output: str, captions: str) -> None:
    """The script, the recording and its captions are three files: none may take another's place. Raises FileRefused."""
    written = [output]
    if captions:
        written.append(str(Path(output).with_suffix(f".{captions}")))
        check_output(written[-1])
    taken = set() if script == "-" else {str(Path(script).resolve())}
    for name in written:
        if str(Path(name).resolve()) in taken:
            raise FileRefused("output_is_input", name=Path(name).name)
        taken.add(str(Path(name).resolve()))


def _casting(word: str) -> tuple[str, str]:
    speaker, equals, voice = word.rpartition("=")
    if not equals or not speaker.strip() or not voice.strip():
        raise UnknownChoice("bad_cast", asked=word)
    return speaker.strip(), voice.strip()


def agreed(due: Price) -> bool:
    """Whether credits may be spent: asked on a terminal, where there are any to be spent."""
    if due == Price() or not sys.stdin.isatty():
        return True
    sys.stderr.write(f"This costs {price(due)}. Go? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes", "go"}


def _beside(output: str) -> str:
    """A free name beside the first recording: news.ogg -> news-2.ogg, news-3.ogg ..."""
    path = Path(output)
    number = 2
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return str(candidate)


def carry(order: Callable[[App], Awaitable[Task | None]], given: argparse.Namespace) -> int:
    """Queue a task, work it through in this process, and show what became of it."""
    queued: list[str] = []

    async def work(app: App) -> Task | None:
        task = await order(app)
        if task is None:
            return None
        queued.append(task.id)
        if task.stage is Stage.DONE:
            return task
        await app.worker.work_through(frozenset({task.id}))
        task = await app.service.tending.get(task.id, OPERATOR)
        if task.stage in IN_FLIGHT and not app.stopping:
            raise NotPossibleNow("task_running")  # another process has it
        return task

    try:
        task = with_app(work)
    except Interrupted as stopped:
        task = stopped.result if isinstance(stopped.result, Task) and stopped.result.stage is Stage.DONE else None
        if task is not None:
            return _shown(task, given)  # it was as good as done
        if queued:
            say(f"tableread: interrupted; “tableread retry {queued[0]}” goes on, and nothing is paid twice.")
        return stopped.code
    if task is None:
        say("Nothing was performed and nothing spent.")
        return 1
    return _shown(task, given)


def _shown(task: Task, given: argparse.Namespace) -> int:
    if task.stage is Stage.DONE:
        _tell_done(task, captions=getattr(given, "captions", ""), terse=given.json)
    if given.json:
        print_json(performed(task))
    tell_end(task)
    return exit_code(task)


def _tell_done(task: Task, *, captions: str, terse: bool) -> None:
    """Write the captions, and say what was made; the result itself goes to stdout."""
    output = Path(output_of(task) or "")
    if not terse:
        print(output)
    if captions:
        _write_captions(task, output.with_suffix(f".{captions}"), captions)
    if terse:
        return
    made = card(task, cost_of(task))
    say(f"{made.length}, {made.loudness}; {'; '.join(made.cast)}. Task {task.id}.")
    for warning in made.warnings:
        say(f"Note: {warning}")


def _write_captions(task: Task, output: Path, kind: str) -> None:
    from bot.captions import srt, webvtt

    part = output.with_name(f".{output.name}.part")
    try:
        part.write_text((srt if kind == "srt" else webvtt)(spoken(task)), encoding="utf-8")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise refused(error, output) from None
