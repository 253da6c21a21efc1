"""Leaving for good: everything goes or the chat stays, what could not go is said, and nothing is made anew by it."""

from datetime import timedelta

import pytest

from bot.errors import PerhapsSent, Refused, TryLater, Undeliverable
from bot.handover.own import NotYours
from bot.model import MessageRef
from tests.fakes import FakeClock
from tests.house import House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits

DULL, NOT_ALL = "Oké, klaar.", "Wat hier nog staat, kon niet weg"


async def _mia_reads(house: House) -> Person:
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "lezen")
    mia.reads()
    return mia


def _everything(house: House, person: Person) -> set[MessageRef]:
    """Return the ids of all that was shown before the last line."""
    return set(house.channel.refs[person.sender][:-1])


async def test_a_wipe_takes_everything_and_says_next_to_nothing(house: House) -> None:
    """The last line is dull: it stays alone in an empty chat, and must not tell what was there."""
    mia = await _mia_reads(house)

    await mia.says("stop")

    assert [bubble.text for bubble in mia.reads()] == [DULL]
    assert _everything(house, mia) <= set(house.channel.deleted[mia.sender])


async def test_leaving_the_chat_deletes_nothing_and_forgets_everything(house: House) -> None:
    """An empty chat can be a sign: the next message is a stranger's all the same."""
    mia = await _mia_reads(house)

    await mia.says("laat staan")

    mia.was_told("Wat hier staat, blijft staan, ook later.")
    assert house.channel.deleted[mia.sender] == []
    await mia.says("hoi")
    stranger = house.person("Vreemd")
    await stranger.says("hoi")
    assert mia.reads() == stranger.reads()


@pytest.mark.parametrize("word", ["stop", "laat staan"])
async def test_who_waits_leaves_the_queue(house: House, word: str) -> None:
    """Nobody calls up somebody who is gone."""
    ada = house.counsellor("Ada")
    await mia_waits(house, "Mia")

    await house.person("Mia").says(word)

    assert await ada.queue() == []


@pytest.mark.parametrize("word", ["stop", "laat staan"])
async def test_the_desk_of_a_talk_reads_that_the_person_left(house: House, word: str) -> None:
    """In a talk both words are still the bot's, and never shown to the counsellor."""
    mia, ada, case_id = await mia_talks(house)

    await mia.says(word)

    with pytest.raises(NotYours):
        await ada.says(case_id, "Ben je er nog?")


@pytest.mark.parametrize("option", ["weg", "laten"])
async def test_one_tap_does_what_the_words_do(house: House, option: str) -> None:
    """Nobody has to remember a word."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "stoppen", option)

    mia.was_told(DULL)
    assert bool(house.channel.deleted[mia.sender]) is (option == "weg")


async def test_what_the_platform_refuses_is_said(house: House) -> None:
    """Honest, and only when it is so."""
    mia = await _mia_reads(house)
    house.channel.undeletable.add(house.channel.refs[mia.sender][0])

    await mia.says("stop")

    assert len(mia.screen) == len(house.channel.refs[mia.sender])
    mia.was_told(DULL, NOT_ALL)


async def test_what_is_too_old_is_said(house: House, clock: FakeClock) -> None:
    """Somebody who came back every day for three days has messages that nobody can delete any more."""
    mia = await _mia_reads(house)
    for _ in range(3):
        clock.advance(timedelta(hours=20))
        await mia.says("hoi")
    mia.reads()

    await mia.says("stop")

    mia.was_told(DULL, NOT_ALL)


async def test_a_message_whose_id_was_never_learnt_is_said(house: House) -> None:
    """It may stand there after an answer that got lost; the doubles of a resend as well."""
    mia = await _mia_reads(house)
    house.channel.faults, house.channel.sent_before_fault = [PerhapsSent("cut")], True
    await mia.says("menu")
    await house.minutes_pass(1)
    mia.reads()

    await mia.says("stop")

    mia.was_told(DULL, NOT_ALL)


async def test_the_parts_of_a_refused_text_that_are_in_the_chat_are_deleted(house: House) -> None:
    """A long text of which the third part is refused has two parts on the screen."""
    mia = await _mia_reads(house)
    refused = Refused("too long")
    refused.shown = ("part-1", "part-2")
    house.channel.faults = [refused]
    await mia.says("menu")
    mia.reads()

    await mia.says("stop")

    assert {"part-1", "part-2"} <= set(house.channel.deleted[mia.sender])
    assert [bubble.text for bubble in mia.reads()] == [DULL]


async def test_two_wipes_at_once_are_two_last_lines_and_nothing_else(house: House) -> None:
    """The second comes from a stranger already."""
    mia = await _mia_reads(house)

    await mia.says("stop")
    await mia.says("stop")

    assert [bubble.text for bubble in mia.reads()] == [DULL, DULL]


async def test_a_platform_that_is_away_deletes_when_it_is_back(house: House) -> None:
    """The person is cut off at once; the deletion waits, and the last line only as long as we may write."""
    mia = await _mia_reads(house)
    house.channel.deletion_faults = [TryLater("away", timedelta(minutes=30))]

    await mia.says("stop")
    assert mia.reads() == []
    await house.minutes_pass(31)

    assert _everything(house, mia) - {house.channel.refs[mia.sender][-1]} <= set(house.channel.deleted[mia.sender])
    assert mia.reads() == []


async def test_who_blocks_the_bot_is_forgotten_without_a_word(house: House) -> None:
    """Nothing can be deleted in a chat that we may not enter."""
    mia = await _mia_reads(house)
    house.channel.deletion_faults = [Undeliverable()]

    await mia.says("stop")

    assert mia.reads() == []
    await mia.says("hoi")
    mia.was_told("Je praat met een bot")


@pytest.mark.parametrize("refuses", [False, True])
async def test_a_crash_between_the_deletion_and_the_last_line_changes_neither(house: House, *, refuses: bool) -> None:
    """What was deleted is noted with which last line is true; the process dies, and the next one says that line."""
    mia = await _mia_reads(house)
    if refuses:
        house.channel.undeletable.add(house.channel.refs[mia.sender][0])
    house.channel.faults = [TryLater("away", timedelta(minutes=5))]
    await mia.says("stop")
    deleted = list(house.channel.deleted[mia.sender])
    assert deleted
    assert mia.reads() == []

    house.channel.undeletable.clear()
    await house.restarts()

    said = [bubble.text for bubble in mia.reads()]
    assert len(said) == 1
    assert said[0].startswith(DULL)
    assert (NOT_ALL in said[0]) is refuses
    assert house.channel.deleted[mia.sender] == deleted


async def _mia_chose_a_word(house: House, word: str = "Zonnebloem") -> Person:
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "stoppen", "eigen")
    await mia.says(word)
    mia.reads()
    return mia


@pytest.mark.parametrize("minutes", [0, 16, 60])
async def test_a_word_of_ones_own_wipes_now_and_after_a_silence(house: House, minutes: int) -> None:
    """Somebody comes in, or takes the phone an hour later: one word that means nothing to others is enough."""
    mia = await _mia_chose_a_word(house)
    await house.minutes_pass(minutes)

    await mia.says("zonnebloem")

    assert [bubble.text for bubble in mia.reads()] == [DULL]
    assert _everything(house, mia) <= set(house.channel.deleted[mia.sender])


async def test_a_word_of_ones_own_wipes_in_a_talk_and_the_counsellor_never_reads_it(house: House) -> None:
    """It is the bot's, like the fixed words."""
    ada = house.counsellor("Ada")
    mia = await _mia_chose_a_word(house)
    await mia.says("mens")
    await mia.chooses(*TO_A_HUMAN[TO_A_HUMAN.index("mens") + 1 :])
    case_id = await ada.claims_next()

    await mia.says("Zonnebloem.")

    with pytest.raises(NotYours):
        await ada.says(case_id, "Ben je er nog?")
    assert house.channel.deleted[mia.sender]


async def test_after_the_wipe_the_word_is_a_strangers(house: House) -> None:
    """It went with everything else, and is nobody else's either."""
    mia = await _mia_chose_a_word(house)
    await mia.says("zonnebloem")
    mia.reads()

    await mia.says("zonnebloem")

    mia.was_told("Je praat met een bot")


@pytest.mark.parametrize("word", ["stop", "laat staan", "Zonnebloem"])
@pytest.mark.parametrize("talks", [False, True])
async def test_a_word_that_wipes_does_so_although_our_code_breaks(house: House, word: str, *, talks: bool) -> None:
    """A fault of ours is no reason to keep what somebody took away; the desk of a talk reads that they left."""
    ada = house.counsellor("Ada")
    mia = await _mia_chose_a_word(house)
    if talks:
        await mia.says("mens")
        await mia.chooses(*TO_A_HUMAN[TO_A_HUMAN.index("mens") + 1 :])
        await ada.claims_next()
    stood = set(mia.chat)
    mia.reads()
    house.break_the_next_step()

    await mia.says(word)

    (last,) = mia.reads()
    assert "112" not in last.text
    assert stood.isdisjoint(mia.chat) is (word != "laat staan")
    assert await ada.queue() == []
    await mia.says("Zonnebloem")
    mia.was_told("Je praat met een bot")


@pytest.mark.parametrize("place", ["a_question_for_words", "a_list", "a_page", "the_queue", "a_word_on_an_edit"])
@pytest.mark.parametrize("word", ["stop", "ZONNEBLOEM!"])
async def test_words_that_wipe_do_so_wherever_somebody_is(house: House, word: str, place: str) -> None:
    """Where words are asked for, in the middle of a numbered list or a text, in the queue, and as a change of words."""
    house.counsellor("Ada")
    mia = await _mia_chose_a_word(house)
    if place == "a_question_for_words":
        await mia.chooses("stoppen", "eigen")
    elif place == "the_queue":
        await mia.says("mens")
        await mia.chooses(*TO_A_HUMAN[TO_A_HUMAN.index("mens") + 1 :])
    elif place == "a_page":
        await mia.says("lezen")
    elif place == "a_list":
        await mia.chooses("gids")
    mia.reads()

    await (mia.edits(word) if place == "a_word_on_an_edit" else mia.says(word))

    assert [bubble.text for bubble in mia.reads()] == [DULL]


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("1234", "Een getal kan niet"), ("12 34", "Een getal kan niet"), ("7", "Een getal kan niet"),
        ("hallo", "zonder erbij te denken"), ("Bonjour!", "zonder erbij te denken"),
        ("thank you", "zonder erbij te denken"),
        ("????", "zonder erbij te denken"), ("ja", "Het betekent hier al iets"), ("nee", "Het betekent hier al iets"),
        ("yes", "Het betekent hier al iets"),
    ],
)  # fmt: skip
async def test_a_word_that_would_wipe_by_chance_is_refused_with_the_reason(house: House, word: str, why: str) -> None:
    """A greeting, a number or a yes is typed without a thought of wiping."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "stoppen", "eigen")
    mia.reads()

    await mia.says(word)

    mia.was_told(why, "Welk woord neem je?")
    await mia.says("menu")
    await mia.says(word)
    assert house.channel.deleted[mia.sender] == []


@pytest.mark.parametrize("word", ["ja", "terug", "weet ik niet", "abc", "een hele zin die te lang is"])
async def test_a_word_that_means_something_here_is_refused(house: House, word: str) -> None:
    """It would wipe in the middle of an answer."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "stoppen", "eigen")
    mia.reads()

    await mia.says(word)

    assert house.channel.deleted[mia.sender] == []
    await mia.says("menu")
    await mia.says(word)
    assert house.channel.deleted[mia.sender] == []
