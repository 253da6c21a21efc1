"""The sheet of a quarter: what it counts is what the log says, and it shows no more than it may."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures import definitions
from bot.figures.counted import counted
from bot.figures.periods import Quarter
from bot.figures.sheet import Percent, Sheet, sheet
from bot.figures.small_numbers import PUBLISHED
from bot.figures.sums import check_tree
from bot.figures.tally import Tally
from bot.model.event_log import Happening, LogEvent
from bot.ops.report.sample import sample_log
from tests.event_log import A_QUARTER, events, happened, tally


def made(*log: LogEvent) -> Sheet:
    """Return the sheet of a quarter in which this happened."""
    return sheet(tally(*log), A_QUARTER)


def answered(times: int, seconds: int) -> list[LogEvent]:
    """Return so many who asked and were answered after so long."""
    return [happened(Happening.ASKED, times=times), happened(Happening.ANSWERED, times=times, seconds=seconds)]


def test_an_empty_quarter_shows_noughts_and_no_shares() -> None:
    """Nobody wrote: that is a count, and no rate."""
    nothing = made()

    assert nothing.counts["conversations"] == nothing.counts["unmet"] == 0
    assert {*nothing.shares.values(), *nothing.seconds.values()} == {None}
    assert nothing.adds_up


def test_counts_are_rounded_and_small_ones_are_left_out() -> None:
    """Thirteen are about fifteen; four are not told."""
    found = made(happened(Happening.TURNED_AWAY, times=13), happened(Happening.WIPED, times=4))

    assert found.counts["unmet"] == 15
    assert found.counts["wipes"] is None


def test_a_share_is_worked_out_of_what_is_shown() -> None:
    """Eighty in time and twelve late are shown as 80 and 10: so the share is 89, not 87."""
    found = made(*answered(80, 20), *answered(12, 600))

    assert (found.counts["in_time"], found.counts["answered_later"]) == (80, 10)
    assert found.shares["service_level"] == Percent(89, 89)


def test_a_share_that_needs_a_small_count_is_told_from_to() -> None:
    """Six were late: how many is not told, so the service level is told as far as it follows."""
    found = made(*answered(120, 20), *answered(6, 600))

    share = found.shares["service_level"]
    assert found.counts["answered_later"] is None
    assert share is not None
    assert share.at_least <= 95 <= share.at_most
    assert share.at_most - share.at_least >= 4


def test_a_median_of_few_is_not_shown() -> None:
    """On each side of a median stand ten people, as far as the printed count says, or it is not told."""
    assert made(*answered(22, 20)).seconds["wait_median"] is None
    assert made(*answered(23, 20)).seconds["wait_median"] == 20


def test_that_a_length_is_printed_tells_nothing_of_a_count() -> None:
    """Ninety-eight and a hundred and two answers are printed as a hundred: of both nine of ten is not told."""
    sheets = [made(*answered(times, 20)) for times in (98, 102)]

    assert [one.counts["answered"] for one in sheets] == [100, 100]
    assert sheets[0].seconds == sheets[1].seconds


def test_nine_of_ten_needs_ten_beyond() -> None:
    """Of fewer than a hundred, the tenth part is fewer than ten."""
    assert made(*answered(102, 20)).seconds["wait_p90"] is None
    assert made(*answered(103, 20)).seconds["wait_p90"] == 20


def test_the_longest_wait_of_one_person_is_never_shown() -> None:
    """One waited for two hours; what is told is how long ten people waited at least."""
    found = made(*answered(30, 20), *answered(9, 420), *answered(1, 7200))

    assert found.seconds["wait_long"] == 420


def test_events_that_are_missing_are_told_and_never_give_a_share_over_all() -> None:
    """More were answered than had asked: the sheet says that the log does not add up."""
    found = made(happened(Happening.ANSWERED, times=30, seconds=20))

    assert not found.adds_up
    assert found.counts["offered"] == found.counts["answered"] == 30


def test_a_value_that_is_called_unknown_is_not_known() -> None:
    """A conversation may have such a value; nobody is lost, and nobody is counted twice."""
    talks = [happened(Happening.ENDED, "both_wrote", times=20, role=role) for role in ("unknown", "self")]
    found = made(*talks, happened(Happening.ENDED, "both_wrote", times=15))

    assert found.counts["role.unknown"] == 35
    assert found.counts["conversations"] == 55


def test_the_days_around_the_quarter_are_not_in_it() -> None:
    """The last day of the year before, and the first day of the next quarter."""
    quarters = [Quarter(2025, 4), Quarter(2026, 1)]
    log = [happened(Happening.STARTED, on=quarters[1].first, times=20)]

    assert [sheet(Tally(log, one.period), one).counts["sessions"] for one in quarters] == [0, 20]


@settings(max_examples=20)
@given(st.lists(events(), max_size=60))
def test_a_sheet_can_be_made_of_any_history(log: list[LogEvent]) -> None:
    """Whatever stands in the log, the sums come out, and what is shown is what was counted, rounded."""
    found = counted(tally(*log))
    shown = sheet(tally(*log), A_QUARTER)

    check_tree(found.cells, found.sums)
    for name, count in shown.counts.items():
        assert count is None or count == PUBLISHED.rounded(found.cells[name])
        assert not PUBLISHED.is_small(found.cells[name]) or count is None


@settings(max_examples=10)
@given(st.integers(0, 1000), st.permutations(range(5)))
def test_a_sheet_is_a_recount_of_the_log_in_any_order(seed: int, order: list[int]) -> None:
    """Events come in no order, and each total is the sum of its parts, exactly."""
    log = list(sample_log(A_QUARTER, a_year=40, seed=seed))
    found = counted(tally(*(one for place in order for one in log[place::5])))

    assert found.adds_up
    assert found.cells == counted(tally(*log)).cells
    assert found.cells["demand"] == sum(one.what in {Happening.ASKED, Happening.TURNED_AWAY} for one in log)
    assert found.cells["conversations"] == definitions.conversations(tally(*log))
    roles = sum(count for name, count in found.cells.items() if name.startswith("role."))
    assert roles == found.cells["conversations"]
