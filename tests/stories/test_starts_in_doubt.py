"""A process that dies again and again: what it may have sent is in doubt, what it only meant to send is not."""

from datetime import timedelta

import pytest

from bot.errors import PerhapsSent, TryLater
from bot.model import LineState, Purpose
from bot.safe_contact import RESENDS
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks

STARTS = RESENDS[Purpose.REPLY] + 3


@pytest.mark.parametrize("is_away", [True, False])
async def test_an_answer_survives_any_number_of_starts_that_reach_nobody(house: House, *, is_away: bool) -> None:
    """There is no line, or the platform says no to every try: nothing was sent, so nothing is given up."""
    mia = house.person("Mia")
    house.channel.is_away = is_away
    for start in range(STARTS):
        house.channel.faults = [TryLater("slow down", timedelta(minutes=2))]
        await (house.restarts() if start else mia.says("hallo"))
    assert mia.reads() == []
    house.channel.is_away, house.channel.faults = False, []

    await house.restarts()

    mia.was_told("Je praat met een bot", "Kun je nu vrij typen?")
    assert len(mia.screen) == len({bubble.text for bubble in mia.screen})


async def test_an_answer_that_may_have_arrived_at_every_start_is_given_up(house: House) -> None:
    """It stands there often enough: nobody is written the same for ever."""
    mia = house.person("Mia")
    house.channel.sent_before_fault = True
    for start in range(STARTS):
        house.channel.faults = [PerhapsSent("cut")]
        await (house.restarts() if start else mia.says("hallo"))

    first = mia.screen[0].text
    assert [bubble.text for bubble in mia.screen].count(first) == 1 + RESENDS[Purpose.REPLY]


@pytest.mark.parametrize(("is_away", "fate"), [(True, LineState.SENT), (False, LineState.UNKNOWN)])
async def test_the_desk_reads_unknown_only_of_words_that_may_have_left(
    house: House, *, is_away: bool, fate: LineState
) -> None:
    """A counsellor's words are worth one double; of what never left nobody reads that it may have arrived."""
    _, ada, case_id = await mia_talks(house)
    house.channel.is_away = is_away
    house.channel.faults = [PerhapsSent("cut")]
    await ada.says(case_id, "Ik ben er.")
    for _ in range(3):
        house.channel.faults = [PerhapsSent("cut")]
        await house.restarts()
    house.channel.is_away, house.channel.faults = False, []
    await house.restarts()

    assert (await house.counsellor("Ada").reads(case_id)).lines[-1].state is fate
