"""What happened on the line, for figures: coarse, without content, and tied to nobody.

An event names no person, no case, no counsellor and no moment; only a day and a part of it, some words from closed
lists, and at most one length of time. Nothing ties one event to another, but on a quiet day the same words may: so
nobody reads them one by one. Each figure is a count over events, and a recount comes to the same.
Conversations of the practice line are in no figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from math import log

LOG_DAYS = 90
"""So long after the end of their quarter events can be counted; then nobody can read them, in no copy either."""
PARTS_OF_DAY = 8
"""A day has parts of three hours, by the wall clock of the desk; part 0 begins at midnight."""


class Happening(StrEnum):
    """What can happen; the day and the part are those of the moment named here, its *cohort clock*."""

    STARTED = "started"
    """Somebody's first words of a session; by when they came."""
    ASKED = "asked"
    """A human was asked for, and the place in the queue is theirs; by when it was asked. `DOOR` is `closed` of those
    who had been turned away and wait all the same: they belong in no rate of those who could be helped at once."""
    TURNED_AWAY = "turned_away"
    """A human was asked for while the desk was closed or full; by when it was asked. Each time anew."""
    ANSWERED = "answered"
    """The first words of a counsellor were delivered: a claim alone is no answer. By when the human was asked for;
    `seconds` from then."""
    REACTED = "reacted"
    """The same moment; by when the human was asked for; `seconds` from the claim."""
    ABANDONED = "abandoned"
    """Whoever asked was gone before an answer; by when the human was asked for; `seconds` from then. `HOW` says how."""
    ENDED = "ended"
    """An answered case is over and its outcomes are known; by when the human was asked for; `seconds` from the answer
    to the end."""
    OUTCOME = "outcome"
    """One outcome of a case that a counsellor had, answered or not, as often as it has outcomes; by when the human was
    asked for. One that was not recorded in time and is said later is taken back: `amount` is -1."""
    CLAIM = "claim"
    """Something became of a claim or of a transfer (`HOW`); by when it did."""
    BACK = "back"
    """Somebody came back by a return phrase; by when they did."""
    WIPED = "wiped"
    """Somebody had everything wiped; by when they did."""
    CHECK = "check"
    """A list of questions that are weighed was begun, or gone through to its end (`HOW`); by when it was."""
    REFERRED = "referred"
    """A partner was proposed, and agreed to or not (`HOW`); by when it was answered."""
    CALLBACK = "callback"
    """A callback was booked, or is over with an outcome (`HOW`: `booked`, or the code of the outcome); by the slot. One
    that nobody could read any more counts by its end."""
    PERSON = "person"
    """Somebody was counted who was not counted before in this quarter (`HOW`: `first`), or began another session while
    it was known who they are (`again`); by the quarter: its first day, part 0. Both are “at least”: some are taken for
    others (`people_of`), and who was silent for two days is known by a return phrase alone."""
    GROUP = "group"
    """A group was named that was not named before in this quarter; by the quarter, as above."""
    PAUSE = "pause"
    """A counsellor had a pause, which counts as work; by the day on which it began; `seconds` long."""
    WENT_ON = "went_on"
    """Somebody came to a question of the bot (`PLACE`) and went on or not (`HOW`: the way, or a word of `GOING_ON`); of
    a random half of those who come to each, and by the quarter, as above: so no event follows from another."""
    SEATS = "seats"
    """So many talks at once could be taken (`amount`, also 0), looked at once, in the middle of each part of a day; by
    the part. A part without it: nothing served."""


class Dimension(StrEnum):
    """By what events are told apart; each has values from a closed list, and an event has those that are known."""

    CHANNEL = "channel"
    LANGUAGE = "language"
    COUNTRY = "country"
    ROLE = "role"
    URGENCY = "urgency"
    DOOR = "door"
    """`closed`: nobody could take the talk when it was asked for. Not told where somebody could."""
    PLACE = "place"
    """The `flow.node` of a question, of the files as they were then."""
    HOW = "how"
    """Which of the ways in which it can happen; each `Happening` that has ways names them in `WAYS`."""


ANSWERED, ELSEWHERE, STOPPED = "answered", "elsewhere", "stopped"
GOING_ON = (ANSWERED, ELSEWHERE, STOPPED)
"""Answered, where it is not told how; a word that acts everywhere; or nothing more for a quarter of an hour."""

WAYS: Mapping[Happening, tuple[str, ...]] = {
    # short: within half a minute. exit: by the wipe or the quick exit. claimed: somebody had it and said nothing.
    Happening.ABANDONED: ("short", "exit", "claimed", "left"),
    Happening.CLAIM: ("claimed", "conflict", "stale", "given_back", "passing", "passed", "not_passed"),
    Happening.ENDED: ("both_wrote", "one_wrote"),
    Happening.CHECK: ("begun", "finished"),
    Happening.REFERRED: ("agreed", "declined"),
    Happening.PERSON: ("first", "again"),
}
"""The ways of each happening that has its own list. An outcome and a callback's end go by the codes of those."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One happening, or several that are the same.

    Attributes:
        day: `date.toordinal()` of the day by the wall clock of the desk's zone.
        part: Which part of that day, 0 to `PARTS_OF_DAY` - 1.
        told: What is known of it, by dimension.
        seconds: A length of time, coarse (`coarse`); None where there is none to tell.
        amount: How often; below 0: so many that were counted before are taken back.
    """

    what: Happening
    day: int
    part: int = 0
    told: Mapping[Dimension, str] = field(default_factory=dict)
    seconds: int | None = None
    amount: int = 1


LONGEST_VALUE = 24
"""No value of a dimension has more characters, but for places and their ways."""
LONGEST_NAME = 100
"""No place and no way that is counted has more."""

PLACES, TAKEN_BY_LOT = 1_024, 341
"""Whoever writes in a quarter has one of so many places; so many are taken by nobody, so that none tells much."""

_HOURS = 24
_STEPS = ((120, 5), (1_800, 30), (7_200, 300))
"""Up to so many seconds a length is told in steps of so many."""
_LONGEST_STEP = 1_800


def coarse(seconds: float) -> int:
    """Return a length of time as coarse as it is kept: rounded down, so that a threshold on a step stays exact."""
    whole = max(0, int(seconds))
    step = next((step for until, step in _STEPS if whole < until), _LONGEST_STEP)
    return whole - whole % step


def wall_of(moment: datetime, zone: tzinfo) -> tuple[int, int]:
    """Return the day and the part of it that the wall of the desk shows: where the clock is put back, a part is longer.

    Args:
        moment: Aware.
        zone: The zone of the desk.
    """
    wall = moment.astimezone(zone)
    return wall.toordinal(), wall.hour * PARTS_OF_DAY // _HOURS


def first_of_quarter(day: int) -> int:
    """Return the first day of the quarter in which a day lies."""
    named = date.fromordinal(day)
    return named.replace(month=(named.month - 1) // 3 * 3 + 1, day=1).toordinal()


def people_of(first: int) -> int | None:
    """Estimate how many people wrote in a quarter, when so many were counted as `first`.

    Whoever meets a place that is taken is not counted: so `first` is the least that it can be. Of 100 people some 65
    are counted, and the estimate is off by some seven of them. None: nearly all places are taken, it can't be told.
    """
    free = PLACES - TAKEN_BY_LOT
    return round(PLACES * log(free / (free - first))) if first <= free * 0.95 else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a case remembers so that it can be counted.

    Attributes:
        day: When the human was asked for, as its events tell it.
        part: Likewise.
        told: What is known of it, by dimension; from its card only what was agreed to be there.
        claimed_at: When a counsellor took it, the last time; None: nobody did.
        answered_at: When the first words of a counsellor were delivered; None: none were.
        heard: The help-seeker wrote in the talk, and the lines that say so are gone.
        later: Of one that is over: what is counted once it is known what came of it; None: nothing.
    """

    day: int
    part: int
    told: Mapping[Dimension, str]
    claimed_at: datetime | None = None
    answered_at: datetime | None = None
    heard: bool = False
    later: LogEvent | None = None

    def event(self, what: Happening, *, how: str = "", seconds: float | None = None) -> LogEvent:
        """Return something that happened to the case, by when the human was asked for."""
        told = {**self.told, Dimension.HOW: how} if how else self.told
        return LogEvent(what, self.day, self.part, told, None if seconds is None else coarse(seconds))
