"""Auto-delete where something is in the way: Telegram, a crash, a process that stood still, a human nobody can read."""

from datetime import timedelta

import pytest

from bot.errors import PerhapsSent, TryLater
from tests.house import House, Person
from tests.stories.test_return_phrases import words_on
from tests.stories.test_vanishing import AN_HOUR, mia_reads

HELD_UP = timedelta(minutes=50)


async def whose_chat_has_to_wait(house: House) -> Person:
    """Mia fell silent an hour ago, and Telegram takes no deletion for most of the next one."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.deletion_faults = [TryLater("away", HELD_UP)]
    await house.hours_pass(1)
    assert mia.chat
    mia.reads()
    return mia


async def test_while_nothing_can_be_deleted_everybody_is_answered(house: House) -> None:
    """Whoever dared to write does not wait for the tidying; that takes what was there before, and nothing else."""
    mia = await whose_chat_has_to_wait(house)
    old = set(mia.chat)
    await house.minutes_pass(1)

    await mia.says("hoi")

    mia.was_told("Kun je nu vrij typen?")
    new = set(mia.chat) - old
    await house.minutes_pass(50)
    assert set(mia.chat) == new


async def test_while_nothing_vanishes_a_wipe_is_not_kept_waiting(house: House) -> None:
    """What was to vanish goes at once with the rest, and the last line comes."""
    mia = await whose_chat_has_to_wait(house)

    await mia.says("stop")

    mia.was_told("Oké, klaar.")
    assert mia.chat == [house.channel.refs[mia.sender][-1]]


async def test_messages_vanish_although_an_answer_has_to_wait(house: House) -> None:
    """The order of bubbles is their own."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.faults = [TryLater("away", timedelta(hours=3))]
    await mia.says("menu")

    await house.hours_pass(1)

    assert mia.chat == []


async def test_words_in_doubt_are_not_shown_again_behind_a_deletion_that_waits(house: House) -> None:
    """The process dies after Telegram took them; the deletion stood before them and was never in doubt."""
    mia = await whose_chat_has_to_wait(house)
    await house.phrases.fill()
    await mia.says("hoi")
    await mia.chooses("ja", "belgie", "weg")
    await mia.says("woorden")
    house.channel.faults = [PerhapsSent("cut"), TryLater("away", timedelta(minutes=1))]
    house.channel.sent_before_fault = True
    await mia.chooses("ja")
    words = words_on(mia)

    await house.restarts()

    assert "\n".join(bubble.text for bubble in mia.screen).count(words) == 1
    mia.was_told("De verbinding haperde")


@pytest.mark.parametrize("restarts", [False, True])
async def test_laat_staan_leaves_what_was_about_to_vanish(house: House, *, restarts: bool) -> None:
    """An empty chat can be a sign: what they asked for last holds, although a deletion waits and the last line too."""
    mia = await whose_chat_has_to_wait(house)
    house.channel.faults = [TryLater("away", HELD_UP + timedelta(minutes=20))]
    await mia.says("laat staan")
    stands = mia.chat

    if restarts:
        await house.restarts()
    await house.hours_pass(50)

    assert set(stands) <= set(mia.chat)
