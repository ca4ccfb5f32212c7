"""Numbered migrations: forward only, each applied with its record in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Bug, StoreUnusable

SQLITE = Path(__file__).parent / "migrations" / "sqlite"

_RECORDS = "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class Step:
    """One migration: its number (1, 2, 3 ... without gaps), its name and its SQL."""

    number: int
    name: str
    script: str


def steps(folder: Path) -> Sequence[Step]:
    """The migrations in a folder of `NNNN_name.sql` files, in order. Raises Bug when a number is missing or double."""
    found = []
    for file in sorted(folder.glob("*.sql")):
        number, _, name = file.stem.partition("_")
        found.append(Step(int(number), name, file.read_text(encoding="utf-8")))
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise Bug("migrations_misnumbered")
    return found


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit what is open."""
    lines: list[str] = []
    for line in script.splitlines(keepends=True):
        lines.append(line)
        if sqlite3.complete_statement("".join(lines)):
            yield "".join(lines)
            lines.clear()


def version(database: sqlite3.Connection) -> int:
    """The number of the last migration the database has had; 0 for a new one."""
    known = database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").fetchone()
    if known is None:
        return 0
    return int(database.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()[0])


def migrate(database: sqlite3.Connection, wanted: Sequence[Step]) -> int:
    """Bring a database to the last step, one transaction a step; answers how many steps it took.

    `database` is in autocommit mode. Raises StoreUnusable("store_newer") when it has had steps that are not known here:
    such a database is left as it is.
    """
    taken = 0
    while True:
        database.execute("BEGIN IMMEDIATE")
        try:
            # Asked inside the transaction: another process may be migrating the same file.
            at = version(database)
            if at > len(wanted):
                raise StoreUnusable("store_newer", version=at, known=len(wanted))
            if at == len(wanted):
                return taken
            step = wanted[at]
            database.execute(_RECORDS)
            for statement in statements(step.script):
                database.execute(statement)
            database.execute("INSERT INTO migrations (number, name) VALUES (?, ?)", (step.number, step.name))
            database.execute("COMMIT")
            taken += 1
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")
