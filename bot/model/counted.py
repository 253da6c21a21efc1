"""The events that follow from what a case remembers: when it was asked for, answered, and over."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.callbacks import Callback, CallbackOutcome
from bot.model.cases import Case, CaseState, Ending, Outcome
from bot.model.event_log import Counted, Dimension, Happening, LogEvent, coarse
from bot.model.pauses import Pause

SHORT = timedelta(seconds=30)
"""Whoever is gone within so long did not wait for anybody."""

BOOKED = "booked"
"""What is counted of a callback before it has an outcome."""


@dataclass(frozen=True, slots=True)
class AtTheEnd:
    """What is counted when a case ends.

    Attributes:
        now: What is known.
        later: What is counted once it is known what came of it; None: nothing.
    """

    now: tuple[LogEvent, ...] = ()
    later: LogEvent | None = None


def answered(case: Case, now: datetime) -> tuple[LogEvent, ...]:
    """Return what is counted when the first words of a counsellor were delivered."""
    counted = case.counted
    if counted is None:
        return ()
    waited = counted.event(Happening.ANSWERED, seconds=(now - case.asked_at).total_seconds())
    if counted.claimed_at is None:
        return (waited,)
    return waited, counted.event(Happening.REACTED, seconds=(now - counted.claimed_at).total_seconds())


def at_the_end(
    case: Case, ending: Ending | None, outcomes: Collection[Outcome], *, wrote: bool, now: datetime
) -> AtTheEnd:
    """Return what is counted when a case ends.

    Args:
        case: As it stood before.
        ending: Who ended it; None: it was forgotten on its day.
        outcomes: What came of it, as far as that is known.
        wrote: The help-seeker wrote in the talk.
        now: The moment.
    """
    counted = case.counted
    if counted is None:
        return AtTheEnd()
    if counted.answered_at is None:
        events: tuple[LogEvent, ...] = (_abandoned(case, counted, ending, now=now),)
        later = counted.event(Happening.OUTCOME)
    else:
        how = "both_wrote" if wrote or counted.heard else "one_wrote"
        seconds = (now - counted.answered_at).total_seconds()
        events, later = (), counted.event(Happening.ENDED, how=how, seconds=seconds)
    if outcomes:
        return AtTheEnd((*events, *with_outcomes(later, outcomes)))
    if case.claimed_by is not None:
        return AtTheEnd(events, later)
    if case.fence:  # it was given back, and nobody is asked
        return AtTheEnd((*events, *with_outcomes(later, (Outcome.UNRECORDED,))))
    return AtTheEnd(events)


def with_outcomes(later: LogEvent, outcomes: Collection[Outcome]) -> tuple[LogEvent, ...]:
    """Return what is counted once it is known what came of a case; `later` is as `AtTheEnd` told it."""
    said = (
        LogEvent(Happening.OUTCOME, later.day, later.part, {**later.told, Dimension.HOW: one.value}) for one in outcomes
    )
    return (*((later,) if later.what is Happening.ENDED else ()), *said)


def when_recorded(case: Case | None, later: LogEvent | None, outcomes: Collection[Outcome]) -> tuple[LogEvent, ...]:
    """Return what is counted when it is written down what came of a case that is over.

    Args:
        case: As it stood before; None: its person is forgotten.
        later: What waited for this, of such a one.
        outcomes: What came of it.
    """
    if case is not None and case.counted is not None:
        if case.outcomes == (Outcome.UNRECORDED,):
            return _said_after_all(case.counted, outcomes)
        later = case.counted.later
    return () if later is None else with_outcomes(later, outcomes)


def _said_after_all(counted: Counted, outcomes: Collection[Outcome]) -> tuple[LogEvent, ...]:
    later = counted.event(Happening.OUTCOME)
    taken_back = (replace(one, amount=-1) for one in with_outcomes(later, (Outcome.UNRECORDED,)))
    return (*taken_back, *with_outcomes(later, outcomes))


def of_callback(callback: Callback, how: str, wall: tuple[int, int]) -> LogEvent:
    """Return what is counted of a callback, by the wall of its slot."""
    told = {Dimension.CHANNEL: callback.channel, Dimension.LANGUAGE: callback.language, Dimension.HOW: str(how)}
    return LogEvent(Happening.CALLBACK, *wall, told)


def lost_callback(wall: tuple[int, int]) -> LogEvent:
    """Return what is counted of a callback that nobody can read any more: by the wall of its end."""
    return LogEvent(Happening.CALLBACK, *wall, {Dimension.HOW: CallbackOutcome.MISSED.value})


def of_pause(pause: Pause, wall: tuple[int, int]) -> LogEvent:
    """Return what is counted of a pause that is over, by the wall of its beginning: no more than the day."""
    return LogEvent(Happening.PAUSE, wall[0], seconds=coarse(60 * pause.minutes))


def _abandoned(case: Case, counted: Counted, ending: Ending | None, *, now: datetime) -> LogEvent:
    waited = now - case.asked_at
    if waited < SHORT:
        how = "short"
    elif ending is Ending.LEFT:
        how = "exit"
    elif case.state is CaseState.CLAIMED:
        how = "claimed"
    else:
        how = "left"
    return counted.event(Happening.ABANDONED, how=how, seconds=waited.total_seconds())
