"""What every store promises about events that figures are counted from; told over memory, SQLite and PostgreSQL."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from bot.model import (
    Case,
    Counted,
    Dimension,
    Ending,
    Happening,
    Line,
    LineFrom,
    LogEvent,
    Outcome,
    Sender,
)
from bot.model.event_log import LONGEST_NAME, LONGEST_VALUE, TAKEN_BY_LOT, people_of, wall_of
from bot.ports import Job, Transaction
from bot.storage import tables
from bot.storage.event_seal import EVENT_BYTES, FOLDED_BYTES
from bot.storage.lifetimes import day_of, quarter_of
from bot.storage.people_places import place_of
from tests.contracts.stores import ADA, MIA, NOOR, Backing, OpenStore, SqlBacking, began, case_for, days_pass, job
from tests.contracts.test_query_plans import overheard
from tests.counted import counted, events_of, in_words
from tests.fakes import FakeClock

DAY = datetime(2026, 11, 30, tzinfo=UTC).toordinal()
STARTED = LogEvent(Happening.STARTED, DAY, 3, {Dimension.CHANNEL: "telegram"})
ASKED = LogEvent(Happening.ASKED, DAY, 7, {Dimension.CHANNEL: "webchat", Dimension.LANGUAGE: "fr"}, None)
ANSWERED = LogEvent(Happening.ANSWERED, DAY + 1, 0, {Dimension.URGENCY: "urgent"}, seconds=1_800, amount=2)


def adds(*events: LogEvent) -> Job[None]:
    """Return the work that keeps events."""

    def work(tx: Transaction) -> None:
        for one in events:
            tx.event_log.add(one)

    return Job(work)


def between(first: int, last: int) -> Job[Counter[str]]:
    """Return the work that reads the events of these days."""
    return job(lambda tx: Counter(map(str, tx.event_log.between(first, last))))


async def test_what_was_added_is_found_on_its_day(store: OpenStore) -> None:
    """Both ends of a stretch belong to it; the same event twice is there twice."""
    await store.run(adds(STARTED, ASKED, STARTED, ANSWERED))

    assert await store.run(between(DAY, DAY)) == Counter(map(str, (STARTED, STARTED, ASKED)))
    assert await store.run(between(DAY + 1, DAY + 1)) == Counter([str(ANSWERED)])
    assert (await store.run(between(DAY, DAY + 1))).total() == 4
    assert not await store.run(between(DAY + 2, DAY + 9))


async def test_a_work_that_fails_counts_nothing(store: OpenStore) -> None:
    """And a transaction sees what it has counted itself."""

    def fails(tx: Transaction) -> None:
        tx.event_log.add(STARTED)
        assert tx.event_log.between(DAY, DAY)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await store.run(Job(fails))
    assert not await store.run(between(DAY, DAY))


async def test_events_are_readable_until_ninety_days_after_their_quarter(backing: Backing, store: OpenStore) -> None:
    """Also those of its first day; then they are gone, and so are their rows."""
    first = LogEvent(Happening.STARTED, datetime(2026, 10, 1, tzinfo=UTC).toordinal())
    last = LogEvent(Happening.STARTED, datetime(2026, 12, 31, tzinfo=UTC).toordinal())
    await store.run(adds(first, last))

    days_pass(backing, (datetime(2027, 3, 31, 12, tzinfo=UTC) - backing.clock.now()) / timedelta(days=1))
    await store.run(job(lambda tx: tx.tidy()))
    assert (await store.run(between(first.day, last.day))).total() == 2

    days_pass(backing, 1)
    assert not await store.run(between(first.day, last.day))
    assert await store.run(job(lambda tx: tx.tidy())) == 2


async def test_a_copy_of_before_opens_no_more_than_what_is_left_of_the_keys(
    database: SqlBacking, sql_store: OpenStore, engine: Engine
) -> None:
    """The rows of a backup, put back, are read by nobody once the key is destroyed."""
    await sql_store.run(adds(STARTED))
    with engine.connect() as connection:
        (row,) = connection.execute(select(tables.event_log)).mappings().all()
    days_pass(database, 130)
    await sql_store.run(job(lambda tx: tx.tidy()))
    with engine.begin() as connection:
        connection.execute(tables.event_log.insert(), [dict(row)])

    assert not await sql_store.run(between(DAY, DAY))


async def test_a_row_tells_nothing_but_its_day(sql_store: OpenStore, engine: Engine) -> None:
    """All have one size, whatever happened; and one that was altered, or moved to another day, counts for nothing."""
    of_a_place = dict.fromkeys((Dimension.PLACE, Dimension.HOW), "e" * LONGEST_NAME)
    of_a_case = dict.fromkeys({*Dimension} - {Dimension.PLACE}, "é" * LONGEST_VALUE)
    long = [replace(ASKED, told=told, seconds=86_400) for told in (of_a_case, of_a_place)]
    await sql_store.run(adds(STARTED, ANSWERED, *long))

    with engine.begin() as connection:
        rows = connection.execute(select(tables.event_log)).all()
        assert {len(row.sealed) - 34 for row in rows} == {EVENT_BYTES}
        assert set(tables.event_log.c.keys()) == {"day", "id", "sealed"}
        connection.execute(update(tables.event_log).where(tables.event_log.c.day == DAY + 1).values(day=DAY + 2))
        some = next(row for row in rows if row.day == DAY)
        altered = bytes((*some.sealed[:-1], some.sealed[-1] ^ 1))
        connection.execute(update(tables.event_log).where(tables.event_log.c.id == some.id).values(sealed=altered))

    assert (await sql_store.run(between(DAY, DAY + 9))).total() == 2


async def test_days_that_are_over_lie_folded_and_count_as_before(
    database: SqlBacking, sql_store: OpenStore, engine: Engine
) -> None:
    """Also what is told of them later; how often something happened, and when on that day, can't be seen any more."""
    day = day_of(database.clock.now())
    many = [
        LogEvent(Happening.ENDED, day, n % 8, {Dimension.ROLE: "weg"}, 5 * (n % 23), 1 - 2 * (n == 7))
        for n in range(150)
    ]
    await sql_store.run(adds(*many, *many[:20]))
    before = in_words(await events_of(sql_store))

    async def rows_after(days: int) -> set[int]:
        days_pass(database, days)
        await sql_store.run(job(lambda tx: tx.tidy()))
        assert in_words(await events_of(sql_store)) == before
        with engine.connect() as connection:
            rows = connection.execute(select(tables.event_log)).all()
        assert len(rows) in {1, 170}
        return {len(row.sealed) - 34 for row in rows}

    assert await rows_after(1) == {EVENT_BYTES}
    assert await rows_after(1) == {FOLDED_BYTES}
    await sql_store.run(adds(many[0]))
    before += {"ended": 1}
    assert await rows_after(1) == {FOLDED_BYTES}


async def test_what_one_transaction_counts_is_one_insert(sql_store: OpenStore) -> None:
    """And nothing where nothing is counted; a session costs no more than that and a look at a place."""
    await sql_store.run(job(lambda tx: tx.people.note(NOOR)))  # the first of a quarter draws the lots
    with overheard() as said:
        await sql_store.run(adds(STARTED, ASKED, ANSWERED))
        await began(sql_store, MIA)
        await sql_store.run(job(lambda tx: tx.people.note(MIA)))

    assert [statement.split()[0] for statement, _ in said if "event_log" in statement] == ["INSERT"]
    assert len([statement for statement, _ in said if "person_place" in statement]) <= 3


async def test_strangers_who_come_at_once_cost_one_look_at_the_places(sql_store: OpenStore) -> None:
    """After an outage thousands of them wait."""
    people = [Sender("telegram", str(number)) for number in range(60)]
    with overheard() as said:
        await sql_store.run(job(lambda tx: [tx.people.note(one) for one in people]))

    looks = [statement for statement, _ in said if "person_place" in statement and statement.startswith("SELECT")]
    assert len(looks) == 1


async def test_the_wall_is_that_of_the_desk(store: OpenStore, clock: FakeClock) -> None:
    """At half past eleven at night in Greenwich it is the next day in Amsterdam; a part of the day has three hours."""
    clock.advance(datetime(2026, 12, 31, 23, 30, tzinfo=UTC) - clock.now())

    assert await store.run(job(lambda tx: tx.event_log.wall())) == (datetime(2027, 1, 1, tzinfo=UTC).toordinal(), 0)


async def test_a_sender_has_a_place_for_a_quarter_and_shares_it(backing: Backing, store: OpenStore) -> None:
    """Nobody is counted twice; of many some are taken for others, as often as it is to be, and no more is kept."""
    people = [Sender("telegram", str(number)) for number in range(300)]
    note = job(lambda tx: [tx.people.note(one) for one in people])

    first = sum(await store.run(note))
    assert 130 < first < 215  # 173 is to be expected; twice in a million quarters it is not within this
    estimate = people_of(first)
    assert estimate is not None
    assert 215 < estimate < 390
    assert not any(await store.run(note))

    days_pass(backing, 40)
    assert sum(await store.run(note)) > 130
    assert await store.run(job(lambda tx: tx.tidy())) >= first


async def test_a_place_that_is_taken_says_little_of_anybody(
    database: SqlBacking, sql_store: OpenStore, engine: Engine
) -> None:
    """Who has the rows and the key finds the place of one in three taken that never wrote, from the first day on."""
    await sql_store.run(job(lambda tx: tx.people.note(MIA)))
    quarter = quarter_of(day_of(database.clock.now()))
    key = database.keyring.quarter_key(quarter)
    assert key is not None

    with engine.connect() as connection:
        taken = set(connection.execute(select(tables.person_place.c.place)).scalars())
    assert set(tables.person_place.c.keys()) == {"quarter", "place"}
    assert place_of(key, MIA) in taken
    assert len(taken) in {TAKEN_BY_LOT, TAKEN_BY_LOT + 1}
    strangers = [place_of(key, Sender("telegram", f"nobody {number}")) for number in range(3_000)]
    assert 850 < sum(one in taken for one in strangers) < 1_150


async def _counts(store: OpenStore, clock: FakeClock, *, answered: bool = False, claimed: bool = False) -> Case:
    """Let a person ask for a human, and what is counted of that be kept."""
    conversation = await began(store, MIA)
    remembered = Counted(*wall_of(clock.now(), UTC), {Dimension.CHANNEL: "telegram"})
    case = replace(case_for(conversation, clock.now()), counted=remembered)
    case = await store.run(job(lambda tx: tx.cases.open(case)))
    if claimed:
        assert await store.run(job(lambda tx: tx.cases.claim(case.id, ADA)))
    if answered:
        later = replace(remembered, answered_at=clock.now())
        await store.run(job(lambda tx: tx.cases.counts(case.id, later)))
    clock.advance(timedelta(minutes=1))
    return case


async def test_a_case_remembers_what_is_counted_of_it(store: OpenStore, clock: FakeClock) -> None:
    """Through a claim, and as long as it is open."""
    case = await _counts(store, clock, claimed=True, answered=True)

    kept = await store.run(job(lambda tx: tx.cases.get(case.id)))

    assert kept is not None
    assert kept.counted is not None
    assert kept.counted.answered_at == clock.now() - timedelta(minutes=1)


@pytest.mark.parametrize("claimed", [False, True])
@pytest.mark.parametrize("answered", [False, True])
async def test_a_case_whose_person_is_forgotten_ends_in_the_figures_too(
    store: OpenStore, clock: FakeClock, *, claimed: bool, answered: bool
) -> None:
    """On its day, without a word: as left, or as over with an outcome that is still to come."""
    case = await _counts(store, clock, claimed=claimed, answered=answered)
    await store.run(job(lambda tx: tx.cases.add_line(case.id, Line(0, LineFrom.HELP_SEEKER, "dag"))))
    await store.run(job(lambda tx: tx.conversations.forget(case.conversation_id)))
    before = await counted(store)
    if claimed:
        assert await store.run(job(lambda tx: tx.cases.record(case.id, ADA, [Outcome.HOC])))
        assert not await store.run(job(lambda tx: tx.cases.record(case.id, ADA, [Outcome.HOC])))

    if answered and not claimed:  # nobody has words delivered without a claim
        assert set(before) <= {"ended both_wrote"}
        return
    assert before == ({} if answered else {"abandoned claimed" if claimed else "abandoned left": 1})
    over = await counted(store) - before
    assert over == ({"outcome hoc": 1, **({"ended both_wrote": 1} if answered else {})} if claimed else {})


async def test_a_day_that_ends_counts_who_waited_still(backing: Backing, store: OpenStore, clock: FakeClock) -> None:
    """Their conversation is past its day when it is deleted; its key is there until then."""
    await _counts(store, clock)
    backing.clock.advance(timedelta(days=3))
    today = day_of(backing.clock.now())

    while await store.run(job(lambda tx: tx.conversations.left_under(today - 1))):
        await store.run(job(lambda tx: tx.conversations.forget_until(today - 1)))

    assert await counted(store) == {"abandoned left": 1}


async def test_what_is_said_too_late_takes_the_place_of_not_recorded(store: OpenStore, clock: FakeClock) -> None:
    """As long as the case names its counsellor; the end itself is counted once."""
    case = await _counts(store, clock, claimed=True, answered=True)
    await store.run(job(lambda tx: tx.cases.close(case.id, Ending.HELP_SEEKER)))
    assert not await events_of(store)
    assert await store.run(job(lambda tx: tx.cases.record(case.id, ADA, [Outcome.UNRECORDED])))
    assert await counted(store) == {"ended one_wrote": 1, "outcome unrecorded": 1}

    assert await store.run(job(lambda tx: tx.cases.record(case.id, ADA, [Outcome.HOC])))

    assert await counted(store) == {"ended one_wrote": 1, "outcome hoc": 1}


async def test_a_case_in_no_figure_leaves_nothing(store: OpenStore) -> None:
    """As one that was asked for before anything was counted."""
    conversation = await began(store, MIA)
    case = await store.run(job(lambda tx: tx.cases.open(case_for(conversation, tx.now))))
    await store.run(job(lambda tx: tx.cases.claim(case.id, ADA)))
    await store.run(job(lambda tx: tx.cases.close(case.id, Ending.COUNSELLOR, [Outcome.HOC])))

    assert not await events_of(store)
