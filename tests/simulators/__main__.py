"""Run one simulator: `python -m tests.simulators NAME --port N [--seed N] [--delay S] [--fault F=P] [--switch S=C] ...`.

`--fault NAME=PROBABILITY` and `--switch NAME=CHOICE` may be given many times.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import signal
from collections.abc import Sequence

from tests.simulators.server import Simulator

# name -> module and class; a simulator is imported when it is asked for.
SIMULATORS = {
    "miso-one": ("tests.simulators.miso_one", "MisoOne"),
    "respeecher": ("tests.simulators.respeecher", "Respeecher"),
    "speechbase": ("tests.simulators.speechbase", "Speechbase"),
    "listenhub": ("tests.simulators.listenhub", "ListenHub"),
    "openai": ("tests.simulators.openai", "OpenAI"),
    "elevenlabs": ("tests.simulators.elevenlabs", "ElevenLabs"),
}


def simulator(name: str) -> type[Simulator]:
    """The class of this name. Raises KeyError."""
    module, kind = SIMULATORS[name]
    found = getattr(importlib.import_module(module), kind)
    assert issubclass(found, Simulator)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators", description=__doc__)
    parser.add_argument("name", choices=sorted(SIMULATORS))
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=PROBABILITY")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=CHOICE")
    given = parser.parse_args(arguments)
    simulated = simulator(given.name)(seed=given.seed, delay=given.delay)
    for fault in given.fault:
        name, _, probability = fault.partition("=")
        try:
            simulated.set_fault(name, float(probability or 1))
        except ValueError as error:
            parser.error(str(error))
    for switch in given.switch:
        name, _, choice = switch.partition("=")
        try:
            simulated.set_switch(name, choice)
        except ValueError as error:
            parser.error(str(error))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(simulated, given.port))


async def _serve(simulated: Simulator, port: int) -> None:
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    async with simulated.serving(port):
        print(simulated.url, flush=True)  # noqa: T201
        await stop.wait()


if __name__ == "__main__":
    main()
