"""Writes the README's table of commands from the command line's grammar: `python docs/commands.py`."""

from __future__ import annotations

from pathlib import Path

from bot.cli.parser import COMMANDS, build

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


def usage(name: str) -> str:
    """A command's arguments in one line, as `--help` gives them."""
    for action in build()._actions:
        if isinstance(action.choices, dict) and name in action.choices:
            words = action.choices[name].format_usage().split()
            return " ".join(words[1:]).replace("[-h] ", "").replace(" [-h]", "").replace("|", "\\|")
    raise KeyError(name)


def table() -> str:
    """The rows between the README's marks."""
    return "\n".join(f"| `{usage(name)}` | {row[0]} |" for name, row in COMMANDS.items())


def main() -> None:
    """Put the table into the README."""
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
