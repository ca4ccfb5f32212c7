"""`console`: the bot in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.app import App
from bot.cli.session import HERE, OPERATOR, Interrupted, with_app
from bot.ports.memory import Wanted


def console(given: argparse.Namespace) -> int:
    """Chat with the bot until `quit` or the end of the input."""
    del given

    async def work(app: App) -> int:
        from adapters.chat.console.shell import Shell

        working = asyncio.create_task(app.worker.run(Wanted(platforms=frozenset({HERE.platform}))))
        try:
            return await Shell(app.service, app.chats["console"], HERE, OPERATOR).run(sys.stdin, sys.stdout)
        finally:
            app.worker.stop()
            await working

    try:
        return with_app(work, service=True)
    except Interrupted as stopped:
        return stopped.code
