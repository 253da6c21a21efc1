"""What an operator does to publish figures: sheets are made of the event log once, and printed as they were kept."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.figures.periods import NotPublishable, Period, Quarter
from bot.figures.sheet import Sheet, sheet
from bot.figures.tally import Tally
from bot.model import LogEvent
from bot.opening import opened
from bot.ops.report.contents import Report, beside
from bot.ops.report.kept import FOLDER, KeptSheets
from bot.ops.report.marks import MARKS, read_marks
from bot.ports import Job, Store, Transaction
from bot.settings import Settings
from bot.storage.lifetimes import first_day_of_log


async def report(settings: Settings, quarters: Sequence[Quarter], *, marks: Path | None = None) -> Report:
    """Return what is published of some quarters; what is not kept yet is made and kept.

    Args:
        settings: Name the home, the database and the zone.
        quarters: In order, without a gap.
        marks: The file with the marked days; None: the one in the home, if it is there.

    Raises:
        NotPublishable: a quarter is not over, or its events are gone.
        SettingsError: a file can't be read or written.
    """
    kept_sheets = KeptSheets(settings.home / FOLDER)
    found = [await asyncio.to_thread(kept_sheets.get, quarter) for quarter in quarters]
    if None in found:
        async with opened(settings) as kept:
            found = [
                one or await publish(kept.store, quarter, kept_sheets)
                for one, quarter in zip(found, quarters, strict=True)
            ]
    period = Period(quarters[0].period.first, quarters[-1].period.until)
    return Report(
        sheets=[one for one in found if one is not None],
        earlier=await asyncio.to_thread(lambda: [*kept_sheets.before(quarters[0], beside(quarters))]),
        marks=await asyncio.to_thread(read_marks, marks or settings.home / MARKS, period),
        zone=settings.timezone,
    )


async def publish(store: Store, quarter: Quarter, sheets: KeptSheets) -> Sheet:
    """Make the sheet of a quarter out of its events, and keep it.

    Raises:
        NotPublishable: the quarter is not over, its events are gone, or there were none.
        SettingsError: the sheet can't be written.
    """
    period = quarter.period

    def work(tx: Transaction) -> Sequence[LogEvent]:
        if tx.event_log.wall()[0] < quarter.settled_on.toordinal():
            raise NotPublishable(
                f"{quarter} is not over yet, or is too fresh: talks of its last days come to their ends still.",
                where="--from, --to",
                fix=f"Ask again from {quarter.settled_on} on.",
            )
        if period.first.toordinal() < first_day_of_log(tx.now):
            raise NotPublishable(
                f"Of {quarter} there are no events any more, and its sheet was not kept here.",
                where="--from, --to",
                fix="Print it where it was made, or put the backup of the folder of sheets back.",
            )
        return tx.event_log.between(period.first.toordinal(), period.until.toordinal() - 1)

    events = await store.run(Job(work))
    if not events:
        raise NotPublishable(
            f"In {quarter} nothing was counted: noughts would say that nobody wrote.",
            where="--from, --to",
            fix="Choose a quarter in which Ajar was running.",
        )
    return await asyncio.to_thread(lambda: sheets.keep(quarter, sheet(Tally(events, period), quarter)))
