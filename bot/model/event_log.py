"""What happened on the line, for figures: coarse, without content, and tied to nobody.

An event names no person, no case, no counsellor and no moment; only a day and a part of it, some words from closed
lists, and at most one length of time. No two events can be told to be of one person: what belongs to one case stands
in one event, written when it is known. So each figure is a count over events, and a recount comes to the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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
    """A human was asked for while the desk was closed or full; by when it was asked."""
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
    """One outcome of a case, as often as it has outcomes; by when the human was asked for."""
    CLAIM = "claim"
    """Something became of a claim or of a transfer (`HOW`); by when it did."""
    BACK = "back"
    """Somebody came back by a return phrase; by when they did."""
    WIPED = "wiped"
    """Somebody had everything wiped; by when they did."""
    CHECK = "check"
    """The indicator check was begun or finished (`HOW`); by when the session started."""
    REFERRED = "referred"
    """A partner was proposed, and agreed to or not (`HOW`); by when it was answered."""
    CALLBACK = "callback"
    """A callback was booked, or is over with an outcome (`HOW`); by the slot."""
    PERSON = "person"
    """Somebody wrote for the first time in this quarter, or for the second (`HOW`: `first`, `again`); by the quarter:
    its first day, part 0. Who that was is known to nobody, so the number is "at least"."""
    GROUP = "group"
    """A group was named that was not named before in this quarter; by the quarter, as above."""
    PAUSE = "pause"
    """Counsellors had pauses, which count as work; by the day; `seconds` long."""
    SEATS = "seats"
    """So many talks at once could be taken (`amount`), looked at once in each part of a day; by the part."""


class Dimension(StrEnum):
    """By what events are told apart; each has values from a closed list, and an event has those that are known."""

    CHANNEL = "channel"
    LANGUAGE = "language"
    COUNTRY = "country"
    ROLE = "role"
    URGENCY = "urgency"
    DOOR = "door"
    """`closed`: nobody could take the talk when it was asked for. Not told where somebody could."""
    HOW = "how"
    """Which of the ways in which it can happen; each `Happening` that has ways names them in `WAYS`."""


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
        amount: How often.
    """

    what: Happening
    day: int
    part: int = 0
    told: Mapping[Dimension, str] = field(default_factory=dict)
    seconds: int | None = None
    amount: int = 1


_STEPS = ((120, 5), (1_800, 30), (7_200, 300))
"""Up to so many seconds a length is told in steps of so many."""
_LONGEST_STEP = 1_800


def coarse(seconds: float) -> int:
    """Return a length of time as coarse as it is kept: rounded down, so that a threshold on a step stays exact."""
    whole = max(0, int(seconds))
    step = next((step for until, step in _STEPS if whole < until), _LONGEST_STEP)
    return whole - whole % step
