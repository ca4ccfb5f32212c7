"""Kills a bot again and again, and judges what the till and the store say afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a series of kills came to. The three lists name what must not be."""

    kills: int
    at_boundaries: int
    tasks: int
    asked: int
    lost: list[str] = field(default_factory=list)
    paid_twice: list[str] = field(default_factory=list)
    told_not_once: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)


@contextmanager
def till(seed: int) -> Iterator[int]:
    """A till in a process of its own; its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.simulators.till", "--seed", str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def ask(port: int, do: str) -> dict[str, Any]:
    """A question to the till."""

    async def talk() -> dict[str, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
        writer.write(json.dumps({"do": do}).encode() + b"\n")
        answer = json.loads(await reader.readline())
        writer.close()
        return answer

    return asyncio.run(talk())


def life(home: Path, port: int, *, seed: int, submit: int, kill: int, after: float | None) -> bool:
    """One life: killed at a commit boundary (`kill` >= 0), or from outside `after` seconds; whether it was killed."""
    command = [sys.executable, "-m", "tests.crash.life", "--home", str(home), "--till", str(port)]
    command += ["--seed", str(seed), "--submit", str(submit), "--kill", str(kill)]
    # A process that is killed leaves half a file of coverage data: lives are not measured.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    try:
        process.wait(timeout=after if after is not None else 60)
    except subprocess.TimeoutExpired:
        process.kill()
    _, errors = process.communicate()
    assert process.returncode in {0, -9}, errors
    return process.returncode == -9


def kill_again_and_again(home: Path, *, kills: int, seed: int) -> Verdict:
    """Kill `kills` lives, half of them at commit boundaries, half at any moment; then let one live and judge."""
    chance = random.Random(seed)
    killed = at_boundaries = 0
    with till(seed) as port:
        while killed < kills:
            boundary = chance.random() < 0.5
            died = life(
                home,
                port,
                seed=chance.randrange(10**9),
                submit=chance.randint(1, 8),
                kill=chance.randint(0, 40) if boundary else -1,
                after=None if boundary else 0.35 + chance.random() * 0.5,
            )
            killed += died
            at_boundaries += died and boundary
        assert not life(home, port, seed=seed, submit=0, kill=-1, after=None)
        return judge(home, ask(port, "report"), killed, at_boundaries)


def judge(home: Path, report: dict[str, Any], kills: int, at_boundaries: int) -> Verdict:
    """R1 no task lost, R3 nothing paid twice unasked, R4 the ledger balances, and each person told once."""
    with closing(sqlite3.connect(f"file:{home / 'tableread.db'}?mode=ro", uri=True)) as store:
        stages = dict(store.execute("SELECT id, stage FROM tasks WHERE stage != 'draft'"))
        unbalanced = [str(row) for row in store.execute(UNBALANCED)]
        doubted = dict(store.execute("SELECT key, COUNT(*) FROM segments WHERE stage = 'unknown' GROUP BY key"))
    ended = {"done": "d", "asking": "a"}
    lost = [task for task in report["accepted"] if stages.get(task) not in ended]
    lost += [task for task, stage in stages.items() if stage not in ended]
    # A line that is unknown in one task may be paid by another one: that is a new order, and it says so.
    twice = [key for key, times in report["paid"].items() if times > 1 + doubted.get(key, 0)]
    twice += [ref for ref, times in report["refs"].items() if times > 1]
    told = [task for task, stage in stages.items() if _ends(report, task) != [ended.get(stage, "")]]
    return Verdict(
        kills=kills,
        at_boundaries=at_boundaries,
        tasks=len(stages),
        asked=Counter(stages.values())["asking"],
        lost=sorted(set(lost)),
        paid_twice=twice,
        told_not_once=told,
        unbalanced=unbalanced,
    )


def _ends(report: dict[str, Any], task: str) -> list[str]:
    return [rest.rpartition("-")[2] for rest in report["shown"].get(task, [])]


# Each hold of an ended task is closed exactly once, an asking one not at all, and the sums of both say so.
UNBALANCED = """
SELECT t.id, t.stage, SUM(l.held) AS open, SUM(l.kind = 'hold') AS holds,
       SUM(l.kind IN ('settle', 'release', 'expire')) AS closed
FROM tasks t JOIN ledger l ON l.task = t.id
WHERE t.stage != 'draft'
GROUP BY t.id
HAVING NOT ((t.stage = 'done' AND open = 0 AND holds = closed) OR (t.stage = 'asking' AND holds = closed + 1 AND open >= 0))
"""
