"""A provider and a chat in one process of their own: it counts what was paid and what people saw, and outlives every kill.

Speaks JSON, one object a line, over TCP on loopback. `speak` is paid when it is received, whatever becomes of the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
from collections import Counter, defaultdict
from typing import Any


class Till:
    """What was paid for, by key; the provider jobs there are; the messages people saw, by their reference."""

    def __init__(self, seed: int) -> None:
        self.paid: Counter[str] = Counter()
        self.refs: Counter[str] = Counter()
        self.jobs: dict[str, dict[str, Any]] = {}
        self.by_ref: dict[str, dict[str, Any]] = {}
        self.shown: dict[str, str] = {}
        self.posts: Counter[str] = Counter()
        self.accepted: list[str] = []
        self._random = random.Random(seed)

    def speak(self, key: str, ref: str, mode: str, characters: int) -> dict[str, Any]:
        """Take the money, then answer with audio or a job."""
        self.paid[key] += 1
        self.refs[ref] += 1
        entry = {"key": key, "audio": f"audio of {key}", "checks": self._random.randint(1, 3)}
        self.by_ref[ref] = entry
        if mode == "jobs":
            job = f"job-{len(self.jobs)}"
            self.jobs[job] = entry
            entry["job"] = job
            return {"job": job}
        return {"audio": entry["audio"]}

    def check(self, job: str) -> dict[str, Any]:
        """The audio once it was asked for often enough."""
        entry = self.jobs[job]
        entry["checks"] -= 1
        return {"job": job} if entry["checks"] > 0 else {"audio": entry["audio"]}

    def find(self, ref: str) -> dict[str, Any]:
        """What became of a request, by our reference."""
        entry = self.by_ref.get(ref)
        if entry is None:
            return {}
        return {"job": entry["job"]} if "job" in entry else {"audio": entry["audio"]}

    def post(self, ref: str, words: str) -> dict[str, Any]:
        """A message; the same reference is shown once (a nonce, or an edit of the same message)."""
        self.posts[ref] += 1
        self.shown[ref] = words
        return {}

    def accept(self, task: str) -> dict[str, Any]:
        """A person was told that their task is taken."""
        self.accepted.append(task)
        return {}

    def report(self) -> dict[str, Any]:
        """Everything, for the test to judge."""
        ends: defaultdict[str, list[str]] = defaultdict(list)
        for ref in self.shown:
            task, _, rest = ref.partition("-")
            ends[task].append(rest)
        return {"paid": self.paid, "refs": self.refs, "shown": ends, "posts": self.posts, "accepted": self.accepted}


async def serve(port: int, seed: int) -> None:
    """Answer until told to stop."""
    till = Till(seed)
    stop = asyncio.Event()
    delays = random.Random(seed)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                asked = json.loads(line)
                name = asked.pop("do")
                if name == "stop":
                    stop.set()
                    answer: dict[str, Any] = {}
                else:
                    answer = getattr(till, name)(**asked)
                if name in {"speak", "check", "post"}:
                    await asyncio.sleep(delays.random() * 0.004)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=1 << 26)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    async with server:
        await stop.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.seed))
