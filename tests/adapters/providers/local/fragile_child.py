"""The child program with a library that can be made to fail: by words in the line, or by how it was started."""

from __future__ import annotations

import os
import signal
import sys
import time
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))

from adapters.providers.local import child


class FragileEngine(child.Engine):
    """Dies, hangs or takes its zygote with it when the text says so; `marks` is where it remembers that it did."""

    marks = Path(sys.argv[4])

    def say(self, voice: str, numbers: list[int], text: str) -> array[int]:
        first = self.marks / "first"
        if "crash always" in text or ("crash once" in text and not first.exists()):
            first.touch()
            os.kill(os.getpid(), signal.SIGSEGV)
        if "crash the zygote" in text and not first.exists():
            first.touch()
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        if "hang" in text:
            (self.marks / "hung").write_text(str(os.getpid()))
            time.sleep(60)
        return super().say(voice, numbers, text)


child.Engine = FragileEngine  # type: ignore[misc]
if "deaf" in sys.argv[4]:
    time.sleep(60)
child.main(*sys.argv[1:4])
