"""The table of providers: by name, and nothing is loaded until it is asked for."""

from __future__ import annotations

import subprocess
import sys

from adapters.providers import PROVIDERS


def test_each_constructor_makes_the_provider_of_its_name() -> None:
    assert {name: make().name for name, make in PROVIDERS.items()} == {name: name for name in PROVIDERS}


def test_reading_the_table_loads_no_provider() -> None:
    look = (
        "import sys, adapters.providers; print([m for m in sys.modules if m.startswith(('adapters.providers.', 'av'))])"
    )
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "[]\n"
