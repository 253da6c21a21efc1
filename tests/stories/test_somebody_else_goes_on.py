"""A talk that goes to somebody else without having been offered: what they may read, and what the person is asked."""

from collections.abc import Sequence

import pytest

from bot.handover.heard import CLAIM_OVER
from bot.model import NOT_READ_ON, READ_ON, Bubble, CaseId, LineFrom, Role, Staff, StaffId
from bot.ports import Job
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks

COOS = StaffId("Coos")
SECRET = "Ik woon boven de bakker."
ASKED = "Die leest niet wat je eerder aan een collega schreef."


@pytest.fixture(autouse=True)
async def crew(house: House) -> None:
    """Everybody has an account."""
    names = [StaffId(name) for name in ("Ada", "Bo", "Cem")]
    await house.store.run(Job(lambda tx: [tx.staff.add(Staff(name, Role.COUNSELLOR, "x")) for name in names]))


async def said_to(counsellor: Counsellor, case_id: CaseId) -> list[str]:
    """Return the words, notes and codes of a talk as its counsellor reads them."""
    return [line.text for line in (await counsellor.reads(case_id)).lines]


def asked_of(person: Person) -> Bubble:
    """Return the newest bubble in which they were asked."""
    return next(bubble for bubble in reversed(person.screen) if ASKED in bubble.text)


async def words(house: House) -> tuple[Person, Counsellor, CaseId]:
    """Mia has told Ada something, and Ada has noted something beside it."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says(SECRET)
    await ada.says(case_id, "Dank je dat je dat vertelt.")
    await ada.notes(case_id, "Adres: bakker.")
    mia.reads()
    return mia, ada, case_id


async def goes_on(house: House, how: str, case_id: CaseId, ada: Counsellor) -> Counsellor:
    """Let Bo have Ada's talk."""
    bo = house.counsellor("Bo")
    match how:
        case "given back":
            await ada.gives_back(case_id)
        case "put back":
            await house.coordination.put_back(COOS, case_id, has=ada.id)
        case "gone":
            ada.leaves()
            for _ in range(3):
                await house.minutes_pass(1)
                await house.watch.look()
        case _:
            await house.coordination.assign(COOS, case_id, has=ada.id, to=bo.id)
    if how != "passed on":
        assert (await bo.claims(case_id)).won
    await house.tasks.settle()
    return bo


HOWS: Sequence[str] = ("given back", "put back", "gone", "passed on")


@pytest.mark.parametrize("how", HOWS)
async def test_the_next_one_reads_nothing_until_the_person_says_yes(house: House, how: str) -> None:
    """The talk goes on at once with the card; the words come with the yes, the notes never."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, how, case_id, ada)

    assert await said_to(bo, case_id) == [CLAIM_OVER]
    assert (await bo.reads(case_id)).card == {"land": "nl", "rol": "binnen"}
    mia.was_told(ASKED)
    await mia.says("Ben jij Bo?")
    await bo.says(case_id, "Ja, ik ben Bo.")
    assert await said_to(bo, case_id) == [CLAIM_OVER, "Ben jij Bo?", "Ja, ik ben Bo."]

    await mia.taps("Ja, dat mag", bubble=asked_of(mia))
    mia.was_told("kan lezen wat hier eerder staat")
    said = [line.text for line in (await bo.reads(case_id)).lines if line.author is not LineFrom.SYSTEM]
    assert said == [SECRET, "Dank je dat je dat vertelt.", "Ben jij Bo?", "Ja, ik ben Bo."]


async def test_an_open_page_gets_the_earlier_words_with_the_yes(house: House) -> None:
    """It asks for what is new since a line, and what becomes readable is older."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, "passed on", case_id, ada)
    seen = (await bo.reads(case_id)).lines[-1].number
    await mia.says("ja")

    fresh = (await house.talks.read(bo.id, case_id, after=seen)).lines
    assert [line.text for line in fresh if line.author is not LineFrom.SYSTEM] == [
        SECRET,
        "Dank je dat je dat vertelt.",
    ]
    assert fresh[-1].text == READ_ON


async def test_a_no_is_one_and_is_not_asked_again(house: House) -> None:
    """The one question is answered; the talk goes on with what is written from now on."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, "given back", case_id, ada)
    await mia.says("nee")
    mia.was_told("leest alleen wat je aan die mens schrijft")
    await mia.says("Ik begin opnieuw.")

    assert mia.reads() == []
    assert await said_to(bo, case_id) == [CLAIM_OVER, NOT_READ_ON, "Ik begin opnieuw."]


async def test_a_bare_yes_to_the_counsellor_opens_nothing(house: House) -> None:
    """Once Bo has written, “ja” is for Bo; only the words of the button, or the button, are an answer."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, "given back", case_id, ada)
    await bo.says(case_id, "Ben je veilig?")
    mia.reads()
    await mia.says("ja")

    assert mia.reads() == []
    assert await said_to(bo, case_id) == [CLAIM_OVER, "Ben je veilig?", "ja"]
    await mia.says("Ja, dat mag")
    assert SECRET in await said_to(bo, case_id)


async def test_whoever_had_it_before_reads_their_own_part_again(house: House) -> None:
    """Nobody is asked anything: a desk that lost its network is back with what it knew."""
    mia, ada, case_id = await words(house)
    before = await said_to(ada, case_id)
    await ada.gives_back(case_id)
    mia.reads()
    assert (await ada.claims(case_id)).won

    assert await said_to(ada, case_id) == before
    assert not any(ASKED in bubble.text for bubble in mia.reads())


async def test_a_yes_is_for_one_and_not_for_whoever_comes_after(house: House) -> None:
    """Each hop is asked about anew, and a third one reads neither part."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, "given back", case_id, ada)
    await mia.says("ja")
    await mia.says("Bo weet het nu.")
    cem = house.counsellor("Cem")
    mia.reads()
    await house.coordination.assign(COOS, case_id, has=bo.id, to=cem.id)
    await house.tasks.settle()

    assert await said_to(cem, case_id) == [CLAIM_OVER]
    mia.was_told(ASKED)
    await house.coordination.assign(COOS, case_id, has=cem.id, to=bo.id)
    assert {SECRET, "Bo weet het nu."} <= set(await said_to(bo, case_id))


async def test_a_button_of_an_earlier_question_opens_nothing_for_the_next_one(house: House) -> None:
    """Mia read it about Bo; with Cem she is asked about Cem."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, "passed on", case_id, ada)
    about_bo = asked_of(mia)
    cem = house.counsellor("Cem")
    await house.coordination.assign(COOS, case_id, has=bo.id, to=cem.id)
    await house.tasks.settle()
    await mia.taps("Ja, dat mag", bubble=about_bo)

    assert await said_to(cem, case_id) == [CLAIM_OVER]


async def test_what_nobody_read_yet_is_for_whoever_comes(house: House) -> None:
    """Mia writes on while she waits: that is for the next one, and no question about it."""
    mia, ada, case_id = await mia_talks(house)
    await ada.gives_back(case_id)
    mia.reads()
    bo = house.counsellor("Bo")
    assert (await bo.claims(case_id)).won
    await mia.says("Hallo?")

    assert await said_to(bo, case_id) == ["Hallo?"]
    assert not any(ASKED in bubble.text for bubble in mia.reads())


@pytest.mark.parametrize("how", HOWS)
async def test_words_that_nobody_answered_are_for_whoever_comes(house: House, how: str) -> None:
    """Ada took Mia and never wrote: what Mia dared to say was said to nobody yet, so Bo reads it, and nobody asks."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says(SECRET)
    await ada.notes(case_id, "Adres: bakker.")
    mia.reads()
    bo = await goes_on(house, how, case_id, ada)

    assert await said_to(bo, case_id) == [SECRET]
    assert not any(ASKED in bubble.text for bubble in mia.reads())
    fresh = (await house.talks.read(bo.id, case_id, after=1)).lines
    assert all(line.number > 1 for line in fresh)


async def test_words_that_nobody_answered_open_no_older_ones(house: House) -> None:
    """Ada answered, Bo never wrote: Cem reads what was said to Bo, and the rest with a yes."""
    mia, ada, case_id = await words(house)
    bo = await goes_on(house, "given back", case_id, ada)
    await mia.says("Ben je daar?")
    await bo.gives_back(case_id)
    cem = house.counsellor("Cem")
    mia.reads()
    assert (await cem.claims(case_id)).won

    assert await said_to(cem, case_id) == [CLAIM_OVER, "Ben je daar?"]
    mia.was_told(ASKED)
    await mia.taps("Ja, dat mag", bubble=asked_of(mia))
    assert SECRET in await said_to(cem, case_id)


async def test_after_an_opening_words_that_nobody_answered_wait_for_a_yes(house: House) -> None:
    """Somebody else may hold the phone by now, and the next counsellor could tell them what stands there."""
    mia, _, case_id = await mia_talks(house)
    await mia.says(SECRET)
    bo = house.counsellor("Bo")
    await house.minutes_pass(16)
    await mia.says("hoi")
    await mia.chooses(*TO_A_HUMAN)
    assert (await bo.claims(case_id)).won

    assert SECRET not in await said_to(bo, case_id)
    mia.was_told(ASKED)


async def test_who_wants_somebody_else_says_what_that_one_may_read(house: House) -> None:
    """Also of words that were not answered: they chose between people, and choose this too."""
    mia, _, case_id = await mia_talks(house)
    await mia.says(SECRET)
    await mia.says("iemand anders")
    await mia.taps("Ja, iemand anders")
    bo = house.counsellor("Bo")
    mia.reads()
    assert (await bo.claims(case_id)).won

    assert SECRET not in await said_to(bo, case_id)
    mia.was_told(ASKED)


async def test_whoever_may_not_be_written_to_is_asked_when_they_are_here_again(house: House) -> None:
    """First that somebody else goes on, then the question, and what they typed is no answer to it."""
    mia, ada, case_id = await words(house)
    await house.minutes_pass(11)
    bo = await goes_on(house, "passed on", case_id, ada)
    assert mia.reads() == []
    await mia.says("ja")

    mia.was_told("iemand anders van ons", ASKED)
    assert await said_to(bo, case_id) == [CLAIM_OVER, "ja"]
