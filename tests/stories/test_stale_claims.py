"""A claim that nobody stands by: the case goes back to its place, and the help-seeker hears the truth."""

import pytest

from bot.flows.facts import in_words
from bot.handover.claims import WORD_WITHIN
from bot.handover.desk import NotLast
from bot.handover.own import NotYours
from bot.model import Outcome
from bot.ports import Job
from bot.web.texts import texts
from tests.house import House
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits


async def _minutes_pass(house: House, minutes: int) -> None:
    """Let time go by, while somebody looks after the claims."""
    for _ in range(minutes):
        await house.minutes_pass(1)
        await house.watch.look()
        await house.tasks.settle()


async def test_a_claim_without_a_word_goes_back_after_five_minutes(house: House) -> None:
    """Somebody clicked and was called away: the next counsellor sees the case where it was, before a later one."""
    mia, ada, case_id = await mia_talks(house)
    await mia_waits(house, "Noor")
    await house.watch.look()

    await _minutes_pass(house, 4)
    assert (await ada.reads(case_id)).case.claimed_by == ada.id
    await _minutes_pass(house, 1)

    assert (await ada.queue())[0] == case_id
    mia.was_told("Je staat weer in de rij")
    with pytest.raises(NotYours):
        await ada.says(case_id, "Sorry, ik was even weg.")


async def test_whoever_asks_again_after_the_loss_of_a_talk_hears_what_was_sent(house: House) -> None:
    """The answer got lost, then the talk: they are told the truth of their own words, and nothing is sent twice."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")
    said = await ada.says(case_id, "Dag, ik ben Ada.", client_id="c-1")
    noted = await ada.notes(case_id, "Belt nooit.", client_id="c-2")
    await ada.gives_back(case_id)
    await bo.claims(case_id)
    mia.reads()

    again = await ada.says(case_id, "Dag, ik ben Ada.", client_id="c-1")

    assert (again.number, again.text) == (said.number, "Dag, ik ben Ada.")
    assert await ada.notes(case_id, "Belt nooit.", client_id="c-2") == noted
    assert mia.reads() == []
    for who, client_id in ((ada, "c-3"), (bo.__class__(house, "Cas"), "c-1")):
        with pytest.raises(NotYours):
            await who.says(case_id, "Dag.", client_id=client_id)


async def test_one_word_keeps_the_claim(house: House) -> None:
    """Reading and thinking may take long: nobody is hurried once they have said who is there."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag, ik lees even mee.")

    await _minutes_pass(house, 9)

    assert (await ada.reads(case_id)).case.claimed_by == ada.id
    mia.was_told("Dag, ik lees even mee.")


async def test_a_word_of_an_earlier_talk_is_none_of_this_one(house: House) -> None:
    """Who was answered by one counsellor is not left waiting by the next."""
    _, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Ik geef je door.")
    await ada.gives_back(case_id)
    bo = house.counsellor("Bo")
    assert (await bo.claims(case_id)).won

    await _minutes_pass(house, 5)

    assert (await bo.queue())[0] == case_id
    with pytest.raises(NotYours):
        await bo.reads(case_id)


async def test_who_claims_again_has_five_minutes_again(house: House) -> None:
    """A claim is known by itself, and not by who made it."""
    _, ada, case_id = await mia_talks(house)
    await _minutes_pass(house, 4)
    await ada.gives_back(case_id)
    assert (await ada.claims(case_id)).won

    await _minutes_pass(house, 4)
    assert (await ada.reads(case_id)).case.claimed_by == ada.id

    await _minutes_pass(house, 1)
    with pytest.raises(NotYours):
        await ada.reads(case_id)


async def test_a_counsellor_whose_browser_died_leaves_nobody_waiting(house: House) -> None:
    """Two minutes for a page that reloads; then somebody else can take the case, words or not."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag, ik ben er.")
    bo = house.counsellor("Bo")
    ada.leaves()

    await _minutes_pass(house, 2)
    assert (await ada.reads(case_id)).case.claimed_by == ada.id
    await _minutes_pass(house, 1)

    assert (await bo.claims(case_id)).won
    mia.was_told("Dag, ik ben er.", "Je staat weer in de rij")


async def test_after_a_restart_a_claim_has_its_time_once_more(house: House) -> None:
    """Nobody knows any more when it began; what was said stands in the talk."""
    _, ada, case_id = await mia_talks(house)
    await _minutes_pass(house, 4)
    await house.restarts()
    ada = house.counsellor("Ada")
    await house.watch.look()

    await _minutes_pass(house, 4)
    assert (await ada.reads(case_id)).case.claimed_by == ada.id
    await _minutes_pass(house, 1)

    with pytest.raises(NotYours):
        await ada.reads(case_id)


async def test_nothing_is_said_to_somebody_whom_we_may_not_write(house: House) -> None:
    """The case waits again, and the person reads so with their next word."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    await _minutes_pass(house, 31)  # they agreed to thirty minutes
    case_id = await ada.claims_next()
    mia.reads()

    await _minutes_pass(house, 6)

    assert mia.reads() == []
    assert await ada.queue() == [case_id]


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_counsellors_are_told_how_long_they_have(language: str) -> None:
    """Before it happens, and when it has happened; in the words of their desk."""
    told = texts(language)

    assert in_words(WORD_WITHIN, language) in told["talk.quiet_start"]
    assert in_words(WORD_WITHIN, language) in told["talk.returned_why"]


async def test_when_the_last_counsellor_goes_those_who_wait_hear_it(house: House) -> None:
    """Who agreed to be written to at once, who did not with the next message; both keep their place."""
    ada = house.counsellor("Ada")
    mia, noor = await mia_waits(house), house.person("Noor")
    await noor.starts()
    await noor.chooses(*TO_A_HUMAN[:-1], "nee")
    noor.reads()
    before = await ada.queue()
    await house.minutes_pass(12)

    await ada.goes_as_the_last()

    mia.was_told("Er schrijft nog geen mens met je")
    assert noor.reads() == []
    assert await ada.queue() == before
    assert len(before) == 2
    assert not house.floor.on_duty()
    await noor.says("hoe lang nog")
    noor.was_told("Er schrijft nog geen mens met je")


async def test_one_who_cannot_be_told_keeps_no_other_from_hearing_it(house: House) -> None:
    """The fault is said at the end; done again, it asks nobody twice."""
    ada = house.counsellor("Ada")
    mia, noor = await mia_waits(house), await mia_waits(house, "Noor")
    house.break_the_next_step()

    with pytest.raises(RuntimeError):
        await ada.goes_as_the_last()
    await ada.goes_as_the_last()

    for person in (mia, noor):
        assert [bubble.text[:33] for bubble in person.reads()] == ["Er schrijft nog geen mens met je,"]


async def test_the_trail_tells_that_the_last_one_went_and_that_an_outcome_was_recorded_later(house: House) -> None:
    """Of both the name; of the outcome also whose case it was, and that she did not end it."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("stop")

    await ada.closes(case_id, Outcome.LISTENED)
    await ada.goes_as_the_last()

    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    told = [(line.staff_id, line.action, line.subject) for line in trail if line.action not in {"claim", "open"}]
    assert told == [(ada.id, "record", case_id), (ada.id, "nobody_comes", b"")]


async def test_who_is_given_back_by_the_last_counsellor_hears_that_nobody_comes(house: House) -> None:
    """She finishes no talk any more, and nobody is there to take this one."""
    mia, ada, case_id = await mia_talks(house)
    await ada.goes_as_the_last()
    assert mia.reads() == []

    await ada.gives_back(case_id)

    mia.was_told("Je staat weer in de rij", "Er schrijft nog geen mens met je")


async def test_whose_last_counsellor_is_gone_hears_that_nobody_comes(house: House) -> None:
    """Found by whoever looks after the claims, or with the next word of the one who waits."""
    mia, ada, _ = await mia_talks(house)
    ada.leaves()
    await _minutes_pass(house, 3)
    mia.was_told("Je staat weer in de rij", "Er schrijft nog geen mens met je")

    bo = house.counsellor("Bo")
    noor = await mia_waits(house, "Noor")
    await bo.claims((await bo.queue())[1])
    noor.reads()
    bo.leaves()
    await house.minutes_pass(3)
    await noor.says("ben je er?")
    noor.was_told("Je staat weer in de rij", "Je staat nog in de rij", "Er schrijft nog geen mens met je")


async def test_nobody_is_told_that_nobody_comes_while_a_colleague_is_there(house: House) -> None:
    """The colleague takes whoever waits, and the one who wanted to go is still there."""
    ada, _ = house.counsellor("Ada"), house.counsellor("Bo")
    mia = await mia_waits(house)

    with pytest.raises(NotLast):
        await ada.goes_as_the_last()

    assert mia.reads() == []
    assert len(house.floor.on_duty()) == 2


async def test_no_case_stays_without_an_outcome(house: House) -> None:
    """Whoever had it is asked for half an hour, also of somebody who wiped; then it counts as not recorded."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag.")
    await mia.says("stop")
    await house.tasks.settle()

    await _minutes_pass(house, 30)
    (asked,) = (await house.desk.overview()).unrecorded
    assert (asked.case_id, asked.staff_id) == (case_id, ada.id)
    await _minutes_pass(house, 1)

    assert (await house.desk.overview()).unrecorded == ()
    with pytest.raises(NotYours):
        await ada.closes(case_id, Outcome.LISTENED)


async def test_whoever_says_what_came_of_it_is_asked_no_more(house: House) -> None:
    """Also when the other one left for good in the middle of it; a colleague can't say it for them."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")
    await mia.says("stop")
    await house.tasks.settle()

    with pytest.raises(NotYours):
        await bo.closes(case_id, Outcome.TEST)
    await ada.closes(case_id, Outcome.LISTENED, Outcome.UNSAFE)

    assert (await house.desk.overview()).unrecorded == ()
