"""`console`: the bot in the terminal."""

from __future__ import annotations

import argparse
import sys

from bot.app import App
from bot.cli.session import Interrupted, with_app


def console(given: argparse.Namespace) -> int:
    """Chat with the bot until `quit` or the end of the input."""
    del given

    async def work(app: App) -> int:
        from adapters.chat.console.shell import Shell

        return await Shell(app, sys.stdin, sys.stdout).run()

    try:
        return with_app(work)
    except Interrupted as stopped:
        return stopped.code
