"""The command line in this process: a home of its own, and what it printed."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.simulators.__main__ import simulator
from tests.simulators.server import Simulator

SKIT = "Title: The Leak\n\nAdam: [excited] It drips!\nBella: Fetch a bucket.\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def _log() -> Iterator[None]:
    """Commands set up the log of their process; other tests share this one."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("storage.sqlite", "httpx", "httpcore", "aiohttp", "aiosqlite", "filelock", "asyncio"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def run(_log: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TABLEREAD_HOME", str(tmp_path / "home"))
    (tmp_path / "skit.txt").write_text(SKIT, encoding="utf-8")

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(arguments)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


SETTINGS = {
    "listenhub": ({"API_KEY": "lh_sk_test"}, "/openapi"),
    "respeecher": ({"API_KEY": "key"}, ""),
    "miso-one": ({"COOKIE": "session=test"}, ""),
    "speechbase": ({"API_KEY": "key"}, ""),
}

Simulate = Callable[..., Simulator]


@pytest.fixture
def simulate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulate]:
    """Starts a provider's simulator, in a thread since a command runs a loop of its own, and sets what leads to it."""
    with ExitStack() as stack:

        def start(name: str) -> Simulator:
            made = simulator(name)()
            stack.enter_context(_served(made))
            settings, path = SETTINGS[name]
            prefix = f"TABLEREAD_{name.upper().replace('-', '_')}__"
            for key, value in {**settings, "BASE_URL": made.url + path}.items():
                monkeypatch.setenv(prefix + key, value)
            return made

        yield start


@contextmanager
def _served(made: Simulator) -> Iterator[None]:
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with made.serving():
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        over.set()
        thread.join()
