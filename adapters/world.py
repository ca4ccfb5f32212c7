"""Time and fresh identifiers, from the machine."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime

# Crockford's base 32 without the letters that are mistaken for digits: easy to read out and to type.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Let others work for so many seconds."""
        await asyncio.sleep(seconds)


class RandomIds:
    """Identifiers from the system's random source."""

    def task(self) -> str:
        """Eight characters, 40 bits: short enough to type, and a clash is refused by the store."""
        return _word(8)

    def entry(self) -> str:
        """Unique for ever: 128 bits."""
        return secrets.token_hex(16)

    def reference(self) -> str:
        """What a person reads out when something failed; it stands in the log beside the cause."""
        return _word(6).upper()


def _word(letters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))
