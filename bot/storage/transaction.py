"""A transaction of the SQL store, in the words of the port: reads a batch's needs together, writes them together."""

from collections.abc import Iterable
from datetime import datetime

from bot.ports import (
    Blocks,
    Callbacks,
    Cases,
    Conversations,
    DayBook,
    Drafts,
    Emergencies,
    EventLog,
    Feeds,
    Guests,
    NamedGroups,
    Needs,
    OpenLines,
    Outbox,
    Pauses,
    People,
    Publications,
    Referrals,
    Shifts,
    StaffBook,
    Transfers,
    WaysBack,
)
from bot.storage.bulk import Event
from bot.storage.lifetimes import SEEN_DAYS
from bot.storage.sql_blocks import SqlBlocks
from bot.storage.sql_callbacks import SqlCallbacks
from bot.storage.sql_cases import SqlCases
from bot.storage.sql_conversations import SqlConversations
from bot.storage.sql_counts import CaseCounts
from bot.storage.sql_day_hours import SqlDayBook
from bot.storage.sql_drafts import SqlDrafts
from bot.storage.sql_emergencies import SqlEmergencies
from bot.storage.sql_event_log import SqlEventLog, SqlPeople
from bot.storage.sql_guests import SqlGuests
from bot.storage.sql_named_groups import SqlNamedGroups
from bot.storage.sql_open_lines import SqlOpenLines
from bot.storage.sql_outbox import SqlOutbox
from bot.storage.sql_pauses import SqlPauses
from bot.storage.sql_publications import SqlPublications
from bot.storage.sql_referrals import SqlReferrals
from bot.storage.sql_shifts import SqlFeeds, SqlShifts
from bot.storage.sql_staff import SqlStaffBook
from bot.storage.sql_transfers import SqlTransfers
from bot.storage.sql_ways_back import SqlWaysBack
from bot.storage.tidying import tidy
from bot.storage.unit import Unit


class SqlTransaction:
    """A `Transaction` over one unit of work; the pieces of work of a batch share it, one after the other."""

    def __init__(self, unit: Unit) -> None:
        self.now: datetime = unit.now
        self._unit = unit
        self._is_new: dict[Event, bool] = {}
        self._conversations = SqlConversations(unit)
        self._outbox = SqlOutbox(unit)
        self._event_log = SqlEventLog(unit)
        self._people = SqlPeople(unit)
        counts = CaseCounts(unit, self._event_log)
        self._cases = SqlCases(unit, counts)
        self._drafts = SqlDrafts(unit)
        self._transfers = SqlTransfers(unit)
        self._referrals = SqlReferrals(unit)
        self._guests = SqlGuests(unit)
        self._staff = SqlStaffBook(unit)
        self._pauses = SqlPauses(unit, self._event_log)
        self._publications = SqlPublications(unit)
        self._ways_back = SqlWaysBack(unit)
        self._day_hours = SqlDayBook(unit)
        self._shifts = SqlShifts(unit)
        self._feeds = SqlFeeds(unit)
        self._blocks = SqlBlocks(unit)
        self._named_groups = SqlNamedGroups(unit)
        self._callbacks = SqlCallbacks(unit, self._event_log)
        unit.before_forgetting = (counts.before_forgetting, self._callbacks.before_forgetting)
        self._emergencies = SqlEmergencies(unit)
        self._open_lines = SqlOpenLines(unit)

    @property
    def conversations(self) -> Conversations:
        return self._conversations

    @property
    def outbox(self) -> Outbox:
        return self._outbox

    @property
    def cases(self) -> Cases:
        return self._cases

    @property
    def drafts(self) -> Drafts:
        return self._drafts

    @property
    def transfers(self) -> Transfers:
        return self._transfers

    @property
    def referrals(self) -> Referrals:
        return self._referrals

    @property
    def guests(self) -> Guests:
        return self._guests

    @property
    def staff(self) -> StaffBook:
        return self._staff

    @property
    def pauses(self) -> Pauses:
        return self._pauses

    @property
    def publications(self) -> Publications:
        return self._publications

    @property
    def ways_back(self) -> WaysBack:
        return self._ways_back

    @property
    def day_hours(self) -> DayBook:
        return self._day_hours

    @property
    def shifts(self) -> Shifts:
        return self._shifts

    @property
    def feeds(self) -> Feeds:
        return self._feeds

    @property
    def blocks(self) -> Blocks:
        return self._blocks

    @property
    def named_groups(self) -> NamedGroups:
        return self._named_groups

    @property
    def event_log(self) -> EventLog:
        return self._event_log

    @property
    def people(self) -> People:
        return self._people

    @property
    def callbacks(self) -> Callbacks:
        return self._callbacks

    @property
    def emergencies(self) -> Emergencies:
        return self._emergencies

    @property
    def open_lines(self) -> OpenLines:
        return self._open_lines

    def prefetch(self, needs: Iterable[Needs]) -> None:
        """Read what a batch needs, with one statement for each kind."""
        events: dict[Event, None] = {}
        senders, ids = [], []
        for one in needs:
            if one.event is not None:
                events[one.event] = None
            if one.sender is not None:
                senders.append(one.sender)
            if one.conversation_id is not None:
                ids.append(one.conversation_id)
        if events:
            self._see(list(events))
        if senders:
            self._unit.rows.find(senders)
        if ids:
            self._unit.rows.load(ids)

    def first_seen(self, channel: str, external_id: str) -> bool:
        event = (channel, external_id)
        if event not in self._is_new:
            self._see([event])
        is_new, self._is_new[event] = self._is_new[event], False
        return is_new

    def tidy(self, *, days_too: bool = True) -> int:
        days = self._day_hours.tidy() + self._shifts.tidy() + self._blocks.tidy() if days_too else 0
        if days_too and self._unit.tidied_on != self._unit.today:
            days += self._event_log.tidy() + self._people.tidy()
        over = self._staff.end_old_sessions() + self._pauses.end_old() + self._emergencies.end_old()
        return days + tidy(self._unit, days_too=days_too) + over

    def flush(self) -> None:
        """Write what is left to write, at the end.

        Raises:
            Stale: somebody else wrote the same first.
            BotError: a piece of work left something half done.
        """
        self._unit.flush()
        self._unit.rows.check_promises()

    def _see(self, events: list[Event]) -> None:
        new = self._unit.bulk.see(events, self._unit.today + SEEN_DAYS)
        self._is_new.update((event, event in new) for event in events)
