"""What is said in a conversation: how to begin, what happens next, and the answers to what was asked."""

from __future__ import annotations

from bot.ports.chat import Notice
from bot.task import Stage, Task

UNTITLED = "Untitled"
MORE_LINES = "{count} more; “all” shows every one"
MORE_PARTS = "and {count} more"

WELCOME = Notice("Paste a script, and end it with an empty line.", "“help” tells what else there is.")
NO_SHEET = Notice("No cast sheet is waiting for that.", "Paste a script first.")
SHEET_WORDS = Notice("Say Go, Recast, Edit or Cancel.", "The first letter is enough.")
SHEET_LEFT = Notice("Nothing was performed and nothing spent: nobody said Go.")
NEW_VOICES = Notice(
    "Who speaks with which voice?", "Write SPEAKER=VOICE, several with commas; nothing leaves it as it is."
)
CORRECTED = Notice("This is the script as it was read.", "Send it again as it should be; nothing leaves it as it is.")
UNCHANGED = Notice("It stays as it was.")
CLEARED = Notice("The cast of this place is empty.")
FORGET_ASK = Notice(
    "This deletes all your tasks, scripts and recordings here.", "Say “forget” to do it; anything else keeps them."
)
NOT_FORGOTTEN = Notice("Nothing was deleted.")
PRIVACY = Notice(
    "Kept here: your scripts, what was made of them, and what it cost, until you have them deleted."
    " What you write is sent to the speech provider that performs it, and is never in the log.",
    "“privacy export” gives you all of it, “privacy forget” deletes it.",
)


def offered(cost: str) -> Notice:
    """What something costs that is made as soon as the person says so."""
    return Notice(f"This costs {cost}.", "Say Go; anything else spends nothing.")


def queued(task: Task, ahead: int) -> Notice:
    """A task was taken on."""
    place = f", with {ahead} before it" if ahead else ""
    return Notice(
        f"Task {task.id} is {'being worked on' if task.stage is not Stage.QUEUED else f'in the queue{place}'}."
    )


def cancelled(task: Task) -> Notice:
    """What a cancel did: the task has ended, or stops as soon as its worker sees it."""
    if task.stage is Stage.CANCELLED:
        return Notice(f"Task {task.id} is cancelled.", "What was paid is kept and never paid again.")
    return Notice(f"Task {task.id} stops as soon as what has been sent is back.")


def kept(speaker: str, voice: str) -> Notice:
    """A voice was kept for a speaker."""
    return Notice(f"{speaker} speaks with {voice} here from now on.")


def cleared(speaker: str, count: int) -> Notice:
    """The kept voice of a speaker was forgotten, if there was one."""
    return Notice(f"No voice is kept for {speaker} any more." if count else f"No voice was kept for {speaker}.")


def starred(task: str) -> Notice:
    """A recording was marked as the best."""
    return Notice(f"Task {task} has your star.")


def written(name: str) -> Notice:
    """A file was written where the person asked for it."""
    return Notice(f"Written to {name}.")


def forgotten(files: int) -> Notice:
    """All of a person's data is gone."""
    return Notice(f"Forgotten; {files} audio {'file' if files == 1 else 'files'} deleted.")


def usage(words: str) -> Notice:
    """How a command is written that was written otherwise."""
    return Notice("That is not how it is written.", f"Write: {words}")


def left_running(count: int) -> Notice:
    """Tasks that were still being worked on when the conversation ended."""
    tasks = "1 task goes" if count == 1 else f"{count} tasks go"
    return Notice(f"{tasks} on when the bot is started again; nothing is paid twice.")


def waiting_for(count: int) -> Notice:
    """Tasks that are waited for before the conversation ends."""
    return Notice(f"Waiting for {'1 task' if count == 1 else f'{count} tasks'}.")
