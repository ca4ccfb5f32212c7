"""The SQL: every statement is used, and none on the way of a task reads a whole table."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import storage.sqlite
from storage.migrate import SQLITE, migrate, steps
from storage.sqlite.queries import load

FOLDER = Path(storage.sqlite.__file__).parent
FILES = sorted(file.stem for file in (FOLDER / "queries").glob("*.sql"))
QUERIES = {(file, name): sql for file in FILES for name, sql in load(file).items()}

# What a person or an operator asks for now and then may read everything; a queue's index is read for its length.
WHOLE = {
    ("tasks", "all"),
    ("tasks", "overdue"),
    ("tasks", "ahead"),
    ("ledger", "entries"),
    ("work", "claimants"),
    *((file, name) for file, name in QUERIES if file in {"people", "upkeep"}),
}
TABLES = re.compile(r"SCAN (tasks|contents|segments|takes|recordings|ledger|casts|preferences|[a-z])\b")


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        migrate(database, steps(SQLITE))
        yield database


@pytest.mark.parametrize("query", [query for query in QUERIES if query not in WHOLE], ids="-".join)
def test_no_statement_on_the_way_of_a_task_reads_a_whole_table(
    database: sqlite3.Connection, query: tuple[str, str]
) -> None:
    sql = QUERIES[query]
    named: dict[str, None] = defaultdict(lambda: None)
    values = named if re.search(r":[a-z_]+", sql) else (None,) * sql.count("?")
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert [step for step in plan if TABLES.search(step)] == []


def test_every_statement_is_used() -> None:
    code = "\n".join(file.read_text() for file in FOLDER.glob("*.py"))
    assert [name for _, name in QUERIES if f'"{name}"' not in code] == []


def test_a_statement_is_one_statement_and_no_more() -> None:
    assert [query for query, sql in QUERIES.items() if ";" in re.sub(r"--.*", "", sql)] == []
