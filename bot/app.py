"""The one place that knows every concrete class: settings in, a bot that is wired up out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import BaseModel, SecretStr

from adapters.chat.console.platform import Console
from adapters.providers import Table
from bot.config import Settings
from bot.errors import SettingWrong, StoreUnusable
from bot.ports.chat import Chat
from bot.ports.memory import Store
from bot.quota import Allowance
from bot.service.house import House, Rules
from bot.service.service import Service
from bot.worker.outside import Outside
from bot.worker.worker import Worker
from storage.blobs import FolderBlobs

# Who makes what only some can, when nobody names a provider.
USUAL: Mapping[str, str] = {"podcast": "listenhub", "narrate": "listenhub", "revoice": "respeecher"}


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A bot that is wired up: what people can ask for, the worker, and what both stand on."""

    settings: Settings
    service: Service
    worker: Worker
    providers: Table
    store: Store
    blobs: FolderBlobs
    console: Console
    chats: Mapping[str, Chat]

    @property
    def stopping(self) -> bool:
        """Whether the worker was asked to stop."""
        return self.worker.stopping

    async def sweep(self) -> int:
        """Delete audio that nothing refers to, which a killed process may leave; answers how many files went."""
        orphans = await self.blobs.orphans(await self.store.upkeep.referred())
        await self.blobs.drop(orphans)
        return len(orphans)


def provider_table(settings: Settings) -> Table:
    """The providers with their settings."""
    table = Table(provider_options(settings))
    if settings.provider not in table.names():
        raise SettingWrong("TABLEREAD_PROVIDER", f"it is one of {', '.join(table.names())}")
    return table


def provider_options(settings: Settings) -> Mapping[str, Mapping[str, object]]:
    """The settings of the providers that have any, by the provider's name: plain values, without those that are empty.

    Each also has `allow_hosts`, for the downloads of what it makes.
    """
    parts: Mapping[str, BaseModel] = {
        "miso-one": settings.miso_one,
        "respeecher": settings.respeecher,
        "speechbase": settings.speechbase,
        "listenhub": settings.listenhub,
        "openai": settings.openai,
        "elevenlabs": settings.elevenlabs,
    }
    return {
        name: {key: value for key, value in map(_plain, part) if value} | {"allow_hosts": settings.fetch.allow_hosts}
        for name, part in parts.items()
    }


def _plain(field: tuple[str, object]) -> tuple[str, object]:
    name, value = field
    return name, value.get_secret_value() if isinstance(value, SecretStr) else value


def rules(settings: Settings) -> Rules:
    """What the operator has set, as the service needs it."""
    quota = settings.quota
    return Rules(
        provider=settings.provider,
        characters=quota.chars_per_script,
        usual=USUAL,
        allowance=Allowance(
            credits_per_day=quota.credits_per_day,
            credits_per_month=quota.credits_per_month,
            tasks_in_flight=quota.tasks_in_flight,
        ),
    )


def wire(outside: Outside, rules: Rules) -> tuple[Worker, Service]:
    """A worker, and the service that wakes it, on the same outside."""
    worker = Worker(outside)
    house = House(
        store=outside.store,
        blobs=outside.blobs,
        providers=outside.providers,
        audio=outside.audio,
        clock=outside.clock,
        ids=outside.ids,
        rules=rules,
        wake=worker.wake,
        interrupt=worker.interrupt,
    )
    return worker, Service.over(house)


# Seconds a single command waits for a disk that is full; a bot that runs on waits longer (bot.worker.outside).
COMMAND_PATIENCE = 8.0


@asynccontextmanager
async def open_app(settings: Settings, *, patience: float = COMMAND_PATIENCE) -> AsyncIterator[App]:
    """Wire up a bot on SQLite in HOME; everything is let go of at the end. Raises StoreUnusable."""
    from adapters.audio.work import ChildAudio
    from adapters.world import RandomIds, SystemClock
    from storage.sqlite import open_sqlite

    async with AsyncExitStack() as stack:
        try:
            store = await open_sqlite(settings.home)
        except StoreUnusable as error:
            error.fields.setdefault("home", str(settings.home))
            raise
        stack.push_async_callback(store.upkeep.close)
        blobs = FolderBlobs(settings.home / "audio")
        providers = provider_table(settings)
        stack.push_async_callback(providers.aclose)
        sound = ChildAudio()
        stack.push_async_callback(sound.close)
        console = Console()
        chats: Mapping[str, Chat] = {console.platform: console}
        worker, service = wire(
            Outside(
                worker=store.worker,
                store=store,
                blobs=blobs,
                providers=providers,
                audio=sound,
                chats=chats,
                clock=SystemClock(),
                ids=RandomIds(),
                patience=patience,
            ),
            rules(settings),
        )
        yield App(
            settings=settings,
            service=service,
            worker=worker,
            providers=providers,
            store=store,
            blobs=blobs,
            console=console,
            chats=chats,
        )
