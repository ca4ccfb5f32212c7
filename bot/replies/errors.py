"""What a person is told when something went wrong: reason, advice, and a reference that is in the log."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from bot.errors import Bug, PersonMustMend, TablereadError
from bot.ports.chat import Notice
from bot.replies.amounts import price
from bot.task import Price, SegmentStage, Stage, Task

# code -> (reason, advice). Fields of the error fill the braces; an unknown field is left out, never shown as a brace.
SENTENCES: Mapping[str, tuple[str, str]] = {
    # the script
    "empty_script": ("There is nothing to read: the script is empty.", "Send some lines such as “Adam: Hello.”"),
    "nothing_to_say": (
        "There is nothing to say in this script: it holds only tags, cues or signs.",
        "Add at least one line with words in it.",
    ),
    "script_too_long": (
        "The script has {count} characters; at most {limit} are performed at once.",
        "Send it in several parts.",
    ),
    "label_too_long": (
        "In line {line}, or below it, is a name of {count} characters; a name has at most {limit}.",
        "Shorten it, or put blanks into what is not a name.",
    ),
    "too_many_turns": ("The script has {count} lines; at most {limit} are performed at once.", "Send it in parts."),
    "not_text": (
        "This is not text: it has bytes that no UTF-8 or UTF-16 text has.",
        "Save it as UTF-8 text and send it again.",
    ),
    "script_unreadable": ("The script could not be read.", "Write one line a speaker, such as “Adam: Hello.”"),
    # voices and choices
    "unknown_voice": ("There is no voice “{asked}”.", "The nearest: {nearest}."),
    "unknown_speaker": ("Nobody in this script is called “{asked}”.", "The speakers are: {speakers}."),
    "unknown_provider": ("There is no provider “{asked}”.", "There are: {allowed}."),
    "unknown_format": ("There is no format “{asked}”.", "There are: {allowed}."),
    "unknown_line": ("There is no line {asked}.", "The lines are {allowed}."),
    "unknown_take": ("There is no take {asked} of this line.", "The takes are {allowed}."),
    "bad_cast": ("“{asked}” does not say who speaks with which voice.", "Write it as SPEAKER=VOICE."),
    "language_not_spoken": ("“{asked}” is not a language that can be spoken here.", "There are: {allowed}."),
    "no_voices": ("The provider has no voice that can be used.", "Choose another provider."),
    # allowances
    "quota_day": (
        "This costs {needed} credits and {left} of {limit} are left today for this {whose}.",
        "It grows again at midnight UTC.",
    ),
    "quota_month": (
        "This costs {needed} credits and {left} of {limit} are left this month for this {whose}.",
        "It grows again on the first of the month.",
    ),
    "quota_tasks": (
        "At most {limit} tasks of one {whose} run at once.",
        "Wait until one is done, or cancel one.",
    ),
    # tasks
    "no_such_task": ("There is no task “{task}”.", "“tasks” lists yours."),
    "task_running": ("This task is still being worked on.", "Wait until it is done, or cancel it first."),
    "task_ended": ("This task has already ended.", "A new one can be started with the same script."),
    "task_not_done": ("This task has no recording yet.", "“retry” goes on with it."),
    "audio_gone": (
        "The audio of this recording is gone from the disk.",
        "Put the audio folder back from a back-up, or change a word and perform it anew.",
    ),
    "ask_first": (
        "For {count} of its lines nobody can tell whether they were paid; to send them again costs {price}.",
        "Say “retry” with “--confirm” to pay again, or cancel it.",
    ),
    "not_yours": ("That belongs to somebody else.", "Start your own with the same script."),
    "forget_running": ("Some of your tasks are still being worked on.", "Cancel them, or wait, then ask again."),
    # files
    "file_missing": ("There is no file “{name}”.", ""),
    "file_unreadable": ("The file “{name}” cannot be read.", "Look at its permissions."),
    "folder_missing": ("The folder for “{name}” does not exist.", "Make it first, or name another."),
    "output_is_folder": ("“{name}” is a folder.", "Give the name of a file."),
    "output_readonly": ("“{name}” cannot be written: the folder is read-only.", "Choose another with -o."),
    "output_full": ("There is no room left on the disk for “{name}”.", "Make room, then say “retry {task}”."),
    "output_is_input": ("“{name}” is the script itself, or another file of this performance.", "Choose another name."),
    "output_climbs": ("“{name}” has “..” in it.", "Give the whole path, or a name below this folder."),
    "output_failed": ("“{name}” cannot be written.", "Choose another with -o."),
    # providers
    "provider_busy": ("The provider is busy.", "Try again in a few minutes."),
    "provider_down": ("The provider cannot be reached.", "Nothing was paid. Try again later."),
    "provider_failed": ("The provider could not speak this.", "It says nothing was charged. Try again."),
    "provider_slow": ("The provider has not answered for too long.", "“retry” goes on waiting; nothing is paid twice."),
    "provider_full": ("The provider is busy with other requests of this bot.", "Try again in a few minutes."),
    "provider_plan": (
        "The bot's account with the provider does not include this.",
        "Who runs the bot has been told; another voice may do.",
    ),
    "provider_canceled": (
        "The provider says that this was cancelled there; it may have been paid ({price}).",
        "Say “retry {task} --confirm” to pay again, or cancel it.",
    ),
    "provider_job_lost": (
        "The provider does not know this work any more; it may have been paid ({price}).",
        "Say “retry {task} --confirm” to pay again, or cancel it.",
    ),
    "provider_result_gone": (
        "The provider finished this, but its audio cannot be fetched; it was paid ({price}).",
        "Say “retry {task} --confirm” to pay again, or cancel it.",
    ),
    "not_at_provider": ("The provider has nothing of that name or id any more.", ""),
    "recording_refused": (
        "The provider does not take this recording.",
        "Send a shorter one, as WAV, Ogg, MP3 or FLAC.",
    ),
    "balance_not_told": ("This provider does not tell how many credits are left.", "Its own pages show them."),
    "request_refused": ("The provider does not accept this request.", "Change the words, the voices or the language."),
    "source_too_short": ("That is too short to make something of.", "Write more, or give another link."),
    "source_too_large": ("What is there is too large for the provider.", "Give a shorter text or another link."),
    "source_unreachable": ("The provider cannot read what is behind this link.", "Give another, or paste the text."),
    "source_refused": ("The provider's rules do not allow this.", "Choose another subject."),
    "made_nothing": (
        "The provider could not make this; it does not say whether it was charged.",
        "Look at “credits” before you try again.",
    ),
    "provider_unable": ("The provider {provider} cannot do that.", "Name another; one that can: {allowed}."),
    "no_subject": ("There is nothing to speak about.", "Give a topic, a text or a link."),
    "unknown_mode": ("There is no way “{asked}” of doing this.", "There are: {allowed}."),
    "voices_number": ("{asked} different voices cannot speak in this.", "It takes {allowed}."),
    "voice_language": ("“{asked}” does not speak this language.", "There are: {allowed}."),
    "script_unknown": (
        "This script was asked for before and no answer came: nobody can tell whether it was paid.",
        "Say it again with “--yes” to pay again.",
    ),
    "script_not_written": ("The script is not written yet.", "Wait until it is, then have it spoken."),
    "provider_auth": ("The provider does not accept the bot's key.", "Who runs the bot has been told."),
    "provider_no_credits": ("The account with the provider is empty.", "Who runs the bot has been told."),
    "segment_invalid": ("The provider does not accept line {line}.", "Change it and send the script again."),
    "segment_refused": ("The provider's rules do not allow line {line}.", "Change it and send the script again."),
    "voice_gone": ("A voice of this cast is not there any more.", "Choose another for the speaker."),
    "unknown_outcome": (
        "A request was sent and no answer came: nobody can tell whether it was paid ({price}).",
        "Say “retry {task} --confirm” to pay again, or cancel it.",
    ),
    # links
    "link_refused": ("This address is not one that can be fetched from here.", "Use a public http or https address."),
    "link_too_large": ("What is at this address is too large.", "Use a smaller file."),
    "link_gone": ("There is nothing at this address, or it is not for everybody.", "Look at the address again."),
    "link_down": ("The address cannot be reached.", "Try again later."),
    # sound
    "audio_missing": ("A line's audio is gone from the disk.", "Put the audio folder back from a back-up, then retry."),
    "audio_failed": (
        "The lines could not be joined into one recording.",
        "They are kept: “retry {task}” costs nothing.",
    ),
    "audio_crashed": (
        "The lines could not be joined: it took too long, twice.",
        "They are kept: “retry {task}” is free.",
    ),
    "audio_format": ("This format cannot be written.", "Choose ogg, mp3, m4a, wav or flac."),
    "audio_unwritable": ("The recording could not be written.", "Its lines are kept: “retry {task}” costs nothing."),
    "audio_too_large": ("The recording would be too large for the disk.", "Perform the script in parts."),
    "audio_too_long": ("This is too long to be worked on at once.", "Send it in parts."),
    "audio_memory": ("There was not enough memory to join the lines.", "They are kept: “retry {task}” costs nothing."),
    "audio_rate": ("This file's sample rate is not one that can be read.", "Send 8 to 192 kHz."),
    "audio_channels": ("This file has too many channels.", "Send mono or stereo."),
    "audio_truncated": ("This file is cut: it holds less than it says.", "Send it again."),
    "nothing_to_mix": ("There is no line to make a recording of.", ""),
    "not_audio": ("This file is not audio that can be read.", "Send MP3, Ogg, WAV, FLAC or M4A."),
    "disk_full": ("There is no room left on the disk.", "Make room, then say “retry {task}”: nothing is paid twice."),
    "delivery_failed": ("The recording is made but could not be posted.", "“tasks” fetches it for nothing."),
    # the store
    "store_newer": ("The database was written by a newer version of Tableread.", "Update Tableread, or use that one."),
    "store_corrupt": (
        "The database is damaged. A copy was kept beside it; nothing was overwritten.",
        "Put a back-up in its place, or move it away to begin anew.",
    ),
    "store_readonly": ("The folder “{home}” cannot be written.", "Set TABLEREAD_HOME to one that can."),
    "store_full": ("There is no room left on the disk for the database.", "Make room and try again."),
    "store_busy": ("The database is in use by another process and did not answer.", "Try again."),
    "store_failed": ("The database cannot be used.", "“tableread doctor” says more."),
    "already_running": ("Another bot is running on the same data.", "Stop it first, or set another TABLEREAD_HOME."),
    # settings
    "setting_wrong": ("The setting {setting} is wrong: {allowed}.", ""),
    "no_voice_found": ("No voice is like that.", "“voices” without a filter lists all."),
    "no_platform": (
        "No chat platform has a token.",
        "Set TABLEREAD_DISCORD__TOKEN or TABLEREAD_TELEGRAM__TOKEN, or try “tableread console”.",
    ),
    "not_offered": ("“{asked}” is not offered by {provider}.", "There are: {allowed}."),
    # ours
    "interrupted": ("It was interrupted.", "“retry {task}” goes on; nothing is paid twice."),
    "bug": ("Something went wrong on our side.", "Tell who runs the bot, with the reference."),
}


# Characters of a field that are shown: what a person wrote may be anything; lists of ours are read to the end.
_PERSONS, _OURS = 80, 400


class _Fill(Formatter):
    """Fills braces; what is not known becomes a dash."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        """The field as people read it: lists with commas, long ones cut."""
        value = kwargs.get(str(key))
        if value is None:
            return "–"
        if isinstance(value, (tuple, list, frozenset)):
            words = [str(word) for word in value]
            return ", ".join(words[:40]) + (" …" if len(words) > 40 else "") if words else "none"
        text = str(value)
        most = _PERSONS if key in {"asked", "name", "task"} else _OURS
        return text if len(text) <= most else text[: most - 1] + "…"


_fill = _Fill()


def sentence(code: str, fields: Mapping[str, object]) -> tuple[str, str]:
    """The reason and the advice for a code; a code that has no sentence is told as a bug."""
    reason, advice = SENTENCES.get(code, SENTENCES["bug"])
    filled = dict(fields)
    if isinstance(turn := filled.get("turn"), int):
        filled.setdefault("line", turn + 1)
    return _fill.vformat(reason, (), filled), _fill.vformat(advice, (), filled)


def explain(error: TablereadError, *, reference: str = "", **more: object) -> Notice:
    """An error as a notice. What a person can mend needs no reference."""
    reason, advice = sentence(error.code, {**error.fields, **more})
    return Notice(reason, advice, "" if isinstance(error, PersonMustMend) else reference)


def unexpected(reference: str) -> Notice:
    """The notice for an exception that nobody foresaw."""
    return explain(Bug("bug"), reference=reference)


def ended(task: Task) -> Notice:
    """How a task ended that is not done: from what the store says of it, so that it can be told after a restart."""
    code, _, line = task.error.partition(":")
    if task.stage is Stage.CANCELLED:
        return Notice(f"Task {task.id} is cancelled.", "What was paid is kept and never paid again.")
    unknown = [state.segment.price for state in task.segments if state.stage is SegmentStage.UNKNOWN]
    name = task.order.output.rpartition("/")[2]
    fields = {
        "name": name or None,
        "task": task.id,
        "price": price(Price.total(unknown)),
        "count": len(unknown),
        "line": line or None,
    }
    reason, advice = sentence(code or "bug", fields)
    return Notice(reason, advice, task.reference)
