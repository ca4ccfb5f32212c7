"""Script, cast and limits -> segments and their price."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cast import Voice
from bot.errors import ScriptRefused, UnknownChoice
from bot.plan import Limits, Plan, Terms, plan
from bot.plan.cutting import speakable
from bot.script.model import Heading, Item, Pause, Script, Sound, Tag, Turn
from bot.task import Price, PriceKind, Segment

VOICES = {name: Voice(f"v-{name}", str(name), "tone") for name in (None, *"ABCDEFGH")}


def suit(tags, known, *, any_tag):
    """As `bot.script.tags.suited`: kept with canonical names, and the names that were dropped."""
    kept = tuple(tag for tag in tags if any_tag or tag.name in known)
    return kept, tuple(tag.name for tag in tags if tag not in kept)


def by_the_character(segment: Segment) -> Price:
    return Price(segment.characters)


def planned(items: list[Item], limits: Limits | None = None, *, takes=None, **terms) -> Plan:
    given_terms = {"provider": "tone", "limits": limits or Limits(), "price": by_the_character, "suit": suit, **terms}
    return plan(Script(tuple(items), "colon"), VOICES, Terms(**given_terms), takes=takes)


def texts(result: Plan) -> list[list[str]]:
    return [[line.text for line in segment.lines] for segment in result.segments]


def by_script(**limits) -> Limits:
    return Limits(granularity="script", **limits)


def chatter(count: int, words: int = 10) -> list[Item]:
    return [Turn("ABCDEFGH"[number % 3], f"line {number} " + "word " * words) for number in range(count)]


# --- segments -------------------------------------------------------------------------------------------------


def test_by_line_each_turn_is_a_segment_with_its_voice_in_the_order_of_the_script():
    result = planned([Turn("A", "One."), Pause(1), Turn(None, "Two."), Heading("INT."), Turn("A", "Three.")])
    assert texts(result) == [["One."], ["Two."], ["Three."]]
    assert [(segment.index, segment.lines[0].turn) for segment in result.segments] == [(0, 0), (1, 1), (2, 2)]
    assert [segment.lines[0].voice for segment in result.segments] == ["v-A", "v-None", "v-A"]
    assert result.segments[1].lines[0].speaker is None


def test_a_segment_carries_all_that_its_takes_key_is_made_of():
    result = planned(
        [Turn("A", "One."), Turn("B", "Two.")],
        by_script(model="m1"),
        language="en-gb",
        settings=(("speed", "2"),),
        takes={1: 3},
    )
    (segment,) = result.segments
    assert (segment.provider, segment.model, segment.language) == ("tone", "m1", "en-gb")
    assert segment.settings == (("speed", "2"),)
    assert [line.take for line in segment.lines] == [1, 3]


def test_by_script_turns_share_a_segment_until_a_pause_whatever_else_stands_between():
    items = [Turn("A", "One."), Sound("door"), Turn("B", "Two."), Heading("x"), Pause(2), Pause(1), Turn("A", "Three.")]
    assert texts(planned(items, by_script())) == [["One.", "Two."], ["Three."]]


def test_by_script_no_segment_has_more_characters_or_voices_than_the_provider_takes():
    items = [Turn(name, "word " * 9 + "end.") for name in "ABCDEFGH" * 5]
    result = planned(items, by_script(max_chars=240, max_voices=4))
    assert all(segment.characters <= 240 for segment in result.segments)
    assert all(len({line.voice for line in segment.lines}) <= 4 for segment in result.segments)
    assert sum(len(segment.lines) for segment in result.segments) == 40


def test_a_script_that_fits_is_one_segment_and_one_that_does_not_is_cut_between_turns_into_few():
    fits = planned(chatter(40), by_script(max_chars=5000))
    assert len(fits.segments) == 1
    long = planned(chatter(200), by_script(max_chars=5000))
    assert long.segments[0].characters > 3500
    characters = sum(segment.characters for segment in long.segments)
    assert len(long.segments) <= 1 + characters / (0.75 * 5000)
    assert long.warnings == ()


def test_a_small_edit_early_in_a_long_script_pays_for_one_segment_in_nearly_all_cases():
    limits = by_script(max_chars=1000)
    items = chatter(120, words=5)
    before = {segment.key for segment in planned(items, limits).segments}
    anew = []
    for number in range(20):
        turn = items[number]
        edited = [*items[:number], Turn(turn.speaker, turn.text + "indeed"), *items[number + 1 :]]
        anew.append(len({segment.key for segment in planned(edited, limits).segments} - before))
    assert sorted(anew)[10] == 1
    assert sum(anew) <= 2 * len(anew)


# --- long turns -----------------------------------------------------------------------------------------------


def test_a_turn_too_long_for_a_line_is_cut_at_sentence_ends_and_its_pieces_stay_together_if_they_can():
    items = [Turn("A", "First one here. Second one here. Third.", line=4), Turn("B", "Hello.")]
    result = planned(items, by_script(max_line_chars=20, max_chars=100))
    assert texts(result) == [["First one here.", "Second one here.", "Third.", "Hello."]]
    assert [line.turn for line in result.segments[0].lines] == [0, 0, 0, 1]
    assert result.warnings == (("turn_cut", "4"),)
    assert texts(planned(items, Limits(max_line_chars=20)))[0] == ["First one here."]


def test_a_turn_too_long_for_a_segment_is_cut_and_no_other_is():
    items = [Turn("B", "Hi."), Turn("A", "First one here. Second one here. Third."), Turn("B", "Hello there friend.")]
    result = planned(items, by_script(max_chars=20))
    assert [line.text for segment in result.segments for line in segment.lines] == [
        "Hi.",
        "First one here.",
        "Second one here.",
        "Third.",
        "Hello there friend.",
    ]
    assert all(segment.characters <= 20 for segment in result.segments)


def test_the_pieces_of_a_turn_that_fits_a_segment_are_not_parted_to_fill_the_one_before():
    items = [Turn("B", "word " * 5), Turn("A", "First one here. Second one here.")]
    result = planned(items, by_script(max_line_chars=20, max_chars=40))
    assert [len(segment.lines) for segment in result.segments][-1] == 2


def test_tags_of_a_cut_turn_go_to_the_piece_they_stand_in():
    text = "First one here. Second one here. Third."
    tags = (Tag("excited", 0), Tag("sad", 6), Tag("whispers", 15), Tag("laughs", 16), Tag("sighs", len(text)))
    result = planned([Turn("A", text, tags)], Limits(max_line_chars=20, any_tag=True))
    assert [segment.lines[0].tags for segment in result.segments] == [
        (Tag("excited", 0), Tag("sad", 6)),
        (Tag("whispers", 0), Tag("laughs", 0)),
        (Tag("sighs", 6),),
    ]


def test_the_space_around_a_turn_is_not_spoken_and_its_tags_move_with_it():
    result = planned([Turn("A", "  Hello.  ", (Tag("sad", 0), Tag("laughs", 10)))], Limits(any_tag=True))
    assert result.segments[0].lines[0].text == "Hello."
    assert result.segments[0].lines[0].tags == (Tag("sad", 0), Tag("laughs", 6))


def test_tags_the_provider_lacks_are_dropped_and_said_once_each():
    tags = (Tag("sad"), Tag("odd"))
    result = planned([Turn("A", "One.", tags), Turn("B", "Two.", tags)], Limits(tags=frozenset({"sad"})))
    assert [segment.lines[0].tags for segment in result.segments] == [(Tag("sad"),)] * 2
    assert result.warnings == (("tag_dropped", "odd"),)


# --- what is refused or left out ------------------------------------------------------------------------------


def test_a_turn_with_nothing_to_say_is_left_out_and_said_and_the_numbers_of_others_stay():
    for limits in (Limits(), by_script()):
        result = planned([Turn("A", "...", line=1), Turn("B", "Yes."), Turn("A", "😀", line=3)], limits)
        assert texts(result) == [["Yes."]]
        assert result.segments[0].lines[0].turn == 1
        assert result.warnings == (("turn_not_spoken", "1"), ("turn_not_spoken", "3"))


@pytest.mark.parametrize("items", [[], [Pause(1)], [Turn("A", "—")], [Turn("A", ""), Sound("bang")]])
def test_a_script_with_nothing_to_say_is_refused(items):
    for limits in (Limits(), by_script(max_chars=10)):
        with pytest.raises(ScriptRefused, match="nothing_to_say"):
            planned(items, limits)


def test_a_language_the_provider_does_not_speak_is_refused_with_those_it_does():
    limits = Limits(languages=frozenset({"fr", "en-us"}))
    with pytest.raises(UnknownChoice, match="language_not_spoken") as caught:
        planned([Turn("A", "Hei.")], limits, language="fi")
    assert caught.value.fields == {"asked": "fi", "allowed": ("en-us", "fr")}


@pytest.mark.parametrize("language", ["", "en", "en-GB", "FR_ca"])
def test_another_region_of_a_spoken_language_or_none_at_all_is_fine(language):
    limits = Limits(languages=frozenset({"fr", "en-us"}))
    assert planned([Turn("A", "Hi.")], limits, language=language).segments[0].language == language


# --- price and length -----------------------------------------------------------------------------------------


def test_the_price_is_the_sum_and_as_sure_as_its_least_sure_part():
    kinds = {"One.": PriceKind.EXACT, "Two.": PriceKind.ESTIMATE, "Three.": PriceKind.UNKNOWN}

    def price(segment: Segment) -> Price:
        return Price(7, kinds[segment.lines[0].text])

    items = [Turn("A", text) for text in kinds]
    assert planned(items, price=price).price == Price(21, PriceKind.UNKNOWN)
    assert planned(items[:2], price=price).price == Price(14, PriceKind.ESTIMATE)
    assert planned(items[:1], price=price).price == Price(7, PriceKind.EXACT)
    assert [segment.price.kind for segment in planned(items, price=price).segments] == list(kinds.values())


def test_the_length_is_estimated_from_the_script_of_the_words_and_the_pauses():
    assert planned([Turn("A", "x" * 150)]).seconds == pytest.approx(10)
    assert planned([Turn("A", "你" * 50), Pause(2.5)]).seconds == pytest.approx(12.5)


# --- whatever the script --------------------------------------------------------------------------------------

turns = st.builds(
    Turn,
    st.sampled_from([None, *"ABCD"]),
    st.text(st.sampled_from("abc .!?,。é\u0301…"), max_size=60),
    st.lists(st.builds(Tag, st.sampled_from(["sad", "odd"]), st.integers(0, 60)), max_size=3).map(tuple),
)
scripts = st.lists(st.one_of(turns, st.builds(Pause, st.floats(0, 3))), max_size=15)
any_limits = st.builds(
    Limits,
    granularity=st.sampled_from(["line", "script"]),
    max_chars=st.sampled_from([0, 20, 50]),
    max_line_chars=st.sampled_from([0, 10, 30]),
    max_voices=st.sampled_from([0, 1, 2]),
    tags=st.just(frozenset({"sad"})),
)


@given(scripts, any_limits)
@settings(max_examples=150, deadline=None)
def test_all_words_are_said_once_in_order_and_within_the_limits(items, limits):
    said = [item.text for item in items if isinstance(item, Turn) and speakable(item.text)]
    if not said:
        with pytest.raises(ScriptRefused):
            planned(items, limits)
        return
    result = planned(items, limits)
    lines = [line for segment in result.segments for line in segment.lines]
    assert [line.turn for line in lines] == sorted(line.turn for line in lines)
    assert _letters("".join(line.text for line in lines)) == _letters("".join(said))
    assert all(speakable(line.text) and line.text == line.text.strip() for line in lines)
    assert all(0 <= tag.at <= len(line.text) for line in lines for tag in line.tags)
    assert not limits.max_line_chars or all(len(line.text) <= limits.max_line_chars for line in lines)
    for segment in result.segments:
        assert not limits.max_chars or segment.characters <= limits.max_chars
        assert not limits.max_voices or len({line.voice for line in segment.lines}) <= limits.max_voices
        assert limits.granularity == "script" or len(segment.lines) == 1
    assert result == planned(items, limits)


def _letters(text: str) -> list[str]:
    return [sign for sign in text if sign.isalnum()]
