"""Who reads what after a silence: the window, the opening and the truth about who writes, in and around a talk."""

import pytest

from bot.model import LineFrom, LineState
from tests.house import House
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits


async def test_who_agreed_to_wait_may_be_written_to_for_the_rest_of_it_when_the_case_is_given_back(
    house: House,
) -> None:
    """A claim takes nothing away: half an hour was agreed, and half an hour after the yes it is over."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    await house.minutes_pass(12)
    case_id = await ada.claims_next()
    await house.minutes_pass(4)
    await ada.gives_back(case_id)
    mia.was_told("Nu schrijft een mens", "Je staat weer")
    await house.minutes_pass(13)

    await ada.claims(case_id)
    mia.was_told("Nu schrijft een mens")
    await ada.gives_back(case_id)
    mia.reads()

    await house.minutes_pass(12)
    await ada.claims(case_id)
    assert mia.reads() == []


async def test_a_silence_in_a_talk_ends_what_was_agreed(house: House) -> None:
    """Who does not answer a counsellor for a quarter of an hour may be somebody else: nothing appears there."""
    mia, ada, case_id = await mia_talks(house)
    await house.minutes_pass(16)

    await ada.gives_back(case_id)

    assert mia.reads() == []
    await mia.says("hallo")
    mia.was_told("Je praat met een bot")


async def test_after_fifteen_minutes_everybody_meets_the_opening(house: House) -> None:
    """Whoever holds the phone then sees what a stranger sees; the counsellor reads that it went quiet."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Ik ben er nog")
    await house.minutes_pass(16)

    await mia.says("wie is dit")

    stranger = house.person("Vreemd")
    await stranger.says("wie is dit")
    assert mia.reads() == stranger.reads()
    lines = (await ada.reads(case_id)).lines
    assert (lines[-1].author, lines[-1].text) == (LineFrom.SYSTEM, "quiet")
    assert "wie is dit" not in {line.text for line in lines}


async def test_who_went_quiet_gets_their_old_place_back_and_reads_what_a_stranger_reads(house: House) -> None:
    """Whoever asks after the opening may be somebody else: the talk goes on only when a counsellor claims it again."""
    mia, ada, case_id = await mia_talks(house)
    await ada.has_seats(2)
    await house.minutes_pass(20)
    await mia.says("hallo")
    await mia.chooses(*TO_A_HUMAN)
    stranger = house.person("Vreemd")
    await stranger.says("hallo")
    await stranger.chooses(*TO_A_HUMAN)

    assert mia.reads() == stranger.reads()
    assert (await ada.queue())[0] == case_id
    assert (await ada.claims(case_id)).won
    await mia.says("Ik was even weg.")
    assert (await ada.reads(case_id)).lines[-1].text == "Ik was even weg."


@pytest.mark.parametrize("is_claimed", [False, True])
async def test_at_a_closed_door_who_has_a_case_reads_what_a_stranger_reads(house: House, *, is_claimed: bool) -> None:
    """The text is true for both, and tells nothing of the case; who waits all the same has their old place."""
    mia, ada, case_id = await mia_talks(house)
    if not is_claimed:
        await ada.gives_back(case_id)
    ada.open_desk.on_duty = False
    await house.minutes_pass(31)
    lou = house.person("Lou")
    mia.reads()

    for person in (mia, lou):
        await person.says("hallo")
        await person.chooses(*TO_A_HUMAN)
    theirs, strangers = [bubble.text for bubble in mia.reads()], [bubble.text for bubble in lou.reads()]

    assert theirs == strangers
    assert theirs[-1].startswith("Een nieuw gesprek met een mens kan nu niet.")
    await lou.chooses("wachten", "m30")
    await mia.chooses("wachten", "m30")
    assert (await ada.queue())[0] == case_id
    assert (await ada.claims(case_id)).won
    mia.was_told("Nu schrijft een mens")


async def test_a_counsellors_words_never_reach_who_picked_up_the_phone_later(house: House) -> None:
    """After the opening nothing of the talk is shown: not what was held, not what is written now, not later."""
    mia, ada, case_id = await mia_talks(house)
    await ada.has_seats(2)
    await house.minutes_pass(12)
    await ada.says(case_id, "Alles goed met je man?")
    await house.minutes_pass(5)
    await mia.says("wie is dit")
    await ada.says(case_id, "Mia, ben je daar?")

    await mia.says("ja")
    await mia.chooses("overslaan", "overslaan", "mens", "ja", "m15")
    assert (await ada.claims(case_id)).won
    await mia.says("hoi")

    shown = {bubble.text for bubble in mia.screen}
    assert not shown & {"Alles goed met je man?", "Mia, ben je daar?"}


async def test_words_held_in_one_talk_are_not_shown_in_the_next(house: House) -> None:
    """Another counsellor, another talk: nothing of the first arrives there, and no line's fate is mistaken."""
    mia, ada, case_id = await mia_talks(house)
    await house.minutes_pass(12)
    await ada.says(case_id, "OUDE WOORDEN")
    await ada.closes(case_id)
    await mia.says("hallo")
    await mia.chooses("mens", "ja", "weet_niet", "m15")
    ben = house.counsellor("Ben")
    second = await ben.claims_next()
    await ben.says(second, "Dag.")

    await mia.says("dag")

    assert "OUDE WOORDEN" not in {bubble.text for bubble in mia.screen}
    assert [line.state for line in (await ben.reads(second)).lines] == [LineState.SENT, LineState.SENT]


async def test_a_counsellor_who_is_gone_leaves_nobody_in_silence(house: House) -> None:
    """The laptop was closed: the next word puts the person back in the queue, and the bot answers again."""
    mia, ada, case_id = await mia_talks(house)
    ada.leaves()
    await house.minutes_pass(3)

    await mia.says("hallo?")
    mia.was_told("in de rij")
    await mia.says("ik wil dood")
    mia.was_told("112", "0800-0113")

    ben = house.counsellor("Ben")
    assert (await ben.queue())[0] == case_id
    assert (await ben.claims(case_id)).won


async def test_words_to_a_counsellor_who_is_gone_answer_no_question_of_the_bot(house: House) -> None:
    """What is asked in the queue was not on their screen yet: it is asked once, behind the news."""
    mia, ada, _ = await mia_talks(house)
    house.counsellor("Bo")
    ada.leaves()
    await house.minutes_pass(3)

    await mia.says("ja")

    mia.was_told("Je staat weer in de rij", "Je staat nog in de rij", "Wil je blijven wachten?")
    await mia.says("ja")
    mia.was_told("Je plek in de rij blijft")


async def test_a_page_that_reloads_is_no_absence(house: House) -> None:
    """A moment without the desk costs nothing."""
    mia, ada, case_id = await mia_talks(house)
    ada.leaves()
    await house.minutes_pass(1)

    await mia.says("hallo?")

    assert mia.reads() == []
    assert (await ada.reads(case_id)).lines[-1].text == "hallo?"


async def test_who_learns_late_of_a_human_hands_over_nothing_by_mistake(house: House) -> None:
    """Claimed while we might not write: the next word is answered with the news, and is not given to the counsellor."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN[:-1], "nee")
    await house.minutes_pass(11)
    case_id = await ada.claims_next()
    mia.reads()

    await mia.says("ben ik aan de beurt")

    mia.was_told("mens")
    assert "ben ik aan de beurt" not in {line.text for line in (await ada.reads(case_id)).lines}
    await mia.says("dag")
    assert (await ada.reads(case_id)).lines[-1].text == "dag"


async def test_the_truth_about_who_writes_comes_before_the_words(house: House) -> None:
    """Claimed and written to while we might not write: first that it is a human now, then what the human wrote."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN[:-1], "nee")
    await house.minutes_pass(11)
    case_id = await ada.claims_next()
    await ada.says(case_id, "Dag, ik ben Ada.")
    await ada.says(case_id, "Neem je tijd.")
    mia.reads()

    await mia.says("ben ik aan de beurt")

    mia.was_told("Nu schrijft een mens", "Dag, ik ben Ada.", "Neem je tijd.")
    assert len({bubble.text for bubble in mia.screen}) == len(mia.screen)
    assert {line.state for line in (await ada.reads(case_id)).lines} == {LineState.SENT}


async def test_nothing_is_written_to_somebody_who_is_silent_for_long(house: House) -> None:
    """A counsellor's words to a silent phone wait; the desk sees "held"; they arrive with the next sign of life."""
    mia, ada, case_id = await mia_talks(house)
    await house.minutes_pass(12)

    await ada.says(case_id, "Ben je er nog?")

    assert mia.reads() == []
    assert (await ada.reads(case_id)).lines[-1].state is LineState.HELD
    await mia.says("ja sorry")
    assert "Ben je er nog?" in [bubble.text for bubble in mia.reads()]
    lines = (await ada.reads(case_id)).lines
    assert {line.text: line.state for line in lines}["Ben je er nog?"] is LineState.SENT


async def test_who_did_not_agree_hears_of_the_claim_only_when_they_look(house: House) -> None:
    """Without a yes nothing appears on a phone that may lie on the table."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN[:-1], "nee")
    mia.reads()
    await house.minutes_pass(11)

    await ada.claims_next()

    assert mia.reads() == []


async def test_a_no_holds_also_where_nobody_is_there(house: House) -> None:
    """Mia agreed to half an hour, asks again when the desk is empty and says no: nothing comes unasked any more."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    await mia.says("ik wil dood")
    await mia.chooses("mens")
    ada.leaves()
    await mia.chooses("nee")
    await house.minutes_pass(5)
    mia.reads()

    bo = house.counsellor("Bo")
    await bo.claims_next()

    assert mia.reads() == []
    await mia.says("is daar iemand")
    mia.was_told("Nu schrijft een mens")
