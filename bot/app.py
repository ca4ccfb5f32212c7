"""The one place that knows every concrete class: settings in, a bot that is wired up out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from adapters.chat.console.platform import Console
from adapters.providers import Table
from bot.config import Settings
from bot.errors import SettingWrong
from bot.ports.chat import Chat
from bot.ports.memory import Blobs, Store
from bot.quota import Allowance
from bot.service.house import House, Rules
from bot.service.service import Service
from bot.worker.outside import Outside
from bot.worker.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A bot that is wired up: what people can ask for, the worker, and what both stand on."""

    settings: Settings
    service: Service
    worker: Worker
    providers: Table
    store: Store
    blobs: Blobs
    console: Console
    chats: Mapping[str, Chat]


def provider_table(settings: Settings) -> Table:
    """The providers with their settings."""
    table = Table()
    if settings.provider not in table.names():
        raise SettingWrong("TABLEREAD_PROVIDER", f"it is one of {', '.join(table.names())}")
    return table


def rules(settings: Settings) -> Rules:
    """What the operator has set, as the service needs it."""
    quota = settings.quota
    return Rules(
        provider=settings.provider,
        characters=quota.chars_per_script,
        allowance=Allowance(
            credits_per_day=quota.credits_per_day,
            credits_per_month=quota.credits_per_month,
            tasks_in_flight=quota.tasks_in_flight,
        ),
    )


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Wire up a bot on SQLite in HOME; everything is let go of at the end. Raises StoreUnusable."""
    from adapters.audio.work import ChildAudio
    from adapters.world import RandomIds, SystemClock
    from storage.blobs import FolderBlobs
    from storage.sqlite import open_sqlite

    async with AsyncExitStack() as stack:
        store = await open_sqlite(settings.home)
        stack.push_async_callback(store.upkeep.close)
        blobs = FolderBlobs(settings.home / "audio")
        providers = provider_table(settings)
        stack.push_async_callback(providers.aclose)
        sound = ChildAudio()
        stack.push_async_callback(sound.close)
        console = Console()
        clock, ids = SystemClock(), RandomIds()
        chats: Mapping[str, Chat] = {console.platform: console}
        outside = Outside(
            worker=store.worker,
            store=store,
            blobs=blobs,
            providers=providers,
            audio=sound,
            chats=chats,
            clock=clock,
            ids=ids,
        )
        worker = Worker(outside)
        house = House(
            store=store,
            blobs=blobs,
            providers=providers,
            clock=clock,
            ids=ids,
            rules=rules(settings),
            wake=worker.wake,
            interrupt=worker.interrupt,
        )
        yield App(
            settings=settings,
            service=Service.over(house),
            worker=worker,
            providers=providers,
            store=store,
            blobs=blobs,
            console=console,
            chats=chats,
        )
