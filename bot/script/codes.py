"""The codes of what a reader can meet on a line; each has its sentence in `bot.replies`."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What was met. The comment says what became of it."""

    EMPTY = "empty_script"  # error: there is no text at all
    NOTHING_SPOKEN = "nothing_spoken"  # error: tags and cues, but no words
    NOT_A_SCRIPT = "not_a_script"  # error: read as one narrator, though nobody is likely to want that
    ONE_NARRATOR = "one_narrator"  # nobody is named: one narrator reads it
    NO_WORDS = "no_words"  # a line with nothing to say (emoji, tags alone): left out
    NARRATOR_READS = "narrator_reads"  # lines without a name go to the narrator
    SPEAKER_GOES_ON = "speaker_goes_on"  # lines without a name go on with the speaker above
    PREAMBLE = "preamble"  # words before the script: left out
    CLOSING = "closing"  # words after the script: left out
    CAST_LIST = "cast_list"  # who is who: left out
    DETAIL = "detail"  # `Setting: ...`, `Author: ...`: left out
    DIRECTION = "direction"  # a stage direction: left out
    RESIDUE = "residue"  # what a chat program added: left out
    COMMAND = "command"  # a directive of another tool: left out
    LABEL_TOO_LONG = "label_too_long"  # too long for a name: read as text
    LABEL_REFUSED = "label_refused"  # looks like a speaker's name but is taken for none: read as text
    UNCLOSED = "unclosed"  # markup that is never closed
    MISMATCHED = "mismatched"  # markup closed by another name than it was opened with
    UNSAFE = "unsafe_characters"  # control characters, lone surrogates, text-direction marks: removed
    NO_TURN = "no_turn"  # error: an entry of a JSON list that holds no line
