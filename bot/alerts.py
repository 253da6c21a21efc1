"""Tells whoever runs the service what is wrong with it: when it begins, while it lasts and once it is over.

For where nobody reads metrics. Not a word, a name or a number of people is in it. The names are those of the rules in
`ops/alerts.yml` and of the chapters in `docs/operating.md`. That people wait is told by `handover/escalation`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.errors import BotError
from bot.handover.vitals import Vitals
from bot.model.health import Health
from bot.ports import Journal
from bot.watchkeeping import Report


class Alert(StrEnum):
    """What can be wrong."""

    DATABASE_AWAY = "DatabaseAway"
    CHANNEL_SILENT = "ChannelSilent"
    SENDS_STUCK = "SendsStuck"
    SENDS_LOST = "SendsLost"
    SENDS_PILE_UP = "SendsPileUp"
    TURNS_FAIL = "TurnsFail"
    MESSAGES_LOST = "MessagesLost"
    AUDIT_BROKEN = "AuditBroken"
    KEYS_NOT_MADE_AHEAD = "KeysNotMadeAhead"
    CLOCK_IN_DOUBT = "ClockInDoubt"
    DISK_NEARLY_FULL = "DiskNearlyFull"


class Stage(StrEnum):
    """When it is told."""

    BEGINS = "begins"
    LASTS = "lasts"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is wrong.

    Attributes:
        channel: Of which channel; empty for what concerns all.
    """

    alert: Alert
    channel: str = ""


class AlertOut(Protocol):
    """The way to whoever runs the service."""

    async def tell(self, sign: Sign, stage: Stage) -> None:
        """Tell it.

        Raises:
            BotError: it was not taken in; says why, without an address.
        """


HOLDS_FOR: Mapping[Alert, timedelta] = {
    Alert.DATABASE_AWAY: timedelta(minutes=1),
    Alert.CHANNEL_SILENT: timedelta(minutes=2),
    Alert.SENDS_STUCK: timedelta(minutes=5),
    Alert.SENDS_LOST: timedelta(minutes=5),
    Alert.SENDS_PILE_UP: timedelta(minutes=15),
    Alert.TURNS_FAIL: timedelta(0),
    Alert.MESSAGES_LOST: timedelta(0),
    Alert.AUDIT_BROKEN: timedelta(0),
    Alert.KEYS_NOT_MADE_AHEAD: timedelta(hours=1),
    Alert.CLOCK_IN_DOUBT: timedelta(minutes=30),
    Alert.DISK_NEARLY_FULL: timedelta(minutes=5),
}
"""How long each has to last before it is told: most things mend themselves."""
URGENT = frozenset({Alert.DATABASE_AWAY, Alert.CHANNEL_SILENT, Alert.SENDS_STUCK, Alert.TURNS_FAIL})
"""While these last, people wait for an answer."""
AGAIN, AGAIN_LATER = timedelta(minutes=30), timedelta(days=1)
"""How often an urgent one, and another one, is told again: often enough not to be forgotten, too seldom to be muted."""
CALM_FOR = timedelta(minutes=2)
"""So long it has to be well before it is told as over: what comes and goes is told once."""
LINES_LOST, ROWS_HELD, ROWS_QUEUED = 3, 20, 200
KEY_DAYS, DISK_FREE = 28, 0.1
MEANS: Mapping[Alert, frozenset[str]] = {
    Alert.TURNS_FAIL: frozenset(
        {"turn_failed", "hearing_failed", "delivery_failed", "channel_failed", "web_request_failed"}
    ),
    Alert.MESSAGES_LOST: frozenset({"gap_warned", "update_lost", "rows_lost"}),
    Alert.AUDIT_BROKEN: frozenset({"audit_failed"}),
}
"""What in the log means what."""


@dataclass(slots=True)
class _Course:
    """How it went with one sign so far."""

    since: datetime
    well_since: datetime | None = None
    told_at: datetime | None = None
    is_owed: bool = False
    """It was to be told, and was not taken in: it is told once that can be, also if it is well by then."""


class Alerts:
    """A `Listener` of the watch. What it knows is in memory: after a start what lasts is told anew."""

    def __init__(self, out: AlertOut, *, journal: Journal) -> None:
        """Tell it through `out`."""
        self._out = out
        self._journal = journal
        self._courses: dict[Sign, _Course] = {}

    async def hear(self, report: Report) -> None:
        """Tell what there is to tell of this look; what is not taken in is told at the next one."""
        now = report.at
        wrong = {*of_the_machine(report.health), *(of_the_desk(report.vitals) if report.vitals is not None else ())}
        for sign in wrong:
            self._courses.setdefault(sign, _Course(now)).well_since = None
        for sign, course in tuple(self._courses.items()):
            if sign not in wrong and (report.vitals is not None or sign.alert not in OF_THE_DESK):
                course.well_since = course.well_since or now
            await self._go_on(sign, course, now)

    async def _go_on(self, sign: Sign, course: _Course, now: datetime) -> None:
        if course.well_since is not None and course.told_at is None and not course.is_owed:
            del self._courses[sign]  # nobody heard of it
            return
        stage = _stage(sign, course, now)
        if stage is None:
            return
        course.is_owed = not await self._tell(sign, stage)
        if course.is_owed:
            return
        course.told_at = now
        if stage is Stage.OVER:
            del self._courses[sign]

    async def _tell(self, sign: Sign, stage: Stage) -> bool:
        try:
            await self._out.tell(sign, stage)
        except BotError as fault:
            self._journal.note("call_failed", reason=fault.what)
            return False
        return True


def _stage(sign: Sign, course: _Course, now: datetime) -> Stage | None:
    """Return what is to be told of it now; None: nothing."""
    if course.is_owed and course.told_at is None:
        return Stage.BEGINS
    if course.well_since is not None:
        return Stage.OVER if now - course.well_since >= CALM_FOR else None
    if course.told_at is None:
        return Stage.BEGINS if now - course.since >= HOLDS_FOR[sign.alert] else None
    again = AGAIN if sign.alert in URGENT else AGAIN_LATER
    return Stage.LASTS if now - course.told_at >= again else None


OF_THE_DESK = frozenset({Alert.SENDS_LOST, Alert.SENDS_PILE_UP})
"""What nobody knows while the database is away."""


def of_the_machine(health: Health) -> Iterator[Sign]:
    """Tell what is wrong with the service itself."""
    if not health.is_database_up:
        yield Sign(Alert.DATABASE_AWAY)
    yield from (Sign(Alert.CHANNEL_SILENT, channel) for channel, silence in health.silence.items() if silence)
    yield from (Sign(Alert.SENDS_STUCK, channel) for channel, people in health.stuck.items() if people)
    if health.key_days < KEY_DAYS:
        yield Sign(Alert.KEYS_NOT_MADE_AHEAD)
    if health.is_clock_in_doubt:
        yield Sign(Alert.CLOCK_IN_DOUBT)
    if health.disk_free < DISK_FREE:
        yield Sign(Alert.DISK_NEARLY_FULL)
    yield from (Sign(alert) for alert, events in MEANS.items() if events & health.warnings)


def of_the_desk(vitals: Vitals) -> Iterator[Sign]:
    """Tell what is wrong with what is sent."""
    sends = vitals.sends
    if sends.failed + sends.unknown >= LINES_LOST:
        yield Sign(Alert.SENDS_LOST)
    if sends.held >= ROWS_HELD or sends.queued >= ROWS_QUEUED:
        yield Sign(Alert.SENDS_PILE_UP)
