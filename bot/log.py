"""The log: to stderr, as text or JSON, with static event names, ids as fields, and never what people wrote."""

from __future__ import annotations

import logging
import sys


def set_up(level: str, format: str, *, terse: bool = False) -> None:
    """Log at `level`; `format` auto is text on a terminal and JSON elsewhere.

    `terse` leaves out what is said about the machine at every start.
    """
    root = logging.getLogger()
    root.handlers[:] = [_handler(format)]
    root.setLevel(level)
    logging.getLogger("storage.sqlite").setLevel(logging.ERROR if terse else logging.NOTSET)
    # Full URLs at INFO would carry keys and tokens (Telegram's is in the path).
    for loud in ("httpx", "httpcore", "aiohttp", "aiosqlite", "filelock", "asyncio"):
        logging.getLogger(loud).setLevel(max(logging.WARNING, root.level))


def _handler(format: str) -> logging.Handler:
    import structlog

    text = format == "text" or (format == "auto" and sys.stderr.isatty())
    render = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    return handler
