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
    try:
        return with_app(_chat)
    except Interrupted as stopped:
        return stopped.code


async def _chat(app: App) -> int:
    """The conversation and a worker beside it; each ends the other: `quit` the worker, a signal the conversation."""
    from adapters.chat.console.shell import Shell

    working = asyncio.create_task(app.worker.run(Wanted(platforms=frozenset({HERE.platform}))))
    talking = asyncio.create_task(Shell(app.service, app.console, HERE, OPERATOR).run(sys.stdin, sys.stdout))
    try:
        await asyncio.wait({working, talking}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        app.worker.stop()
        await working
        if not talking.done():
            talking.cancel()
            await asyncio.wait({talking})
    return 0 if talking.cancelled() else talking.result()
