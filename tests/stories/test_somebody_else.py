"""“Somebody else, please”, in the middle of a talk: from the words to what both desks and the person see."""

import pytest

from bot.handover.own import NotYours, Parted
from bot.handover.taking import Claim
from bot.model import LineFrom, Role, Staff, StaffId
from bot.model.promises import SILENCE
from bot.ports import Job
from tests.house import House
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits

ASKED = "Wil je verder met iemand anders van ons?"


@pytest.fixture(autouse=True)
async def crew(house: House) -> None:
    """Everybody has an account."""
    names = [StaffId(name) for name in ("Ada", "Bo")]
    await house.store.run(Job(lambda tx: [tx.staff.add(Staff(name, Role.COUNSELLOR, "x")) for name in names]))


async def test_they_go_on_with_somebody_else_and_nothing_is_lost(house: House) -> None:
    """The first one neither reads the wish nor anything after it, and meets no such case; the place stays."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Het gaat over mijn moeder.")
    later = await mia_waits(house, "Noor")
    before = (await ada.sees())["cases"]

    await mia.says("Liever iemand anders")
    mia.was_told(ASKED, "heeft dit niet gelezen")
    assert (await ada.reads(case_id)).lines[-1].text == "Het gaat over mijn moeder."
    await mia.taps("Ja, iemand anders")
    bo = house.counsellor("Bo")

    mia.was_told("Wie met je schreef, leest niet meer mee", "Je staat weer in de rij, op je oude plek.")
    assert [row["id"] for row in (await ada.sees())["cases"]] == [row["id"] for row in before if not row["mine"]]
    with pytest.raises(Parted):
        await ada.reads(case_id)
    with pytest.raises(NotYours):
        await ada.says(case_id, "Waarom?")
    assert await ada.claims(case_id, one_more=True) == Claim(won=False)
    assert await bo.claims_next() == case_id
    mia.was_told("Nu schrijft een mens met je")
    talk = await bo.reads(case_id)
    assert talk.card == {"land": "nl", "rol": "binnen"}
    assert "parted" in {line.text for line in talk.lines if line.author is LineFrom.SYSTEM}
    assert later.reads() == []


async def test_when_nobody_else_is_there_they_are_offered_another_way(house: House) -> None:
    """The place stays theirs, and the one they left is not offered it; others are called for."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("iemand anders")

    await mia.says("ja")

    mia.was_told("Je staat weer in de rij")
    assert {"nummers", "uit"} <= {option.id for option in mia.screen[-1].options}
    assert (await ada.takes_next()).waiting == 0
    assert (await house.coordination.board(StaffId("Coos"))).lacking == {case_id}


async def test_an_answer_to_the_counsellor_is_theirs(house: House) -> None:
    """“Was it your brother?” “Somebody else.” It is passed on with one tap, and the talk goes on."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Was het je broer?")
    await mia.says("iemand anders")

    await mia.taps("Het was mijn antwoord")

    assert (await ada.reads(case_id)).lines[-1].text == "iemand anders"
    mia.was_told("Je schrijft verder met dezelfde mens.")


@pytest.mark.parametrize("answer", ["nee", "Nee, verder zo"])
async def test_a_no_tells_the_counsellor_nothing(house: House, answer: str) -> None:
    """Who asked for somebody else and thinks better of it is not asked why."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Dag.")
    await mia.says("niet deze persoon")

    await mia.says(answer)
    await mia.says("Ik wil iemand anders helpen dan mezelf.")

    said = [line.text for line in (await ada.reads(case_id)).lines if line.author is LineFrom.HELP_SEEKER]
    assert said == ["Dag.", "Ik wil iemand anders helpen dan mezelf."]


async def test_a_bare_yes_behind_words_of_the_counsellor_is_for_them(house: House) -> None:
    """Nobody loses their human by a “ja” to something else; the button says what it means, and counts on."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("iemand anders")
    asked = mia.screen[-1]
    await ada.says(case_id, "Ben je nu veilig?")

    await mia.says("ja")
    assert (await ada.reads(case_id)).lines[-1].text == "ja"
    await mia.taps("Ja, iemand anders", bubble=asked)

    with pytest.raises(NotYours):
        await ada.reads(case_id)


async def test_a_button_of_an_earlier_talk_takes_nobody_away(house: House) -> None:
    """It was about somebody else."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("iemand anders")
    asked = mia.screen[-1]
    await ada.gives_back(case_id)
    assert (await ada.claims(case_id)).won

    await mia.taps("Ja, iemand anders", bubble=asked)

    assert (await ada.reads(case_id)).case.id == case_id
    mia.was_told("Die vraag is al voorbij")


async def test_a_cry_for_help_is_the_counsellors_whatever_is_asked(house: House) -> None:
    """It is read at once."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("iemand anders")

    await mia.says("ik wil niet meer leven")

    assert (await ada.reads(case_id)).lines[-1].text == "ik wil niet meer leven"


async def test_whom_they_left_stays_out_after_the_opening_too(house: House) -> None:
    """Whoever holds the phone then asks as a stranger, and can let nobody in."""
    mia, ada, _ = await mia_talks(house)
    await mia.says("iemand anders")
    await mia.taps("Ja, iemand anders")
    await house.minutes_pass(SILENCE.total_seconds() / 60 + 40)

    await mia.starts()
    await mia.chooses(*TO_A_HUMAN)

    assert (await ada.sees())["cases"] == []
