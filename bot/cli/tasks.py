"""`tasks` and `cancel`: what was asked for, and stopping it."""

from __future__ import annotations

import argparse

from bot.app import App
from bot.cli.session import OPERATOR, with_app
from bot.cli.showing import listed, print_json
from bot.replies.amounts import amount_of
from bot.replies.sheet import STAGES
from bot.task import Task


def tasks(given: argparse.Namespace) -> int:
    """List the operator's tasks, newest first."""

    async def work(app: App) -> list[Task]:
        return list(await app.service.tending.tasks(OPERATOR))

    found = with_app(work)
    if given.json:
        print_json({"tasks": [listed(task) for task in found]})
        return 0
    for task in found:
        row = listed(task)
        print(
            f"{task.id}  {task.created:%Y-%m-%d %H:%M}  {STAGES[task.stage]:<12}  {amount_of(task.spent):>12}  "
            f"{task.title or 'untitled'}  {row['output'] or ''}".rstrip()
        )
    if not found:
        print("No tasks yet.")
    return 0


def cancel(given: argparse.Namespace) -> int:
    """Stop a task."""

    async def work(app: App) -> Task:
        return await app.service.tending.cancel(given.task, OPERATOR)

    task = with_app(work)
    if given.json:
        print_json(listed(task))
    else:
        print(f"Task {task.id} {'is cancelled' if not task.cancelling else 'stops as soon as its worker sees it'}.")
    return 0
