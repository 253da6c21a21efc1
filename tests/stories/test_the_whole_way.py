"""From a first message to a human's answer: on memory, SQLite and PostgreSQL alike."""

import pytest

from bot.handover.desk import NotYours
from bot.model import CaseId, CaseState, LineFrom, LineState, Outcome, Urgency
from tests.house import Counsellor, House, Person

TO_A_HUMAN = ("ja", "nederland", "binnen", "mens", "ja", "m30")


async def mia_waits(house: House, name: str = "Mia", *, language: str = "nl") -> Person:
    """Mia goes the whole way into the queue, and may be written to for 30 minutes."""
    mia = house.person(name, language=language)
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN)
    mia.reads()
    return mia


async def mia_talks(house: House) -> tuple[Person, Counsellor, CaseId]:
    """Mia is in a talk with Ada."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    case_id = await ada.claims_next()
    mia.reads()
    return mia, ada, case_id


async def test_somebody_finds_a_human_and_is_answered(house: House) -> None:
    """The opening, the menu, the queue, the claim, words both ways, the end: nothing missing, nothing double."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")

    await mia.says("hallo")
    mia.was_told("Je praat met een bot", "112", "Kun je nu vrij typen?")
    await mia.chooses("ja", "nederland", "binnen")
    mia.was_told("In welk land", "Wat past het best bij jou?", "Wat wil je nu doen?")
    await mia.chooses("mens")
    mia.was_told("Er is één grens", "Wil je verder naar een mens?")
    await mia.chooses("ja", "m30")
    mia.was_told("Je staat in de rij")
    case_id = await ada.claims_next()
    mia.was_told("mens")
    await ada.says(case_id, "Dag, ik ben Ada. Neem je tijd.")
    mia.was_told("Dag, ik ben Ada. Neem je tijd.")
    await mia.says("Ik weet niet waar ik moet beginnen.")
    await mia.says("Het is veel.")
    talk = await ada.reads(case_id)

    assert [line.text for line in talk.lines if line.author is LineFrom.HELP_SEEKER] == [
        "Ik weet niet waar ik moet beginnen.",
        "Het is veel.",
    ]
    assert talk.card == {"land": "nl", "rol": "binnen"}
    assert mia.reads() == []

    await ada.closes(case_id, Outcome.LISTENED)
    mia.was_told("Wat wil je nu?")
    closed = await ada.reads(case_id)
    assert (closed.case.state, closed.case.outcome, closed.card) == (CaseState.CLOSED, Outcome.LISTENED, {})
    assert await ada.queue() == []


async def test_a_message_that_comes_twice_takes_effect_once(house: House) -> None:
    """A platform that repeats itself gets one answer; the second time is silence, not a second step."""
    mia = house.person("Mia")
    await mia.says("hoi", event="77")
    mia.was_told("Kun je nu vrij typen?")

    await mia.says("hoi", event="77")

    assert mia.reads() == []


async def test_when_nobody_is_there_it_is_said_and_there_is_a_way_on(house: House) -> None:
    """The truth before anything is promised; waiting all the same is a choice, and it works."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN)
    mia.was_told("Er is nu niemand vrij")
    await mia.chooses("wachten", "m60")
    mia.was_told("Je staat in de rij")

    ada = house.counsellor("Ada")
    case_id = await ada.claims_next()

    await ada.says(case_id, "Ik ben er nu.")
    mia.was_told("Ik ben er nu.")


async def test_one_word_reaches_a_human_from_the_middle_of_a_text(house: House) -> None:
    """No menu has to be found: the word is enough, typed with a capital and a full stop."""
    house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "lezen")

    await mia.says("Ik wil een mens spreken.")

    mia.was_told("Wil je verder naar een mens?")


async def test_a_first_message_in_need_gets_numbers_at_once(house: House) -> None:
    """Somebody who writes it as the very first thing does not meet a menu; a human has them on top of the queue."""
    ada = house.counsellor("Ada")
    await mia_waits(house, "Lou")
    mia = house.person("Mia")

    await mia.says("ik wil niet meer leven")
    mia.was_told("112", "0800-0113", "Klopt dat?")
    await mia.chooses("ja", "mens", "m60")
    mia.was_told("Je staat in de rij")

    first = (await house.desk.queue())[0]
    assert first.urgency is Urgency.URGENT
    assert (await ada.queue())[0] == first.id


async def test_two_counsellors_claim_and_one_is_told_who_has_it(house: House) -> None:
    """Never two humans for one person, and never a riddle for the one who was second."""
    ada, ben = house.counsellor("Ada"), house.counsellor("Ben")
    await mia_waits(house)
    case_id = (await ada.queue())[0]

    first, second = await ada.claims(case_id), await ben.claims(case_id)

    assert (first.won, second.won, second.by) == (True, False, "Ada")


async def test_a_case_that_is_given_back_has_its_old_place(house: House) -> None:
    """Who waited longest is still first, and hears that it goes on."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    await mia_waits(house, "Lou")
    case_id = await ada.claims_next()
    mia.reads()

    await ada.gives_back(case_id)

    assert (await ada.queue())[0] == case_id
    assert len(mia.reads()) == 1


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


async def test_a_desk_that_sends_twice_shows_it_once(house: House) -> None:
    """A desk that lost the network sends its line again; the help-seeker sees it once."""
    mia, ada, case_id = await mia_talks(house)

    await ada.says(case_id, "Ik lees mee.", client_id="l1")
    await ada.says(case_id, "Ik lees mee.", client_id="l1")

    assert [bubble.text for bubble in mia.reads()] == ["Ik lees mee."]


async def test_stop_in_the_middle_of_a_talk_forgets_everything(house: House) -> None:
    """Both sides' messages go from the phone, the desk can't write any more, and the next message is a stranger's."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Er komt iemand binnen")
    screen_before = len(mia.screen)

    await mia.says("STOP")

    farewell = mia.reads()
    assert len(farewell) == 1
    assert len(house.channel.deleted[mia.sender]) >= screen_before
    with pytest.raises(NotYours):
        await ada.says(case_id, "Ben je er nog?")
    assert mia.reads() == []
    await house.minutes_pass(1)
    await mia.says("hallo")
    stranger = house.person("Vreemd")
    await stranger.says("hallo")
    assert mia.reads() == stranger.reads()


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
    assert theirs[-1].startswith("Er is nu niemand vrij voor een nieuw gesprek.")
    await lou.chooses("wachten", "m30")
    await mia.chooses("wachten", "m30")
    assert (await ada.queue())[0] == case_id
    assert (await ada.claims(case_id)).won
    mia.was_told("Nu schrijft een mens")


async def test_a_counsellors_words_never_reach_who_picked_up_the_phone_later(house: House) -> None:
    """After the opening nothing of the talk is shown: not what was held, not what is written now, not later."""
    mia, ada, case_id = await mia_talks(house)
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
    await mia.chooses("mens", "ja", "m15")
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


async def test_a_very_long_cry_reaches_the_counsellor_whole(house: House) -> None:
    """Twenty thousand letters with accents, and the heavy words at the end: all of it arrives, and it is urgent."""
    mia, ada, case_id = await mia_talks(house)
    text = "é" * 19_000 + " ik wil dood"

    await mia.says(text)

    assert "".join(line.text for line in (await ada.reads(case_id)).lines) == text
    assert (await house.desk.queue())[0].urgency is Urgency.URGENT


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


async def test_blocking_us_is_leaving(house: House) -> None:
    """The place in the queue goes, the desk knows, and nothing is tried again."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)

    await mia.blocks_us()

    assert await ada.queue() == []
    assert mia.reads() == []


async def test_photo_edit_and_old_button_are_answered_and_change_nothing(house: House) -> None:
    """Whatever arrives, there is an answer, and the question stands again."""
    mia = house.person("Mia")
    await mia.starts()
    first = mia.screen[-1]
    await mia.chooses("ja")
    mia.reads()

    await mia.sends_a_photo()
    mia.was_told("In welk land")
    await mia.edits("iets anders")
    mia.was_told("In welk land")
    await mia.taps("Nee", bubble=first)
    mia.was_told("In welk land")
    await mia.says("blabla")
    mia.was_told("In welk land")
    await mia.says("2")
    mia.was_told("Wat past het best bij jou?")


async def test_the_talk_in_french(house: House) -> None:
    """Another language is not another bot: the same way, in French from the first word."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia", language="fr-BE")

    await mia.says("bonjour")
    mia.was_told("Vous parlez avec un robot", "Pouvez-vous écrire librement")
    await mia.says("english")
    mia.was_told("Can you type freely now?")
    await mia.says("français")
    await mia.chooses("ja", "belgie", "naaste", "mens", "ja", "m15")
    case = (await house.desk.queue())[0]

    assert case.language == "fr"
    assert (await ada.claims(case.id)).won


async def test_asking_for_a_human_in_need_is_urgent_however_it_is_asked(house: House) -> None:
    """Somebody who types the word instead of tapping is on top of the queue all the same."""
    house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.says("ik wil niet meer leven")

    await mia.says("mens")
    await mia.chooses("m60")

    assert [case.urgency for case in await house.desk.queue()] == [Urgency.URGENT]
