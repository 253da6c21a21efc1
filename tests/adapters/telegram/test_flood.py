"""One sender who floods: others notice nothing, nobody is left in silence in a crisis, and memory stays small."""

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.budget import URGENT, Budget, Purse, usual
from bot.channels.telegram.hearing import Chores, Hearing
from bot.channels.telegram.update import Update
from bot.channels.unheard import MOST_REFS, Unheard
from bot.errors import StoreDown
from bot.model import UNKNOWN_REF, Choice, Inbound, InboundKind, MessageRef, Sender
from tests.adapters.telegram.rig import MIA, NOOR, Rig, sender
from tests.fakes import A_MONDAY_AFTERNOON, FakeClock
from tests.house import shipped_bundle

NOW_S = A_MONDAY_AFTERNOON.timestamp()
USUAL = usual(30)
CRISIS = ("ik wil dood", "I want to die", "je veux mourir")

_numbers = itertools.count(1)


def says(text: str, person: int = MIA, *, said_at: float = 0) -> Update:
    """Return a message as the reader hands it on."""
    number = next(_numbers)
    return Update(number, Inbound(sender(person), str(number), InboundKind.TEXT, text), said_at=int(said_at))


def by_shipped_words(_: Sender, text: str) -> str:
    """Return the kind of a word that acts everywhere, as the shipped files have them."""
    interrupt = shipped_bundle().interrupts.hear(text).interrupt
    return "" if interrupt is None else interrupt.id


def hearing(rig: Rig, clock: FakeClock) -> Hearing:
    """Return what takes updates in, with the shipped words that act everywhere."""
    return Hearing(
        rig.listener,
        Chores(rig.client, lambda work: work.close()),
        clock=clock,
        journal=rig.journal,
        budget=Budget(clock, USUAL, urgency=by_shipped_words),
    )


async def floods(heard_by: Hearing, clock: FakeClock, texts: Iterator[str], *, number: int = 1_000) -> None:
    """Let Mia's number send a thousand messages in a minute."""
    for text in itertools.islice(texts, number):
        await heard_by.take(says(text, said_at=clock.now().timestamp()))
        clock.advance(timedelta(minutes=1) / number)


async def test_a_flood_is_heard_as_much_as_a_person_could_write(rig: Rig) -> None:
    """Of a thousand a minute, 420 are heard; all are acknowledged and counted; one line a minute tells it."""
    clock = FakeClock()
    door = hearing(rig, clock)

    await floods(door, clock, itertools.repeat("blabla"))

    assert door.counts["heard"] + door.counts["over_budget"] == 1_000
    assert abs(door.counts["heard"] - (USUAL.at_once + 60 * USUAL.per_second)) <= 2  # Telegram tells whole seconds
    assert rig.events.count("flood_warned") == 1
    assert all(set(fields) == {"channel", "count"} for event, fields in rig.journal.lines if event == "flood_warned")


async def test_others_are_heard_in_the_middle_of_a_flood(rig: Rig) -> None:
    """The budget is each sender's own."""
    clock = FakeClock()
    door = hearing(rig, clock)
    await floods(door, clock, itertools.repeat("blabla"), number=500)

    await door.take(says("hoi", NOOR))

    assert rig.listener.texts[-1] == "hoi"


async def test_a_crisis_is_answered_in_the_middle_of_a_flood(rig: Rig) -> None:
    """In every language; so are the words for a human and for a wipe."""
    clock = FakeClock()
    door = hearing(rig, clock)
    await floods(door, clock, itertools.repeat("blabla"), number=500)
    words = (*CRISIS, "mens", "stop")

    for word in words:
        await door.take(says(word))

    assert rig.listener.texts[-len(words) :] == list(words)


async def test_who_sends_nothing_but_crisis_words_is_never_in_silence(rig: Rig) -> None:
    """A thousand cries in a minute: no five seconds pass without one that is heard."""
    clock = FakeClock()
    door = hearing(rig, clock)
    heard_at = []

    for _ in range(1_000):
        before = door.counts["heard"]
        await door.take(says(CRISIS[0], said_at=clock.now().timestamp()))
        if door.counts["heard"] > before:
            heard_at.append(clock.now())
        clock.advance(timedelta(milliseconds=60))

    assert max(later - earlier for earlier, later in itertools.pairwise(heard_at)) < timedelta(seconds=5)
    assert clock.now() - heard_at[-1] < timedelta(seconds=5)


async def test_who_pauses_for_a_second_is_heard_again(rig: Rig) -> None:
    """Friction only while it lasts."""
    clock = FakeClock()
    door = hearing(rig, clock)
    await floods(door, clock, itertools.repeat("blabla"))
    clock.advance(timedelta(seconds=1))

    await door.take(says("sorry"))

    assert rig.listener.texts[-1] == "sorry"


async def test_what_was_written_during_an_outage_is_heard_in_full(rig: Rig) -> None:
    """Three hundred messages over a night come at once: they count as they were written."""
    clock = FakeClock()
    door = hearing(rig, clock)

    for number in range(300):
        await door.take(says(f"{number}", said_at=NOW_S - 3_600 + 10 * number))

    assert door.counts["over_budget"] == 0
    assert len(rig.listener.heard) == 300


async def test_what_was_not_kept_does_not_count(rig: Rig) -> None:
    """While the database is away the same message comes again and again; it is heard when it is back."""
    door = hearing(rig, FakeClock())
    rig.listener.faults = [StoreDown() for _ in range(200)]
    message = says("ben je daar?")

    for _ in range(200):
        await asyncio.gather(door.take(message), return_exceptions=True)
    await door.take(message)

    assert door.counts["over_budget"] == 0
    assert rig.listener.texts == ["ben je daar?"]


async def test_who_blocks_us_is_forgotten_in_any_flood(rig: Rig) -> None:
    """Forgetting is never put off."""
    clock = FakeClock()
    door = hearing(rig, clock)
    await floods(door, clock, itertools.repeat("blabla"), number=500)

    await door.take(Update(1, Inbound(sender(), "left", InboundKind.LEFT)))

    assert rig.listener.heard[-1].kind is InboundKind.LEFT


async def test_pressing_buttons_like_mad_costs_no_calls(rig: Rig) -> None:
    """An answer to each press would take the connections of everybody else."""
    begun: list[str] = []

    def begin(work: Coroutine[Any, Any, None]) -> None:
        begun.append("answer")
        work.close()

    chores = Chores(rig.client, begin)
    door = Hearing(rig.listener, chores, clock=FakeClock(), journal=rig.journal, budget=_plain())

    for number in range(1_000):
        press = Inbound(sender(), f"p{number}", InboundKind.CHOICE, choice=Choice("p", "yes"))
        await door.take(Update(number, press, callback_id="1"))

    assert door.counts["heard"] == USUAL.at_once
    assert len(begun) <= USUAL.at_once


def _plain() -> Budget:
    """Return a budget for which nothing is urgent."""
    return Budget(FakeClock(), USUAL, urgency=lambda *_: "")


def test_a_hundred_thousand_senders_fill_no_memory_and_leave_no_ids() -> None:
    """The oldest count is forgotten; what is kept is hashes under a key that dies with the process."""
    purse = Purse(USUAL, most=1_000)

    for number in range(100_000):
        purse.spend(f"4815162342{number}", NOW_S)

    assert len(purse) == 1_000
    assert "4815162342" not in repr(vars(purse))


@given(st.lists(st.integers(min_value=-5, max_value=120), max_size=300))
def test_nobody_gets_more_than_the_allowance_whatever_the_clock_says(pauses_s: list[int]) -> None:
    """Also when clocks go backwards: in all, never more than what is at once and what time brought."""
    purse, now, latest, spent = Purse(USUAL), NOW_S, NOW_S, 0
    for pause_s in pauses_s:
        now += pause_s
        latest = max(latest, now)
        spent += purse.spend("mia", now)

    assert spent <= USUAL.at_once + (latest - NOW_S) * USUAL.per_second


@given(st.lists(st.sampled_from(["blabla", *CRISIS, "mens"]), min_size=100, max_size=200))
def test_words_that_act_everywhere_have_a_reserve_of_their_own(texts: list[str]) -> None:
    """Whatever was sent before, at the same moment: the first ten urgent ones beyond the budget are heard."""
    budget = Budget(FakeClock(), usual(1), urgency=by_shipped_words)

    admitted = [budget.admits(Inbound(sender(), "1", InboundKind.TEXT, text), 0) for text in texts]

    urgent = [is_heard for text, is_heard in zip(texts, admitted, strict=True) if text != "blabla"]
    assert all(admitted[:20])
    assert sum(urgent) >= min(len(urgent), URGENT.at_once)
    assert sum(admitted) <= 20 + 2 * URGENT.at_once  # cries, and the word for a human


@given(st.lists(st.sampled_from(["blabla", *CRISIS, "mens"]), min_size=100, max_size=300))
def test_a_wipe_has_a_reserve_that_no_other_word_uses_up(texts: list[str]) -> None:
    """Whoever holds the phone, or sends to it: after any flood of words and cries the first “stop” is heard."""
    budget = Budget(FakeClock(), usual(1), urgency=by_shipped_words)
    for text in texts:
        budget.admits(Inbound(sender(), "1", InboundKind.TEXT, text), 0)

    assert budget.admits(Inbound(sender(), "2", InboundKind.TEXT, "stop"), 0)


async def test_ids_of_what_was_not_heard_go_along_with_what_is_heard_next(rig: Rig) -> None:
    """All stand in the chat, so a wipe needs all; of very many it is known that there are more, and memory is small."""
    door = hearing(rig, FakeClock())
    for number in range(USUAL.at_once + 90):
        await door.take(_stands(number))

    await door.take(_stands(9_000, "stop"))
    await door.take(_stands(9_001, "stop"))

    refs = [MessageRef(f"m{number}") for number in range(USUAL.at_once, USUAL.at_once + 90)]
    told = [inbound.unheard for inbound in rig.listener.heard[-3:]]
    assert told == [(refs[0], UNKNOWN_REF), tuple(refs[1:]), ()]
    for number in range(100_000):
        await door.take(_stands(number))
    await door.take(_stands(9_002, "stop"))
    assert len(rig.listener.heard[-1].unheard) == MOST_REFS + 1
    assert rig.listener.heard[-1].unheard[-1] == UNKNOWN_REF


async def test_ids_of_what_was_not_heard_are_not_lost_with_the_database(rig: Rig) -> None:
    """What they went along with was not kept and comes again; so do they."""
    door = hearing(rig, FakeClock())
    for number in range(USUAL.at_once + 2):
        await door.take(_stands(number))
    rig.listener.faults = [StoreDown()]
    await asyncio.gather(door.take(_stands(9_000, "stop")), return_exceptions=True)

    await door.take(_stands(9_000, "stop"))

    assert rig.listener.heard[-1].unheard == (MessageRef(f"m{USUAL.at_once + 1}"),)


async def test_who_is_not_heard_is_told_so_once_a_minute(rig: Rig) -> None:
    """Without a word of what was sent, and with a mark that more stands in the chat than is known."""
    clock = FakeClock()
    door = hearing(rig, clock)

    for _ in range(2):
        await floods(door, clock, itertools.repeat("blabla"))
        clock.advance(timedelta(seconds=30))

    told = [inbound for inbound in rig.listener.heard if inbound.kind is InboundKind.UNHEARD]
    assert door.counts["told"] == len(told) == 2
    assert {(inbound.text, inbound.choice, inbound.unheard[-1]) for inbound in told} == {("", None, UNKNOWN_REF)}


def test_ids_of_very_many_senders_fill_no_memory() -> None:
    """The oldest are forgotten, and nothing in memory is an id of somebody."""
    unheard = Unheard(most_senders=100)

    for number in range(10_000):
        unheard.keep(sender(4_815_000_000 + number), MessageRef("1"))

    assert len(unheard) == 100
    assert "481500000" not in repr(vars(unheard))


def _stands(number: int, text: str = "blabla") -> Update:
    """Return a message with an id in the chat."""
    event = Inbound(sender(), f"e{number}", InboundKind.TEXT, text, message_ref=MessageRef(f"m{number}"))
    return Update(next(_numbers), event)
