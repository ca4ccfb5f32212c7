"""`credits`: what the account with a provider has left."""

from __future__ import annotations

import argparse

from bot.app import provider_table
from bot.cli.showing import print_json
from bot.config import load
from bot.replies.lists import balance


def credits(given: argparse.Namespace) -> int:
    """Ask the provider, which costs nothing; one that does not tell is no error."""
    import asyncio

    from bot.service.people import credits_left

    settings = load()
    name = given.provider or settings.provider

    async def work() -> int | None:
        table = provider_table(settings)
        try:
            return await credits_left(table.get(name))
        finally:
            await table.aclose()

    left = asyncio.run(work())
    if given.json:
        print_json({"provider": name, "credits": left})
    else:
        print(balance(name, left))
    return 0
