"""The command line's entry point: `tableread` and `python -m bot`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from bot.cli.parser import COMMANDS, build
from bot.errors import TablereadError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code (the list is in README)."""
    parser = build()
    given = parser.parse_args(arguments)
    if given.version:
        from importlib.metadata import version

        print(f"tableread {version('tableread')}")  # noqa: T201
        return 0
    if not given.command:
        parser.print_help(sys.stderr)
        return 2
    _, _, module, function = COMMANDS[given.command]
    try:
        return int(getattr(import_module(f"bot.cli.{module}"), function)(given))
    except TablereadError as error:
        from bot.replies.errors import explain

        print(f"tableread: {explain(error)}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing more can be said
        return 141


if __name__ == "__main__":
    raise SystemExit(main())
