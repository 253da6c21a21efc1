"""The definition of every figure that is a count; its docstring is what is published.

A figure of a rate goes by when somebody asked (its cohort), a figure of work by when it was done; the two never stand
in one figure. Who asked at a closed door and waited all the same is demand that was turned away, and in no rate. The
words in three languages stand beside the sheet, and a test holds the English to these.
"""

from collections.abc import Mapping

from bot.figures.tally import Tally, amount, by_part
from bot.model.callbacks import CallbackOutcome
from bot.model.event_log import Dimension, Happening, people_of

SHORT, EXIT, CLAIMED, LEFT = "short", "exit", "claimed", "left"
OUR_TURN = (
    CallbackOutcome.REACHED,
    CallbackOutcome.WRONG_PERSON,
    CallbackOutcome.NO_ANSWER,
    CallbackOutcome.UNSAFE,
    CallbackOutcome.MISSED,
    CallbackOutcome.UNRECORDED,
)
"""What can come of a callback that was ours to make."""


def sessions(tally: Tally) -> int:
    """First words of somebody after a silence, by when they came. Going on in the same session is no new one."""
    return tally.count(Happening.STARTED)


def demand(tally: Tally) -> int:
    """Times that a human was asked for, by when it was asked: with a place in the queue, or turned away."""
    return offered(tally) + unmet(tally)


def offered(tally: Tally) -> int:
    """Times that a human was asked for while the desk was open and had a place, by when it was asked."""
    return amount(tally.at_open_door(Happening.ASKED))


def unmet(tally: Tally) -> int:
    """Times that a human was asked for while the desk was closed or full, by when it was asked. They are in no rate."""
    return tally.count(Happening.TURNED_AWAY)


def answered(tally: Tally) -> int:
    """Of those who asked at an open desk: the first words of a counsellor were delivered. A claim is no answer yet."""
    return amount(tally.at_open_door(Happening.ANSWERED))


def conversations(tally: Tally) -> int:
    """Talks in which the counsellor and the help-seeker both wrote, by when the human was asked for."""
    return tally.count(Happening.ENDED, "both_wrote")


def abandoned(tally: Tally) -> int:
    """Who asked at an open desk and was gone before an answer, after half a minute or more. Who still waits is not."""
    return amount(tally.at_open_door(Happening.ABANDONED, EXIT, CLAIMED, LEFT))


def abandoned_short(tally: Tally) -> int:
    """Who asked at an open desk and was gone within half a minute. They stand apart from the abandoned."""
    return amount(tally.at_open_door(Happening.ABANDONED, SHORT))


def left_by_exit(tally: Tally) -> int:
    """Who was gone by the wipe or the quick exit before an answer: a sign about safety, as a count only."""
    return tally.count(Happening.ABANDONED, EXIT)


def dropped_after_claim(tally: Tally) -> int:
    """Who was gone after a counsellor had claimed them and had said nothing."""
    return tally.count(Happening.ABANDONED, CLAIMED)


def unique(tally: Tally) -> int:
    """Different people who wrote in the quarter, at least: who could not be told from another one is not counted."""
    return tally.count(Happening.PERSON, "first")


def people(tally: Tally) -> int | None:
    """Different people who wrote in the quarter, as it can be estimated: of a hundred, seven more or less."""
    return people_of(unique(tally))


def returning(tally: Tally) -> int:
    """People who wrote in two or more sessions of the quarter, as far as it is known that they are the same."""
    return tally.count(Happening.PERSON, "again")


def groups(tally: Tally) -> int:
    """Different groups that were named to counsellors in the quarter. Which they were is not kept."""
    return tally.count(Happening.GROUP)


def callbacks_due(tally: Tally) -> int:
    """Callbacks that were ours to make, by their slot; not the moved, withdrawn, declined and not confirmed ones."""
    return tally.count(Happening.CALLBACK, *OUR_TURN)


def callbacks_kept(tally: Tally) -> int:
    """Callbacks in which the right person was reached within the agreed slot."""
    return tally.count(Happening.CALLBACK, CallbackOutcome.REACHED)


def referrals_proposed(tally: Tally) -> int:
    """Proposals of a partner that the help-seeker answered, with yes or with no, by when they answered."""
    return tally.count(Happening.REFERRED)


def referrals_agreed(tally: Tally) -> int:
    """Proposals of a partner to which the help-seeker said yes."""
    return tally.count(Happening.REFERRED, "agreed")


def outcomes(tally: Tally) -> Mapping[str, int]:
    """What came of the cases, by when the human was asked for. A case has one or several, so they have no total."""
    return tally.by(Happening.OUTCOME, Dimension.HOW)


def claims(tally: Tally) -> Mapping[str, int]:
    """What became of claims and transfers, by when it did: conflicts, stale ones, given back, passed on or not."""
    return tally.by(Happening.CLAIM, Dimension.HOW)


def ways_back(tally: Tally) -> int:
    """Times that somebody came back by a return phrase, by when they did."""
    return tally.count(Happening.BACK)


def wipes(tally: Tally) -> int:
    """Times that somebody had everything wiped, by when they did."""
    return tally.count(Happening.WIPED)


def demand_by_part(tally: Tally) -> tuple[int, ...]:
    """Times that a human was asked for, at an open desk or not, by the part of the day in which it was asked."""
    return by_part(tally.at_open_door(Happening.ASKED), tally.of(Happening.TURNED_AWAY))
