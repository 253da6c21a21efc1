"""A talk goes to a colleague: offered, accepted, agreed to; and every other way, on which it stays where it was."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.errors import BotError, Refused
from bot.handover.own import NotYours
from bot.handover.receiving import NotThere
from bot.handover.transfers import ACCEPT_WITHIN, ANSWER_WITHIN, AlreadyOffered, NoSeat
from bot.model import NOTE, WORDS, CaseId, Hop, LineFrom, LineState, Role, Staff, StaffId
from bot.ports import Job
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits

QUESTION = "Mag een collega hier met je verder?"
GOES_ON = "Vanaf nu schrijft een collega met je verder"
STAYS = "Je schrijft verder met dezelfde mens"


async def hired(house: House, *names: str) -> list[Counsellor]:
    """Return counsellors with an account, at the desk."""
    staff = [Staff(house.counsellor(name).id, Role.COUNSELLOR, "x") for name in names]
    await house.store.run(Job(lambda tx: [tx.staff.add(one) for one in staff]))
    return [one for one in house.crew if one.id in names]


async def in_a_talk(house: House) -> tuple[Person, Counsellor, Counsellor, CaseId]:
    """Mia talks with Ada, and Bo takes talks as well."""
    mia, ada, case_id = await mia_talks(house)
    [bo] = await hired(house, "Bo")
    await ada.says(case_id, "Dag, ik ben Ada.")
    await mia.says("Ik schreef dit aan jou.")
    mia.reads()
    return mia, ada, bo, case_id


async def asked(house: House) -> tuple[Person, Counsellor, Counsellor, CaseId]:
    """The same, and Bo has accepted: Mia reads the question."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await ada.offers(case_id, bo, "Praat liever met een vrouw.")
    await bo.accepts(case_id)
    mia.was_told(QUESTION)
    return mia, ada, bo, case_id


async def holder(house: House, case_id: CaseId) -> str | None:
    """Return who has the talk."""
    return next((case.claimed_by for case in await house.desk.queue() if case.id == case_id), None)


async def told(counsellor: Counsellor, case_id: CaseId) -> list[str]:
    """Return what the talk tells its counsellor of events."""
    return [line.text for line in (await counsellor.reads(case_id)).lines if line.author is LineFrom.SYSTEM]


async def offers(house: House) -> int:
    """Return how many talks are offered."""
    return len((await house.desk.overview()).transfers)


async def passes(house: House, time: timedelta) -> None:
    """Time goes by, and the desk looks at what nobody answered."""
    await house.minutes_pass(time.total_seconds() / 60)
    await house.watch.look()
    await house.tasks.settle()


async def test_a_talk_goes_to_a_colleague_with_the_yes_of_both(house: House) -> None:
    """Bo reads nothing before; Mia reads what he would, and says yes; the talk goes on with what was written so far."""
    mia, ada, bo, case_id = await in_a_talk(house)

    await ada.offers(case_id, bo, "Praat liever met een vrouw.")
    before = mia.reads()
    [transfer] = (await house.desk.overview()).transfers
    with pytest.raises(NotYours):
        await bo.reads(case_id)
    await bo.accepts(case_id)
    with pytest.raises(NotYours):
        await bo.reads(case_id)
    mia.was_told(
        "dan leest die: land, rol, wat hier staat, de notitie.\n\nDit is de notitie:\n“Praat liever met een vrouw.”"
    )
    await ada.says(case_id, "Bo is fijn.")
    await mia.taps("Ja, dat mag", bubble=mia.screen[-2])

    mia.was_told("Bo is fijn.", GOES_ON)
    talk = await bo.reads(case_id)
    assert before == []
    assert (transfer.holder, transfer.receiver, transfer.note) == ("Ada", "Bo", "Praat liever met een vrouw.")
    assert [line.text for line in talk.lines] == [
        "Dag, ik ben Ada.",
        "Ik schreef dit aan jou.",
        "Bo is fijn.",
        "passed",
        "Praat liever met een vrouw.",
    ]
    assert (talk.lines[-1].author, talk.lines[-1].by) == (LineFrom.NOTE, "Ada")
    assert talk.card == {"land": "nl", "rol": "binnen"}
    with pytest.raises(NotYours):
        await ada.says(case_id, "wacht")
    await bo.says(case_id, "Dag, ik ben Bo.")
    mia.was_told("Dag, ik ben Bo.")
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert [(line.staff_id, line.action) for line in trail if line.subject == case_id and line.action != "open"] == [
        ("Ada", "claim"),
        ("Ada", "offer"),
        ("Bo", "was_offered"),
        ("Bo", "accept"),
        ("Ada", "pass_on"),
        ("Bo", "was_given"),
    ]
    assert not any("vrouw" in repr(line) for line in [*trail, *house.journal.lines])


@dataclass(frozen=True, slots=True)
class Left:
    """What Bo reads after Mia took something away."""

    typed: str
    card: dict[str, str]
    lines: list[str]


ALL_OF_IT = ["Dag, ik ben Ada.", "Ik schreef dit aan jou.", "passed", "Praat liever met een vrouw."]


@pytest.mark.parametrize(
    "left",
    [
        Left("1", {"rol": "binnen"}, ALL_OF_IT),
        Left(
            "niet mijn rol",
            {"land": "nl"},
            ["Dag, ik ben Ada.", "Ik schreef dit aan jou.", "niet mijn rol", *ALL_OF_IT[2:]],
        ),
        Left("wat hier staat", {"land": "nl", "rol": "binnen"}, ["passed_unread", "Praat liever met een vrouw."]),
        Left("de notitie", {"land": "nl", "rol": "binnen"}, ALL_OF_IT[:3]),
        Left("niets", {}, ["passed_unread"]),
    ],
    ids=lambda left: left.typed,
)
async def test_what_the_colleague_may_not_read_is_gone(house: House, left: Left) -> None:
    """Item by item, and one yes; it is on no card and in no talk any more, whoever has it later."""
    mia, ada, bo, case_id = await asked(house)
    await mia.says(left.typed)
    mia.was_told(QUESTION)

    await mia.says("ja")

    mia.was_told(GOES_ON)
    talk = await bo.reads(case_id)
    assert (talk.card, [line.text for line in talk.lines]) == (left.card, left.lines)
    await bo.gives_back(case_id)
    await ada.claims(case_id)
    assert (await ada.reads(case_id)).card == left.card


async def test_what_was_noted_beside_the_talk_stays_with_who_wrote_it(house: House) -> None:
    """Nobody showed it to Mia, so no yes of hers is one to it: it is gone, and what goes along she has read."""
    mia, ada, bo, case_id = await asked(house)
    await ada.notes(case_id, "Klinkt bang.")

    await mia.says("ja")

    assert [line.text for line in (await bo.reads(case_id)).lines] == ALL_OF_IT
    mia.reads()


async def test_each_hop_is_written_down_with_what_was_agreed_to(house: House) -> None:
    """Names of items, never what they hold; less can go on each time, never more; it stays with the case."""
    mia, _, bo, case_id = await asked(house)
    await mia.says("1")
    await mia.says("ja")
    [cy] = await hired(house, "Cy")
    await bo.offers(case_id, cy)
    await cy.accepts(case_id)
    [question] = [bubble for bubble in mia.reads() if QUESTION in bubble.text][-1:]
    await mia.taps("✓ Wat hier staat", bubble=question)
    await mia.taps("Ja, dat mag")
    await cy.closes(case_id)

    case = await house.store.run(Job(lambda tx: tx.cases.get(case_id)))
    assert [one.label for one in question.options] == ["✓ Rol", "✓ Wat hier staat", "Ja, dat mag", "Nee, blijf zo"]
    assert case is not None
    assert case.hops == (Hop(bo.id, ("rol", WORDS, NOTE)), Hop(cy.id, ("rol",)))
    mia.reads()


async def test_in_the_queue_again_the_card_is_what_was_left_of_it(house: House) -> None:
    """The bot names nothing as seen that the next one would not see."""
    mia, _, bo, case_id = await asked(house)
    await mia.says("2")
    await mia.says("ja")
    await bo.gives_back(case_id)
    mia.reads()

    await mia.says("kaart")

    mia.was_told("Die persoon ziet straks je land, taal")


@pytest.mark.parametrize("answer", ["nee", "tap"])
async def test_a_no_leaves_everything_as_it_was(house: House, answer: str) -> None:
    """Mia hears it, Ada reads it, Bo's question is gone."""
    mia, ada, bo, case_id = await asked(house)

    await (mia.says("nee") if answer == "nee" else mia.taps("Nee, blijf zo"))

    mia.was_told(STAYS)
    assert (await holder(house, case_id), await told(ada, case_id), await offers(house)) == ("Ada", ["pass_refused"], 0)
    await mia.says("dank je")
    assert (await ada.reads(case_id)).lines[-1].text == "dank je"
    with pytest.raises(NotYours):
        await bo.accepts(case_id)


async def test_a_colleague_who_does_not_answer_is_asked_for_two_minutes(house: House) -> None:
    """Then it is over, and a late yes is none."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await ada.offers(case_id, bo)
    await passes(house, ACCEPT_WITHIN - timedelta(seconds=1))
    lasts = await offers(house)
    await passes(house, timedelta(seconds=1))

    assert (lasts, await offers(house), await told(ada, case_id)) == (1, 0, ["pass_unanswered"])
    with pytest.raises(NotYours):
        await bo.accepts(case_id)
    assert (await holder(house, case_id), mia.reads()) == ("Ada", [])


async def test_who_is_silent_stays_where_they_are_and_hears_nothing(house: House) -> None:
    """Five minutes after the question all is as it was; a yes after it is a word to Ada."""
    mia, ada, _, case_id = await asked(house)
    await passes(house, ANSWER_WITHIN)

    assert (mia.reads(), await told(ada, case_id), await offers(house)) == ([], ["pass_silent"], 0)
    await mia.says("ja")
    assert (await holder(house, case_id), (await ada.reads(case_id)).lines[-1].text) == ("Ada", "ja")


async def test_a_yes_after_its_time_is_none_also_before_anybody_looked(house: House) -> None:
    """The moment decides, not who looks first."""
    mia, ada, _, case_id = await asked(house)
    await house.minutes_pass(5)

    await mia.says("ja")

    mia.was_told("Dat lukt nu toch niet")
    assert (await holder(house, case_id), await told(ada, case_id)) == ("Ada", ["pass_silent"])


async def test_a_colleague_can_say_no_before_and_after_their_yes(house: House) -> None:
    """As long as nobody has agreed; Mia is not asked any longer, without a word."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await ada.offers(case_id, bo)
    await bo.declines(case_id)
    await ada.offers(case_id, bo)
    await bo.accepts(case_id)
    mia.reads()
    await bo.declines(case_id)

    await mia.says("ja")

    assert mia.reads() == []
    assert await told(ada, case_id) == ["pass_declined", "pass_gone"]
    assert ((await ada.reads(case_id)).lines[-1].text, await holder(house, case_id)) == ("ja", "Ada")


async def test_an_offer_can_be_taken_back_at_any_time(house: House) -> None:
    """Twice is once; and it can be offered to somebody else then, not before."""
    mia, ada, bo, case_id = await asked(house)
    [cy] = await hired(house, "Cy")
    with pytest.raises(AlreadyOffered):
        await ada.offers(case_id, cy)

    await ada.recalls(case_id)
    await ada.recalls(case_id)
    await ada.offers(case_id, cy)
    await cy.accepts(case_id)
    with pytest.raises(NotYours):
        await bo.accepts(case_id)

    assert len(mia.screen) > 0
    old, new = [bubble for bubble in mia.screen if QUESTION in bubble.text]
    mia.reads()
    await mia.taps("Ja, dat mag", bubble=old)
    [again] = mia.reads()
    assert (again, await holder(house, case_id)) == (new, "Ada")
    await mia.taps("Ja, dat mag", bubble=new)
    assert await holder(house, case_id) == "Cy"


async def test_a_bare_yes_after_words_of_the_counsellor_is_asked_about_again(house: House) -> None:
    """“Ben je veilig?” “ja” is no yes to anything else."""
    mia, ada, _, case_id = await asked(house)
    await ada.says(case_id, "Ben je nu veilig?")
    mia.reads()

    await mia.says("ja")

    assert (await ada.reads(case_id)).lines[-1].text == "ja"
    mia.was_told(QUESTION)
    assert await holder(house, case_id) == "Ada"
    await mia.says("ja")
    assert await holder(house, case_id) == "Bo"


async def test_the_question_waits_until_we_may_write(house: House) -> None:
    """Ten minutes of silence: nothing appears on that phone; it is asked behind their next word, or not at all."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await house.minutes_pass(11)
    await ada.offers(case_id, bo)
    await bo.accepts(case_id)
    silent = mia.reads()

    await mia.says("ja, ik ben er nog")

    assert silent == []
    mia.was_told(QUESTION)
    assert (await ada.reads(case_id)).lines[-1].text == "ja, ik ben er nog"
    await mia.says("ja")
    assert await holder(house, case_id) == "Bo"


async def test_a_question_that_could_never_be_asked_runs_out(house: House) -> None:
    """Whoever comes back later is not asked any more."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await house.minutes_pass(11)
    await ada.offers(case_id, bo)
    await bo.accepts(case_id)
    await house.minutes_pass(3)
    await ada.says(case_id, "Ben je er nog?")
    await passes(house, timedelta(minutes=0.5))
    await passes(house, ANSWER_WITHIN)

    assert (mia.reads(), await told(ada, case_id)) == ([], ["pass_silent"])


async def test_a_colleague_who_is_full_is_asked_before_one_too_many(house: House) -> None:
    """From their yes on a seat is kept: nobody is promised it at the door, and no claim takes it unseen."""
    mia, ada, bo, case_id = await asked(house)
    noor = await mia_waits_or_not(house)
    full = await bo.takes_next()
    [(name, free)] = [(one.name, one.free) for one in await house.transfers.colleagues(ada.id, case_id)]

    assert (noor, full.is_full, name, free) == (False, True, "Bo", 0)
    await mia.says("nee")
    assert await mia_waits_or_not(house, "Lou")
    assert (await bo.takes_next()).won
    await ada.offers(case_id, bo)
    with pytest.raises(NoSeat):
        await bo.accepts(case_id)
    await bo.accepts(case_id, one_more=True)
    await mia.says("ja")
    assert await holder(house, case_id) == "Bo"


async def mia_waits_or_not(house: House, name: str = "Noor") -> bool:
    """Tell whether somebody who wants a human now gets into the queue."""
    person = house.person(name)
    await person.starts()
    await person.chooses(*TO_A_HUMAN[:-2])
    if "rij" not in person.screen[-1].text and len(person.screen[-1].options) < 2:
        return False
    before = len(await house.desk.queue())
    await person.chooses(*TO_A_HUMAN[-2:])
    return len(await house.desk.queue()) > before


@pytest.mark.parametrize("who", ["Ada", "Niemand", "Cy", "Dan", "Eva"])
async def test_nobody_is_asked_who_could_not_go_on(house: House, who: str) -> None:
    """Oneself, nobody, somebody who takes no talks now, a closed account, an editor."""
    _, ada, _, case_id = await in_a_talk(house)
    dan = Staff(house.counsellor("Dan").id, Role.COUNSELLOR, "x", disabled=True)
    eva = Staff(house.counsellor("Eva").id, Role.EDITOR, "x")
    await house.store.run(Job(lambda tx: (tx.staff.add(dan), tx.staff.add(eva))))
    [cy] = await hired(house, "Cy")
    house.floor.set_duty(cy.open_desk, on_duty=False)
    to = next((one for one in house.crew if one.id == who), None)

    with pytest.raises((NotThere, NotYours)):
        await house.transfers.offer(ada.id, case_id, to=to.id if to else StaffId(who), note="")

    assert await offers(house) == 0


async def test_only_who_has_the_talk_offers_it_and_only_who_was_asked_answers(house: House) -> None:
    """Everybody else reads that it is not theirs."""
    _, ada, bo, case_id = await in_a_talk(house)
    [cy] = await hired(house, "Cy")
    with pytest.raises(NotYours):
        await bo.offers(case_id, cy)
    with pytest.raises(NotYours):
        await bo.recalls(case_id)
    with pytest.raises(NotYours):
        await house.transfers.colleagues(bo.id, case_id)
    await ada.offers(case_id, bo)

    for answer in (cy.accepts, cy.declines, ada.accepts, ada.declines):
        with pytest.raises(NotYours):
            await answer(case_id)
    with pytest.raises(BotError, match="500 characters"):
        await ada.offers(case_id, bo, "a" * 501)


async def test_who_is_there_is_listed_by_fit_and_by_seats(house: House) -> None:
    """Never oneself, and a full one is there, as full."""
    _, ada, bo, case_id = await in_a_talk(house)
    cy, dan = await hired(house, "Cy", "Dan")
    await cy.can(language="fr")
    await dan.has_seats(2)
    await mia_waits(house, "Noor")
    await bo.takes_next()

    found = await house.transfers.colleagues(ada.id, case_id)

    assert [(one.name, one.free, one.fits) for one in found] == [
        ("Dan", 2, True),
        ("Bo", 0, True),
        ("Cy", 1, False),
    ]


async def test_stop_ends_it_for_everybody(house: House) -> None:
    """Nothing is left of the offer, the note or the talk."""
    mia, ada, bo, case_id = await asked(house)

    await mia.says("stop")

    assert (await offers(house), await holder(house, case_id)) == (0, None)
    for act in (bo.accepts, bo.declines, ada.recalls):
        with pytest.raises(NotYours):
            await act(case_id)


@pytest.mark.parametrize("how", ["closes", "gives_back", "put_back", "assign"])
async def test_whatever_ends_the_claim_ends_the_offer(house: House, how: str) -> None:
    """Closed, given back, put back or passed on by a coordinator: a yes after it moves nothing."""
    mia, ada, bo, case_id = await asked(house)
    [cy] = await hired(house, "Cy")
    match how:
        case "closes":
            await ada.closes(case_id)
        case "gives_back":
            await ada.gives_back(case_id)
        case "put_back":
            await house.coordination.put_back(bo.id, case_id, has=ada.id)
        case _:
            await house.coordination.assign(bo.id, case_id, has=ada.id, to=cy.id)
    await house.tasks.settle()
    mia.reads()

    await mia.says("ja")

    assert await offers(house) == 0
    assert await holder(house, case_id) == ("Cy" if how == "assign" else None)
    with pytest.raises(NotYours):
        await bo.accepts(case_id)


async def test_a_coordinator_who_passes_a_talk_on_lets_it_be_told_plainly(house: House) -> None:
    """Somebody else goes on: no queue, no bot in between; in a silence it is told with the next word, which is read."""
    mia, ada, bo, case_id = await in_a_talk(house)
    [cy] = await hired(house, "Cy")

    await house.coordination.assign(cy.id, case_id, has=ada.id, to=bo.id)
    await house.tasks.settle()
    said, _ = mia.reads()
    await bo.says(case_id, "Dag, ik ben Bo.")
    mia.was_told("Dag, ik ben Bo.")
    await house.minutes_pass(11)
    await bo.says(case_id, "Ben je er nog?")
    await house.coordination.assign(cy.id, case_id, has=bo.id, to=cy.id)
    await cy.says(case_id, "Dag, ik ben Cy.")
    silent = mia.reads()
    await mia.says("ja hoor")

    assert said.text.startswith("Vanaf nu gaat iemand anders van ons met je verder")
    assert silent == []
    told, question, words = mia.reads()
    assert (told.text, words.text) == (said.text, "Dag, ik ben Cy.")
    assert [line.text for line in (await cy.reads(case_id)).lines] == ["claim_over", "Dag, ik ben Cy.", "ja hoor"]
    await mia.taps("Ja, dat mag", bubble=question)
    lines = (await cy.reads(case_id)).lines
    assert next(line.state for line in lines if line.text == "Ben je er nog?") is LineState.FAILED


async def test_a_receiver_who_leaves_leaves_it_with_the_holder(house: House) -> None:
    """Gone at the moment of the yes, or gone for longer than a reload takes."""
    mia, ada, bo, case_id = await asked(house)
    bo.leaves()

    await mia.says("ja")

    mia.was_told("Dat lukt nu toch niet")
    assert (await holder(house, case_id), await told(ada, case_id)) == ("Ada", ["pass_gone"])
    [cy] = await hired(house, "Cy")
    await ada.offers(case_id, cy)
    cy.leaves()
    house.clock.advance(timedelta(seconds=119))
    await house.watch.look()
    assert await offers(house) == 1
    await passes(house, timedelta(seconds=2))
    assert await offers(house) == 0


async def test_a_holder_who_leaves_is_missed_by_nobody_who_says_yes(house: House) -> None:
    """A moment later the talk is Bo's; after two minutes it would wait in the queue, and the offer be over."""
    mia, ada, _, case_id = await asked(house)
    ada.leaves()
    await mia.says("ja")
    assert await holder(house, case_id) == "Bo"


async def test_a_holder_who_is_gone_for_long_leaves_a_talk_that_waits(house: House) -> None:
    """In its old place; the question is over."""
    mia, ada, _, case_id = await asked(house)
    ada.leaves()
    await passes(house, timedelta(minutes=3))
    mia.was_told("Je staat weer in de rij")

    assert (await holder(house, case_id), await offers(house)) == (None, 0)


@pytest.mark.parametrize("answer", ["ja", "nee", ""])
async def test_a_restart_in_the_middle_loses_nothing(house: House, answer: str) -> None:
    """The offer, the note and the question are where they were; who is back goes on, and time runs out as before."""
    mia, ada, bo, case_id = await asked(house)
    await mia.says("4")
    await house.restarts()
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    [transfer] = (await house.desk.overview()).transfers
    assert transfer.note == "Praat liever met een vrouw."

    if answer:
        await mia.says(answer)
    else:
        await passes(house, ANSWER_WITHIN)

    assert await holder(house, case_id) == ("Bo" if answer == "ja" else "Ada")
    assert (await (bo if answer == "ja" else ada).reads(case_id)).lines[-1].text == {
        "ja": "passed",
        "nee": "pass_refused",
        "": "pass_silent",
    }[answer]


async def test_of_answers_at_the_same_moment_one_counts(house: House) -> None:
    """Mia taps yes, Ada takes it back and Bo thinks better of it, all at once: everybody ends up in one story."""
    mia, ada, bo, case_id = await asked(house)

    done = await asyncio.gather(
        mia.says("ja"),
        house.transfers.recall(ada.id, case_id),
        house.transfers.decline(bo.id, case_id),
        house.transfers.accept(bo.id, case_id),
        return_exceptions=True,
    )
    await house.tasks.settle()

    has = await holder(house, case_id)
    is_passed = any(GOES_ON in bubble.text for bubble in mia.reads())
    assert has == ("Bo" if is_passed else "Ada")
    assert await offers(house) == 0
    assert all(one is None or isinstance(one, NotYours) for one in done)


async def test_whoever_was_given_a_talk_has_five_minutes_for_a_word(house: House) -> None:
    """What Ada said does not count for Bo."""
    mia, _, bo, case_id = await asked(house)
    await mia.says("ja")
    mia.reads()
    await house.watch.look()
    await passes(house, timedelta(minutes=4, seconds=50))
    kept = await holder(house, case_id)
    await mia.says("ben je er?")
    await passes(house, timedelta(seconds=10))

    assert (kept, await holder(house, case_id)) == ("Bo", None)
    with pytest.raises(NotYours):
        await bo.reads(case_id)


async def test_a_platform_that_refuses_the_question_asks_nothing(house: House) -> None:
    """So a yes is a word to Ada, and it is asked behind it."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await ada.offers(case_id, bo)
    house.channel.faults.append(Refused("no"))
    await bo.accepts(case_id)

    await mia.says("ja")

    assert (await ada.reads(case_id)).lines[-1].text == "ja"
    mia.was_told(QUESTION)


async def test_a_yes_answers_what_was_asked_last(house: House) -> None:
    """A proposal for a partner behind the question takes the bare yes; the question stands, and has its button."""
    mia, ada, _, case_id = await asked(house)
    question = mia.screen[-1]
    await ada.proposes(case_id, "Een vrouw van 24 wil weg.")
    mia.was_told("Is het goed zo?")

    await mia.says("ja")
    mia.was_told("mag deze woorden nu doorgeven")
    still = await holder(house, case_id)
    await mia.taps("Ja, dat mag", bubble=question)

    assert (still, await holder(house, case_id)) == ("Ada", "Bo")


async def test_words_for_a_partner_go_with_the_others(house: House) -> None:
    """Who may read nothing of what was written reads nothing of that either, and nobody can agree to it any more."""
    mia, ada, bo, case_id = await in_a_talk(house)
    await ada.proposes(case_id, "Een vrouw van 24 wil weg.")
    proposal = mia.screen[-1]
    await ada.offers(case_id, bo)
    await bo.accepts(case_id)
    await mia.says("wat hier staat")
    await mia.says("ja")
    mia.reads()

    await mia.taps("Ja, zo is het goed", bubble=proposal)

    mia.was_told("Dat hoort bij een vraag van eerder")
    assert [one.words for one in (await bo.reads(case_id)).referrals] == [""]
