"""The command line's entry point: `tableread` and `python -m bot`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from bot.cli.parser import COMMANDS, build
from bot.errors import Bug, TablereadError


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
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing more can be said
        return 141
    except Exception as error:  # noqa: BLE001 - the last one: a person gets a sentence, the log gets the place
        return _refuse(error)


def _refuse(error: Exception) -> int:
    """Say what went wrong in one sentence; what nobody foresaw is logged under the reference that is told."""
    import logging

    from adapters.world import RandomIds
    from bot.replies.errors import explain, unexpected
    from bot.worker.outside import trace

    foreseen = isinstance(error, TablereadError) and not isinstance(error, Bug)
    reference = "" if foreseen else RandomIds().reference()
    if not foreseen:
        if not logging.getLogger().handlers:  # a command that broke before it came to its log
            from bot.log import set_up

            set_up("ERROR", "auto")
        fields = {"reference": reference, "error": type(error).__name__, "at": trace(error)}
        logging.getLogger("tableread").error("command_broke", extra=fields)
    notice = explain(error) if isinstance(error, TablereadError) and foreseen else unexpected(reference)
    print(f"tableread: {notice}", file=sys.stderr)  # noqa: T201
    return error.exit_code if isinstance(error, TablereadError) else 3


if __name__ == "__main__":
    raise SystemExit(main())
