"""`perform` from a cold process, against a shell loop of espeak-ng for each line with ffmpeg concat, loudnorm and libopus."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.measure import ROOT, interleaved, median_of, missing, row, title, wall
from benchmarks.scripts import lines, text

CHARACTERS = 5_000
VOICES = ("en-us", "en-us+f3", "en-gb", "en-gb+f2", "en-us+m3", "en-gb-x-rp+f4")
FFMPEG = "-hide_banner -loglevel error -y"


def perform(home: Path, script: Path, out: Path) -> float:
    """One cold `perform`; seconds."""
    command = [sys.executable, "-m", "bot", "perform", str(script), "-o", str(out), "--json"]
    return wall(command, env={"TABLEREAD_HOME": str(home), "TABLEREAD_LOG__LEVEL": "WARNING"}, cwd=ROOT)


def fresh(folder: Path, script: Path) -> float:
    """The first performance in an empty home."""
    home = Path(tempfile.mkdtemp(dir=folder))
    took = perform(home, script, folder / "out.ogg")
    shutil.rmtree(home)
    return took


def shell(folder: Path) -> str:
    """The baseline as a shell script: what somebody without Tableread would write."""
    speakers = {speaker: VOICES[at] for at, speaker in enumerate(dict.fromkeys(who for who, _ in lines(CHARACTERS)))}
    commands, names = ["set -e"], []
    for number, (speaker, sentence) in enumerate(lines(CHARACTERS)):
        name = f"{number:04}.wav"
        commands.append(f"espeak-ng -v {speakers[speaker]} -w {name} {shlex.quote(sentence)}")
        names.append(f"file {name}")
    listed = folder / "list.txt"
    listed.write_text("\n".join(names) + "\n", encoding="utf-8")
    commands.append(
        f"ffmpeg {FFMPEG} -f concat -safe 0 -i list.txt -af loudnorm=I=-16:TP=-1.5 -ar 48000 -ac 1 -c:a libopus -b:a 48k out.ogg"
    )
    return "\n".join(commands)


def calls(home: Path) -> int:
    """Provider calls so far, from the store: takes that were made."""
    with closing(sqlite3.connect(f"file:{home / 'tableread.db'}?mode=ro", uri=True)) as store:
        return int(store.execute("SELECT COUNT(*) FROM takes").fetchone()[0])


def main() -> None:
    """Print the table."""
    title(f"perform: {CHARACTERS:,} characters, 6 speakers, to Ogg/Opus, cold process")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script = folder / "script.txt"
        script.write_text(text(CHARACTERS), encoding="utf-8")
        if shutil.which("espeak-ng") and shutil.which("ffmpeg"):
            loop = ["sh", "-c", shell(folder)]
            ours, baseline = interleaved(lambda: fresh(folder, script), lambda: wall(loop, cwd=folder))
            ratio = ours / baseline
            row(
                "wall against espeak-ng + ffmpeg",
                f"{ours:.2f} s / {baseline:.2f} s = {ratio:.2f}x",
                "at most 0.5x",
                ratio <= 0.5,
            )
        else:
            missing("espeak-ng or ffmpeg")
            ours = median_of(lambda: fresh(folder, script))
        again(folder, script, ours)
        edited(folder)


def again(folder: Path, script: Path, first: float) -> None:
    """The same script once more: nothing is spoken, nothing is mixed."""
    home = folder / "again"
    perform(home, script, folder / "one.ogg")
    made = calls(home)
    second = median_of(lambda: perform(home, script, folder / "two.ogg"))
    ratio = second / first
    row("the same script again, against the first run", f"{second:.2f} s = {ratio:.2f}x", "at most 0.5x", ratio <= 0.5)
    row("provider calls of the second run", str(calls(home) - made), "0", calls(home) == made)


def edited(folder: Path) -> None:
    """One line of twenty changed."""
    home, script = folder / "edited", folder / "twenty.txt"
    twenty = [f"{speaker}: {sentence}" for speaker, sentence in lines(1_600)][:20]
    script.write_text("\n".join(twenty), encoding="utf-8")
    perform(home, script, folder / "a.ogg")
    made = calls(home)
    twenty[10] += " Never again."
    script.write_text("\n".join(twenty), encoding="utf-8")
    perform(home, script, folder / "b.ogg")
    row("one line of twenty changed: provider calls", str(calls(home) - made), "1", calls(home) - made == 1)


if __name__ == "__main__":
    main()
