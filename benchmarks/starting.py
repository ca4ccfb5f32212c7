"""How fast the command line starts."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import median_of, row, title, wall
from benchmarks.scripts import lines


def main() -> None:
    """Print the table."""
    title("starting: the installed command, median of 5")
    command = str(Path(sys.executable).parent / "tableread")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "twenty.txt"
        script.write_text("\n".join(f"{speaker}: {said}" for speaker, said in lines(1_600)[:20]), encoding="utf-8")
        bare = median_of(lambda: wall([sys.executable, "-c", "pass"]))
        for what, arguments, most in (
            ("tableread --help", ["--help"], 0.15),
            ("tableread read, 20 lines", ["read", str(script)], 0.3),
        ):
            took = median_of(lambda given=arguments: wall([command, *given], cwd=Path(folder)))  # type: ignore[misc]
            row(what, f"{took:.3f} s = {took / bare:.1f}x bare python", f"at most {most} s", took <= most)


if __name__ == "__main__":
    main()
