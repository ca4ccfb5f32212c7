"""The table of speech providers: the name in the settings -> how to make one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.ports import Provider


def _local() -> Provider:
    from adapters.providers.local.provider import Local

    return Local()


def _tone() -> Provider:
    from adapters.providers.tone import Tone

    return Tone()


# A constructor imports what it needs when it is called: reading this table loads no provider.
PROVIDERS: Mapping[str, Callable[[], Provider]] = {
    "local": _local,
    "tone": _tone,
}
