"""Canary secrets in the settings of every provider, forced failures, the log at DEBUG: they turn up nowhere."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.config import Settings
from bot.errors import TablereadError
from bot.log import set_up
from bot.ports.memory import Wanted
from bot.script.reader import read
from bot.service.ordering import Request
from bot.task import ENDED, Person, Place, Stage
from tests.simulators.__main__ import simulator
from tests.simulators.server import Simulator

pytestmark = pytest.mark.story

CANARY = "canary-4711-secret"
WORDS = "Xylophonist"  # what somebody wrote: it may be in the store, never in the log
OPERATOR, HERE = Person("console", "operator"), Place("console", "console")
# One after the other; what refuses the key is the last, for nothing is sent for a while after it.
FAULTS: Mapping[str, tuple[str, ...]] = {
    "miso-one": ("lost-answer", "truncated-json", "late-policy", "gone-url", "auth"),
    "respeecher": ("lost-answer", "order-error", "html-audio", "unauthorized"),
    "speechbase": ("reset-after-write", "truncated-json", "refused-turn", "error-in-200", "auth"),
    "listenhub": ("lost-answer", "wrong-content-type", "no-credits", "file-gone", "error-in-200", "auth"),
    "openai": ("lost-answer", "cut-audio", "html-audio", "policy", "500-after-accept", "auth"),
    "elevenlabs": ("500-after-accept", "policy", "truncated-json", "auth"),
}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.LogCaptureFixture]:
    """The log as a bot that runs on writes it, at DEBUG, with what it says kept beside."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    set_up("DEBUG", "json")
    root.addHandler(caplog.handler)
    yield caplog
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
async def sites() -> AsyncIterator[dict[str, Simulator]]:
    async with AsyncExitStack() as stack:
        found = {name: simulator(name)(seed=5) for name in FAULTS}
        for site in found.values():
            site.looks = 0  # type: ignore[attr-defined]  # what is asked for is done at the first look
            await stack.enter_async_context(site.serving())
        yield found


def settings(home: Path, sites: Mapping[str, Simulator]) -> Settings:
    url = {name: site.url for name, site in sites.items()}
    return Settings(
        home=home,
        log={"level": "DEBUG", "format": "json"},
        miso_one={"cookie": f"session={CANARY}-miso", "base_url": url["miso-one"]},
        respeecher={"email": "a@example.com", "password": f"{CANARY}-password", "base_url": url["respeecher"]},
        speechbase={"api_key": f"{CANARY}-speechbase", "base_url": url["speechbase"]},
        listenhub={"api_key": f"{CANARY}-listenhub", "base_url": url["listenhub"] + "/openapi"},
        openai={"api_key": f"{CANARY}-openai", "base_url": url["openai"]},
        elevenlabs={"api_key": f"{CANARY}-elevenlabs", "base_url": url["elevenlabs"]},
    )


async def perform(app: App, provider: str, number: int) -> Stage | TablereadError:
    text = f"Ada: {WORDS} {provider} {number}.\nBen: No, {WORDS} {number}."
    try:
        asked = Request(script=read(text), place=HERE, person=OPERATOR, provider=provider)
        task = await app.service.ordering.go((await app.service.ordering.sheet(asked)).task)
    except TablereadError as error:
        return error
    while task.stage not in ENDED | {Stage.ASKING}:
        await asyncio.sleep(0.05)
        task = await app.service.tending.get(task.id, OPERATOR)
    return task.stage


async def perform_all(app: App, provider: str, site: Simulator) -> list[Stage | TablereadError]:
    """A task a fault, then one whose voices cannot be asked for: the key is refused by then, or the circuit open."""
    ends = []
    for number, fault in enumerate(FAULTS[provider]):
        site.force(f"create-{fault}" if fault == "truncated-json" else fault)
        ends.append(await perform(app, provider, number))
    ends.append(await perform(app, provider, len(ends)))
    try:
        await app.providers.get(provider).provider.voices()
    except TablereadError as error:
        ends.append(error)
    return ends


def all_of(error: BaseException | None) -> Iterator[str]:
    """Everything that an exception and what stands behind it would show."""
    while error is not None:
        yield from (repr(error), str(error), repr(error.args), repr(vars(error)))
        yield from traceback.format_exception(error)
        yield from getattr(error, "__notes__", ())
        error = error.__cause__ or error.__context__


async def test_secrets_of_providers_are_in_no_log_error_database_or_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sites: dict[str, Simulator],
    log: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)  # recordings are delivered here
    home = tmp_path / "home"
    chosen = settings(home, sites)
    async with open_app(chosen) as app:
        working = asyncio.create_task(app.worker.run(Wanted(platforms=frozenset({"console"}))))
        ends = await asyncio.gather(*(perform_all(app, name, site) for name, site in sites.items()))
        app.worker.stop()
        await working
        shown = [repr(app.providers.get(name)) + repr(app.providers.get(name).provider) for name in FAULTS]

    # It was sent, and things went wrong: else nothing is proved.
    for name, site in sites.items():
        sent = repr([row["headers"] for row in site.requests] + [row["body"] for row in site.requests])
        assert CANARY in sent, name
        assert all(site.struck[fault] for fault in FAULTS[name]), (name, site.struck)
    errors = [end for those in ends for end in those if isinstance(end, TablereadError)]
    assert errors
    assert {Stage.FAILED, Stage.ASKING} <= {end for those in ends for end in those if isinstance(end, Stage)}

    logged = [repr(vars(record)) for record in log.records]
    printed = "".join(capfd.readouterr())
    told = [line for error in errors for line in all_of(error)]
    assert "task_claimed" in printed
    assert len(logged) > 50
    for secret in (CANARY, *sites["respeecher"].account.sessions):  # type: ignore[attr-defined]
        assert secret not in repr(chosen) + printed + "".join((*logged, *told, *shown))
        for path in tmp_path.rglob("*"):
            assert secret not in str(path)
            assert path.is_dir() or secret.encode() not in path.read_bytes(), path.name
    assert (home / "tableread.db").stat().st_size > 0
    assert WORDS not in printed + "".join((*logged, *told))
