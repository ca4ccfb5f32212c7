"""The table of speech providers: the name in the settings -> how to make one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack

from bot.errors import UnknownChoice
from bot.ports.speech import Speech

# What a constructor is given: the settings of its own name, as plain values.
Options = Mapping[str, object]


def _local(stack: AsyncExitStack, options: Options) -> Speech:
    from adapters.providers.local.provider import Local

    local = Local()
    stack.push_async_callback(local.aclose)
    return Speech(local)


def _tone(stack: AsyncExitStack, options: Options) -> Speech:
    from adapters.providers.tone import Tone

    return Speech(Tone())


# A constructor imports what it needs when it is called: reading this table loads no provider.
PROVIDERS: Mapping[str, Callable[[AsyncExitStack, Options], Speech]] = {
    "local": _local,
    "tone": _tone,
}


class Table:
    """The providers by name, each made when it is first asked for. `options` are settings by provider name."""

    def __init__(self, options: Mapping[str, Options] | None = None) -> None:
        self._options = options or {}
        self._made: dict[str, Speech] = {}
        self._stack = AsyncExitStack()

    def names(self) -> Sequence[str]:
        """Every name that can be asked for."""
        return tuple(PROVIDERS)

    def get(self, name: str) -> Speech:
        """The provider with this name. Raises UnknownChoice, and SettingWrong where its settings are missing."""
        if name not in PROVIDERS:
            raise UnknownChoice("unknown_provider", asked=name, allowed=self.names())
        if name not in self._made:
            self._made[name] = PROVIDERS[name](self._stack, self._options.get(name, {}))
        return self._made[name]

    async def aclose(self) -> None:
        """Let go of everything the providers hold."""
        await self._stack.aclose()
        self._made.clear()
