"""What can go wrong with a disk, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def writing_nothing(folder: Path) -> Iterator[None]:
    """While this lasts, this process may write nothing in a folder; the superuser turns into nobody for it."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    else:
        folder.chmod(0o555)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def run_child(program: str, *arguments: str) -> str:
    """What another Python process prints; it must end well."""
    with spawn(program, *arguments) as child:
        said, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    return said.strip()


def spawn(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Another Python process that runs on its own; what it prints can be read."""
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    # Not measured: a child that is killed, or may not write, leaves half a coverage file.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=plain)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the system has one: the same calls, without waiting for a disk at every commit."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)
