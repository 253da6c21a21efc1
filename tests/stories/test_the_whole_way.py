"""From a first message to a human's answer: on memory, SQLite and PostgreSQL alike."""

import pytest

from bot.handover.own import NotYours
from bot.model import CaseId, CaseState, Ending, LineFrom, Outcome, Urgency
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
    assert (closed.case.state, closed.case.ending, closed.card) == (CaseState.CLOSED, Ending.COUNSELLOR, {})
    assert closed.case.outcomes == (Outcome.LISTENED,)
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
    mia.was_told("Een nieuw gesprek met een mens kan nu niet")
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
    """Who waited longest is still first, hears that it goes on, and can choose at once."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    await mia_waits(house, "Lou")
    case_id = await ada.claims_next()
    mia.reads()

    await ada.gives_back(case_id)

    assert (await ada.queue())[0] == case_id
    mia.was_told("Je staat weer in de rij", "Wil je blijven wachten?")


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


async def test_a_very_long_cry_reaches_the_counsellor_whole(house: House) -> None:
    """Twenty thousand letters with accents, and the heavy words at the end: all of it arrives, and it is urgent."""
    mia, ada, case_id = await mia_talks(house)
    text = "é" * 19_000 + " ik wil dood"

    await mia.says(text)

    assert "".join(line.text for line in (await ada.reads(case_id)).lines) == text
    assert (await house.desk.queue())[0].urgency is Urgency.URGENT


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


@pytest.mark.parametrize(
    ("language", "on_telegram", "on_the_web"),
    [
        ("nl", "ruimen we later op wat Telegram toelaat", "Sluit je dit tabblad"),
        ("en", "we later clear what Telegram allows", "Close this tab"),
        ("fr", "nous rangeons plus tard ce que Telegram permet", "Fermez cet onglet"),
    ],
)
async def test_after_a_talk_it_is_said_what_becomes_of_it_where_they_read_it(
    house: House, language: str, on_telegram: str, on_the_web: str
) -> None:
    """A chat that is cleared by itself does not stay until somebody types a word; a tab that is closed is gone."""
    ada = house.counsellor("Ada")
    people = house.person("Mia", language=language), house.person_on_the_web("Noor", language=language)
    for person, said in zip(people, (on_telegram, on_the_web), strict=True):
        await person.starts()
        await person.chooses(*TO_A_HUMAN)
        case_id = await ada.claims_next()
        person.reads()

        await ada.closes(case_id, Outcome.LISTENED)

        assert said in person.reads()[-1].text
