"""What takes longer than `make test`: 1,000 kills, whose result is written to docs/soak.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.crash.kills import Verdict, kill_again_and_again

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        verdict = kill_again_and_again(Path(folder), kills=given.kills, seed=given.seed)
    bad = [*verdict.lost, *verdict.paid_twice, *verdict.told_not_once, *verdict.unbalanced]
    report = page(verdict, given.seed, time.monotonic() - started)
    print(report)  # noqa: T201
    if given.kills >= 1000:
        (ROOT / "docs" / "soak.md").write_text(report, encoding="utf-8")
    return 1 if bad else 0


def page(verdict: Verdict, seed: int, seconds: float) -> str:
    """The result as a page."""
    return f"""# The last soak

`make soak`, {datetime.now(UTC):%Y-%m-%d}, seed {seed}, {seconds / 60:.0f} minutes: a bot process is killed with SIGKILL, at a
commit boundary or at any moment, while it submits and works on tasks; the provider and the chat live in another process and
count what was paid and shown. After the last kill one process is let live.

| what | count |
|---|---|
| kills | {verdict.kills} |
| of them at a commit boundary | {verdict.at_boundaries} |
| tasks | {verdict.tasks} |
| tasks that asked their person, because nobody could tell whether a request was paid | {verdict.asked} |
| tasks lost | {len(verdict.lost)} |
| segments paid twice unasked | {len(verdict.paid_twice)} |
| tasks whose person was not told exactly once | {len(verdict.told_not_once)} |
| ledgers out of balance | {len(verdict.unbalanced)} |
"""


if __name__ == "__main__":
    raise SystemExit(main())
