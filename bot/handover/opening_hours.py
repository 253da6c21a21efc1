"""What a coordinator does about the hours: close the line, open it for longer, let the rule hold again.

Like the rule in `hours.yaml` these are words: they decide what is told at a closed door. Whoever is at the desk and
takes talks opens that door at any hour.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.errors import BotError
from bot.flows.bundle import Bundle
from bot.handover.calendar import FURTHEST, Hours, Span
from bot.handover.day_hours import MOST_SPANS, closed_from, is_still_to_come, span_between, with_span
from bot.handover.timetables import hours_now
from bot.model import DayHours, StaffId
from bot.ports import Job, Store, Transaction

SHOWN_DAYS = 14
"""So many days are shown from today on, and those after them whose hours were set."""
MOST_DAYS = 62
"""So many days can be closed at once."""


class HoursRefused(BotError):
    """Nothing was set; `code` names the reason."""

    def __init__(self, code: str) -> None:
        """Say why nothing was set."""
        super().__init__("These hours can't be set.", where=code, fix="Look at the hours of the day again.")
        self.code = code


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day.

    Attributes:
        spans: What holds.
        ruled: What would hold if nothing had been set.
        version: Of what was set; 0: nothing was.
        is_ruled: Something would hold if nothing had been set; else the day has no hours, and is not closed.
    """

    day: date
    spans: tuple[Span, ...]
    ruled: tuple[Span, ...]
    version: int
    is_ruled: bool


@dataclass(frozen=True, slots=True)
class HoursView:
    """The hours as they hold.

    Attributes:
        days: From today on.
        hours: All of it, to tell the next opening by.
        now: When it was looked at.
        is_ruled: There are fixed hours.
        can_close: There is something left to close today.
    """

    days: tuple[ShownDay, ...]
    hours: Hours
    now: datetime
    is_ruled: bool
    can_close: bool


class OpeningHours:
    """The use cases. Each is one transaction, audited, and in force for whoever writes next."""

    def __init__(self, store: Store, bundle: Callable[[], Bundle], refresh: Callable[[], Awaitable[None]]) -> None:
        """Set the hours of days beside the rule of the bundle that is served; `refresh` lets it be served so."""
        self._store = store
        self._bundle = bundle
        self._refresh = refresh

    async def view(self) -> HoursView:
        """Return what holds now."""
        return await self._store.run(Job(self._look))

    async def close_now(self, by: StaffId) -> None:
        """Close the line for the rest of the day, the night of the evening before included.

        Raises:
            HoursRefused: nothing was to be open any more.
        """

        def work(tx: Transaction) -> None:
            closed = closed_from(self._hours(tx), tx.now)
            if not closed:
                raise HoursRefused("closed_already")
            self._set(tx, closed)
            tx.staff.audit(by, "hours_closed", _today(self._hours(tx), tx.now).isoformat().encode())

        await self._done(work)

    async def close_days(self, by: StaffId, first: date, last: date) -> None:
        """Close the line on every evening and day that begins from one day to another, both included.

        Raises:
            HoursRefused: the days are past, too far ahead, too many or in the wrong order.
        """
        if last < first:
            raise HoursRefused("order")
        if (last - first).days >= MOST_DAYS:
            raise HoursRefused("too_many")

        def work(tx: Transaction) -> None:
            self._check_day(tx, first)
            self._check_day(tx, last)
            days = (first + timedelta(days=number) for number in range((last - first).days + 1))
            self._set(tx, dict.fromkeys(days, ()))
            tx.staff.audit(by, "hours_closed", f"{first}/{last}".encode() if last > first else f"{first}".encode())

        await self._done(work)

    async def open_extra(self, by: StaffId, day: date, *, start: time, end: time) -> None:
        """Open the line for longer on one day; what it has already stays. An end before the start is in the night.

        Raises:
            HoursRefused: the day or the hours are past or never come, too far ahead, of no length or too many.
        """
        if start == end:
            raise HoursRefused("no_length")
        span = span_between(start, end)

        def work(tx: Transaction) -> None:
            self._check_day(tx, day)
            hours = self._hours(tx)
            if not is_still_to_come(hours, day, span, now=tx.now):
                raise HoursRefused("never_comes")
            spans = with_span(hours.of(day), span)
            if len(spans) > MOST_SPANS:
                raise HoursRefused("too_many_spans")
            self._set(tx, {day: spans})
            tx.staff.audit(by, "hours_opened", day.isoformat().encode())

        await self._done(work)

    async def let_the_rule_hold(self, by: StaffId, day: date, version: int) -> None:
        """Take back what was set for a day, as it was seen.

        Raises:
            HoursRefused: something else is set for it by now.
        """

        def work(tx: Transaction) -> None:
            if not tx.day_hours.drop(day, version):
                raise HoursRefused("moved")
            tx.staff.audit(by, "hours_ruled", day.isoformat().encode())

        await self._done(work)

    async def _done(self, work: Callable[[Transaction], None]) -> None:
        await self._store.run(Job(work))
        await self._refresh()

    def _look(self, tx: Transaction) -> HoursView:
        hours, kept = self._hours(tx), {one.day: one.version for one in tx.day_hours.all()}
        today = _today(hours, tx.now)
        days = [today + timedelta(days=number) for number in range(SHOWN_DAYS)]
        days += [day for day in sorted(kept) if day > days[-1]]
        shown = tuple(
            ShownDay(day, hours.of(day), hours.ruled(day), kept.get(day, 0), hours.tells_of(day)) for day in days
        )
        return HoursView(shown, hours, tx.now, hours.is_ruled, bool(closed_from(hours, tx.now)))

    def _hours(self, tx: Transaction) -> Hours:
        return hours_now(tx, self._bundle())

    def _check_day(self, tx: Transaction, day: date) -> None:
        today = _today(self._hours(tx), tx.now)
        if day < today:
            raise HoursRefused("past")
        if day - today > FURTHEST:
            raise HoursRefused("too_far")

    @staticmethod
    def _set(tx: Transaction, days: Mapping[date, tuple[Span, ...]]) -> None:
        """Keep the hours of days in the place of what was set for them."""
        versions = {one.day: one.version for one in tx.day_hours.all()}
        for day, spans in days.items():
            if not tx.day_hours.keep(DayHours(day, spans, versions.get(day, 0))):
                raise HoursRefused("moved")


def _today(hours: Hours, now: datetime) -> date:
    return now.astimezone(hours.zone).date()
