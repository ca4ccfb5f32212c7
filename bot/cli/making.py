"""`podcast`, `narrate` and `revoice`: what only some providers make, with progress on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from adapters.chat.console.folder import load, plain_name, refused
from adapters.chat.console.harmless import encodable
from bot.app import App
from bot.cli.files import check_output, format_of
from bot.cli.performing import agreed, carry
from bot.cli.session import HERE, OPERATOR, Interrupted, with_app
from bot.cli.showing import print_json, say
from bot.config import load as settings
from bot.errors import ScriptRefused
from bot.ports.speech import Words, Written
from bot.script.files import decode
from bot.script.reader import read
from bot.service.making import Offer, Wish, is_link
from bot.service.ordering import FORMATS, Request
from bot.task import Price, PriceKind, Task

NARRATED = "prose"  # the form of a text that one narrator reads


def podcast(given: argparse.Namespace) -> int:
    """A podcast about a topic or a link; with --script-only its script alone."""
    if given.script_only:
        return _script(given)
    wish = _wish(given, given.about)
    return carry(_order(lambda app: app.service.making.podcast(given.about, wish), given), given)


def narrate(given: argparse.Namespace) -> int:
    """A text read by one narrator of any provider, or a link by a provider that reads links."""
    if is_link(given.source):
        wish = _wish(given, given.source)
        return carry(_order(lambda app: app.service.making.narration(given.source, wish), given), given)
    return carry(_text(given), given)


def revoice(given: argparse.Namespace) -> int:
    """Somebody's own speech, spoken by a voice."""
    wish = _wish(given, f"{Path(given.audio).stem}-{given.voice}")
    return carry(_order(lambda app: app.service.making.revoicing(given.audio, given.voice, wish), given), given)


def _wish(given: argparse.Namespace, title: str) -> Wish:
    format = format_of(given.output, given.format, FORMATS)
    return Wish(
        place=HERE,
        person=OPERATOR,
        provider=given.provider,
        format=format,
        language=getattr(given, "language", ""),
        output=check_output(given.output or f"{plain_name(title, given.command)}.{format}"),
        mode=getattr(given, "mode", ""),
    )


def _order(
    offer: Callable[[App], Awaitable[Offer]], given: argparse.Namespace
) -> Callable[[App], Awaitable[Task | None]]:
    async def order(app: App) -> Task | None:
        made = await offer(app)
        if not given.yes and not agreed(made.due):
            return None
        return await app.service.ordering.go(made.task)

    return order


def _text(given: argparse.Namespace) -> Callable[[App], Awaitable[Task | None]]:
    most = settings().quota.chars_per_script
    data = sys.stdin.buffer.read() if given.source == "-" else load(given.source, most)
    if not data.strip():
        raise ScriptRefused("empty_script")
    wish = _wish(given, "narrate" if given.source == "-" else Path(given.source).stem)

    async def order(app: App) -> Task | None:
        sheet = await app.service.ordering.sheet(
            Request(
                script=read(decode(data), form=NARRATED),
                place=wish.place,
                person=wish.person,
                provider=wish.provider,
                format=wish.format,
                language=wish.language,
                output=wish.output,
            )
        )
        if not given.yes and not agreed(sheet.due):
            return None
        return await app.service.ordering.go(sheet.task)

    return order


def _script(given: argparse.Namespace) -> int:
    """The words go to stderr as they are written, the whole script to stdout or the file that is named."""
    output = check_output(given.output) if given.output else ""
    wish = Wish(place=HERE, person=OPERATOR, provider=given.provider, language=given.language, mode=given.mode)
    # What a script alone costs no provider tells before.
    if not given.yes and not agreed(Price(0, PriceKind.UNKNOWN)):
        say("Nothing was written and nothing spent.")
        return 1

    async def work(app: App) -> Written:
        return await app.service.writing.script(given.about, wish, _hear, pay_unknown=given.yes)

    try:
        written = with_app(work)
    except Interrupted as stopped:
        say("tableread: interrupted; the same command goes on, and nothing is paid twice.")
        return stopped.code
    say("")
    lines = [f"{line.name}: {line.text}" for line in written.lines]
    if output:
        _write("\n".join([f"# {written.title}", "", *lines, ""]), Path(output))
    if given.json:
        said = [{"speaker": line.name, "voice": line.voice, "text": line.text} for line in written.lines]
        print_json({"title": written.title, "lines": said})
    else:
        print(output or "\n".join([f"# {written.title}", "", *lines]))
    return 0


def _write(text: str, output: Path) -> None:
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        sys.stdout.write(text)  # it is paid for: somebody has to have it
        raise refused(error, output) from None


def _hear(words: Words) -> None:
    seen = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in words.text)
    sys.stderr.write(encodable(seen, sys.stderr))
    sys.stderr.flush()
