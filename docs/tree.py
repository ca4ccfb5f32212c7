"""Writes the tree of the README from the first line of every module: `python docs/tree.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- tree: begin -->", "<!-- tree: end -->"
ROOMS = ("bot", "adapters", "storage")


def owns(path: Path) -> str:
    """What a module says it owns: the first line of its docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def rows(folder: Path, depth: int = 0) -> Iterator[str]:
    """A line for a folder and one for each module in it, folders after files."""
    indent = "  " * depth
    yield f"{indent}{folder.name + '/':<{26 - len(indent)}}{owns(folder / '__init__.py')}"
    for module in sorted(folder.glob("*.py")):
        if module.name != "__init__.py":
            yield f"{indent}  {module.name:<{24 - len(indent)}}{owns(module)}"
    for inner in sorted(one for one in folder.iterdir() if (one / "__init__.py").exists()):
        yield from rows(inner, depth + 1)


def tree() -> str:
    """The whole tree, as it stands between the README's marks."""
    lines = [line.rstrip() for room in ROOMS for line in rows(ROOT / room)]
    return "\n".join(["", "```", *lines, "```", ""])


def main() -> None:
    """Put the tree into the README."""
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n{tree()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
