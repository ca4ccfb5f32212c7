"""`backup`, `migrate` and `doctor`: care of the bot's memory, and what to do when something does not work."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from bot.app import App, open_app
from bot.cli.files import check_output
from bot.cli.session import with_app
from bot.cli.showing import print_json, say
from bot.config import Settings, load, names_set
from bot.errors import ProviderAuth, SettingWrong, TablereadError
from bot.replies.errors import explain
from bot.replies.lists import balance
from bot.service.people import credits_left


def backup(given: argparse.Namespace) -> int:
    """Copy the database while it is in use; audio files are kept beside it under HOME and are copied as files."""
    output = check_output(given.file)

    async def work(app: App) -> None:
        await app.store.upkeep.backup(output)

    with_app(work)
    say(f"Written to {given.file}.")
    return 0


def migrate(given: argparse.Namespace) -> int:
    """Bring the database to this version; opening it does the work."""

    async def work(app: App) -> Sequence[str]:
        return await app.store.upkeep.check()

    wrong = with_app(work)
    if given.json:
        print_json({"migrated": True, "problems": [one for one in wrong if not one.startswith("sqlite_is_old")]})
    else:
        print("The database is of this version.")
    return 0


OLD_SQLITE = (
    "older than 3.51.3, which mended a rare corruption of write-ahead logs: keep back-ups, or use a newer Python"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, what was seen, and what to do about it."""

    what: str
    well: bool
    seen: str
    advice: str = ""


def doctor(given: argparse.Namespace) -> int:
    """Look at settings, memory and provider; exit 0 when a script can be performed."""
    import asyncio

    settings = load()
    findings = asyncio.run(_examine(settings, given.provider or settings.provider))
    if given.json:
        rows = [{"what": one.what, "well": one.well, "seen": one.seen, "advice": one.advice} for one in findings]
        print_json({"well": all(one.well for one in findings), "findings": rows})
    else:
        for one in findings:
            print(f"{'ok ' if one.well else 'BAD'}  {one.what:<10} {one.seen}")
            if one.advice:
                print(f"{'':<16}{one.advice}")
    return 0 if all(one.well for one in findings) else 3


async def _examine(settings: Settings, provider: str) -> list[Finding]:
    found = [
        Finding("python", well=True, seen=platform.python_version()),
        Finding("home", well=True, seen=str(settings.home)),
        Finding("settings", well=True, seen=", ".join(names_set(settings)) or "none: the defaults are used"),
    ]
    try:
        async with open_app(settings) as app:
            warnings = await app.store.upkeep.check()
            # An old SQLite is worth knowing and no reason not to work; anything else that is found is.
            bad = [one for one in warnings if not one.startswith("sqlite_is_old")]
            old = [one.partition(" ")[2] for one in warnings if one not in bad]
            found.append(Finding("database", well=not bad, seen="; ".join(bad) or "whole"))
            found += [Finding("sqlite", well=True, seen=version, advice=OLD_SQLITE) for version in old]
            found += await _providers(app, provider)
    except TablereadError as error:
        notice = explain(error)
        what = "settings" if isinstance(error, SettingWrong) else "database"
        found.append(Finding(what, well=False, seen=notice.reason, advice=notice.advice))
    return found


async def _providers(app: App, chosen: str) -> list[Finding]:
    found = []
    for name in dict.fromkeys([chosen, *app.providers.names()]):
        if name != chosen and name not in {"local"}:
            continue
        try:
            speech = app.providers.get(name)
            voices = await speech.provider.voices()
            found.append(Finding(name, well=bool(voices), seen=f"{len(voices)} voices"))
            if speech.balance is not None:
                left = await credits_left(speech)
                empty = "Nothing can be performed until the account has credits." if left == 0 else ""
                found.append(Finding(name, well=left != 0, seen=balance(name, left).reason, advice=empty))
        except TablereadError as error:
            notice = explain(error)
            advice = _settings_of(app.settings, name) if isinstance(error, ProviderAuth) else notice.advice
            found.append(Finding(name, well=False, seen=notice.reason, advice=advice))
    return found


def _settings_of(settings: Settings, provider: str) -> str:
    """Where the operator mends a key that is refused: the settings of the provider that are secret."""
    part = getattr(settings, provider.replace("-", "_"))
    names = [name for name, value in part if isinstance(value, SecretStr)]
    said = " or ".join(f"TABLEREAD_{provider.replace('-', '_')}__{name}".upper() for name in names)
    return f"Set {said} to one that is good."
