"""`quota`, `export` and `forget`: a person's allowance and data."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.app import App
from bot.cli.files import check_output
from bot.cli.session import OPERATOR, with_app
from bot.cli.showing import print_json, say
from bot.replies.amounts import amount_of
from bot.service.people import Quota


def quota(given: argparse.Namespace) -> int:
    """What may be used and has been used."""

    async def work(app: App) -> Quota:
        return await app.service.people.quota(OPERATOR)

    found = with_app(work)
    usage, bound = found.usage, found.allowance
    if given.json:
        limits = (
            {}
            if bound is None
            else {"credits_per_day": bound.credits_per_day, "credits_per_month": bound.credits_per_month}
        )
        print_json(
            {
                "limits": limits,
                "spent_today": usage.spent_today,
                "spent_this_month": usage.spent_this_month,
                "held": usage.held,
                "tasks_in_flight": usage.in_flight,
            }
        )
        return 0
    print(f"Today: {amount_of(usage.spent_today)}. This month: {amount_of(usage.spent_this_month)}.")
    print(f"Held for {usage.in_flight} tasks in flight: {amount_of(usage.held)}.")
    if bound is None:
        print("The console is the operator's: no allowance binds it.")
    return 0


def export(given: argparse.Namespace) -> int:
    """All that is kept about the operator's console, as JSON."""
    output = check_output(given.output) if given.output else ""

    async def work(app: App) -> Mapping[str, object]:
        return await app.service.people.export(OPERATOR)

    text = json.dumps(with_app(work), ensure_ascii=False, indent=1, default=str) + "\n"
    if output:
        Path(output).write_text(text, encoding="utf-8")
        say(f"Written to {given.output}.")
    else:
        sys.stdout.write(text)
    return 0


def forget(given: argparse.Namespace) -> int:
    """Delete it all, after asking."""
    if not given.yes:
        sys.stderr.write("Delete all tasks, scripts and recordings of this console? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().casefold() not in {"y", "yes"}:
            say("Nothing was deleted.")
            return 1

    async def work(app: App) -> int:
        return await app.service.people.forget(OPERATOR)

    dropped = with_app(work)
    print(f"Forgotten; {dropped} audio files deleted.")
    return 0
