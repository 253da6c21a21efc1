"""The sheet of a quarter is made once of its events, and stays as it was published."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.figures.periods import NotPublishable, Quarter
from bot.figures.sheet import sheet
from bot.model import Happening, LogEvent
from bot.office_of_figures import publish
from bot.ops.report.kept import KeptSheets
from bot.ports import Job, Store, Transaction
from tests.event_log import happened, tally
from tests.fakes import FakeClock
from tests.house import House


def quarter_of_the(clock: FakeClock) -> Quarter:
    """Return the quarter that it is."""
    now = clock.now()
    return Quarter(now.year, (now.month - 1) // 3 + 1)


async def happens(store: Store, *events: LogEvent) -> None:
    """Let events stand in the log."""

    def work(tx: Transaction) -> None:
        for event in events:
            tx.event_log.add(event)

    await store.run(Job(work))


def turned_away(quarter: Quarter, days: Sequence[int]) -> list[LogEvent]:
    """Return people who were turned away, so many days after the beginning of a quarter."""
    return [happened(Happening.TURNED_AWAY, on=quarter.first + timedelta(days=day), times=20) for day in days]


def set_to(clock: FakeClock, quarter: Quarter, *, days: int) -> None:
    """Let it be noon so many days after the end of a quarter."""
    end = datetime.combine(quarter.period.until, datetime.min.time(), UTC) + timedelta(days=days, hours=12)
    clock.advance(end - clock.now())


async def test_a_quarter_is_published_a_week_after_its_end(store: Store, clock: FakeClock, tmp_path: Path) -> None:
    """Its first day and its last one count, and those around it do not."""
    sheets, quarter = KeptSheets(tmp_path / "sheets"), quarter_of_the(clock)
    await happens(store, *turned_away(quarter, [-1, 0, 40, (quarter.period.until - quarter.first).days - 1]))
    set_to(clock, quarter, days=6)
    with pytest.raises(NotPublishable, match=f"Ask again from {quarter.settled_on}"):
        await publish(store, quarter, sheets)
    set_to(clock, quarter, days=7)

    made = await publish(store, quarter, sheets)

    assert made.counts["unmet"] == 60
    assert sheets.get(quarter) == made


async def test_what_was_published_stays_as_it_was(store: Store, clock: FakeClock, tmp_path: Path) -> None:
    """An event that comes late changes nothing: two sheets of one quarter could be subtracted from each other."""
    sheets, quarter = KeptSheets(tmp_path), quarter_of_the(clock)
    await happens(store, *turned_away(quarter, [3]))
    set_to(clock, quarter, days=8)
    made = await publish(store, quarter, sheets)
    await happens(store, *turned_away(quarter, [4, 5]))

    assert await publish(store, quarter, sheets) == made


async def test_of_events_that_are_gone_no_sheet_is_made(store: Store, clock: FakeClock, tmp_path: Path) -> None:
    """A sheet of noughts would be a lie."""
    quarter = quarter_of_the(clock)
    set_to(clock, quarter, days=100)

    with pytest.raises(NotPublishable, match="no events any more"):
        await publish(store, quarter, KeptSheets(tmp_path))


async def test_of_a_quarter_before_the_line_no_sheet_is_made(store: Store, clock: FakeClock, tmp_path: Path) -> None:
    """Nothing was counted is not: nobody wrote."""
    quarter = quarter_of_the(clock)
    set_to(clock, quarter, days=8)

    with pytest.raises(NotPublishable, match="nothing was counted"):
        await publish(store, quarter, KeptSheets(tmp_path))


async def test_talks_of_a_house_come_to_the_sheet(house: House, store: Store, clock: FakeClock, tmp_path: Path) -> None:
    """What people and counsellors did is what is counted, by way of the log."""
    for number in range(12):
        person = house.person(f"number {number}")
        await person.starts()
    quarter = quarter_of_the(clock)
    set_to(clock, quarter, days=8)

    made = await publish(store, quarter, KeptSheets(tmp_path))

    assert made.counts["sessions"] == 10
    assert made.adds_up


def test_earlier_sheets_are_found_for_the_trend(tmp_path: Path) -> None:
    """In order, over the end of a year, without those that were never made."""
    kept = KeptSheets(tmp_path)
    for one in (Quarter(2025, 3), Quarter(2026, 1), Quarter(2024, 1)):
        kept.keep(one, sheet(tally(of=one), one))

    assert [one.quarter for one in kept.before(Quarter(2026, 2), 4)] == ["2025-Q3", "2026-Q1"]


def test_a_damaged_sheet_is_told(tmp_path: Path) -> None:
    """It is not made anew."""
    (tmp_path / "2026-Q1.json").write_text("{", encoding="utf-8")

    with pytest.raises(SettingsError, match="backup"):
        KeptSheets(tmp_path).get(Quarter(2026, 1))
