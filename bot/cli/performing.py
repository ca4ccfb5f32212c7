"""`perform`, `retry` and `retake`: from words to a file, with progress on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bot.app import App
from bot.cli.files import check_output, format_of, load_script
from bot.cli.session import HERE, OPERATOR, Interrupted, with_app
from bot.cli.showing import exit_code, output_of, performed, print_json, say, tell_end
from bot.config import load
from bot.errors import UnknownChoice
from bot.replies.amounts import length, price
from bot.replies.sheet import card, warnings
from bot.service.ordering import FORMATS, Request
from bot.task import Stage, Task, spoken


def perform(given: argparse.Namespace) -> int:
    """Perform a script. A new `perform` is a new order: it reuses every take there is and pays for the rest."""
    settings = load()
    script = load_script(given.file, settings.quota.chars_per_script)
    stem = "tableread" if given.file == "-" else Path(given.file).stem
    format = format_of(given.output, given.format, FORMATS)
    output = check_output(given.output or f"{stem}.{format}")
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
        if sheet.due.credits and not given.yes and sys.stdin.isatty() and not _agreed(price(sheet.due)):
            return None
        return await app.service.ordering.go(sheet.task)

    return _carry(order, given)


def retry(given: argparse.Namespace) -> int:
    """Go on with a task; with --confirm also pay again for lines whose outcome is unknown."""

    async def resume(app: App) -> Task:
        output = check_output(given.output) if given.output else ""
        task = await app.service.tending.get(given.task, OPERATOR)
        app.console.elsewhere[task.id] = output
        if task.stage is Stage.DONE:
            return await _fetched(app, task, output)
        return await app.service.tending.retry(task.id, OPERATOR, pay_unknown=given.confirm)

    return _carry(resume, given)


async def _fetched(app: App, task: Task, output: str) -> Task:
    """A recording that is done, delivered once more for nothing."""
    files = app.service.tending.files(task)
    message = await app.console.deliver(task, files, card(task, task.spent), f"{task.id}-again")
    return replace(task, message=message)


def retake(given: argparse.Namespace) -> int:
    """A new take of one line; the recording is a new file beside the first, unless -o says where."""

    async def again(app: App) -> Task:
        before = await app.service.tending.get(given.task, OPERATOR)
        output = check_output(given.output) if given.output else _beside(before.message or before.order.output)
        return await app.service.tending.retake(given.task, OPERATOR, given.line, take=given.take, output=output)

    return _carry(again, given)


def _casting(word: str) -> tuple[str, str]:
    speaker, equals, voice = word.rpartition("=")
    if not equals or not speaker.strip() or not voice.strip():
        raise UnknownChoice("bad_cast", asked=word)
    return speaker.strip(), voice.strip()


def _agreed(cost: str) -> bool:
    sys.stderr.write(f"This costs {cost}. Go? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes", "go"}


def _beside(output: str) -> str:
    """A free name beside the first recording: news.ogg -> news-2.ogg, news-3.ogg ..."""
    path = Path(output)
    number = 2
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return str(candidate)


def _carry(order: Callable[[App], Awaitable[Task | None]], given: argparse.Namespace) -> int:
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
        return await app.service.tending.get(task.id, OPERATOR)

    try:
        task = with_app(work)
    except Interrupted as stopped:
        if queued:
            say(f"tableread: interrupted; “tableread retry {queued[0]}” goes on, and nothing is paid twice.")
        return stopped.code
    if task is None:
        say("Nothing was performed and nothing spent.")
        return 1
    if given.json:
        print_json(performed(task))
    elif task.stage is Stage.DONE:
        _tell_done(task, getattr(given, "captions", ""))
    if getattr(given, "captions", "") and task.recording is not None and task.stage is Stage.DONE:
        _write_captions(task, given.captions)
    tell_end(task)
    return exit_code(task)


def _tell_done(task: Task, captions: str) -> None:
    recording = task.recording
    if recording is None:
        return
    print(output_of(task))
    cast = ", ".join(f"{speaker or 'Narrator'} by {name}" for speaker, _, name in task.order.voices)
    loudness = "" if recording.loudness.lufs is None else f", {recording.loudness.lufs:.1f} LUFS"
    say(f"{length(recording.duration)}{loudness}; {cast}. Task {task.id}.")
    for warning in warnings((*task.order.warnings, *task.notes)):
        say(f"Note: {warning}")
    if captions:
        say(f"Captions: {Path(output_of(task) or '').with_suffix('.' + captions)}")


def _write_captions(task: Task, kind: str) -> None:
    from bot.captions import srt, webvtt

    recording = task.recording
    if recording is not None:
        text = (srt if kind == "srt" else webvtt)(spoken(task))
        Path(output_of(task) or "").with_suffix(f".{kind}").write_text(text, encoding="utf-8")
