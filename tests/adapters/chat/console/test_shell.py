import asyncio
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.providers.tone import ToneOptions
from bot.errors import ProviderAuth, StoreUnusable
from bot.ports.chat import Attachment, Card
from bot.task import Stage

PRICED = ToneOptions(credits_per_char=1)
SKIT = ("Ada: Did you hear?", "Ben: [sad] Tell me everything.")


def files():
    return sorted(path.name for path in Path.cwd().iterdir())


async def test_a_pasted_script_is_shown_performed_after_go_and_comes_out_as_a_file(conversation):
    talk = conversation()
    text = await talk.talk("# The News", *SKIT, "", "go")
    assert re.search(r"Ada +\S+ .* 1 +Did you hear\?", text)
    assert "[Go]  [Recast]  [Edit]  [Cancel]" in text
    assert re.search(r"✓ .*\.ogg", text)
    assert "-16.0 LUFS" in text
    assert len(files()) == 1
    assert (await talk.tasks())[0].stage is Stage.DONE


async def test_cues_are_seen_for_what_they_are(conversation):
    text = await conversation().talk("Ada: Hello.", "[pause 2s]", "[sound: door slams]", "Ben: Who is it?", "", "c")
    assert re.search(r"^ +·· +pause of 2 s$", text, re.MULTILINE)
    assert re.search(r"^ +·· +sound: door slams \(not played\)$", text, re.MULTILINE)
    assert "Note: The sound “door slams” is not played." in text


async def test_a_free_text_of_one_voice_goes_straight_on(conversation):
    text = await conversation().talk("It was a dark and stormy night.", "")
    assert "[Go]" not in text
    assert files() == ["recording.ogg"]


async def test_a_text_that_costs_is_shown_first(conversation):
    text = await conversation(PRICED).talk("It was a dark and stormy night.", "", "c")
    assert "31 credits" in text
    assert files() == []


async def test_a_text_that_is_hardly_a_script_is_shown_first_although_it_is_free(conversation):
    announcement = "Big sale: visit https://example.org now!\nDate: 5 May\nPrice: 10\nPlease bring friends."
    text = await conversation().talk(announcement, "", "c")
    assert ("WRONG?" in text) == ("[Go]" in text)


async def test_the_end_of_the_input_ends_a_paste_and_spends_nothing(conversation):
    talk = conversation(PRICED)
    text = await talk.talk(*SKIT, ended="")
    assert "Tell me everything." in text
    assert "nobody said Go" in text
    assert await talk.tasks() == []
    assert files() == []


async def test_a_voice_chosen_by_another_name_of_a_speaker_stays_through_an_edit(conversation):
    talk = conversation()
    Path("play.fountain").write_text(
        "INT. SHIP - DAY\n\nCAPTAIN (V.O.)\nWho?\n\nADA\nMe.\n\nCAPTAIN\nI see.\n", encoding="utf-8"
    )
    await talk.talk("perform play.fountain", "r captain=Gong", "narrator on", "narrator off", "go")
    (task,) = await talk.tasks()
    assert ("CAPTAIN", "Gong") in [(speaker, name) for speaker, _, name in task.order.voices]


async def test_nothing_said_is_no_conversation(conversation):
    assert "Paste a script" in await conversation().talk("", "", ended="")


async def test_cancel_ends_the_draft_and_spends_nothing(conversation):
    talk = conversation(PRICED)
    text = await talk.talk(*SKIT, "", "cancel")
    assert "is cancelled" in text
    assert talk.bot.tone.paid == []


async def test_recast_names_the_nearest_voices_and_takes_several_pairs(conversation):
    talk = conversation()
    text = await talk.talk(*SKIT, "", "r Ada=Chello", "recast Nobody=Cello", "r", "Ada=Cello; Ben=gong", "r", "", "g")
    assert "There is no voice “Chello”. The nearest: Cello" in text
    assert re.search("Nobody in this script is called “[Nn]obody”. The speakers are: Ada, Ben.", text)
    assert "Write SPEAKER=VOICE" in text
    assert "It stays as it was." in text
    (task,) = await talk.tasks()
    assert [name for _, _, name in task.order.voices] == ["Cello", "Gong"]


async def test_what_is_no_pair_is_said(conversation):
    assert "“Ada to Cello” does not say who" in await conversation().talk(*SKIT, "", "r Ada to Cello", "c")


async def test_edit_shows_the_script_and_takes_the_corrected_one_with_the_voices_chosen_by_hand(conversation):
    talk = conversation()
    text = await talk.talk(
        *SKIT, "", "r Ada=Cello, Ben=Gong", "e", "Ada: Did you see?", "Cy: No.", "Ada: Good.", "", "go"
    )
    assert "Ben: [sad] Tell me everything." in text
    (task,) = await talk.tasks()
    assert [turn.text for turn in task.order.script.turns] == ["Did you see?", "No.", "Good."]
    cast = {speaker: name for speaker, _, name in task.order.voices}
    assert cast["Ada"] == "Cello"
    assert set(cast) == {"Ada", "Cy"}


@pytest.mark.parametrize("answer", [["e", "", "go"], ["e"]])
async def test_nothing_sent_to_edit_leaves_the_script(conversation, answer):
    assert "It stays as it was." in await conversation().talk(*SKIT, "", *answer, ended="")


async def test_a_correction_with_nothing_to_say_leaves_the_sheet(conversation):
    talk = conversation()
    text = await talk.talk(*SKIT, "", "e", "[pause 2s]", "", "g")
    assert "nothing to say" in text
    assert len((await talk.tasks())[0].order.script.turns) == 2


async def test_narrator_on_and_off_reads_the_same_text_otherwise(conversation):
    talk = conversation()
    lines = ("Ada: Hello there.", "The door opens.", "Ben: Hi.")
    text = await talk.talk(*lines, "", "narrator on", "narrator off", "narrator on", "go")
    assert "(Narrator)" in text
    (task,) = await talk.tasks()
    assert task.order.script.narrated
    assert text.count("[Go]") == 4


async def test_all_shows_every_line_of_a_long_script(conversation):
    lines = [f"Ada: Sentence {n}." for n in range(1, 61)] + ["Ben: Stop."]
    text = await conversation().talk(*lines, "", "all", "c")
    assert text.count("Sentence 30.") == 1
    assert "25 more; “all” shows every one" in text


async def test_at_the_sheet_other_commands_still_work_and_nonsense_is_answered(conversation):
    text = await conversation().talk(*SKIT, "", "voices gong", "hm", "", "say hello", "/tasks", "cancel zz", "c")
    assert re.search(r"Gong +(fe)?male", text)
    assert text.count("Say Go, Recast, Edit or Cancel.") == 2
    assert "No tasks yet." in text
    assert "There is no task “zz”." in text


async def test_quit_at_the_sheet_leaves(conversation):
    talk = conversation()
    text = await talk.talk(*SKIT, "", "quit", "go")
    assert "nobody said Go" not in text
    assert await talk.tasks() == []


async def test_go_without_a_sheet_is_no_script(conversation):
    text = await conversation().talk("go", "Cancel")
    assert text.count("No cast sheet is waiting") == 1
    assert "Write: cancel TASK" in text


async def test_a_file_is_performed_under_its_own_name_and_no_file_is_overwritten(conversation):
    talk = conversation()
    Path("my skit.txt").write_text("\n".join(SKIT), encoding="utf-8")
    Path("my skit.ogg").write_text("somebody's", encoding="utf-8")
    await talk.talk("perform 'my skit.txt'", "go", "perform my skit.txt", "narrator off", "go")
    assert files() == ["my skit-2.ogg", "my skit-3.ogg", "my skit.ogg", "my skit.txt"]
    assert Path("my skit.ogg").read_text(encoding="utf-8") == "somebody's"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("perform no.txt", "There is no file “no.txt”."),
        ("perform .", "cannot be read"),
        ("perform a\0b", "cannot be read"),
        ("perform bytes.bin", "This is not text"),
        ("perform large.txt", "at most"),
        ("perform empty.txt", "nothing to say"),
        ("perform", "Write: perform FILE"),
        ("cancel zz", "There is no task “zz”."),
        ("retry zz", "There is no task “zz”."),
        ("retry zz now", "Write: retry TASK [confirm]"),
        ("retake zz 1", "There is no task “zz”."),
        ("retake zz one", "Write: retake TASK LINE [TAKE]"),
        ("retake zz", "Write: retake TASK LINE [TAKE]"),
        ("captions zz doc", "Write: captions TASK [srt|vtt]"),
        ("captions zz", "There is no task “zz”."),
        ("transcript zz", "There is no task “zz”."),
        ("star zz", "There is no task “zz”."),
        ("cast Ada=Chello", "There is no voice “Chello”."),
        ("cast Ada", "does not say who speaks"),
        ("privacy please", "Write: privacy"),
        ("voices zzz", "No voice fits."),
    ],
)
async def test_what_cannot_be_done_is_said_in_words(conversation, line, said):
    talk = conversation()
    Path("bytes.bin").write_bytes(bytes(range(256)))
    Path("empty.txt").write_text("\n\n", encoding="utf-8")
    with Path("large.txt").open("wb") as file:
        file.truncate(2_000_000)
    text = await talk.talk(line, "tasks")
    assert said in text
    assert "No tasks yet." in text, "the conversation goes on"
    assert "Traceback" not in text


async def test_say_speaks_one_line_with_colons_and_all(conversation):
    talk = conversation()
    await talk.talk("say [sad] Remember: buy milk")
    (task,) = await talk.tasks()
    (turn,) = task.order.script.turns
    assert (turn.speaker, turn.text, [tag.name for tag in turn.tags]) == (None, "Remember: buy milk", ["sad"])
    assert files() == ["line.ogg"]


async def test_say_takes_a_voice_before_a_colon(conversation):
    talk = conversation()
    await talk.talk("say gong: dinner: is ready")
    (task,) = await talk.tasks()
    assert task.order.script.turns[0].text == "dinner: is ready"
    assert task.order.voices == ((None, "gong", "Gong"),)


async def test_a_cast_is_kept_for_the_place_used_and_cleared(conversation):
    talk = conversation()
    text = await talk.talk(
        "cast",
        "cast Ada=Cello, Ben=gong",
        "cast",
        *SKIT,
        "",
        "c",
        "cast clear Ada",
        "cast clear Ada",
        "cast clear",
        "cast",
    )
    assert text.count("No cast is kept for this place yet.") == 2
    assert "Ben speaks with Gong here from now on." in text
    assert re.search(r"^ada +Cello$", text, re.MULTILINE)
    assert re.search(r"^ Ada +Cello", text, re.MULTILINE)
    assert "No voice is kept for Ada any more." in text
    assert "No voice was kept for Ada." in text
    assert "The cast of this place is empty." in text


async def test_help_tells_how_each_thing_is_written(conversation):
    text = await conversation().talk("help")
    for words in ("perform FILE", "retake TASK LINE [TAKE]", "privacy [export [FILE] | forget]", "quit"):
        assert words in text


async def test_a_recording_has_captions_a_transcript_a_star_and_retakes(conversation):
    talk = conversation()
    first = await talk.talk("# Skit", *SKIT, "", "go")
    task = re.search(r"Task (\w+) is in the queue", first)[1]
    text = await talk.talk(
        f"captions {task}", f"captions {task} vtt", f"transcript {task}", f"star {task}", f"retake {task} 2"
    )
    assert "Written to" in text
    assert "Ben: Tell me everything." in text
    assert "has your star" in text
    endings = sorted(Path(name).suffix for name in files())
    assert endings == [".ogg", ".ogg", ".srt", ".vtt"]
    retaken = (await talk.tasks())[0]
    assert dict(retaken.order.takes) == {1: 2}
    back = await talk.talk(f"retake {retaken.id} 2 1", f"retake {task} 9", f"retake {task} 2 7", f"cancel {task}")
    assert "There is no line 9." in back
    assert len([name for name in files() if name.endswith(".ogg")]) == 3
    assert (await talk.tasks())[0].order.takes == ()


async def test_quota_shows_what_was_used_and_that_nothing_binds_the_operator(conversation):
    text = await conversation(PRICED).talk(*SKIT, "", "go", "quota")
    assert re.search(r"Today +", text)
    assert "you run this bot" in text


async def test_people_have_their_data_and_have_it_deleted(conversation):
    talk = conversation()
    await talk.talk("say hello")
    text = await talk.talk("privacy", "privacy export", "privacy export mine.json", "privacy forget", "no", "tasks")
    assert "privacy forget" in text
    assert {"tableread-export.json", "mine.json"} <= set(files())
    assert "hello" in Path("mine.json").read_text(encoding="utf-8")
    assert "Nothing was deleted." in text
    text = await talk.talk("privacy forget", "forget", "tasks", "privacy forget", ended="")
    assert "Forgotten; " in text
    assert "No tasks yet." in text
    assert "Nothing was deleted." in text


async def test_two_tasks_run_at_once_and_a_running_one_is_cancelled(conversation):
    talk = conversation(replace(PRICED, delay=0.05, concurrency=1, credits_per_char=0))
    async with talk.live() as say:
        for line in (*(f"Ada: Line {n}." for n in range(30)), "Ben: Two.", "", "go"):
            say(line)
        await talk.until("is in the queue")
        first = re.search(r"Task (\w+) is in the queue", talk.text)[1]
        say("say hello there")
        await talk.until(f"{first}  speaking")
        say("tasks")
        await talk.until("Asked for")
        say(f"cancel {first}")
        await talk.until(f"Task {first} is cancelled")
        await talk.until("✓")
    stages = [task.stage for task in await talk.tasks()]
    assert stages == [Stage.DONE, Stage.CANCELLED]
    assert files() == ["line.ogg"]


async def test_a_task_that_has_ended_is_not_cancelled_again(conversation):
    talk = conversation()
    first = await talk.talk("say hello")
    task = re.search(r"Task (\w+) is", first)[1]
    text = await talk.talk(f"cancel {task}", f"retry {task}")
    assert text.count("already ended") == 2


async def test_a_task_that_nobody_works_on_yet_is_cancelled_at_once_and_not_waited_for(conversation):
    talk = conversation()
    said = io.StringIO("\n".join((*SKIT, "", "go", "tasks", "cancel t1", "captions t1")) + "\n")
    assert await talk.shell.run(said, talk.out) == 0
    assert re.search(r"^t1 .* in the queue ", talk.text, re.MULTILINE)
    assert "Task t1 is cancelled." in talk.text
    assert "has no recording yet" in talk.text
    assert "Waiting" not in talk.text


async def test_what_is_finished_after_quit_is_told_and_overwrites_nothing(conversation):
    talk = conversation()
    Path("line.ogg").write_text("somebody's", encoding="utf-8")
    await talk.talk("quit")
    (Path.cwd() / "promised.ogg").write_text("somebody's", encoding="utf-8")
    sheet = await talk.bot.order("Ada: Hello.", place=talk.place, person=talk.person)
    sheet = replace(sheet, order=replace(sheet.order, output=str(Path.cwd() / "promised.ogg")))
    blob = await talk.bot.blobs.put(b"sound")
    card = Card(task=sheet.id, title="", cast=(), length="0:01", cost="free", made_by="x", warnings=())
    await talk.console.deliver(sheet, [Attachment(talk.bot.blobs.path(blob), "x.ogg")], card, "d")
    assert Path("promised.ogg").read_text(encoding="utf-8") == "somebody's"
    assert "✓ promised-2.ogg" in talk.text


async def test_quit_leaves_running_tasks_for_the_next_time(conversation):
    talk = conversation(ToneOptions(credits_per_char=0, delay=0.02, concurrency=1))
    text = await talk.talk(*(f"Ada: Line {n}." for n in range(20)), "Ben: End.", "", "go", "quit")
    assert "1 task goes on when the bot is started again" in text
    (task,) = await talk.tasks()
    assert task.stage is Stage.QUEUED
    assert files() == []


async def test_the_end_of_the_input_waits_for_what_was_asked(conversation):
    talk = conversation(ToneOptions(credits_per_char=0, delay=0.01))
    text = await talk.talk(*SKIT, "", "go", "say one more")
    assert "Waiting for 2 tasks." in text
    assert len(files()) == 2


async def test_a_task_that_fails_is_told_with_a_reference_and_can_be_retried(conversation):
    talk = conversation(ToneOptions(credits_per_char=0, failures={1: ProviderAuth("provider_auth")}))
    text = await talk.talk(*SKIT, "", "go")
    assert re.search(r"does not accept the bot's key\. .*\(reference R\d+\)", text)
    (task,) = await talk.tasks()
    talk.bot.tone.options = ToneOptions(credits_per_char=0)
    text = await talk.talk(f"retry {task.id} confirm")
    assert "✓" in text


async def test_what_is_the_operators_to_mend_gets_a_reference_that_is_in_the_log(conversation, caplog):
    talk = conversation()

    async def refuse():
        raise ProviderAuth("provider_auth")

    talk.bot.tone.voices = refuse
    text = await talk.talk("voices")
    reference = re.search(r"\(reference (R\d+)\)", text)[1]
    assert any(getattr(record, "reference", "") == reference for record in caplog.records)


async def test_whatever_breaks_is_said_without_a_traceback_and_the_conversation_goes_on(conversation, caplog):
    talk = conversation()

    async def break_down():
        raise RuntimeError("secret words")

    talk.bot.tone.voices = break_down
    text = await talk.talk("voices", "tasks")
    assert "Something went wrong on our side." in text
    assert "No tasks yet." in text
    assert "secret" not in text + caplog.text


async def test_nobody_reading_any_more_ends_the_conversation(conversation):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    talk = conversation()
    assert await talk.shell.run(io.StringIO("tasks\n" * 5), Gone()) == 0


async def test_hostile_words_come_back_harmless(conversation):
    lines = (
        "Ada: \x1b[2Jhello \u202eevil [/bold]",
        "Ben: \x07\x9b1A well",
        "",
        "perform \x1b[2J",
        "r Ada=\x1b[2J",
        "c",
    )
    text = await conversation().talk(*lines, "perform \x1b[2J", "cancel \x1b[2J", "cast a\x1b[2J=b")
    assert "hello" in text
    assert all(char == "\n" or char.isprintable() for char in text)


async def test_a_task_whose_end_nobody_told_is_found_in_the_store(conversation):
    talk = conversation()

    class Other(io.StringIO):
        """Another process cancels the task while this one waits for it."""

        def write(self, text):
            if "Waiting for 1 task" in text:
                cancelling.append(asyncio.ensure_future(talk.bot.service.tending.cancel("t1", talk.person)))
            return super().write(text)

    cancelling = []
    assert await talk.shell.run(io.StringIO("\n".join((*SKIT, "", "go")) + "\n"), Other()) == 0
    assert (await cancelling[0]).stage is Stage.CANCELLED


async def test_a_store_that_fails_while_it_is_waited_for_is_said(conversation):
    talk = conversation()

    async def fail(task):
        raise StoreUnusable("store_failed")

    class Other(io.StringIO):
        def write(self, text):
            if "Waiting for 1 task" in text:
                talk.bot.store.tasks.get = fail
            return super().write(text)

    out = Other()
    assert await talk.shell.run(io.StringIO("say hello\n"), out) == 0
    assert "The database cannot be used." in out.getvalue()


async def test_credits_of_a_provider_that_does_not_tell_and_of_one_that_is_not_there(conversation):
    text = await conversation().talk("credits", "credits nobody")
    assert "tone does not tell how many credits are left." in text
    assert "There is no provider “nobody”. There are: tone." in text
