"""`read`: how a script is read, before anything is performed."""

from __future__ import annotations

import argparse

from bot.cli.files import load_script
from bot.cli.showing import print_json, say
from bot.replies.problems import problem
from bot.script.document import document
from bot.script.model import Pause, Script, Sound, Turn

# Characters that are read at all: ten times what may be performed, so that a person sees where to cut.
READ_MOST = 1_000_000


def read(given: argparse.Namespace) -> int:
    """Print the reading; exit 1 when there is nothing to perform in it."""
    script = load_script(given.file, READ_MOST)
    if given.json:
        print_json(document(script, problem))
    else:
        for line in _lines(script):
            print(line)
        for met in script.problems:
            say(f"line {met.line}: {problem(met)}")
    return 0 if script.turns else 1


def _lines(script: Script) -> list[str]:
    lines = [f"{script.title or 'Untitled'} ({script.form}, {script.language}, {len(script.turns)} lines)"]
    for item in script.items:
        match item:
            case Turn(speaker=speaker, text=text, tags=tags, line=line):
                how = f" [{', '.join(tag.name for tag in tags)}]" if tags else ""
                lines.append(f"{line:>4}  {speaker or '(narrator)'}{how}: {text}")
            case Pause(seconds=seconds, line=line):
                lines.append(f"{line:>4}  -- pause {seconds:g} s")
            case Sound(name=name, line=line):
                lines.append(f"{line:>4}  -- sound {name}")
            case heading:
                lines.append(f"{heading.line:>4}  == {heading.text}")
    return lines
