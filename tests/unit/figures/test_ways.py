"""How people went on: what is shown is what the log says, and of a few nothing."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.small_numbers import PUBLISHED
from bot.figures.ways import Place, WaysOn, counts_of, ways_on
from bot.model.event_log import Dimension, Happening, LogEvent
from tests.event_log import A_QUARTER, events, happened, tally


def went(place: str, how: str, times: int) -> LogEvent:
    """Return so many who went on so."""
    return happened(Happening.WENT_ON, how, on=A_QUARTER.first, times=times, place=place)


def shown(*log: LogEvent) -> WaysOn:
    """Return what is shown of a quarter in which this happened."""
    return ways_on(tally(*log), A_QUARTER)


def test_ways_that_many_took_are_shown_rounded() -> None:
    """To five, as on the sheet."""
    log = [went("start.menu", "option:tips", 33), went("start.menu", "stopped", 12), went("start.menu", "answered", 21)]

    assert shown(*log).places == {"start.menu": Place(65, {"option:tips": 35, "stopped": 10, "answered": 20})}


def test_a_way_of_a_few_is_left_out_and_what_would_tell_of_it() -> None:
    """Else it could be subtracted; and it looks as if nobody had taken it."""
    menu = shown(went("start.menu", "option:tips", 50), went("start.menu", "stopped", 1)).places["start.menu"]

    assert menu == Place(50)
    assert menu.stopped == 0


def test_a_place_to_which_few_came_is_not_there() -> None:
    """Whatever they did."""
    assert not shown(went("start.menu", "stopped", 9)).places


def test_places_do_not_mix() -> None:
    """Each adds up by itself."""
    log = [went("start.menu", "stopped", 20), went("start.land", "stopped", 10)]

    assert shown(*log).places == {"start.menu": Place(20, {"stopped": 20}), "start.land": Place(10, {"stopped": 10})}


@settings(max_examples=40)
@given(st.lists(events(), max_size=60))
def test_what_is_shown_is_a_recount_of_the_log(log: list[LogEvent]) -> None:
    """Whatever happened: within what rounding does, and never of a few."""
    recount: Counter[tuple[str, str]] = Counter()
    for one in log:
        if one.what is Happening.WENT_ON and one.day in A_QUARTER.period:
            recount[one.told.get(Dimension.PLACE, ""), one.told[Dimension.HOW]] += one.amount
    known = {key: count for key, count in recount.items() if key[0] and count > 0}

    assert {(place, how): n for place, ways in counts_of(tally(*log)).items() for how, n in ways.items()} == known
    for place, seen in shown(*log).places.items():
        came = sum(count for (at, _), count in known.items() if at == place)
        assert (seen.came, came >= 10) == (PUBLISHED.rounded(came), True)
        assert all(
            count == PUBLISHED.rounded(known[place, how]) and known[place, how] >= 10
            for how, count in seen.ways.items()
        )
