"""A callback from its booking to its outcome: nobody calls without a fresh yes, nothing is sent but what was chosen."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import PerhapsSent, Undeliverable
from bot.handover.callbacks import NoCallNow, NotYourCall
from bot.handover.due_calls import CallCounts
from bot.handover.escalation import Call, Escalation
from bot.handover.timetables import booked, seats_in
from bot.model import (
    Asking,
    CallbackOutcome,
    CallbackState,
    Role,
    Shift,
    ShiftId,
    Skills,
    Staff,
)
from bot.model.wishes import Wishes
from bot.ports import Job
from tests.booking import DETAILS, NO, ONCE_MORE, YES, books, callback_of, does, hours, wanted
from tests.house import Counsellor, House, Person
from tests.stories.test_nobody_takes_a_talk import Outside
from tests.stories.test_return_phrases import asks_for_words

pytestmark = pytest.mark.usefixtures("at_full_speed")


@pytest.fixture
def at(house: House) -> datetime:
    """Wednesday evening at eight, in Amsterdam; now it is Monday afternoon."""
    return house.clock.now() + hours(53)


async def until(house: House, moment: datetime) -> None:
    """Let time go by, at first at once and then minute by minute; whatever is due happens, and is looked after."""
    before = (moment - house.clock.now()) / timedelta(minutes=1) - 4
    for minutes in (*([before] if before > 0 else []), *[1.0] * int(4 + min(before, 0))):
        await house.minutes_pass(minutes)
        await house.call_watch.look()
        await house.tasks.settle()
    assert house.clock.now() == moment


async def ended(house: House) -> dict[CallbackOutcome, int]:
    """Return what came of callbacks so far."""
    return dict(await house.store.run(Job(lambda tx: tx.callbacks.ended(0))))


async def hired(house: House, name: str) -> Counsellor:
    """Let somebody sit down who has an account."""
    counsellor = house.counsellor(name)
    await house.store.run(Job(lambda tx: tx.staff.add(Staff(counsellor.id, Role.COUNSELLOR, "x", "nl"))))
    return counsellor


async def on_the_rota(house: House, counsellor: Counsellor, at: datetime, *, calls: int = 1) -> None:
    """Let somebody have a shift from eight to nine in the evening of a day."""
    shift = Shift(ShiftId(b"s" * 16), counsellor.id, at.date(), (20 * 60, 21 * 60), calls=calls)
    await house.store.run(Job(lambda tx: tx.shifts.keep(shift)))


def suits(person: Person) -> list[str]:
    """Return the questions that somebody was ever asked, whether it still suits."""
    return [one.text for one in person.screen if one.text == "Past het zo?"]


async def begins(house: House, name: str = "Mia") -> Person:
    """Somebody wrote, and has put the phone away."""
    person = house.person(name)
    await person.starts()
    person.reads()
    return person


async def test_from_booking_to_outcome(house: House, at: datetime) -> None:
    """One message at the same time the day before, a yes, one who calls, the call sheet in its window, an outcome."""
    mia, ada = await begins(house), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await until(house, at - hours(24) - timedelta(minutes=1))
    assert mia.reads() == []

    await until(house, at - hours(24))
    (asked,) = mia.reads()
    assert (asked.text, [option.label for option in asked.options]) == ("Past het zo?", ["Ja", "Nee"])
    await mia.says("ja")
    assert [one.text for one in mia.reads()] == ["Oké."]
    assert (await house.callbacks.claim(ada.id, callback.id)).won
    await until(house, at - timedelta(minutes=11))
    with pytest.raises(NoCallNow):
        await house.callbacks.open_sheet(ada.id, callback.id)

    await until(house, at - timedelta(minutes=10))
    sheet = await house.callbacks.open_sheet(ada.id, callback.id)
    assert (sheet.details, sheet.state) == (DETAILS, CallbackState.CALLING)
    assert await house.callbacks.say(ada.id, callback.id, CallbackOutcome.REACHED)

    assert await ended(house) == {CallbackOutcome.REACHED: 1}
    assert await callback_of(house.store, mia.sender) is None
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    done = [line.action for line in trail if line.subject == callback.id]
    assert done == ["call_claim", "call_sheet", "call_said"]
    await until(house, at + hours(2))
    assert mia.reads() == []


async def test_without_a_yes_nobody_calls(house: House, at: datetime) -> None:
    """Whoever claimed it never sees the number; the slot is free again when it begins."""
    mia, noor, ada = await begins(house), await begins(house, "Noor"), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await house.callbacks.claim(ada.id, callback.id)

    await until(house, at - hours(24))
    await until(house, at - timedelta(minutes=5))
    with pytest.raises(NoCallNow):
        await house.callbacks.open_sheet(ada.id, callback.id)
    await until(house, at)

    with pytest.raises(NotYourCall):
        await house.callbacks.open_sheet(ada.id, callback.id)
    assert await ended(house) == {CallbackOutcome.NOT_CONFIRMED: 1}
    assert len(suits(mia)) == 1
    assert dict(await house.store.run(Job(lambda tx: tx.callbacks.taken([callback.slot])))) == {}
    assert noor.reads() == []


async def test_a_no_takes_it_back(house: House, at: datetime) -> None:
    """It reads as a yes does, so it does not tell which it was; so does a sentence that begins with it."""
    mia, noor = await begins(house), await begins(house, "Noor")
    for person in (mia, noor):
        await books(house, person, wanted(at, asking=Asking.DAY_BEFORE), seats=2)
    await until(house, at - hours(24))
    await mia.taps("Nee")
    await noor.says("nee, het komt nu slecht uit")

    for person in (mia, noor):
        assert person.screen[-1].text == "Oké."
        assert await callback_of(house.store, person.sender) is None
    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 2}


@pytest.mark.parametrize("text", ["hoi", "?", "wanneer bellen jullie", "wis ik wil weg"])
async def test_whatever_else_is_said_meets_what_a_stranger_meets(house: House, at: datetime, text: str) -> None:
    """Who has the telephone in their hands learns nothing; a tap on the question answers it all the same."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await until(house, at - hours(24))
    (asked,) = mia.reads()
    await mia.says(text)
    stranger = house.person("stranger")
    await stranger.says(text)

    assert mia.reads() == stranger.reads()
    await house.minutes_pass(40)
    await mia.taps("Ja", bubble=asked)
    assert [one.text for one in mia.reads()] == ["Oké."]
    callback = await callback_of(house.store, mia.sender)
    assert callback is not None
    assert callback.state is CallbackState.CONFIRMED


async def test_behind_the_yes_there_is_nothing_to_read(house: House, at: datetime) -> None:
    """The next message meets the opening as a stranger's does."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await until(house, at - hours(24))
    await mia.says("ja")
    mia.reads()
    await mia.says("hoi")
    stranger = house.person("stranger")
    await stranger.says("hoi")

    assert mia.reads() == stranger.reads()


async def test_in_the_middle_of_something_it_is_asked_beside_it(house: House) -> None:
    """What stood there goes on after the yes, and a number answers what was asked last."""
    at = house.clock.now() + hours(24) + timedelta(minutes=5)
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await house.minutes_pass(5)
    mia.reads()
    before = mia.screen[-2]
    await mia.says("1")
    assert [one.text for one in mia.reads()] == ["Oké."]

    await mia.taps(before.options[0].label, bubble=before)
    assert mia.reads()[0].text != mia.screen[0].text
    callback = await callback_of(house.store, mia.sender)
    assert callback is not None
    assert callback.state is CallbackState.CONFIRMED


async def test_whoever_writes_themselves_is_never_written_to(house: House, at: datetime) -> None:
    """Their own yes counts within a day of the slot, and not before."""
    mia, ada = await begins(house), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at))
    await does(house, mia, YES)
    assert (await house.callbacks.listed())[0].state is CallbackState.BOOKED
    await until(house, at - hours(23))
    await does(house, mia, YES)
    await house.callbacks.claim(ada.id, callback.id)

    await until(house, at)
    assert (await house.callbacks.open_sheet(ada.id, callback.id)).details == DETAILS
    assert mia.reads() == []


async def test_at_the_start_of_the_slot_the_yes_may_come_in_it(house: House, at: datetime) -> None:
    """The slot stays theirs to its end."""
    mia, ada = await begins(house), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at, asking=Asking.AT_START))
    await house.callbacks.claim(ada.id, callback.id)
    await until(house, at)
    assert len(mia.reads()) == 1
    await until(house, at + timedelta(minutes=40))
    await mia.says("ja")

    assert (await house.callbacks.open_sheet(ada.id, callback.id)).details == DETAILS
    await house.callbacks.say(ada.id, callback.id, CallbackOutcome.REACHED)
    await until(house, at + hours(2))
    assert await ended(house) == {CallbackOutcome.REACHED: 1}


async def test_a_wipe_frees_the_slot_and_shuts_the_sheet(house: House, at: datetime) -> None:
    """At once, also in the middle of the call; nothing is ever asked."""
    mia, noor, ada = await begins(house), await begins(house, "Noor"), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await mia.says("stop")

    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 1}
    other = await books(house, noor, wanted(at))
    await until(house, at - hours(1))
    await does(house, noor, YES)
    await house.callbacks.claim(ada.id, other.id)
    await until(house, at)
    await house.callbacks.open_sheet(ada.id, other.id)
    await noor.says("wis")
    for one in (callback, other):
        with pytest.raises(NotYourCall):
            await house.callbacks.say(ada.id, one.id, CallbackOutcome.REACHED)
    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 2}
    assert suits(mia) == []


async def test_whoever_blocked_us_is_not_called(house: House, at: datetime) -> None:
    """The platform tells it when the question does not arrive."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    house.channel.faults.append(Undeliverable())

    await until(house, at - hours(24))

    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 1}
    assert suits(mia) == []


async def test_a_moment_that_went_by_is_gone(house: House, at: datetime) -> None:
    """Nothing is sent later than was chosen; nobody calls, and a “yes” answers nothing that nobody has read."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    house.clock.advance(at - hours(22) - house.clock.now())  # the machine slept
    await house.restarts()
    assert mia.reads() == []
    await mia.says("ja")
    stranger = house.person("stranger")
    await stranger.says("ja")

    assert mia.reads() == stranger.reads()
    assert (await house.callbacks.listed())[0].state is CallbackState.BOOKED


async def test_a_restart_in_its_moment_asks_once(house: House, at: datetime) -> None:
    """However often the process begins anew, before and after."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await house.restarts()
    house.clock.advance(at - hours(24) + timedelta(minutes=4) - house.clock.now())
    await house.restarts()
    await house.minutes_pass(0)
    await house.restarts()
    await house.minutes_pass(1)

    assert len(suits(mia)) == 1


async def test_a_question_of_unknown_fate_is_asked_once_more_in_its_moment(house: House, at: datetime) -> None:
    """And never after that; the answer to either counts."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    house.channel.sent_before_fault = True
    house.channel.faults += [PerhapsSent("cut"), PerhapsSent("cut"), PerhapsSent("cut")]
    await until(house, at - hours(24) + timedelta(minutes=5))
    await mia.says("ja")

    assert len(suits(mia)) == 2
    assert (await house.callbacks.listed())[0].state is CallbackState.CONFIRMED


async def test_somebody_under_sixteen_is_called_only_after_a_decision(house: House, at: datetime) -> None:
    """Until then nobody claims it, nothing is asked and no yes counts; what nobody decided is ours to answer for."""
    mia, noor, lou = [await begins(house, name) for name in ("Mia", "Noor", "Lou")]
    ada = await hired(house, "Ada")
    young = [
        await books(house, one, wanted(at, asking=Asking.DAY_BEFORE, needs_decision=True), seats=3)
        for one in (mia, noor, lou)
    ]
    assert not (await house.callbacks.claim(ada.id, young[0].id)).won
    assert (await house.callbacks.counts()).undecided == 3
    assert await house.callbacks.decide(ada.id, young[0].id, is_allowed=True)
    assert await house.callbacks.decide(ada.id, young[1].id, is_allowed=False)
    assert not await house.callbacks.decide(ada.id, young[1].id, is_allowed=True)

    await until(house, at - hours(24))
    assert [len(suits(one)) for one in (mia, noor, lou)] == [1, 0, 0]
    await does(house, lou, YES)
    await mia.says("ja")
    assert (await house.callbacks.claim(ada.id, young[0].id)).won
    assert (await house.callbacks.counts()).left == 0
    await until(house, at - timedelta(minutes=30))
    assert (await house.callbacks.counts()).left == 1
    await until(house, at + timedelta(minutes=5))

    assert await ended(house) == {CallbackOutcome.DECLINED: 1, CallbackOutcome.MISSED: 1}


async def test_one_of_two_calls_and_only_that_one_reads_the_sheet(house: House, at: datetime) -> None:
    """The other is told who it is; what is given back is anybody's; no list shows whom to call."""
    mia, ada, bo = await begins(house), await hired(house, "Ada"), await hired(house, "Bo")
    callback = await books(house, mia, wanted(at))
    await until(house, at - hours(2))
    await does(house, mia, YES)
    first, second = [await house.callbacks.claim(one.id, callback.id) for one in (ada, bo)]
    assert (first.won, second.won, second.by) == (True, False, ada.id)
    assert [one.details for one in await house.callbacks.listed()] == [None]

    await until(house, at)
    with pytest.raises(NotYourCall):
        await house.callbacks.open_sheet(bo.id, callback.id)
    await house.callbacks.give_back(ada.id, callback.id)
    assert (await house.callbacks.claim(bo.id, callback.id)).won
    await house.callbacks.open_sheet(bo.id, callback.id)
    with pytest.raises(NotYourCall):
        await house.callbacks.give_back(bo.id, callback.id)
    with pytest.raises(NotYourCall):
        await house.callbacks.say(ada.id, callback.id, CallbackOutcome.REACHED)
    await until(house, at + timedelta(minutes=60))
    with pytest.raises(NoCallNow):
        await house.callbacks.open_sheet(bo.id, callback.id)
    await house.callbacks.say(bo.id, callback.id, CallbackOutcome.UNSAFE)


async def test_a_further_attempt_only_where_it_was_agreed(house: House, at: datetime) -> None:
    """Once, in the same slot; what nobody answers then is over."""
    mia, noor, ada = await begins(house), await begins(house, "Noor"), await hired(house, "Ada")
    once = await books(house, mia, wanted(at), seats=2)
    twice = await books(house, noor, wanted(at, details=ONCE_MORE), seats=2)
    await until(house, at - hours(2))
    for person, callback in ((mia, once), (noor, twice)):
        await does(house, person, YES)
        await house.callbacks.claim(ada.id, callback.id)
    await until(house, at)
    over = []
    for callback in (once, twice, twice):
        await house.callbacks.open_sheet(ada.id, callback.id)
        over.append(await house.callbacks.say(ada.id, callback.id, CallbackOutcome.NO_ANSWER))

    assert over == [True, False, True]
    assert await ended(house) == {CallbackOutcome.NO_ANSWER: 2}


async def test_what_nobody_of_ours_calls_is_told_outside_and_stays_ours(house: House, at: datetime) -> None:
    """An hour before, somebody is called who can find a caller; after the slot it counts as missed, not as theirs."""
    outside = Outside()
    escalation = Escalation(house.vitals.read, outside, clock=house.clock, journal=house.journal)
    mia, ada = await begins(house), await hired(house, "Ada")
    await on_the_rota(house, ada, at)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await until(house, at - hours(24))
    await mia.says("ja")
    await until(house, at - hours(1) - timedelta(minutes=1))
    await escalation.look()
    assert outside.calls == []
    await until(house, at - hours(1))
    await escalation.look()
    assert outside.calls == [Call(waiting=0, urgent=0, on_duty=1, callbacks=1)]

    await until(house, at + hours(1))
    assert await ended(house) == {CallbackOutcome.MISSED: 1}
    assert ("callback_missed", {"count": 1}) in house.journal.lines
    assert await house.callbacks.counts() == CallCounts(missed=1)


async def test_a_call_for_which_nobody_is_on_the_rota_is_counted_at_once_and_told_outside_in_time(
    house: House, at: datetime
) -> None:
    """Three hours before there is time to find a caller; once somebody covers it that is told, and nobody is called."""
    outside = Outside()
    escalation = Escalation(house.vitals.read, outside, clock=house.clock, journal=house.journal)
    mia, ada = await begins(house), await hired(house, "Ada")
    await books(house, mia, wanted(at))
    assert await house.callbacks.counts() == CallCounts(open=1, unconfirmed=1, uncovered=1)
    await until(house, at - hours(3) - timedelta(minutes=1))
    await escalation.look()
    assert outside.calls == []
    await until(house, at - hours(3))
    await escalation.look()
    assert outside.calls == [Call(waiting=0, urgent=0, on_duty=1, uncovered=1)]

    await on_the_rota(house, ada, at)
    await until(house, at - hours(2))
    await escalation.look()
    assert [call.over for call in outside.calls] == [False, True]
    assert await house.callbacks.counts() == CallCounts(open=1, unconfirmed=1)


async def test_of_a_call_that_is_kept_from_them_whoever_coordinates_counts_nothing(house: House, at: datetime) -> None:
    """On the board it was never there."""
    mia, ada, bo = await begins(house), await hired(house, "Ada"), await hired(house, "Bo")
    callback = await books(house, mia, wanted(at))
    kept = replace(callback, wishes=Wishes(not_staff=frozenset({bo.id})))
    await house.store.run(Job(lambda tx: tx.callbacks.change(kept)))

    assert (await house.coordination.board(ada.id)).now.calls == CallCounts(open=1, unconfirmed=1, uncovered=1)
    assert (await house.coordination.board(bo.id)).now.calls == CallCounts()


async def test_whoever_never_said_what_came_of_it_is_asked_to_and_then_it_is_unrecorded(
    house: House, at: datetime
) -> None:
    """Nothing stays open for ever."""
    mia, ada = await begins(house), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at))
    await until(house, at - hours(1))
    await does(house, mia, YES)
    await house.callbacks.claim(ada.id, callback.id)
    await until(house, at)
    await house.callbacks.open_sheet(ada.id, callback.id)
    await until(house, at + timedelta(minutes=61))
    assert (await house.callbacks.counts()).left == 1

    await until(house, at + hours(2))
    assert await ended(house) == {CallbackOutcome.UNRECORDED: 1}


async def test_whoever_is_shut_out_calls_nobody(house: House, at: datetime) -> None:
    """Somebody else can be the one who calls."""
    mia, ada = await begins(house), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at))
    await house.callbacks.claim(ada.id, callback.id)
    staff = Staff(ada.id, Role.COUNSELLOR, "x", "nl", disabled=True)
    await house.store.run(Job(lambda tx: tx.staff.change(staff)))

    await house.call_watch.look()

    assert [one.claimed_by for one in await house.callbacks.listed()] == [None]


async def test_whoever_is_kept_out_later_loses_the_call_that_they_had_taken(house: House, at: datetime) -> None:
    """A name that is written down after the claim counts too: no sheet opens, and somebody else can be the one."""
    mia, ada = await begins(house), await hired(house, "Ada")
    callback = await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    kept = replace(callback, wishes=Wishes(not_names=frozenset({"jansen"})))
    await house.store.run(Job(lambda tx: tx.callbacks.change(kept)))
    await house.callbacks.claim(ada.id, callback.id)
    await until(house, at - hours(24))
    await mia.says("ja")
    await until(house, at)
    await house.store.run(Job(lambda tx: tx.staff.set_skills(ada.id, Skills(names=("jansen",)))))

    with pytest.raises(NotYourCall):
        await house.callbacks.open_sheet(ada.id, callback.id)
    await house.call_watch.look()
    assert [one.claimed_by for one in await house.callbacks.listed()] == [None]


@pytest.mark.parametrize("later", [1, -1])
async def test_where_the_rules_of_a_zone_are_changed_what_was_told_on_the_wall_holds(
    house: House, at: datetime, later: int
) -> None:
    """Eight in the evening stays eight in the evening: the question, the window and the place move with it."""
    mia, ada = await begins(house), await hired(house, "Ada")
    told = wanted(at, asking=Asking.DAY_BEFORE)
    before = replace(told, told=replace(told.told, slot=wanted(at + hours(later)).told.slot))
    await books(house, mia, before)
    await house.call_watch.look()

    (callback,) = await house.callbacks.listed()
    assert callback.told == told.told
    assert dict(await house.store.run(Job(booked))) == {told.told.slot: 1}
    await until(house, at - hours(24) - timedelta(minutes=1))
    assert suits(mia) == []
    await until(house, at - hours(24))
    assert len(suits(mia)) == 1
    await mia.says("ja")
    await house.callbacks.claim(ada.id, callback.id)
    await until(house, at)
    assert (await house.callbacks.open_sheet(ada.id, callback.id)).details == DETAILS
    await house.callbacks.say(ada.id, callback.id, CallbackOutcome.REACHED)
    assert await ended(house) == {CallbackOutcome.REACHED: 1}


async def test_a_clock_that_leaps_ends_nothing(house: House, at: datetime) -> None:
    """By a day or an hour, back and forth: only a clock that goes evenly for minutes is believed."""
    mia = await begins(house)
    await books(house, mia, wanted(at))
    for leap in (hours(54), -hours(54), hours(1), -hours(1), hours(24), -hours(24)):
        await house.call_watch.look()
        house.clock.advance(leap)
        await house.call_watch.look()
        house.clock.advance(timedelta(seconds=15))
        await house.call_watch.look()

    assert [one.state for one in await house.callbacks.listed()] == [CallbackState.BOOKED]
    await until(house, at + timedelta(minutes=1))
    assert await ended(house) == {CallbackOutcome.NOT_CONFIRMED: 1}


@pytest.mark.parametrize("days", [10, 30])
async def test_a_clock_that_leaps_by_days_and_is_put_right_loses_nobody(house: House, at: datetime, days: int) -> None:
    """Past the day of their conversation too: whatever looks meanwhile finds nothing, and takes nothing away."""
    mia, leap = await begins(house), timedelta(days=days)
    callback = await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await house.call_watch.look()
    house.clock.advance(leap)
    for _ in range(2):
        await house.call_watch.look()
        await house.alarm.look()
        assert (await house.callbacks.counts()).lost == 1
        await house.frame_of(house.counsellor("Ada").id)
        house.clock.advance(timedelta(minutes=1))
    house.clock.advance(-leap)

    await house.call_watch.look()
    assert await ended(house) == {}
    assert [one.id for one in await house.callbacks.listed()] == [callback.id]
    await until(house, at + timedelta(minutes=1))
    assert await ended(house) == {CallbackOutcome.NOT_CONFIRMED: 1}


async def test_what_was_lost_while_nobody_looked_for_days_is_told_as_missed(house: House, at: datetime) -> None:
    """The machine was off for ten days: each has its outcome, is told in the log and stands in the figures."""
    for name in ("mia", "noor"):
        person = house.person(name)
        await person.says("hoi")
        await books(house, person, wanted(at), seats=2)
    house.clock.advance(timedelta(days=10))
    for _ in range(5):
        await house.call_watch.look()
        await house.minutes_pass(1)

    assert await ended(house) == {CallbackOutcome.MISSED: 2}
    assert await house.callbacks.counts() == CallCounts(missed=2)
    assert ("callback_missed", {"count": 2}) in house.journal.lines


async def test_whoever_goes_on_elsewhere_takes_it_along(house: House, at: datetime) -> None:
    """Nothing is sent unasked there: that was agreed for the other screen. A wipe there finds it."""
    mia = await begins(house)
    words = await asks_for_words(house, mia)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    other = house.person("other telephone")
    await other.says(words)
    found = await callback_of(house.store, other.sender)
    assert found is not None
    assert (found.asking, found.details) == (Asking.NEVER, DETAILS)
    assert await callback_of(house.store, mia.sender) is None
    await until(house, at - hours(23))
    assert suits(mia) == suits(other) == []

    await other.says("wis")
    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 1}


async def test_changing_ones_mind_before_the_moment_asks_by_the_new_one(house: House, at: datetime) -> None:
    """The old moment says nothing any more; whoever takes it back is asked nothing."""
    mia = await begins(house)
    await books(house, mia, wanted(at, asking=Asking.DAY_BEFORE))
    await books(house, mia, wanted(at + hours(3), asking=Asking.DAY_BEFORE))
    await until(house, at - hours(22))
    assert suits(mia) == []
    await until(house, at - hours(21))
    assert len(suits(mia)) == 1
    await does(house, mia, NO)
    await until(house, at + hours(4))

    assert await ended(house) == {CallbackOutcome.MOVED: 1, CallbackOutcome.WITHDRAWN: 1}
    assert len(suits(mia)) == 1


async def test_the_rota_decides_how_many_can_be_called_and_knows_how_many_are_agreed(
    house: House, at: datetime
) -> None:
    """By shifts alone: whoever is not on one makes no seat, and what is agreed is missed by nobody."""
    mia, ada = await begins(house), await hired(house, "Ada")
    await on_the_rota(house, ada, at, calls=2)
    slot, later = wanted(at).told.slot, wanted(at + hours(1)).told.slot
    bundle = house.shelf.newest

    seats = await house.store.run(Job(lambda tx: [seats_in(tx, bundle, one) for one in (slot, later)]))
    await books(house, mia, wanted(at), seats=seats[0])

    assert seats == [2, 0]
    assert dict(await house.store.run(Job(booked))) == {slot: 1}


async def test_a_slot_that_begins_too_soon_has_no_place(house: House, at: datetime) -> None:
    """Whoever was offered it has half an hour to answer what is asked; then whoever calls would know too late."""
    ada, bundle, slot = await hired(house, "Ada"), house.shelf.newest, wanted(at).told.slot
    await on_the_rota(house, ada, at)
    assert bundle.call_rules.lead == hours(2)

    places = []
    house.clock.advance(at - hours(1.5) - house.clock.now())
    for _ in range(2):
        places.append(await house.store.run(Job(lambda tx: seats_in(tx, bundle, slot))))
        house.clock.advance(timedelta(minutes=1))

    assert places == [1, 0]
