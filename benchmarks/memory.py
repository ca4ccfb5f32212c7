"""Memory of a one-hour recording: `perform` with all its children, sampled while it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROOT, row, title
from benchmarks.scripts import text

CHARACTERS = 56_000  # about an hour at the pace of the local voices


def tree(pid: int) -> list[int]:
    """A process and all that came from it."""
    found = [pid]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        found += tree(int(child))
    return found


def proportional(pid: int) -> int:
    """Bytes of a process, pages that several share counted in parts (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> None:
    """Print the table."""
    title("memory: perform of a one-hour script, the process and its children, proportional set size")
    if not Path("/proc/self/smaps_rollup").exists():
        row("peak", "not measured: no /proc here", "at most 150 MB", None)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hour.txt").write_text(text(CHARACTERS), encoding="utf-8")
        command = [sys.executable, "-m", "bot", "perform", str(folder / "hour.txt"), "-o", str(folder / "hour.ogg")]
        env = {**os.environ, "TABLEREAD_HOME": str(folder / "home")}
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        peak = parent = 0
        while process.poll() is None:
            try:
                sizes = [proportional(pid) for pid in tree(process.pid)]
                peak, parent = max(peak, sum(sizes)), max(parent, sizes[0])
            except OSError:
                pass  # one of them ended while it was looked at
            time.sleep(0.05)
        said = (process.stderr.read() if process.stderr else b"").decode().splitlines()[-1]
        took = time.perf_counter() - started
    row(
        "peak of all processes (the bot itself)",
        f"{peak / 1e6:.0f} MB ({parent / 1e6:.0f} MB)",
        "at most 150 MB",
        peak <= 150e6,
    )
    row("recording", f"{said.partition(',')[0]} in {took:.0f} s", "", None)


if __name__ == "__main__":
    main()
