"""What every store promises about the queue and the talks; told over memory, SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    ANYBODY,
    Case,
    CaseId,
    CaseState,
    Ending,
    KeptOut,
    Line,
    LineFrom,
    LineState,
    Outcome,
    Sender,
    StaffId,
    Unrecorded,
    Urgency,
    Wishes,
)
from bot.ports import Job, Transaction
from tests.contracts.stores import (
    ADA,
    BEN,
    BO,
    MIA,
    NOOR,
    Backing,
    OpenStore,
    began,
    case_for,
    conversation_of,
    days_pass,
    job,
    waits,
)
from tests.fakes import FakeClock

BOTH = (Outcome.LISTENED, Outcome.POLICE)


def claims(case_id: CaseId, staff_id: StaffId) -> Job[bool]:
    """Return the work of a claim."""
    return job(lambda tx: tx.cases.claim(case_id, staff_id))


def writes(case_id: CaseId, text: str) -> Job[Line]:
    """Return the work that adds words of the help-seeker."""
    return job(lambda tx: tx.cases.add_line(case_id, Line(0, LineFrom.HELP_SEEKER, text)))


def adds(case_id: CaseId, line: Line) -> Job[Line]:
    """Return the work that adds a line."""
    return job(lambda tx: tx.cases.add_line(case_id, line))


async def queue_of(store: OpenStore) -> list[bytes]:
    """Return the cases of the queue, first first."""
    return [case.id for case in await store.run(job(lambda tx: tx.cases.queue()))]


async def test_a_case_comes_back_as_it_was_opened(store: OpenStore, clock: FakeClock) -> None:
    """Language, channel, moment and card are kept; the queue holds what the case needs in the place of the card."""
    opened = await waits(store, MIA)

    found = await store.run(job(lambda tx: tx.cases.get(opened.id)))
    (shown,) = await store.run(job(lambda tx: tx.cases.queue()))

    assert found == opened
    assert (opened.asked_at, opened.channel, opened.card) == (clock.now(), "telegram", {"land": "nl", "minutes": 5})
    assert shown == replace(opened, card={}, needs={"language": "nl", "land": "nl"})


async def test_a_case_is_passed_on_once_and_only_by_whoever_has_it(backing: Backing, store: OpenStore) -> None:
    """Two processes at the same moment: one write wins, the place stays, and it counts as a claim of its own."""
    other = backing.store()
    await other.open()
    opened = await waits(store, MIA)
    passes_on = job(lambda tx: tx.cases.reassign(opened.id, ADA, BO))
    while_it_waits = await store.run(passes_on)
    await store.run(claims(opened.id, ADA))

    passed_on = await asyncio.gather(store.run(passes_on), other.run(passes_on))

    found = await store.run(job(lambda tx: tx.cases.get(opened.id)))
    assert while_it_waits is False
    assert sorted(passed_on) == [False, True]
    assert found == replace(opened, state=CaseState.CLAIMED, claimed_by=BO, fence=opened.fence + 2)
    assert await store.run(job(lambda tx: tx.cases.close(opened.id, Ending.COUNSELLOR, [Outcome.LISTENED])))
    assert await store.run(passes_on) is False
    assert await store.run(job(lambda tx: tx.cases.reassign(CaseId(b"n" * 16), ADA, BO))) is False
    await other.close()


async def test_urgent_comes_first_then_who_came_first(store: OpenStore) -> None:
    """The order is that of asking, inside each urgency; becoming urgent keeps the place."""
    mia = await waits(store, MIA)
    noor = await waits(store, NOOR)
    ben = await waits(store, BEN, urgency=Urgency.URGENT)
    before = await queue_of(store)

    await store.run(job(lambda tx: tx.cases.make_urgent(noor.id)))

    assert before == [ben.id, mia.id, noor.id]
    assert await queue_of(store) == [noor.id, ben.id, mia.id]


async def test_many_may_ask_at_the_same_moment(backing: Backing, store: OpenStore) -> None:
    """Forty people in two processes each get a place of their own."""
    other = backing.store()
    await other.open()
    people = [Sender("telegram", f"person {n}") for n in range(40)]

    cases = await asyncio.gather(*(waits(store if n % 2 else other, one) for n, one in enumerate(people)))

    assert sorted(case.place for case in cases) == list(range(1, 41))
    await other.close()


async def test_a_claim_has_exactly_one_winner(backing: Backing, store: OpenStore) -> None:
    """Sixty-four counsellors of two processes click at the same moment."""
    other = backing.store()
    await other.open()
    case = await waits(store, MIA)
    names = [StaffId(f"counsellor {n}") for n in range(64)]

    won = await asyncio.gather(
        *((store if n % 2 else other).run(claims(case.id, name)) for n, name in enumerate(names))
    )

    assert sum(won) == 1
    found = await store.run(job(lambda tx: tx.cases.get(case.id)))
    assert found is not None
    assert (found.state, found.claimed_by) == (CaseState.CLAIMED, names[won.index(True)])
    await other.close()


async def test_a_case_that_is_given_back_has_its_old_place(store: OpenStore) -> None:
    """Nobody waits longer because a counsellor could not go on; only who has a case can give it back."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)
    await store.run(job(lambda tx: tx.cases.claim(mia.id, ADA)))

    assert await store.run(job(lambda tx: tx.cases.give_back(mia.id, BO))) is False
    assert await store.run(job(lambda tx: tx.cases.give_back(noor.id, ADA))) is False
    assert await store.run(job(lambda tx: tx.cases.give_back(mia.id, ADA))) is True
    assert await store.run(job(lambda tx: tx.cases.give_back(mia.id, ADA))) is False

    assert await queue_of(store) == [mia.id, noor.id]
    assert await store.run(job(lambda tx: tx.cases.claim(mia.id, BO))) is True


async def test_each_claim_is_known_by_itself(store: OpenStore) -> None:
    """Also one of the same counsellor again, and in the queue; an attempt that changed nothing counts nothing."""
    mia = await waits(store, MIA)

    fences = []
    for work in (
        claims(mia.id, ADA),
        claims(mia.id, BO),
        job(lambda tx: tx.cases.give_back(mia.id, ADA)),
        claims(mia.id, ADA),
    ):
        await store.run(work)
        (case,) = await store.run(job(lambda tx: tx.cases.queue()))
        fences.append(case.fence)

    assert fences == [1, 1, 2, 3]


async def test_a_card_changes_as_long_as_nobody_read_it(store: OpenStore) -> None:
    """What the help-seeker takes back is gone, from what the queue goes by too; once it is claimed, it stays."""
    mia, changes = await waits(store, MIA), []

    for work in (
        job(lambda tx: tx.cases.change_waiting(replace(mia, card={"minutes": 5}))),
        claims(mia.id, ADA),
        job(lambda tx: tx.cases.change_waiting(replace(mia, card={}))),
        job(lambda tx: tx.cases.give_back(mia.id, ADA)),
        job(lambda tx: tx.cases.change_waiting(replace(mia, card={"land": "be"}))),
        ends(mia.id, Ending.LEFT),
        job(lambda tx: tx.cases.change_waiting(replace(mia, card={"land": "nl"}))),
        job(lambda tx: tx.cases.change_waiting(replace(mia, id=CaseId(b"n" * 16)))),
    ):
        done = await store.run(work)
        kept = await store.run(found(mia))
        changes.append((done, dict(kept.card) if kept else None))

    after = {"minutes": 5}
    assert changes == [
        *[(True, after), (True, after), (False, after), (True, after)],
        *[(True, {"land": "be"}), (True, {}), (False, {}), (False, {})],
    ]


async def test_what_was_taken_back_is_nothing_that_a_case_needs(store: OpenStore) -> None:
    """Who takes it is decided by what is on the card, and by nothing that was."""
    mia = await waits(store, MIA)

    await store.run(job(lambda tx: tx.cases.change_waiting(replace(mia, card={}))))

    (queued,) = await store.run(job(lambda tx: tx.cases.queue()))
    assert queued == replace(mia, card={}, needs={"language": "nl"})


async def test_for_whom_a_case_is_stays_with_it_and_ends_with_it(store: OpenStore) -> None:
    """Kept as it was said, in the queue as well, until it changes or is over; who has the case has it."""
    mia, until = await waits(store, MIA), datetime(2026, 11, 23, 12, 2, tzinfo=UTC)
    stays = KeptOut(frozenset({BO}), frozenset({"nl_west"}), frozenset({"le van"}))
    wishes = Wishes(ADA, until, frozenset({BO}), frozenset({"nl_oost"}), frozenset({"marleen"}), stays)
    seen = []

    for work in (
        job(lambda tx: tx.cases.change_waiting(replace(mia, wishes=wishes))),
        claims(mia.id, ADA),
        job(lambda tx: tx.cases.change_waiting(replace(mia, wishes=ANYBODY))),
        job(lambda tx: tx.cases.give_back(mia.id, ADA)),
        job(lambda tx: tx.cases.change_waiting(replace(mia, wishes=ANYBODY))),
        job(lambda tx: tx.cases.change_waiting(replace(mia, wishes=wishes))),
    ):
        await store.run(work)
        (queued,) = await store.run(job(lambda tx: tx.cases.queue()))
        seen.append(queued.wishes)
    await store.run(ends(mia.id, Ending.LEFT))
    over = await store.run(found(mia))

    assert seen == [wishes, wishes, wishes, wishes, ANYBODY, wishes]
    assert over is not None
    assert over.wishes == ANYBODY


async def test_a_case_ends_once(store: OpenStore) -> None:
    """The first end counts, the card goes at once, and nobody can claim or hurry what is over."""
    mia = await waits(store, MIA)
    await store.run(job(lambda tx: tx.cases.claim(mia.id, ADA)))

    assert await store.run(job(lambda tx: tx.cases.close(mia.id, Ending.COUNSELLOR, BOTH))) is True
    assert await store.run(job(lambda tx: tx.cases.close(mia.id, Ending.LEFT))) is False
    assert await store.run(job(lambda tx: tx.cases.claim(mia.id, BO))) is False
    await store.run(job(lambda tx: tx.cases.make_urgent(mia.id)))

    ended = replace(mia, state=CaseState.CLOSED, ending=Ending.COUNSELLOR, outcomes=BOTH)
    expected = replace(ended, claimed_by=ADA, card={}, fence=1)
    assert await store.run(job(lambda tx: tx.cases.get(mia.id))) == expected
    assert await queue_of(store) == []


def ends(case_id: CaseId, ending: Ending, *outcomes: Outcome) -> Job[bool]:
    """Return the work that ends a case."""
    return job(lambda tx: tx.cases.close(case_id, ending, outcomes))


def records(case_id: CaseId, staff_id: StaffId) -> Job[bool]:
    """Return the work that writes down what came of a case."""
    return job(lambda tx: tx.cases.record(case_id, staff_id, BOTH))


def found(case: Case) -> Job[Case | None]:
    """Return the work that looks a case up."""
    return job(lambda tx: tx.cases.get(case.id))


def forgets(case: Case) -> Job[None]:
    """Return the work that forgets whose case it is."""
    return job(lambda tx: tx.conversations.forget(case.conversation_id))


async def unrecorded(store: OpenStore) -> tuple[Unrecorded, ...]:
    """Return what waits for what came of it."""
    return await store.run(job(lambda tx: tx.cases.unrecorded()))


async def test_what_came_of_a_case_is_said_once_by_who_had_it(store: OpenStore) -> None:
    """Whoever claimed it is asked, and nobody else; a case that nobody had has nothing to tell."""
    mia, noor, ben = [await waits(store, one) for one in (MIA, NOOR, BEN)]
    await store.run(claims(mia.id, ADA))
    await store.run(claims(ben.id, BO))
    before = await store.run(records(mia.id, ADA))
    for case in (mia, noor):
        await store.run(ends(case.id, Ending.HELP_SEEKER))
    await store.run(ends(ben.id, Ending.COUNSELLOR, *BOTH))

    asked = await unrecorded(store)
    tries = [await store.run(records(mia.id, who)) for who in (BO, ADA, ADA)]
    case_now = await store.run(job(lambda tx: tx.cases.get(mia.id)))

    assert before is False
    assert asked == (Unrecorded(mia.id, ADA, Ending.HELP_SEEKER),)
    assert tries == [False, True, False]
    assert case_now is not None
    assert (case_now.outcomes, case_now.ending, case_now.claimed_by) == (BOTH, Ending.HELP_SEEKER, ADA)
    assert await unrecorded(store) == ()
    assert await store.run(records(noor.id, ADA)) is False


async def test_what_came_of_a_case_is_asked_after_the_person_was_forgotten(store: OpenStore) -> None:
    """Nothing of them can be read any more, and still no case is without an outcome."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)
    for case in (mia, noor):
        await store.run(claims(case.id, ADA))
    await store.run(ends(noor.id, Ending.COUNSELLOR, *BOTH))
    for case in (mia, noor):
        await store.run(forgets(case))

    asked = await unrecorded(store)
    said = [await store.run(records(mia.id, who)) for who in (BO, ADA, ADA)]

    assert asked == (Unrecorded(mia.id, ADA, Ending.LEFT),)
    assert said == [False, True, False]
    assert await unrecorded(store) == ()


async def test_who_did_not_say_in_time_may_say_it_later(store: OpenStore) -> None:
    """As long as the case still names them, what came of it counts more than that nobody said so."""
    mia = await waits(store, MIA)
    await store.run(claims(mia.id, ADA))
    await store.run(ends(mia.id, Ending.HELP_SEEKER))
    await store.run(job(lambda tx: tx.cases.record(mia.id, ADA, [Outcome.UNRECORDED])))

    said = [await store.run(records(mia.id, who)) for who in (BO, ADA, ADA)]

    case = await store.run(job(lambda tx: tx.cases.get(mia.id)))
    assert said == [False, True, False]
    assert case is not None
    assert case.outcomes == BOTH


async def test_a_case_that_was_given_back_and_ended_in_the_queue_is_not_without_an_outcome(store: OpenStore) -> None:
    """A counsellor had it, and nobody can say any more what came of it; a case that nobody had has none."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)
    await store.run(claims(mia.id, ADA))
    await store.run(job(lambda tx: tx.cases.give_back(mia.id, ADA)))
    for case in (mia, noor):
        await store.run(ends(case.id, Ending.LEFT))

    ended = [await store.run(found(one)) for one in (mia, noor)]

    assert [one and one.outcomes for one in ended] == [(Outcome.UNRECORDED,), ()]
    assert await unrecorded(store) == ()


async def test_lines_are_numbered_and_come_once(store: OpenStore) -> None:
    """Words that the desk sends twice are one line; the desk asks for what is new."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)
    words = Line(0, LineFrom.COUNSELLOR, "Dag, ik ben Ada.", state=LineState.WAITING, client_id="c-1")

    first = await store.run(job(lambda tx: tx.cases.add_line(mia.id, words)))
    second = await store.run(job(lambda tx: tx.cases.add_line(mia.id, Line(0, LineFrom.HELP_SEEKER, "Dag."))))
    again = await store.run(job(lambda tx: tx.cases.add_line(mia.id, words)))
    elsewhere = await store.run(job(lambda tx: tx.cases.add_line(noor.id, words)))

    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    assert again == first == replace(words, number=1)
    assert await store.run(job(lambda tx: tx.cases.lines(mia.id))) == (first, second)
    assert await store.run(job(lambda tx: tx.cases.lines(mia.id, 1))) == (second,)


def of_a_talk(*texts: str) -> list[Line]:
    """Return lines of both sides in turn, first the help-seeker's."""
    seeker, counsellor = LineFrom.HELP_SEEKER, LineFrom.COUNSELLOR
    return [
        Line(0, counsellor if n % 2 else seeker, text, client_id=f"c-{n}" if n % 2 else "")
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_line_that_nobody_can_read_hides_no_other(backing: Backing, store: OpenStore, number: int) -> None:
    """It stands in its place, says whose it was and what became of it, and the talk goes on behind it."""
    case = await waits(store, MIA)
    said = of_a_talk("Dag.", "Dag, ik ben Ada.", "Ben je er nog?")
    kept = [await store.run(adds(case.id, one)) for one in said]

    backing.damage(case.id, number)
    more = await store.run(writes(case.id, "Ja."))
    lines = await store.run(job(lambda tx: tx.cases.lines(case.id)))
    later = await store.run(job(lambda tx: tx.cases.lines(case.id, number)))

    lost = replace(kept[number - 1], text="", is_lost=True)
    expected = [*kept[: number - 1], lost, *kept[number:], more]
    assert [replace(line, client_id="") for line in lines] == [replace(line, client_id="") for line in expected]
    assert more.number == 4
    assert later == lines[number:]


async def test_words_whose_line_was_lost_are_still_added_once(backing: Backing, store: OpenStore) -> None:
    """The desk sends them again because it heard nothing; they are known, though nobody can read them."""
    case = await waits(store, MIA)
    words = Line(0, LineFrom.COUNSELLOR, "Dag, ik ben Ada.", state=LineState.WAITING, client_id="c-1")
    await store.run(job(lambda tx: tx.cases.add_line(case.id, words)))
    backing.damage(case.id, 1)

    again = await store.run(job(lambda tx: tx.cases.add_line(case.id, words)))

    assert again == replace(words, number=1, text="", is_lost=True)
    assert len(await store.run(job(lambda tx: tx.cases.lines(case.id)))) == 1


async def test_a_case_moves_with_a_line_that_nobody_can_read(backing: Backing, store: OpenStore) -> None:
    """Whoever comes back by a return phrase keeps their talk, and their place, whatever happened to a line of it."""
    case = await waits(store, MIA)
    for one in of_a_talk("Dag.", "Dag, ik ben Ada."):
        await store.run(adds(case.id, one))
    backing.damage(case.id, 1)
    noor = await began(store, NOOR)

    await store.run(job(lambda tx: tx.cases.move(case.id, noor)))
    await store.run(job(lambda tx: tx.conversations.forget(case.conversation_id)))

    lines = await store.run(job(lambda tx: tx.cases.lines(case.id)))
    assert [(line.text, line.is_lost) for line in lines] == [("", True), ("Dag, ik ben Ada.", False)]


async def test_a_note_stands_between_the_lines_and_says_whose_it_is(store: OpenStore) -> None:
    """Who wrote it is kept, for a colleague who takes over; and it has a number of its own."""
    mia = await waits(store, MIA)
    words = Line(0, LineFrom.COUNSELLOR, "Dag.", client_id="c-1", by=ADA)
    note = Line(0, LineFrom.NOTE, "Praat zacht, er zit iemand naast haar.", client_id="c-2", by=BO)

    await store.run(job(lambda tx: tx.cases.add_line(mia.id, words)))
    first = await store.run(job(lambda tx: tx.cases.add_line(mia.id, note)))
    again = await store.run(job(lambda tx: tx.cases.add_line(mia.id, note)))

    assert first == again == replace(note, number=2)
    assert await store.run(job(lambda tx: tx.cases.lines(mia.id))) == (replace(words, number=1), first)


async def test_notes_come_along_with_a_case_that_moves(store: OpenStore) -> None:
    """Whoever goes on elsewhere by a return phrase is the same case, with all that stands beside it."""
    mia, noor = await waits(store, MIA), await began(store, NOOR)
    note = Line(0, LineFrom.NOTE, "Heeft een zus in Gent.", by=ADA)
    await store.run(job(lambda tx: tx.cases.add_line(mia.id, note)))

    await store.run(job(lambda tx: tx.cases.move(mia.id, noor)))
    await store.run(forgets(mia))

    assert await store.run(job(lambda tx: tx.cases.lines(mia.id))) == (replace(note, number=1),)


async def test_lines_of_both_sides_at_once_all_have_a_place(backing: Backing, store: OpenStore) -> None:
    """Two processes that write into one talk at the same moment lose nothing and double nothing."""
    other = backing.store()
    await other.open()
    case = await waits(store, MIA)

    await asyncio.gather(*((store if n % 2 else other).run(writes(case.id, str(n))) for n in range(20)))

    lines = await store.run(job(lambda tx: tx.cases.lines(case.id)))
    assert [line.number for line in lines] == list(range(1, 21))
    assert sorted(int(line.text) for line in lines) == list(range(20))
    await other.close()


async def test_the_lines_of_a_talk_go_soon_after_its_end(store: OpenStore, clock: FakeClock) -> None:
    """A quarter of an hour after the end, and no later than five minutes after that, they are deleted."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)

    def talks(tx: Transaction) -> None:
        for case in (mia, noor):
            tx.cases.add_line(case.id, Line(0, LineFrom.HELP_SEEKER, "Dag."))
        tx.cases.add_line(mia.id, Line(0, LineFrom.NOTE, "Een notitie."))
        tx.cases.close(mia.id, Ending.COUNSELLOR, BOTH)

    await store.run(job(talks))
    clock.advance(timedelta(minutes=14))
    await store.run(job(lambda tx: tx.tidy()))
    soon = await store.run(job(lambda tx: tx.cases.lines(mia.id)))
    clock.advance(timedelta(minutes=6))
    gone = await store.run(job(lambda tx: tx.tidy()))

    assert [line.text for line in soon] == ["Dag.", "Een notitie."]
    assert gone == 2
    assert await store.run(job(lambda tx: tx.cases.lines(mia.id))) == ()
    assert len(await store.run(job(lambda tx: tx.cases.lines(noor.id)))) == 1


async def test_of_who_is_forgotten_no_case_is_left_to_see(store: OpenStore) -> None:
    """Their case is out of the queue, cannot be read, claimed or written into; the others' are as before."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)
    await store.run(writes(mia.id, "Dag."))
    await store.run(job(lambda tx: tx.cases.add_line(mia.id, Line(0, LineFrom.NOTE, "Zei dag."))))

    await store.run(job(lambda tx: tx.conversations.forget(mia.conversation_id)))

    assert await queue_of(store) == [noor.id]
    assert await store.run(job(lambda tx: tx.cases.get(mia.id))) is None
    assert await store.run(job(lambda tx: tx.cases.lines(mia.id))) == ()
    assert await store.run(job(lambda tx: tx.cases.claim(mia.id, ADA))) is False
    assert await store.run(job(lambda tx: tx.cases.close(mia.id, Ending.LEFT))) is False
    late = await store.run(job(lambda tx: tx.cases.add_line(mia.id, Line(0, LineFrom.SYSTEM, "left"))))
    assert late.number == 0


async def test_who_comes_back_after_a_wipe_gets_the_next_place(store: OpenStore) -> None:
    """Places are never given twice, also when cases before are forgotten."""
    mia = await waits(store, MIA)
    noor = await waits(store, NOOR)
    await store.run(job(lambda tx: tx.conversations.forget(noor.conversation_id)))
    kept = await conversation_of(store, MIA)
    assert kept is not None

    again = await store.run(job(lambda tx: tx.cases.open(case_for(kept, tx.now))))

    assert (mia.place, noor.place, again.place) == (1, 2, 3)


async def test_a_case_of_somebody_whose_day_is_over_leaves_the_queue(backing: Backing, store: OpenStore) -> None:
    """What nobody claimed in days cannot be read any more, and is not shown."""
    mia = await waits(store, MIA)
    await store.run(writes(mia.id, "Dag."))

    days_pass(backing, 2)

    assert await store.run(job(lambda tx: tx.cases.lines(mia.id))) == ()
    assert await queue_of(store) == []
    assert await store.run(job(lambda tx: tx.cases.get(mia.id))) is None


async def test_talks_are_counted_by_who_has_them(store: OpenStore) -> None:
    """What waits, was given back or is over is nobody's."""
    cases = [await waits(store, Sender("telegram", f"person {number}")) for number in range(5)]
    for case, who in zip(cases, (ADA, ADA, BO, BO, BO), strict=True):
        assert await store.run(claims(case.id, who))
    await store.run(job(lambda tx: tx.cases.give_back(cases[3].id, BO)))
    await store.run(job(lambda tx: tx.cases.close(cases[4].id, Ending.COUNSELLOR, BOTH)))

    assert await store.run(job(lambda tx: tx.cases.talks())) == {ADA: 2, BO: 1}
