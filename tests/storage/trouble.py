"""What can go wrong with a disk, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
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
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def spawn(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Another Python process that runs on its own; what it prints can be read."""
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
