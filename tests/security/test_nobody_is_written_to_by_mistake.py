"""S16, told one by one: what the random histories found, each as a story of its own."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import StoreDown, TryLater
from bot.model import LineState
from bot.storage.memory import MemoryStore
from tests.house import House, Person
from tests.security.watching import WallClock
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_waits

NO = "Nee, niet schrijven"


@pytest.fixture
def clock() -> WallClock:
    """A clock that can be put back."""
    return WallClock()


@pytest.fixture
async def house(clock: WallClock) -> AsyncIterator[House]:
    """A house on the store in memory."""
    house = House(MemoryStore(clock), clock)
    yield house
    await house.tasks.end()


async def test_a_clock_that_is_put_back_opens_no_window(house: House, clock: WallClock) -> None:
    """A day is put back while Mia waits: her last word seems to lie ahead, and nobody knows how long ago it was."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    mia.reads()
    clock.is_put(timedelta(days=-1))

    await ada.claims_next()
    assert mia.reads() == []

    await mia.says("hallo?")
    mia.was_told("Je praat met een bot", "Kun je nu vrij typen?")


async def test_two_hosts_whose_clocks_differ_a_little_lose_nobody(house: House, clock: WallClock) -> None:
    """A standby whose clock is two minutes behind takes over: who just wrote goes on where they were."""
    mia = house.person("Mia")
    await mia.says("hallo")
    mia.reads()
    clock.is_put(timedelta(minutes=-2))

    await mia.says("ja")

    mia.was_told("In welk land")


async def waits_in_silence(house: House) -> Person:
    """Somebody waits for a human, and said no to being written to meanwhile."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN[:-1], "nee")
    mia.reads()
    return mia


async def test_who_said_no_is_not_written_to_first_within_ten_minutes_either(house: House) -> None:
    """Three minutes after their own word a claim and a counsellor's words wait; with the next word both are told."""
    ada, mia = house.counsellor("Ada"), await waits_in_silence(house)
    await house.minutes_pass(3)

    case_id = await ada.claims_next()
    line = await ada.says(case_id, "Dag, ik ben Ada.")
    before = mia.reads()
    await mia.says("is daar iemand")

    assert (before, line.state) == ([], LineState.WAITING)
    mia.was_told("Nu schrijft een mens met je", "Dag, ik ben Ada.")
    await ada.says(case_id, "Fijn dat je er bent.")
    mia.was_told("Fijn dat je er bent.")


async def test_who_said_no_hears_nothing_when_a_claim_is_given_back_or_the_case_is_closed(house: House) -> None:
    """What they never heard of can end without a word; the next word is answered as ever."""
    ada, mia = house.counsellor("Ada"), await waits_in_silence(house)
    case_id = await ada.claims_next()
    await ada.gives_back(case_id)
    assert mia.reads() == []

    assert await ada.claims_next() == case_id
    await ada.closes(case_id)
    assert mia.reads() == []

    await mia.says("is daar iemand")
    assert mia.reads() != []


async def test_who_said_no_hears_nothing_when_the_last_counsellor_goes(house: House) -> None:
    """It would be the only thing on the screen that they did not ask for."""
    ada, mia = house.counsellor("Ada"), await waits_in_silence(house)
    await house.minutes_pass(2)

    await ada.goes_as_the_last()

    assert mia.reads() == []


async def test_who_takes_the_yes_back_is_not_written_to_first_from_then_on(house: House) -> None:
    """The older button counts as much as the newest."""
    ada, mia = house.counsellor("Ada"), house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN[:-1])
    question = mia.screen[-1]
    await mia.chooses("m30")
    await mia.taps("Nee, niet schrijven", bubble=question)
    mia.reads()
    await house.minutes_pass(3)

    await ada.claims_next()

    assert mia.reads() == []


async def test_whoever_was_in_a_talk_is_told_that_they_wait_again(house: House) -> None:
    """Who said no before the talk is in the middle of it now: its end is no news out of the blue."""
    ada, mia = house.counsellor("Ada"), await waits_in_silence(house)
    case_id = await ada.claims_next()
    await mia.says("is daar iemand")
    await ada.says(case_id, "Ik moet even weg.")
    mia.reads()

    await ada.gives_back(case_id)

    mia.was_told("Je staat weer in de rij")


@pytest.mark.parametrize("goes_on", [False, True], ids=["no word after it", "the talk goes on"])
async def test_a_no_in_a_talk_holds_when_they_wait_again(house: House, *, goes_on: bool) -> None:
    """Mia had agreed to nothing; an older “no” in the talk says it anew, and no word of Ada takes it back."""
    ada, mia = house.counsellor("Ada"), await waits_in_silence(house)
    case_id = await ada.claims_next()
    await mia.says("is daar iemand")
    await ada.says(case_id, "Ik ben er.")
    await mia.taps(NO, bubble=next(one for one in mia.screen if NO in {option.label for option in one.options}))
    mia.was_told("Terwijl je wacht, schrijven wij je niet meer eerst")
    if goes_on:
        await ada.says(case_id, "Ik moet even weg.")
        mia.was_told("Ik moet even weg.")

    await ada.gives_back(case_id)

    assert mia.reads() == []
    await mia.says("hallo?")
    mia.was_told("Je staat")


async def test_an_earlier_talk_opens_no_window_for_a_later_one(house: House) -> None:
    """The case went back to the queue and is claimed again in silence: nobody writes before Mia gives a sign."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "nee")
    await house.minutes_pass(9)
    case_id = await ada.claims_next()
    await ada.gives_back(case_id)
    await house.minutes_pass(4)
    mia.reads()

    assert (await ada.claims(case_id)).won
    await ada.says(case_id, "Ik ben er.")
    assert mia.reads() == []

    await mia.says("ja?")
    mia.was_told("Nu schrijft een mens met je")


async def test_who_left_is_forgotten_although_our_code_breaks(house: House) -> None:
    """A fault of ours is no reason to write to somebody who blocked us, nor to keep what they said."""
    mia = house.person("Mia")
    await mia.says("hallo")
    mia.reads()
    house.break_the_next_step()

    await mia.blocks_us()

    assert mia.reads() == []
    await mia.says("ja")
    mia.was_told("Je praat met een bot", "Kun je nu vrij typen?")


async def test_after_a_silence_a_fault_of_ours_leaves_the_opening_due(house: House) -> None:
    """Whoever picks up the phone and meets our fault first meets the opening next, and not what was being said."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste")
    house.clock.advance(timedelta(minutes=20))  # and nobody has looked at the timers yet
    house.break_the_next_step()
    await mia.says("hoi")
    mia.reads()

    await mia.says("hoi")

    stranger = house.person("Vreemd")
    await stranger.says("hoi")
    assert mia.reads() == stranger.reads()


async def test_after_a_silence_in_a_talk_a_fault_of_ours_hands_nothing_over(house: House) -> None:
    """Somebody else may hold the phone: their next words are no part of the talk, and its words are not for them."""
    ada, mia = house.counsellor("Ada"), house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "m30")
    case_id = await ada.claims_next()
    await house.minutes_pass(20)
    house.break_the_next_step()
    await mia.says("Wie is dit?")
    await ada.says(case_id, "Ben je er nog?")
    mia.reads()

    await mia.says("Met wie praat jij?")

    mia.was_told("Je praat met een bot")
    assert "Met wie praat jij?" not in [line.text for line in (await ada.reads(case_id)).lines]


async def test_what_was_agreed_before_a_clock_was_put_back_is_over_although_our_code_breaks(house: House) -> None:
    """Nobody knows how long ago that was; the fault may not make it look like just now."""
    ada, mia = house.counsellor("Ada"), house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "m60")
    case_id = (await ada.queue())[0]
    house.clock.advance(-timedelta(hours=1))
    house.break_the_next_step()
    await mia.says("hallo?")
    await house.minutes_pass(30)
    mia.reads()

    await ada.claims(case_id)

    assert mia.reads() == []


async def test_a_wipe_whose_commit_went_unnoticed_is_carried_out(house: House) -> None:
    """The wipe was kept but we did not hear of it: the word comes again, and what stands in the chat goes at once."""
    mia = house.person("Mia")
    await mia.says("hallo")
    mia.reads()
    house.forget_the_next_commit()
    with pytest.raises(StoreDown):
        await mia.says("wis", event="77")

    await mia.says("wis", event="77")

    assert house.channel.deleted[mia.sender]
    assert len(mia.reads()) == 1


async def test_nothing_that_was_under_way_comes_after_a_wipe_whose_commit_went_unnoticed(house: House) -> None:
    """The answer that had to wait for the platform is not shown any more, although only the store knew of the wipe."""
    mia = house.person("Mia")
    house.channel.faults = [TryLater("busy", timedelta(minutes=3))]
    await mia.says("hallo")
    house.forget_the_next_commit()
    with pytest.raises(StoreDown):
        await mia.says("wis", event="77")

    await mia.says("wis", event="77")
    await house.minutes_pass(4)

    assert house.channel.deleted[mia.sender]
    assert len(mia.screen) == 1
    assert not any("vrij typen" in bubble.text for bubble in mia.screen)
