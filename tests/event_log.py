"""Histories of the event log, in the words of tests."""

from datetime import date

from hypothesis import strategies as st

from bot.figures.periods import Quarter
from bot.figures.tally import Tally
from bot.model.event_log import PARTS_OF_DAY, WAYS, Dimension, Happening, LogEvent, coarse

A_QUARTER = Quarter(2026, 1)
IN_IT = date(2026, 2, 3)


def happened(
    what: Happening,
    how: str = "",
    *,
    on: date = IN_IT,
    part: int = 0,
    seconds: float | None = None,
    times: int = 1,
    **told: str,
) -> LogEvent:
    """Return an event; `told` by the names of dimensions."""
    known = {Dimension(name): value for name, value in told.items()} | ({Dimension.HOW: how} if how else {})
    return LogEvent(what, on.toordinal(), part, known, None if seconds is None else coarse(seconds), times)


def tally(*events: LogEvent, of: Quarter = A_QUARTER) -> Tally:
    """Return the events of a quarter as definitions take them."""
    return Tally(events, of.period)


_DIMENSIONS = {
    Dimension.CHANNEL: ("telegram", "signal", "web"),
    Dimension.LANGUAGE: ("nl", "en", "fr"),
    Dimension.COUNTRY: ("NL", "BE"),
    Dimension.ROLE: ("self", "relative", "professional"),
    Dimension.DOOR: ("closed",),
    Dimension.PLACE: ("start.menu", "check.lijst:contact"),
}
_ENDS = {
    Happening.OUTCOME: ("listened", "police", "hoc", "unrecorded"),
    Happening.CALLBACK: ("booked", "reached", "missed", "withdrawn"),
    Happening.WENT_ON: ("option:tips", "answered", "elsewhere", "stopped"),
}


@st.composite
def events(draw: st.DrawFn, of: Quarter = A_QUARTER) -> LogEvent:
    """Anything that can stand in the log, in the quarter or just outside it."""
    what = draw(st.sampled_from(Happening))
    first, until = of.period.first.toordinal(), of.period.until.toordinal()
    told = {one: draw(st.sampled_from(values)) for one, values in _DIMENSIONS.items() if draw(st.integers(0, 3)) == 0}
    ways = WAYS.get(what, _ENDS.get(what, ()))
    if ways:
        told[Dimension.HOW] = draw(st.sampled_from(ways))
    return LogEvent(
        what,
        draw(st.integers(first - 2, until + 1)),
        draw(st.integers(0, PARTS_OF_DAY - 1)),
        told,
        draw(st.none() | st.integers(0, 20_000).map(coarse)),
        draw(st.sampled_from((1, 1, 1, 2, 7, 40, -1))),
    )
