"""What there is to ask for, in words that every platform shows beside its own way of asking."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.replies.lists import Listing


class Ability(StrEnum):
    """What a person can ask for."""

    PASTE = "paste"
    PERFORM = "perform"
    SAY = "say"
    PODCAST = "podcast"
    NARRATE = "narrate"
    REVOICE = "revoice"
    VOICES = "voices"
    CAST = "cast"
    TASKS = "tasks"
    CANCEL = "cancel"
    RETRY = "retry"
    RETAKE = "retake"
    CAPTIONS = "captions"
    TRANSCRIPT = "transcript"
    STAR = "star"
    QUOTA = "quota"
    CREDITS = "credits"
    PRIVACY = "privacy"
    HELP = "help"
    QUIT = "quit"


WHAT: Mapping[Ability, str] = {
    Ability.PASTE: "perform it: you see who speaks with which voice and the price before anything is spent",
    Ability.PERFORM: "perform the script in a file",
    Ability.SAY: "say one line, at will with a voice's name before it",
    Ability.PODCAST: "a podcast about a topic or what is behind a link",
    Ability.NARRATE: "one voice reads a text's file, or what is behind a link",
    Ability.REVOICE: "speak a recording again with another voice",
    Ability.VOICES: "the voices there are, or those that a word fits",
    Ability.CAST: "the voices kept for speakers in this place, to see, to set or to clear",
    Ability.TASKS: "your tasks and where they are",
    Ability.CANCEL: "stop a task",
    Ability.RETRY: "go on with a task; “confirm” pays again for lines that may have been paid",
    Ability.RETAKE: "a new take of one line, or an earlier one by its number, and a new recording",
    Ability.CAPTIONS: "the captions of a recording as a file",
    Ability.TRANSCRIPT: "who said what in a recording",
    Ability.STAR: "mark a recording as the best of its takes",
    Ability.QUOTA: "what you may use and have used",
    Ability.CREDITS: "what the account with a provider has left",
    Ability.PRIVACY: "what is kept about you; to have it, or have it deleted",
    Ability.HELP: "this list",
    Ability.QUIT: "leave",
}


def help_with(written: Mapping[Ability, str]) -> Listing:
    """The list of what there is, each as it is written on a platform; what it lacks is not in its list."""
    return Listing(
        ("Write", "for"), tuple((written[ability], WHAT[ability]) for ability in Ability if ability in written)
    )
