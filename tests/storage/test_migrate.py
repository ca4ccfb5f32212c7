"""Migrations: replayed equals fresh, old data survives, nothing half-done, a newer database is left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import Bug, StoreUnusable
from storage.migrate import SQLITE, Step, migrate, statements, steps, version

FIRST = Step(1, "first", "CREATE TABLE plays (name TEXT NOT NULL) STRICT;\nINSERT INTO plays VALUES ('Hamlet');\n")
SECOND = Step(2, "acts", "ALTER TABLE plays ADD COLUMN acts INTEGER NOT NULL DEFAULT 5;\n")
BROKEN = Step(2, "broken", "CREATE TABLE acts (n INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n")


def connect(path: Path | str = ":memory:") -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def schema(database: sqlite3.Connection) -> list[tuple[str, ...]]:
    return database.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()


def test_the_steps_that_ship_can_be_read_and_applied() -> None:
    found = steps(SQLITE)
    with closing(connect()) as database:
        assert migrate(database, found) == len(found)
        assert version(database) == len(found)
        assert migrate(database, found) == 0


def test_a_database_brought_up_step_by_step_equals_a_fresh_one() -> None:
    found = steps(SQLITE)
    with closing(connect()) as fresh, closing(connect()) as replayed:
        migrate(fresh, found)
        for count in range(1, len(found) + 1):
            migrate(replayed, found[:count])
        assert schema(replayed) == schema(fresh)


def test_old_data_survives_a_step() -> None:
    with closing(connect()) as database:
        migrate(database, [FIRST])
        assert migrate(database, [FIRST, SECOND]) == 1
        assert database.execute("SELECT name, acts FROM plays").fetchall() == [("Hamlet", 5)]
        assert database.execute("SELECT number, name FROM migrations").fetchall() == [(1, "first"), (2, "acts")]


def test_a_step_that_fails_leaves_nothing_of_itself() -> None:
    with closing(connect()) as database:
        migrate(database, [FIRST])
        with pytest.raises(sqlite3.OperationalError):
            migrate(database, [FIRST, BROKEN])
        assert version(database) == 1
        assert database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'acts'").fetchone() == (0,)
        assert migrate(database, [FIRST, SECOND]) == 1


def test_a_newer_database_is_refused_and_left_as_it_is() -> None:
    with closing(connect()) as database:
        migrate(database, [FIRST, SECOND])
        before = schema(database)
        with pytest.raises(StoreUnusable) as refused:
            migrate(database, [FIRST])
        assert (refused.value.code, refused.value.fields) == ("store_newer", {"version": 2, "known": 1})
        assert schema(database) == before


def test_statements_are_told_apart_also_inside_triggers() -> None:
    script = (
        "-- about; this\nCREATE TABLE a (x TEXT) STRICT;\n"
        "CREATE TRIGGER t BEFORE DELETE ON a\nBEGIN\n    SELECT raise(ABORT, 'no; never');\nEND;\n"
    )
    assert [one.split("\n")[-2] for one in statements(script)] == ["CREATE TABLE a (x TEXT) STRICT;", "END;"]


@pytest.mark.parametrize("names", [["0002_second"], ["0001_a", "0001_b"], ["0001_a", "0003_c"]])
def test_a_missing_or_double_number_is_a_bug(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / f"{name}.sql").write_text("SELECT 1;\n")
    with pytest.raises(Bug, match="migrations_misnumbered"):
        steps(tmp_path)


def test_every_table_is_strict() -> None:
    with closing(connect()) as database:
        migrate(database, steps(SQLITE))
        loose = database.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"
        )
        assert loose.fetchall() == []
