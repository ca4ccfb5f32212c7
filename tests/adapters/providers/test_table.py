"""The table of providers: by name, and nothing is loaded until it is asked for."""

from __future__ import annotations

import subprocess
import sys

from adapters.providers import PROVIDERS


def test_the_free_voices_and_the_test_tones_are_in_the_table() -> None:
    assert {"local", "tone"} <= set(PROVIDERS)


def test_reading_the_table_loads_no_provider() -> None:
    look = (
        "import sys, adapters.providers;"
        "print([m for m in sys.modules if m.startswith(('adapters.providers.local', 'adapters.providers.tone', 'av'))])"
    )
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "[]\n"
