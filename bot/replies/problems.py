"""What is said about each thing a reader met in a script."""

from __future__ import annotations

from bot.script.codes import Code
from bot.script.model import Problem

_LONGEST = 60  # code points of a quotation

# {about} is what the person wrote, quoted and shortened; a sentence that holds it is only used when there is some.
_SENTENCES: dict[str, str] = {
    Code.EMPTY: "There is no text to read.",
    Code.NOTHING_SPOKEN: "There are no words to speak here, only names, tags or cues.",
    Code.NOT_A_SCRIPT: "This does not look like a script; it can still be read aloud by one narrator.",
    Code.ONE_NARRATOR: "No speaker was found, so one narrator reads everything.",
    Code.NO_WORDS: "There is nothing to say in {about}; it was left out.",
    Code.NARRATOR_READS: "Lines without a name, such as {about}, are read by the narrator; write"
    " `narrator: off` to give them to the speaker above.",
    Code.SPEAKER_GOES_ON: "Lines without a name, such as {about}, go on with the speaker above; write"
    " `narrator: on` to give them to a narrator.",
    Code.PREAMBLE: "{about} stands before the script and was left out.",
    Code.CLOSING: "{about} stands after the script and was left out.",
    Code.CAST_LIST: "The list of characters was left out.",
    Code.DETAIL: "{about} tells about the script and was left out.",
    Code.DIRECTION: "The stage direction {about} was left out.",
    Code.RESIDUE: "{about} was added by the chat program and was left out.",
    Code.COMMAND: "The directive {about} is not known here and was left out.",
    Code.LABEL_TOO_LONG: "{about} is too long for a speaker's name and was read as text.",
    Code.LABEL_REFUSED: "{about} was not taken for a speaker's name and is read aloud as text.",
    Code.UNCLOSED: "{about} is never closed; it was taken to end where the next one begins.",
    Code.MISMATCHED: "{about} closes something that was not open; it was left out.",
    Code.UNSAFE: "Invisible control characters were removed.",
    Code.NO_TURN: "The entry {about} holds no line to speak and was left out.",
}
_UNKNOWN = "Something on this line could not be read."


def problem(met: Problem) -> str:
    """One sentence a person understands; what they wrote is quoted and shortened in it. The line is not in it."""
    about = " ".join(met.about.split())
    if len(about) > _LONGEST:
        about = about[: _LONGEST - 1].rstrip() + "…"
    return _SENTENCES.get(met.code, _UNKNOWN).replace("{about}", f"“{about}”" if about else "this")
