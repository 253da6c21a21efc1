"""The same counsellor again, and who is not to know that somebody is here: from a choice to what each desk is told."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from bot.errors import PerhapsSent
from bot.handover.coordination import Moved
from bot.handover.escalation import Call, Escalation
from bot.handover.glass import GlassRefused
from bot.handover.own import NotYours
from bot.handover.receiving import NotThere
from bot.handover.taking import Claim
from bot.handover.vitals import Vitals
from bot.model import CallbackId, CaseId, Conversation, EmergencyReason, Outcome, Role, Staff, StaffId
from bot.model.promises import FIRST_WITHIN, SILENCE
from bot.ports import Job
from tests.booking import books, wanted
from tests.house import Counsellor, House, Person
from tests.stories.test_return_phrases import words_on
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits

_A_SILENCE = SILENCE / timedelta(minutes=1) + 1
NEVER_WAS = CaseId(b"never was a case")
AGAIN = ("mens", "ja", "ja", "m30")
"""After a talk: a human again, on with the card, the same person, and half an hour."""


async def _works_here(house: House, *counsellors: Counsellor) -> None:
    everybody = [Staff(one.id, Role.COUNSELLOR, "x") for one in counsellors]
    await house.store.run(Job(lambda tx: [tx.staff.add(one) for one in everybody]))


async def _conversation(house: House, person: Person) -> Conversation:
    found = await house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
    assert found is not None
    return found


async def _case_of(house: House, person: Person) -> CaseId:
    case_id = (await _conversation(house, person)).case_id
    assert case_id is not None
    return case_id


async def _rows(*counsellors: Counsellor) -> list[list[str]]:
    """Return how each of these sees the cases of the queue: whether they fit."""
    return [[row["fit"] for row in (await one.sees())["cases"]] for one in counsellors]


async def _mia_keeps_out(house: House, *ways: str, typed: str = "", name: str = "Mia") -> Person:
    """Mia says who is not to know of her, and waits."""
    mia = house.person(name)
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "niet_voor", *ways)
    if typed:
        await mia.says(typed)
    await mia.chooses("m30")
    mia.was_told("Je staat in de rij.")
    return mia


async def _asks_anew(person: Person, *ways: str, typed: str = "") -> None:
    """Whoever holds the phone now meets the opening, keeps somebody out, and waits."""
    await person.starts()
    await person.chooses("ja", "nederland", "binnen", "mens", "niet_voor", *ways)
    if typed:
        await person.says(typed)
    await person.chooses("m30")
    person.was_told("Je staat in de rij.")


async def _mia_talked(house: House) -> tuple[Person, Counsellor]:
    """Mia had a talk with Ada, who closed it."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag, ik ben er.")
    await ada.closes(case_id, Outcome.LISTENED)
    mia.reads()
    return mia, ada


# The same counsellor again


async def test_whom_they_talked_with_is_asked_alone_and_then_everybody(house: House) -> None:
    """For two minutes nobody else knows of it; after that it is for everybody, in its place."""
    mia, ada = await _mia_talked(house)
    bo = house.counsellor("Bo")

    await mia.chooses(*AGAIN)
    mia.was_told("vragen we twee minuten lang alleen die", "Je staat in de rij.")
    alone = await _rows(ada, bo)
    taken = await bo.takes_next()
    house.clock.advance(FIRST_WITHIN)

    assert alone == [["asked"], []]
    assert (taken.won, taken.waiting) == (False, 0)
    assert await _rows(ada, bo) == [["asked"], ["mine"]]
    assert (await bo.claims(await _case_of(house, mia))).won
    mia.was_told("Nu schrijft een mens met je", "Het is iemand anders dan je vroeg.")


async def test_whoever_was_asked_for_comes_and_it_is_said(house: House) -> None:
    """The truth about who writes, in words that tell nobody else of an earlier talk."""
    mia, ada = await _mia_talked(house)
    await mia.chooses(*AGAIN)
    mia.reads()

    assert (await ada.takes_next()).won

    mia.was_told("Nu schrijft een mens met je", "Het is wie je vroeg.")


async def test_in_danger_everybody_is_asked_at_once(house: House) -> None:
    """Nobody waits for one counsellor while somebody is in need."""
    mia, ada = await _mia_talked(house)
    bo = house.counsellor("Bo")
    await mia.chooses(*AGAIN)

    await mia.says("ik wil niet meer leven")

    assert [len(rows) for rows in await _rows(ada, bo)] == [1, 1]


@pytest.mark.parametrize("why", ["gone", "in a talk", "has a pause"])
async def test_whom_they_want_is_not_free_and_they_choose(house: House, why: str) -> None:
    """They read the same whatever the reason is, are in no queue, and can go to somebody else at once."""
    mia, ada = await _mia_talked(house)
    bo = house.counsellor("Bo")
    await mia.chooses("mens", "ja", "ja")
    if why == "gone":
        ada.leaves()
    elif why == "in a talk":
        await mia_waits(house, "Noor")
        assert (await ada.claims_next()) is not None
    else:
        house.floor.pause(ada.id, house.clock.now() + timedelta(minutes=5))
    waiting = len(await bo.queue())

    await mia.chooses("m30")
    mia.was_told("Die persoon is nu niet vrij. Wanneer wel, weten we niet.")
    assert len(await bo.queue()) == waiting
    await mia.chooses("ander")

    mia.was_told("Je staat in de rij.")
    assert (await bo.claims(await _case_of(house, mia))).won


async def test_after_a_silence_nobody_is_asked_about_a_talk(house: House) -> None:
    """Whoever holds the phone then reads what a stranger reads, to the letter, and we know no more who it was with."""
    mia, ada = await _mia_talked(house)
    await house.minutes_pass(_A_SILENCE)
    forgotten = (await _conversation(house, mia)).counsellor
    noor = house.person("Noor")

    for person in (mia, noor):
        await person.starts()
        await person.chooses(*TO_A_HUMAN)

    assert forgotten is None
    assert [bubble.text for bubble in mia.reads()] == [bubble.text for bubble in noor.reads()]
    assert await _rows(ada) == [["mine", "mine"]]


async def test_the_return_phrase_brings_the_question_back(house: House) -> None:
    """Whoever knows the words is as sure as anything is: they may ask for the same person, days later and elsewhere."""
    mia, ada = await _mia_talked(house)
    await house.phrases.fill()
    await mia.says("woorden")
    await mia.chooses("ja")
    words = words_on(mia)
    await house.minutes_pass(300)
    elsewhere = house.person_on_the_web("tab")
    await elsewhere.says("hallo")

    await elsewhere.says(words)
    await elsewhere.chooses(*AGAIN)

    assert await _rows(ada) == [["asked"]]


async def test_a_wipe_forgets_with_whom(house: House) -> None:
    """As everything: their next message is a stranger's, and nobody is kept out any more."""
    mia, ada = await _mia_talked(house)
    await mia.chooses("niet_meer")
    await mia.says("stop")

    await mia_waits(house)

    assert await _rows(ada) == [["mine"]]


# Who is not to know of it


async def test_never_this_person_again(house: House) -> None:
    """It holds at once and without a word to anybody, and after a silence as well, for whoever asks then."""
    mia, ada = await _mia_talked(house)
    await mia.chooses("niet_meer")
    mia.was_told("Die persoon ziet je hier niet meer")
    assert "niet_meer" not in {option.id for option in mia.screen[-1].options}
    await house.minutes_pass(_A_SILENCE)
    bo = house.counsellor("Bo")

    await mia_waits(house)

    assert [len(rows) for rows in await _rows(ada, bo)] == [0, 1]


@pytest.mark.parametrize(("ways", "typed"), [(("streek", "nl_oost", "done"), ""), (("naam",), "tante Marlène, Jans")])
async def test_whoever_is_kept_out_meets_a_case_that_is_not_there(
    house: House, ways: Collection[str], typed: str
) -> None:
    """No row, no count, no seat; by its address it answers as one that never was; waiting and in a talk."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await _works_here(house, ada, bo)
    await ada.is_known("Marlene", "Smit", region="nl_oost")
    before = await ada.sees()
    mia = await _mia_keeps_out(house, *ways, typed=typed)
    case_id = await _case_of(house, mia)

    unknown = await ada.claims(NEVER_WAS)
    assert await ada.sees() == before
    assert await ada.claims(case_id) == unknown == Claim(won=False)
    assert await ada.takes_next() == Claim(won=False)
    assert (await bo.claims(case_id)).won
    assert await ada.sees() == before
    assert await ada.claims(case_id, one_more=True) == unknown
    with pytest.raises(NotYours):
        await ada.reads(case_id)


async def test_nobody_gives_it_to_whom_it_is_kept_from(house: House) -> None:
    """Not a colleague, not a coordinator; nobody is told why, and the one it is kept from is told nothing."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await _works_here(house, ada, bo)
    await ada.is_known(region="nl_oost")
    before = await ada.sees()
    mia = await _mia_keeps_out(house, "streek", "nl_oost", "done")
    case_id = await _case_of(house, mia)
    assert (await bo.claims(case_id)).won

    assert await house.transfers.colleagues(bo.id, case_id) == ()
    with pytest.raises(NotThere) as by_a_colleague:
        await bo.offers(case_id, ada)
    with pytest.raises(NotThere) as by_a_coordinator:
        await house.coordination.assign(StaffId("Coos"), case_id, has=bo.id, to=ada.id)
    with pytest.raises(NotThere) as not_at_the_desk:
        await house.coordination.assign(StaffId("Coos"), case_id, has=bo.id, to=StaffId("Nobody"))
    assert str(by_a_colleague.value) == str(by_a_coordinator.value) == str(not_at_the_desk.value)
    assert await ada.sees() == before


async def test_an_offer_to_somebody_who_is_marked_meanwhile_leads_nowhere(house: House) -> None:
    """An admin writes down where Ada is from while she is asked: she can't accept any more."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await _works_here(house, ada, bo)
    mia = await _mia_keeps_out(house, "streek", "nl_oost", "done")
    case_id = await _case_of(house, mia)
    await bo.claims(case_id)
    await bo.offers(case_id, ada)

    await ada.is_known(region="nl_oost")

    with pytest.raises(NotYours):
        await ada.accepts(case_id)
    assert (await ada.sees())["offers"] == []


async def test_a_case_that_nobody_there_may_have_is_called_for_in_words_that_tell_nobody(house: House) -> None:
    """As soon as an urgent one, because no desk sounds; the board says only that somebody else is needed."""
    calls: list[Call] = []

    class Outside:
        """Somebody who can send somebody."""

        async def call(self, call: Call) -> None:
            calls.append(call)

    ada = house.counsellor("Ada")
    await ada.is_known(region="nl_oost")
    mia = await _mia_keeps_out(house, "streek", "nl_oost", "done")
    escalation = Escalation(house.vitals.read, Outside(), clock=house.clock, journal=house.journal)
    await escalation.look()
    house.clock.advance(timedelta(minutes=1))
    await escalation.look()
    board = await house.coordination.board(StaffId("Coos"))

    assert calls == [Call(waiting=1, urgent=0, on_duty=1, lacking=1)]
    assert board.lacking == {await _case_of(house, mia)}
    assert board.at_desk == {ada.id}
    bo = house.counsellor("Bo")
    assert (await house.coordination.board(StaffId("Coos"))).lacking == frozenset()
    assert (await bo.takes_next()).won


async def test_whoever_coordinates_can_be_kept_out_as_well(house: House) -> None:
    """Their board has no such row, and what they do to it is done to nothing."""
    ada = house.counsellor("Ada")
    await _works_here(house, ada)
    mia = await _mia_keeps_out(house, "naam", typed="Coos")
    case_id = await _case_of(house, mia)

    assert (await house.coordination.board(StaffId("Coos"))).cases == ()
    with pytest.raises(Moved):
        await house.coordination.assign(StaffId("Coos"), case_id, has=None, to=ada.id)
    assert (await ada.claims(case_id)).won
    with pytest.raises(Moved):
        await house.coordination.put_back(StaffId("Coos"), case_id, has=ada.id)


async def test_the_door_tells_nobody_whom_somebody_keeps_out(house: House) -> None:
    """Else a group could try names and regions until the door closes, and know who works here."""
    ada = house.counsellor("Ada")
    await ada.is_known("Marleen", region="nl_oost")
    said = []

    for name, ways, typed in (
        ("A", ("naam",), "Marleen"),
        ("B", ("naam",), "Joke"),
        ("C", ("streek", "nl_oost", "done"), ""),
    ):
        person = house.person(name)
        await person.starts()
        await person.chooses("ja", "nederland", "binnen", "mens", "niet_voor", *ways)
        if typed:
            await person.says(typed)
        await person.chooses("m30")
        said.append([bubble.text for bubble in person.reads()][-1])

    assert len(set(said)) == 1
    assert said[0].startswith("Je staat in de rij.")


async def test_while_they_wait_a_choice_can_be_taken_back(house: House) -> None:
    """In the queue as before it; a row that Ada saw goes as one that left, and comes again."""
    ada = house.counsellor("Ada")
    await ada.is_known(region="nl_oost")
    mia = await mia_waits(house)
    seen = [await _rows(ada)]

    await mia.chooses("niet_voor", "streek", "nl_oost", "done")
    seen.append(await _rows(ada))
    await mia.chooses("niet_voor", "streek", "nl_oost", "none")
    seen.append(await _rows(ada))

    assert seen == [[["mine"]], [[]], [["mine"]]]


async def test_whoever_comes_after_the_opening_can_only_keep_out_more(house: House) -> None:
    """The one who waits after a silence may be somebody else: what was said before holds for the case."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.is_known(region="nl_oost")
    await bo.is_known(region="nl_west")
    mia = await _mia_keeps_out(house, "streek", "nl_oost", "done")
    await house.minutes_pass(50)

    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "niet_voor", "streek", "nl_west", "done", "m30")

    assert await _rows(ada, bo) == [[], []]


@pytest.mark.parametrize(
    ("ways", "typed", "takes_back"),
    [
        (("streek", "nl_oost", "done"), "", ("niet_voor", "streek", "nl_oost", "none")),
        (("naam",), "Marleen", ("niet_voor", "naam")),
    ],
)
async def test_whoever_comes_after_the_opening_takes_nothing_back_by_saying_the_same(
    house: House, ways: Collection[str], typed: str, takes_back: Collection[str]
) -> None:
    """Naming the same region or name again makes it theirs to lift no more than guessing it would."""
    ada = house.counsellor("Ada")
    await ada.is_known("Marleen", region="nl_oost")
    mia = await _mia_keeps_out(house, *ways, typed=typed)
    await house.minutes_pass(50)
    await _asks_anew(mia, *ways, typed=typed)

    await mia.chooses(*takes_back)
    if typed:
        await mia.says("Joke")

    assert await _rows(ada) == [[]]


async def test_whoever_proves_who_they_are_takes_back_what_they_said(house: House) -> None:
    """By their return phrase, whatever was said meanwhile; what the other one added stays."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.is_known(region="nl_oost")
    await bo.is_known(region="nl_west")
    await house.phrases.fill()
    mia = await _mia_keeps_out(house, "streek", "nl_oost", "done")
    await mia.says("woorden")
    await mia.chooses("ja")
    words = words_on(mia)
    await house.minutes_pass(50)
    await _asks_anew(mia, "streek", "nl_oost", "nl_west", "done")

    await mia.says(words)
    seen = [await _rows(ada, bo)]
    await mia.chooses("m30", "niet_voor", "streek", "nl_oost", "none")
    seen.append(await _rows(ada, bo))

    assert seen == [[[], []], [["mine"], []]]


async def test_not_in_an_emergency_either(house: House) -> None:
    """Who is kept out can neither ask to read it, nor decide that another one may, nor read what two others opened."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await _works_here(house, ada, bo)
    admins = [Staff(StaffId(name), Role.ADMIN, "x") for name in ("Ina", "Joke", "Kees")]
    await house.store.run(Job(lambda tx: [tx.staff.add(one) for one in admins]))
    ina, joke, kees = (one.id for one in admins)
    mia = await _mia_keeps_out(house, "naam", typed="Ina")
    case_id = await _case_of(house, mia)
    await bo.claims(case_id)
    glass, why = house.glass, EmergencyReason.VIOLENCE

    with pytest.raises(GlassRefused) as asked:
        await glass.ask(ina, case_id, reason=why, words="Zij is in gevaar.")
    with pytest.raises(GlassRefused) as never:
        await glass.ask(ina, NEVER_WAS, reason=why, words="Zij is in gevaar.")
    await glass.ask(joke, case_id, reason=why, words="Zij is in gevaar.")
    (waiting,) = await glass.list(kees)
    assert await glass.list(ina) == ()
    for refused in (glass.confirm(ina, waiting.emergency.id), glass.withdraw(ina, waiting.emergency.id)):
        with pytest.raises(GlassRefused, match="can't be opened"):
            await refused
    assert await glass.confirm(kees, waiting.emergency.id) == case_id
    with pytest.raises(NotYours):
        await glass.read(ina, case_id)
    with pytest.raises(GlassRefused):
        await glass.end(ina, case_id)
    assert (await glass.read(joke, case_id)).case.id == case_id
    assert asked.value.code == never.value.code == "gone"


async def test_nor_does_whoever_is_kept_out_call(house: House) -> None:
    """A callback keeps who is not to know of it for as long as it is open, also when the answers are long forgotten."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await _works_here(house, ada, bo)
    await ada.is_known(region="nl_oost")
    mia = await _mia_keeps_out(house, "streek", "nl_oost", "done")
    callback = await books(house, mia, wanted(house.clock.now() + timedelta(hours=20)))
    under_16 = await _mia_keeps_out(house, "naam", typed="Ada", name="Noor")
    asked = await books(house, under_16, wanted(house.clock.now() + timedelta(hours=21), needs_decision=True))
    await house.minutes_pass(_A_SILENCE)

    assert await house.callbacks.listed(ada.id) == ()
    assert {one.id for one in await house.callbacks.listed(bo.id)} == {callback.id, asked.id}
    never = await house.callbacks.claim(ada.id, CallbackId(NEVER_WAS))
    assert await house.callbacks.claim(ada.id, callback.id) == never
    assert not await house.callbacks.decide(ada.id, asked.id, is_allowed=True)
    assert await house.callbacks.decide(bo.id, asked.id, is_allowed=True)
    assert (await house.callbacks.claim(bo.id, callback.id)).won
    assert await house.callbacks.claim(ada.id, callback.id) == never


async def test_who_is_kept_out_sees_nothing_of_it_in_the_figures_of_the_board(house: House) -> None:
    """No wait, no seat that it takes, no word that did not arrive: not as a row, and not as a number either."""
    coos = StaffId("Coos")
    ada = house.counsellor("Ada")
    mia = await _mia_keeps_out(house, "naam", typed="Coos")
    quiet = Vitals(on_duty=1, seats_open=1)
    waits = (await house.coordination.board(coos)).now
    case_id = await _case_of(house, mia)
    assert (await ada.claims(case_id)).won
    house.channel.faults = [PerhapsSent("cut"), PerhapsSent("cut")]
    await ada.says(case_id, "Ik ben er.")
    await house.minutes_pass(4)
    talks = (await house.coordination.board(coos)).now
    others = (await house.coordination.board(StaffId("Dora"))).now

    assert (waits, talks) == (quiet, quiet)
    assert (others.seats_taken, others.seats_open) == (1, 0)
    assert (others.sends.held, others.sends.unknown) == (1, 1)
