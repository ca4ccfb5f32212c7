"""Lists of words as they are best read: in rows."""

from __future__ import annotations


def words(rows: str) -> frozenset[str]:
    """The words of some rows, a space between two."""
    return frozenset(rows.split())


def listed(rows: str) -> frozenset[str]:
    """The entries of some rows, casefolded, where an entry may have several words: a comma between two."""
    return frozenset(entry.strip() for entry in rows.casefold().split(",") if entry.strip())
