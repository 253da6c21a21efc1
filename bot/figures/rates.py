"""The definition of every figure that is a share or a length of time; its docstring is what is published.

All shares of an answer go by when the human was asked for. Where there was nobody, there is no share.
"""

from bot.figures import definitions as counts
from bot.figures.measures import Lengths, Share
from bot.figures.tally import Tally, amount, by_length
from bot.model.event_log import PARTS_OF_DAY, Happening

IN_TIME_SECONDS = 300
"""An answer within five minutes is in time; a step of `coarse`, so that the border is exact."""


def wait(tally: Tally) -> Lengths:
    """From asking for a human at an open desk to the first words of a counsellor. Never a mean: a few can move it."""
    return Lengths(by_length(tally.at_open_door(Happening.ANSWERED)))


def reaction(tally: Tally) -> Lengths:
    """From the claim to the first words of the counsellor, of those who were answered."""
    return Lengths(by_length(tally.at_open_door(Happening.REACTED)))


def handling(tally: Tally) -> Lengths:
    """From the first words of the counsellor to the end of the talk."""
    return Lengths(by_length(tally.of(Happening.ENDED)))


def answered_in_time(tally: Tally) -> int:
    """Answered in less than five minutes after they asked at an open desk."""
    in_time = (one for one in tally.at_open_door(Happening.ANSWERED) if _is_under(one.seconds))
    return amount(in_time)


def abandoned_late(tally: Tally) -> int:
    """Gone before an answer, five minutes or more after they asked. Where the wait is not known, it counts as late."""
    gone = tally.at_open_door(Happening.ABANDONED, counts.EXIT, counts.CLAIMED, counts.LEFT)
    return amount(one for one in gone if not _is_under(one.seconds))


def _is_under(seconds: int | None) -> bool:
    return seconds is not None and seconds < IN_TIME_SECONDS


def service_level(tally: Tally) -> Share:
    """Answered in less than five minutes, of all who were answered or who left after five minutes or more."""
    return Share(answered_in_time(tally), counts.answered(tally) + abandoned_late(tally))


def abandonment(tally: Tally) -> Share:
    """Abandoned, of all answered or abandoned. Who left within half a minute, waits or was turned away is not in it."""
    return Share(counts.abandoned(tally), counts.answered(tally) + counts.abandoned(tally))


def handover(tally: Tally) -> Share:
    """Times that a human was asked for, for each session of the same period."""
    return Share(counts.demand(tally), counts.sessions(tally))


def interaction(tally: Tally) -> Share:
    """Talks in which both wrote, of all that are over: an empty talk is no success."""
    return Share(counts.conversations(tally), tally.count(Happening.ENDED))


def callbacks(tally: Tally) -> Share:
    """Callbacks kept, of those that were due."""
    return Share(counts.callbacks_kept(tally), counts.callbacks_due(tally))


def referrals(tally: Tally) -> Share:
    """Proposals of a partner that were agreed to, of all that were answered."""
    return Share(counts.referrals_agreed(tally), counts.referrals_proposed(tally))


def repeat_contact(tally: Tally) -> Share:
    """People who came back in the same quarter, of the different people of the quarter as they are estimated."""
    return Share(counts.returning(tally), counts.people(tally) or 0)


def check_completion(tally: Tally) -> Share:
    """Indicator checks that were finished, of those that were begun, by when they were."""
    return Share(tally.count(Happening.CHECK, "finished"), tally.count(Happening.CHECK, "begun"))


def seats(tally: Tally) -> tuple[float | None, ...]:
    """Talks that could be taken at once, on average over the days, in each part of the day."""
    looks, places = [0] * PARTS_OF_DAY, [0] * PARTS_OF_DAY
    for event in tally.of(Happening.SEATS):
        looks[event.part] += 1
        places[event.part] += event.amount
    return tuple(total / number if number else None for total, number in zip(places, looks, strict=True))
