"""The command line's grammar: commands, their arguments, and where each one's code is."""

from __future__ import annotations

import argparse
from collections.abc import Callable

FORMATS = ("ogg", "mp3", "m4a", "wav", "flac")

Add = Callable[[argparse.ArgumentParser], None]


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def _provider(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--provider", metavar="P", default="", help="speech provider (default: TABLEREAD_PROVIDER)")


def _script(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the script, or - for standard input")


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="OUT", default="", help="where the recording goes")


def _task(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help="a task's id, from `tableread tasks`")


def _perform(parser: argparse.ArgumentParser) -> None:
    _script(parser)
    _output(parser)
    _provider(parser)
    parser.add_argument(
        "--cast", metavar="SPEAKER=VOICE", action="append", default=[], help="who speaks with which voice (repeatable)"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="", help="the file's format (default: OUT's ending, or ogg)"
    )
    parser.add_argument(
        "--captions", choices=("srt", "vtt"), default="", help="also write captions beside the recording"
    )
    parser.add_argument("--language", metavar="xx", default="", help="the script's language (default: guessed)")
    parser.add_argument("--yes", action="store_true", help="do not ask before credits are spent")
    _json(parser)


def _read(parser: argparse.ArgumentParser) -> None:
    _script(parser)
    _json(parser)


def _voices(parser: argparse.ArgumentParser) -> None:
    _provider(parser)
    parser.add_argument("--language", metavar="xx", default="", help="only voices that speak it")
    parser.add_argument("--gender", metavar="g", choices=("female", "male", ""), default="", help="female or male")
    parser.add_argument("--search", metavar="s", default="", help="words in the name or description")
    _json(parser)


def _retry(parser: argparse.ArgumentParser) -> None:
    _task(parser)
    parser.add_argument("--confirm", action="store_true", help="also send lines again that may have been paid before")
    _output(parser)
    _json(parser)


def _retake(parser: argparse.ArgumentParser) -> None:
    _task(parser)
    parser.add_argument("line", metavar="LINE", type=int, help="which line, counted from 1")
    parser.add_argument(
        "--take", metavar="N", type=int, default=0, help="go back to take N instead of making a new one"
    )
    _output(parser)
    _json(parser)


def _one_task(parser: argparse.ArgumentParser) -> None:
    _task(parser)
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where it goes (default: standard output)")


def _forget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="where the copy of the database goes")


def _doctor(parser: argparse.ArgumentParser) -> None:
    _provider(parser)
    _json(parser)


def _made(parser: argparse.ArgumentParser) -> None:
    _provider(parser)
    _output(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="", help="the file's format (default: OUT's ending, or ogg)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before credits are spent")
    _json(parser)


def _told(parser: argparse.ArgumentParser) -> None:
    _made(parser)
    parser.add_argument("--mode", metavar="m", default="", help="one of the provider's ways of doing it")
    parser.add_argument("--language", metavar="xx", default="", help="the language that is spoken")


def _podcast(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("about", metavar="TOPIC|URL", help="what it is about: words, or a link")
    _told(parser)
    parser.add_argument("--script-only", action="store_true", help="write the script, and make no audio of it")


def _narrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="FILE|URL", help="a text, - for standard input, or a link")
    _told(parser)


def _revoice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("audio", metavar="AUDIO", help="a recording of somebody who speaks")
    parser.add_argument("--voice", metavar="V", required=True, help="the voice that is to be heard: its id or name")
    _made(parser)


def _credits(parser: argparse.ArgumentParser) -> None:
    _provider(parser)
    _json(parser)


def _nothing(parser: argparse.ArgumentParser) -> None:
    del parser


# command -> (what it does, its arguments, module in bot.cli, function there)
COMMANDS: dict[str, tuple[str, Add, str, str]] = {
    "perform": ("perform a script: one finished recording", _perform, "performing", "perform"),
    "podcast": ("have a podcast made about a topic or a link", _podcast, "making", "podcast"),
    "narrate": ("have a text or what is behind a link read aloud", _narrate, "making", "narrate"),
    "revoice": ("speak a recording again with another voice", _revoice, "making", "revoice"),
    "read": ("show how a script is read", _read, "reading", "read"),
    "voices": ("list the voices that can be used", _voices, "voices", "voices"),
    "credits": ("what the account with a provider has left", _credits, "credits", "credits"),
    "console": ("the bot in the terminal", _nothing, "console", "console"),
    "tasks": ("list your tasks", _json, "tasks", "tasks"),
    "cancel": ("stop a task", _one_task, "tasks", "cancel"),
    "retry": ("go on with a task that failed, was interrupted or asks", _retry, "performing", "retry"),
    "retake": ("a new take of one line, and a new recording", _retake, "performing", "retake"),
    "quota": ("what you may use and have used", _json, "people", "quota"),
    "export": ("all that is kept about you, as JSON", _export, "people", "export"),
    "forget": ("delete all that is kept about you", _forget, "people", "forget"),
    "backup": ("copy the database while it is in use", _backup, "upkeep", "backup"),
    "migrate": ("bring the database to this version", _json, "upkeep", "migrate"),
    "doctor": ("what is set, what is reachable, and what to do", _doctor, "upkeep", "doctor"),
    "run": ("every platform that has a token, and a worker", _nothing, "running", "run"),
}


def build() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="tableread",
        description="Performs scripts: a voice for each speaker, one finished recording.",
        epilog="Settings come from the environment and .env; .env.example lists them.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (help_, add, _, _) in COMMANDS.items():
        add(commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + "."))
    return parser
