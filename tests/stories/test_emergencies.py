"""An emergency: one asks, another one confirms, the first reads one talk for a while, and everybody can see it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.errors import TryLater
from bot.handover.floor import NOBODY
from bot.handover.glass import GlassRefused
from bot.handover.own import NotYours
from bot.model import (
    CaseId,
    EmergencyReason,
    Factor,
    LineFrom,
    Outcome,
    Passkey,
    Role,
    Skills,
    Staff,
    StaffId,
    names_in,
)
from bot.model.promises import EMERGENCY_ASKED, EMERGENCY_OPEN
from bot.ports import Job, Transaction
from bot.web.colleagues import Colleagues
from tests.house import House, Person
from tests.stories.test_the_whole_way import mia_talks, mia_waits

COOS, DORA, ILSE = StaffId("Coos"), StaffId("Dora"), StaffId("Ilse")
WORDS = "Ada werd onwel; Mia schreef dat ze het vanavond doet."


@pytest.fixture(autouse=True)
async def crew(house: House) -> None:
    """Two who coordinate, an admin, and a counsellor with an account."""
    roles = {COOS: Role.COORDINATOR, DORA: Role.COORDINATOR, ILSE: Role.ADMIN, StaffId("Ada"): Role.COUNSELLOR}
    await house.store.run(Job(lambda tx: [tx.staff.add(Staff(name, role, "x")) for name, role in roles.items()]))


async def asks(house: House, case_id: CaseId, *, by: StaffId = COOS) -> bytes:
    """Ask to read a case; returns what is to be confirmed."""
    await house.glass.ask(by, case_id, reason=EmergencyReason.LIFE, words=WORDS)
    return next(one.emergency.id for one in await house.glass.list(NOBODY) if one.case.id == case_id)


async def may_read(house: House, case_id: CaseId, *, by: StaffId = COOS, with_yes_of: StaffId = DORA) -> None:
    """Two people decide that one of them reads."""
    assert await house.glass.confirm(with_yes_of, await asks(house, case_id, by=by)) == case_id


async def refusal(work: Awaitable[object]) -> str:
    """Return why something was refused."""
    with pytest.raises(GlassRefused) as refused:
        await work
    return refused.value.code


async def is_shut(house: House, case_id: CaseId, *who: StaffId) -> bool:
    """Tell whether none of these reads a word."""
    for one in who:
        with pytest.raises(NotYours):
            await house.glass.read(one, case_id)
    return True


async def actions(house: House) -> list[tuple[str, str]]:
    """Return what the trail says about emergencies."""
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    return [(line.staff_id, line.action) for line in trail if line.action.startswith("emergency")]


async def test_two_people_open_one_talk_and_whoever_has_it_sees_that(house: House) -> None:
    """Ada fell ill in the middle of it: Coos asks, Dora confirms, Coos reads card, words and notes, and nobody else."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Vanavond doe ik het.")
    await ada.notes(case_id, "Adres: bij haar zus.")
    motion = await asks(house, case_id)
    assert await is_shut(house, case_id, COOS, DORA, ILSE, ada.id)
    await house.glass.confirm(DORA, motion)
    mia.reads()

    reading = await house.glass.read(COOS, case_id)

    assert reading.card == {"land": "nl", "rol": "binnen"}
    said = [(line.author, line.text) for line in reading.lines if line.author is not LineFrom.SYSTEM]
    assert said == [(LineFrom.HELP_SEEKER, "Vanavond doe ik het."), (LineFrom.NOTE, "Adres: bij haar zus.")]
    assert await is_shut(house, case_id, DORA, ILSE, ada.id)
    seen = (await ada.reads(case_id)).lines
    assert [(line.text, line.by) for line in seen if line.author is LineFrom.SYSTEM][-2:] == [
        ("emergency_confirmed", COOS),
        ("emergency_opened", COOS),
    ]
    assert await actions(house) == [
        (COOS, "emergency_asked"),
        (DORA, "emergency_confirmed"),
        (COOS, "emergency_allowed"),
        (COOS, "emergency_opened"),
    ]
    assert mia.reads() == []  # nothing is sent to a phone that others may hold


async def test_nobody_is_two_people(house: House) -> None:
    """Neither by confirming oneself, nor by asking again, nor as an admin who may do everything."""
    _, ada, case_id = await mia_talks(house)
    motion = await asks(house, case_id, by=ILSE)

    assert await refusal(house.glass.confirm(ILSE, motion)) == "same"
    assert await refusal(asks(house, case_id, by=ILSE)) == "waits"
    assert await refusal(house.glass.confirm(ada.id, motion)) == "not_you"
    assert await refusal(house.glass.confirm(StaffId("niemand"), motion)) == "not_you"
    assert await is_shut(house, case_id, ILSE, COOS, ada.id)
    await house.glass.confirm(COOS, motion)  # it waited all the time
    assert (await house.glass.read(ILSE, case_id)).case.id == case_id


async def is_known(house: House, who: StaffId, *names: str) -> None:
    """Have an admin write down what somebody is called."""
    await house.store.run(Job(lambda tx: tx.staff.set_skills(who, Skills(names=names_in(" ".join(names))))))


@pytest.mark.parametrize("how", ["called the same", "the same key", "the same app", "names that read as one"])
async def test_two_accounts_of_one_person_are_not_two_people(house: House, how: str) -> None:
    """As far as we know of it; whoever else coordinates confirms it still."""
    _, _, case_id = await mia_talks(house)
    second = StaffId("C.oos") if how == "names that read as one" else DORA
    await house.store.run(Job(lambda tx: tx.staff.add(Staff(StaffId("C.oos"), Role.COORDINATOR, "x"))))
    for who in (COOS, DORA):
        step = Factor(b"s" * 20) if how == "the same app" else Factor(passkeys=(Passkey(b"key", "sleutel", b"cose"),))
        if how == "called the same":
            await is_known(house, who, "Coos van der", "Berg")
        elif how.startswith("the same"):
            await house.store.run(Job(partial(keeps_factor, who, step)))
    motion = await asks(house, case_id)

    assert await refusal(house.glass.confirm(second, motion)) == "one"
    assert await is_shut(house, case_id, COOS, second)
    assert await house.glass.confirm(ILSE, motion) == case_id


def keeps_factor(who: StaffId, step: Factor, tx: Transaction) -> None:
    """Give somebody a second step."""
    assert tx.staff.keep_factor(who, step)


async def test_a_first_name_is_had_by_many(house: House) -> None:
    """Two of whom an admin wrote down “Coos”, and nothing more, are two."""
    _, _, case_id = await mia_talks(house)
    for who in (COOS, DORA):
        await is_known(house, who, "Coos")

    assert await house.glass.confirm(DORA, await asks(house, case_id)) == case_id


async def test_a_request_is_confirmed_within_a_quarter_of_an_hour_or_never(house: House) -> None:
    """To the second; then it is as if nobody had asked."""
    _, _, case_id = await mia_talks(house)
    motion = await asks(house, case_id)
    house.clock.advance(EMERGENCY_ASKED)

    assert await refusal(house.glass.confirm(DORA, motion)) == "over"
    assert await house.glass.list(NOBODY) == ()
    assert await is_shut(house, case_id, COOS)
    await may_read(house, case_id)


async def test_it_is_read_for_half_an_hour(house: House) -> None:
    """The last second counts, the next one does not; then two people have to decide anew."""
    _, _, case_id = await mia_talks(house)
    await may_read(house, case_id)
    house.clock.advance(EMERGENCY_OPEN - timedelta(seconds=1))
    await house.glass.read(COOS, case_id)
    house.clock.advance(timedelta(seconds=1))

    assert await is_shut(house, case_id, COOS)
    assert (await house.coordination.board(NOBODY)).emergencies == {}


async def wiped(house: House, person: Person) -> None:
    """Mia writes the word that wipes."""
    await person.says("stop")
    await house.tasks.settle()


@pytest.mark.parametrize("when", ["asked", "confirmed"])
async def test_who_wipes_is_read_by_nobody(house: House, when: str) -> None:
    """Whatever was decided before: nothing is opened, and nothing can be asked for."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Mijn geheim.")
    motion = await asks(house, case_id)
    if when == "confirmed":
        await house.glass.confirm(DORA, motion)
    await wiped(house, mia)

    if when == "asked":
        assert await refusal(house.glass.confirm(DORA, motion)) == "over"
    assert await is_shut(house, case_id, COOS, DORA, ILSE, ada.id)
    assert await refusal(asks(house, case_id, by=COOS)) == "gone"
    assert await house.glass.list(NOBODY) == ()


async def test_from_the_word_that_wipes_nothing_is_opened(house: House) -> None:
    """Also while the last line to them is still on its way, and their key lives."""
    mia, _, case_id = await mia_talks(house)
    await may_read(house, case_id)
    house.channel.deletion_faults = [TryLater("away", timedelta(minutes=2))]
    await mia.says("stop")

    assert await house.store.run(Job(lambda tx: tx.cases.get(case_id))) is not None
    assert await is_shut(house, case_id, COOS)


@pytest.mark.parametrize("how", ["closed", "another task", "gone"])
async def test_whoever_may_not_any_more_reads_nothing(house: House, how: str) -> None:
    """Before it was confirmed, and after: an account that was closed opens no case."""
    _, ada, case_id = await mia_talks(house)
    await ada.has_seats(2)
    noor = await mia_waits(house, "Noor")
    other = next(case.id for case in await house.desk.queue() if case.id != case_id)
    await may_read(house, case_id)
    motion = await asks(house, other)
    coos = Staff(
        COOS, Role.COUNSELLOR if how == "another task" else Role.COORDINATOR, "x", disabled=how != "another task"
    )
    await house.store.run(Job(lambda tx: tx.staff.change(coos)))
    if how == "gone":
        await house.store.run(Job(lambda tx: tx.staff.motions.drop(COOS)))

    assert await is_shut(house, case_id, COOS)
    assert await refusal(house.glass.confirm(DORA, motion)) == "over"
    assert await refusal(asks(house, other, by=COOS)) == "not_you"
    assert noor.reads() == []


@pytest.mark.parametrize("how", ["closed", "another task"])
@pytest.mark.parametrize("when", ["asked", "confirmed"])
async def test_what_somebody_asked_who_may_not_any_more_stands_nowhere(house: House, how: str, when: str) -> None:
    """Neither in the list nor on the board, from that moment; and somebody else can ask at once."""
    _, _, case_id = await mia_talks(house)
    motion = await asks(house, case_id)
    if when == "confirmed":
        await house.glass.confirm(DORA, motion)
    colleagues = Colleagues(house.store)
    await (colleagues.disable(ILSE, COOS) if how == "closed" else colleagues.change_role(ILSE, COOS, Role.COUNSELLOR))

    assert (await house.glass.list(DORA), (await house.coordination.board(DORA)).emergencies) == ((), {})
    await house.glass.confirm(ILSE, await asks(house, case_id, by=DORA))
    assert (await house.glass.read(DORA, case_id)).emergency.by == DORA


async def test_it_is_one_talk_and_no_other(house: House) -> None:
    """What was decided about Mia opens nothing of Noor."""
    _, ada, case_id = await mia_talks(house)
    await ada.has_seats(2)
    await mia_waits(house, "Noor")
    other = next(case.id for case in await house.desk.queue() if case.id != case_id)
    await may_read(house, case_id)

    assert await is_shut(house, other, COOS, DORA)
    assert await is_shut(house, CaseId(b"f" * 16), COOS, DORA)


async def test_it_is_reading_and_nothing_else(house: House) -> None:
    """Coos can neither write, note, close nor give back what he reads."""
    mia, ada, case_id = await mia_talks(house)
    await may_read(house, case_id)
    mia.reads()
    for act in (
        house.talks.say(COOS, case_id, "Dag", client_id="1"),
        house.talks.note(COOS, case_id, "Dag", client_id="2"),
        house.talks.read(COOS, case_id),
        house.desk.give_back(COOS, case_id),
        house.desk.close(COOS, case_id, [Outcome.LISTENED]),
    ):
        with pytest.raises(NotYours):
            await act

    assert mia.reads() == []
    assert (await ada.reads(case_id)).case.claimed_by == "Ada"


async def test_once_the_talk_is_closed_nothing_is_confirmed_or_read(house: House) -> None:
    """Nobody is there any more who would see it: what was asked before, or allowed, opens nothing."""
    _, ada, case_id = await mia_talks(house)
    await may_read(house, case_id)
    await ada.closes(case_id)
    with pytest.raises(NotYours):
        await house.glass.read(COOS, case_id)

    bo = house.counsellor("Bo")
    await mia_waits(house, "Noor")
    other = await bo.claims_next()
    await asks(house, other)
    (asked,) = await house.glass.list(DORA)
    await bo.closes(other)
    with pytest.raises(GlassRefused):
        await house.glass.confirm(DORA, asked.emergency.id)


async def test_the_board_shows_who_reads_and_not_why(house: House) -> None:
    """From the moment of asking; the words of the reason are for whoever decides."""
    _, _, case_id = await mia_talks(house)
    await asks(house, case_id)
    (asked,) = (await house.coordination.board(NOBODY)).emergencies.values()
    (listed,) = await house.glass.list(NOBODY)
    await house.glass.confirm(DORA, asked.id)
    (allowed,) = (await house.coordination.board(NOBODY)).emergencies.values()

    assert (asked.by, asked.words, asked.is_confirmed) == (COOS, "", False)
    assert (listed.emergency.words, listed.case.card) == (WORDS, {})
    assert (allowed.by, allowed.words, allowed.confirmed_by) == (COOS, "", DORA)


async def test_anybody_of_them_can_refuse_or_end_it(house: House) -> None:
    """Whoever has doubts needs nobody else for that, and the talk says that it is over."""
    _, ada, case_id = await mia_talks(house)
    motion = await asks(house, case_id)
    await house.glass.withdraw(ILSE, motion)
    assert await refusal(house.glass.confirm(DORA, motion)) == "over"
    assert await refusal(house.glass.withdraw(ILSE, motion)) == "over"
    await may_read(house, case_id)
    await house.glass.end(ILSE, case_id)

    assert await is_shut(house, case_id, COOS)
    assert await refusal(house.glass.end(ILSE, case_id)) == "over"
    assert (await ada.reads(case_id)).lines[-1].text == "emergency_over"


async def test_a_talk_that_went_back_to_the_queue_can_be_read_too(house: House) -> None:
    """Ada's desk is gone, and with it her claim: the one moment for which this is there."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Ik sta op de brug.")
    await ada.gives_back(case_id)
    await may_read(house, case_id)

    assert any(line.text == "Ik sta op de brug." for line in (await house.glass.read(COOS, case_id)).lines)


@pytest.mark.parametrize("words", ["", "  ", "x" * 501, "een\x00nul"])
async def test_without_a_reason_in_words_nothing_is_asked(house: House, words: str) -> None:
    """One to five hundred characters."""
    _, _, case_id = await mia_talks(house)
    with pytest.raises(GlassRefused) as refused:
        await house.glass.ask(COOS, case_id, reason=EmergencyReason.CHILD, words=words)

    assert refused.value.code == "words"
    assert await house.glass.list(NOBODY) == ()


async def test_what_is_ones_own_or_never_was_is_not_asked_for(house: House) -> None:
    """An admin who has the talk reads it at the desk; a talk that is over can be asked for by nobody."""
    _, ada, case_id = await mia_talks(house)
    await house.store.run(Job(lambda tx: tx.staff.change(Staff(ada.id, Role.ADMIN, "x"))))
    own, never = await refusal(asks(house, case_id, by=ada.id)), await refusal(asks(house, CaseId(b"f" * 16), by=COOS))
    await ada.closes(case_id)

    assert (own, never, await refusal(asks(house, case_id, by=COOS))) == ("own", "gone", "gone")


async def test_of_many_who_decide_at_once_one_does(house: House) -> None:
    """Six yeses and six noes: one takes effect, and the trail has one line of it."""
    _, _, case_id = await mia_talks(house)
    motion = await asks(house, case_id)
    yeses = (house.glass.confirm(DORA, motion) for _ in range(6))
    came = await asyncio.gather(*yeses, *(house.glass.withdraw(DORA, motion) for _ in range(6)), return_exceptions=True)

    assert sum(not isinstance(one, BaseException) for one in came) == 1
    assert {one.code for one in came if isinstance(one, GlassRefused)} == {"over"}
    decided = [one for one in await actions(house) if one[1] in {"emergency_confirmed", "emergency_refused"}]
    assert len(decided) == 1


async def test_who_looks_again_and_again_fills_no_talk(house: House) -> None:
    """Each opening is a line of the trail; the talk says it once a minute."""
    _, ada, case_id = await mia_talks(house)
    await may_read(house, case_id)
    for _ in range(5):
        await house.glass.read(COOS, case_id)
    await house.minutes_pass(1)
    await house.glass.read(COOS, case_id)

    lines = (await ada.reads(case_id)).lines
    assert [line.text for line in lines].count("emergency_opened") == 2
    assert [what for _, what in await actions(house)].count("emergency_opened") == 6
    assert replace(lines[-1], number=0, client_id="").by == COOS
