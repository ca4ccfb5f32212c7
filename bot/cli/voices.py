"""`voices`: what can speak."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from bot.app import provider_table
from bot.cast import Voice
from bot.cli.showing import print_json
from bot.config import load
from bot.errors import UnknownChoice


def voices(given: argparse.Namespace) -> int:
    """List the voices that can be used now, filtered."""
    import asyncio

    from bot.service.voices import matching

    settings = load()

    async def work() -> Sequence[Voice]:
        table = provider_table(settings)
        try:
            found = await table.get(given.provider or settings.provider).provider.voices()
        finally:
            await table.aclose()
        return matching(found, language=given.language, gender=given.gender, search=given.search)

    found = asyncio.run(work())
    if not found:
        raise UnknownChoice("no_voice_found")
    if given.json:
        print_json(
            {
                "voices": [
                    {
                        "provider": voice.provider,
                        "id": voice.id,
                        "name": voice.name,
                        "languages": list(voice.languages),
                        "gender": voice.gender,
                        "description": voice.description,
                    }
                    for voice in found
                ]
            }
        )
        return 0
    for voice in found:
        tongues = ", ".join(voice.languages[:4])
        print(f"{voice.id:<18} {voice.name:<28} {voice.gender:<7} {tongues:<14} {voice.description}".rstrip())
    return 0
