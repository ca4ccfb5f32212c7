"""How long a server wants us to wait: Retry-After and the rate limit headers, in all the forms they are written in."""

from __future__ import annotations

import asyncio
import math
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

MOST = 300.0  # seconds: what is asked beyond it is a mistake, or no longer "for now"

# Seconds above this are a date since 1970, above the second one in milliseconds (OpenRouter).
_EPOCH, _EPOCH_MS = 1e9, 1e12
_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)(ms|h|m|s))")  # 6m0s, 20ms, 1.5s (OpenAI)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Timing:
    """Time and chance. `now` is monotonic seconds, `wall` seconds since 1970, `chance` a number from 0 to 1."""

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds to wait, 0 to 300, or None where the server does not say (names in lower case).

    `retry-after-ms` (milliseconds, OpenAI's and Azure's), then `retry-after`: seconds, whole or with a fraction, or an
    HTTP date (RFC 9110, 10.2.3), which is held against the answer's own `date` header, else against `now`.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return _within(milliseconds / 1000)
    said = headers.get("retry-after", "").strip()
    seconds = _number(said)
    if seconds is not None:
        return _within(seconds)
    until = _date(said)
    if until is None:
        return None
    here = _date(headers.get("date", ""))
    if here is None:
        here = time.time() if now is None else now
    return _within(until - here)


def window(headers: Mapping[str, str], now: float) -> tuple[int, float] | None:
    """(requests left, seconds until there are more) as the server counts them, or None where it does not say.

    Reads `x-ratelimit-remaining`/`-reset` with and without `-requests`, and the same without `x-` (IETF draft): seconds,
    durations such as 6m0s, and dates since 1970 in seconds or milliseconds.
    """
    for prefix in ("x-ratelimit-", "ratelimit-"):
        for suffix in ("-requests", ""):
            left = _number(headers.get(f"{prefix}remaining{suffix}", ""))
            reset = _reset(headers.get(f"{prefix}reset{suffix}", ""), now)
            if left is not None and reset is not None:
                return max(int(left), 0), _within(reset)
    return None


def _reset(said: str, now: float) -> float | None:
    number = _number(said)
    if number is not None:
        if number >= _EPOCH_MS:
            return number / 1000 - now
        return number - now if number >= _EPOCH else number
    said = said.strip().lower()
    parts = _DURATION.findall(said)
    if not parts or "".join(map("".join, parts)) != said:
        return None
    return math.fsum(float(count) * _UNITS[unit] for count, unit in parts)


def _number(said: str) -> float | None:
    try:
        number = float(said)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(said: str) -> float | None:
    if not said:
        return None
    try:
        return parsedate_to_datetime(said).timestamp()
    except (ValueError, OverflowError, TypeError):
        return None


def _within(seconds: float) -> float:
    return min(max(seconds, 0.0), MOST)
