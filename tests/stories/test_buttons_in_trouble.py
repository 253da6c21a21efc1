"""Buttons that take something away do so whatever is in the way: a fault of ours, or a later question."""

from datetime import timedelta

import pytest

from bot.model import Bubble, Conversation
from bot.ports import Job
from tests.house import House, Person
from tests.stories.test_the_whole_way import mia_talks, mia_waits

ALL_GONE, LEAVE_IT, NOTHING_WIPED = "Alles weg", "Laat staan", "Er ging bij ons iets mis"
NO, NOT_FIRST = "Nee, niet schrijven", "Terwijl je wacht, schrijven wij je niet meer eerst"


async def stands(house: House, person: Person) -> Conversation:
    """Look at what is kept of somebody."""
    kept = await house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
    assert kept is not None
    return kept


async def is_asked_how_to_stop(house: House) -> Person:
    """Mia stands before the buttons that wipe."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "weg", "stoppen")
    mia.reads()
    return mia


@pytest.mark.parametrize("typed", ["", "the label", "the number"])
@pytest.mark.parametrize("label", [ALL_GONE, LEAVE_IT])
async def test_a_button_that_wipes_does_so_although_our_code_breaks(house: House, label: str, typed: str) -> None:
    """As the words do; and what is typed instead of a tap is as good."""
    mia = await is_asked_how_to_stop(house)
    stood = set(mia.chat)
    house.break_the_next_step()

    if typed:
        await mia.says(label if typed == "the label" else str(1 + (ALL_GONE, LEAVE_IT).index(label)))
    else:
        await mia.taps(label)

    (last,) = mia.reads()
    assert "112" not in last.text
    assert stood.isdisjoint(mia.chat) is (label == ALL_GONE)
    await mia.says("hoi")
    mia.was_told("Je praat met een bot")


@pytest.mark.parametrize("why", ["another button", "an older list", "somebody else may hold the phone"])
async def test_what_does_not_wipe_here_says_that_something_went_wrong(house: House, why: str) -> None:
    """A fault makes no wipe of what would have been none; and nobody believes that all is gone."""
    mia = await is_asked_how_to_stop(house)
    buttons, label = mia.screen[-1], ALL_GONE
    if why == "another button":
        label = "Terug naar het menu"
    elif why == "an older list":
        await mia.chooses("terug")
    else:
        await house.minutes_pass(20)
    mia.reads()
    house.break_the_next_step()

    await mia.taps(label, bubble=buttons)

    mia.was_told(NOTHING_WIPED)
    await stands(house, mia)


def the_question(mia: Person) -> Bubble:
    """Return the list in which somebody was asked whether we may write first."""
    return next(bubble for bubble in mia.screen if NO in {option.label for option in bubble.options})


async def test_an_older_no_to_being_written_to_counts(house: House) -> None:
    """Who said 30 minutes and taps “no” in the same list is not written to first; their place stays."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)

    await mia.taps(NO, bubble=the_question(mia))

    mia.was_told(NOT_FIRST, "Je staat in de rij")
    await house.minutes_pass(12)
    await ada.claims_next()
    assert mia.reads() == []
    await mia.says("is er iemand?")
    mia.was_told("mens")


async def test_an_older_yes_agrees_to_nothing(house: House) -> None:
    """Only a “no” counts from a list that is over: a slip of a finger must not let anybody write."""
    house.counsellor("Ada")
    mia = await mia_waits(house)
    agreed = (await stands(house, mia)).write_until

    await mia.taps("Ja, 60 minuten", bubble=the_question(mia))

    mia.was_told("Die knop hoort bij een eerdere vraag")
    assert (await stands(house, mia)).write_until == agreed


async def test_an_older_button_that_means_something_else_takes_nothing_back(house: House) -> None:
    """It keeps no minutes either, but nobody said by it that we may not write."""
    house.counsellor("Ada")
    mia = await mia_waits(house)
    agreed = (await stands(house, mia)).write_until

    await mia.taps("Toch geen mens", bubble=the_question(mia))

    mia.was_told("Die knop hoort bij een eerdere vraag")
    assert (await stands(house, mia)).write_until == agreed


async def test_an_older_request_for_numbers_takes_nothing_back(house: House) -> None:
    """Asked before the time was over, she chose an hour; the older "numbers" is no "no"."""
    house.counsellor("Ada")
    mia = await mia_waits(house)
    await house.minutes_pass(25)
    asked = mia.screen[-1]
    await mia.chooses("m60")
    agreed = (await stands(house, mia)).write_until

    await mia.taps("Nummers die nu open zijn", bubble=asked)

    assert (await stands(house, mia)).write_until == agreed


async def test_an_older_no_counts_in_a_talk_too(house: House) -> None:
    """Whoever is given back to the queue after it is not written to first."""
    mia, ada, case_id = await mia_talks(house)

    await mia.taps(NO, bubble=the_question(mia))
    mia.was_told(NOT_FIRST)
    house.clock.advance(timedelta(minutes=11))
    await ada.gives_back(case_id)

    assert mia.reads() == []
    assert (await stands(house, mia)).write_until is None


async def test_an_older_no_of_somebody_who_agreed_to_nothing_changes_nothing(house: House) -> None:
    """It is a button of an earlier question, as any other."""
    house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "nee")
    mia.reads()

    await mia.taps(NO, bubble=the_question(mia))

    mia.was_told("Die knop hoort bij een eerdere vraag")
