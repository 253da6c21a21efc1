"""Each figure means what its definition says, and none falls into the traps in which figures of help lines fall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures import definitions, rates
from bot.figures.measures import Lengths, Share
from bot.figures.periods import Quarter
from bot.figures.tally import Tally
from bot.model.event_log import Happening, LogEvent, wall_of
from tests.event_log import A_QUARTER, events, happened, tally

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_a_claim_is_no_answer() -> None:
    """Who was claimed and never heard a word is not answered, but dropped; the claim counts as work."""
    log = tally(
        happened(Happening.ASKED),
        happened(Happening.CLAIM, "claimed"),
        happened(Happening.ABANDONED, "claimed", seconds=400),
    )

    assert definitions.answered(log) == 0
    assert definitions.dropped_after_claim(log) == 1
    assert definitions.abandoned(log) == 1
    assert definitions.claims(log) == {"claimed": 1}


def test_who_waits_is_neither_answered_nor_gone() -> None:
    """Of three who asked one waits: the rate is of the two others."""
    log = tally(
        happened(Happening.ASKED, times=3),
        happened(Happening.ANSWERED, seconds=10),
        happened(Happening.ABANDONED, "left", seconds=60),
    )

    assert rates.abandonment(log) == Share(1, 2)


def test_who_leaves_at_once_is_shown_apart() -> None:
    """Gone within half a minute is no abandonment, neither above nor below the line."""
    log = tally(
        happened(Happening.ANSWERED, seconds=10, times=8),
        happened(Happening.ABANDONED, "left", seconds=90, times=2),
        happened(Happening.ABANDONED, "short", seconds=10, times=5),
    )

    assert definitions.abandoned_short(log) == 5
    assert rates.abandonment(log) == Share(2, 10)


def test_who_is_turned_away_is_unmet_demand_and_in_no_rate() -> None:
    """Asking out of hours is demand, and is no abandonment: nobody was there."""
    log = tally(
        happened(Happening.ASKED), happened(Happening.ANSWERED, seconds=10), happened(Happening.TURNED_AWAY, times=6)
    )

    assert definitions.demand(log) == 7
    assert definitions.unmet(log) == 6
    assert rates.abandonment(log) == Share(0, 1)
    assert rates.service_level(log) == Share(1, 1)


def test_who_waits_at_a_closed_door_is_turned_away_and_counted_once() -> None:
    """They were counted when they were turned away; what then becomes of them is in no rate, but a talk is a talk."""
    log = tally(
        happened(Happening.TURNED_AWAY, part=7),
        happened(Happening.ASKED, part=7, door="closed"),
        happened(Happening.ANSWERED, door="closed", seconds=9 * 3600),
        happened(Happening.ENDED, "both_wrote", door="closed", seconds=600),
    )

    assert definitions.demand(log) == sum(definitions.demand_by_part(log)) == 1
    assert definitions.offered(log) == 0
    assert rates.wait(log).median is None
    assert rates.service_level(log).value is None
    assert definitions.conversations(log) == 1


def test_a_long_wait_is_not_left_out_and_does_not_hide_in_a_mean() -> None:
    """Nine quick answers and one after two hours: the middle says quick, and the far end says two hours."""
    log = tally(happened(Happening.ANSWERED, seconds=20, times=9), happened(Happening.ANSWERED, seconds=7200))

    assert rates.wait(log).median == 20
    assert rates.wait(log).p90 == 20
    assert rates.wait(log).longest == 7200


def test_all_the_answered_count_in_the_waits_and_not_only_those_in_time() -> None:
    """The median is over everybody who was answered, also those who were answered late."""
    log = tally(happened(Happening.ANSWERED, seconds=20), happened(Happening.ANSWERED, seconds=900, times=2))

    assert rates.wait(log).people == 3
    assert rates.wait(log).median == 900


def test_who_leaves_early_neither_punishes_nor_flatters_the_service_level() -> None:
    """Gone after four minutes is in neither; gone after six was not served in time."""
    log = tally(
        happened(Happening.ANSWERED, seconds=299, times=8),
        happened(Happening.ANSWERED, seconds=300),
        happened(Happening.ABANDONED, "left", seconds=240, times=3),
        happened(Happening.ABANDONED, "exit", seconds=360),
    )

    assert rates.service_level(log) == Share(8, 10)


def test_a_wait_that_is_not_known_counts_as_late() -> None:
    """Nothing that is missing in the log makes the service level better."""
    log = tally(happened(Happening.ANSWERED), happened(Happening.ABANDONED, "left"))

    assert rates.service_level(log) == Share(0, 2)


def test_reaction_is_told_apart_from_the_wait() -> None:
    """From the claim to the first word is a length of its own."""
    log = tally(happened(Happening.ANSWERED, seconds=100), happened(Happening.REACTED, seconds=25))

    assert (rates.wait(log).median, rates.reaction(log).median) == (100, 25)


def test_an_empty_talk_is_no_success() -> None:
    """A conversation is one in which both wrote."""
    log = tally(
        happened(Happening.ENDED, "both_wrote", times=3, seconds=600),
        happened(Happening.ENDED, "one_wrote", seconds=60),
    )

    assert definitions.conversations(log) == 3
    assert rates.interaction(log) == Share(3, 4)
    assert rates.handling(log).people == 4


def test_leaving_by_exit_is_a_count_and_also_gone() -> None:
    """Who left by the wipe before an answer is abandoned, and counted as a sign about safety."""
    log = tally(happened(Happening.ABANDONED, "exit", seconds=60))

    assert definitions.left_by_exit(log) == definitions.abandoned(log) == 1


def test_a_callback_is_kept_or_not_only_where_it_was_ours_to_make() -> None:
    """Moved, withdrawn, declined and not confirmed are not due; missed is, and so is what nobody recorded."""
    over = ["reached", "no_answer", "wrong_person", "unsafe", "missed", "unrecorded"]
    not_due = ["booked", "moved", "withdrawn", "declined", "not_confirmed"]
    log = tally(*(happened(Happening.CALLBACK, how) for how in over + not_due))

    assert rates.callbacks(log) == Share(1, 6)


def test_an_outcome_that_was_said_after_all_takes_the_unrecorded_one_back() -> None:
    """What was counted as not recorded, and is said later, is counted once."""
    log = tally(
        happened(Happening.OUTCOME, "unrecorded", times=2),
        happened(Happening.OUTCOME, "unrecorded", times=-1),
        happened(Happening.OUTCOME, "police"),
    )

    assert definitions.outcomes(log) == {"unrecorded": 1, "police": 1}


def test_a_length_that_was_taken_back_is_gone() -> None:
    """The talk was counted without its outcome, taken back and counted again: it has one length."""
    log = tally(
        happened(Happening.ENDED, "both_wrote", seconds=600),
        happened(Happening.ENDED, "both_wrote", seconds=600, times=-1),
        happened(Happening.ENDED, "both_wrote", seconds=600),
    )

    assert definitions.conversations(log) == rates.handling(log).people == 1


def test_different_people_are_told_at_least() -> None:
    """Sessions are no people, and returning ones are counted apart."""
    log = tally(
        happened(Happening.STARTED, times=30),
        happened(Happening.PERSON, "first", times=20),
        happened(Happening.PERSON, "again", times=4),
    )

    assert definitions.unique(log) == 20
    assert definitions.people(log) == 30
    assert rates.repeat_contact(log) == Share(4, 30)


def test_groups_are_one_number() -> None:
    """Each group that was named in the quarter counts once."""
    assert definitions.groups(tally(*(happened(Happening.GROUP) for _ in range(3)))) == 3


def test_a_share_of_nobody_is_none_and_not_nought() -> None:
    """Of nobody there is no rate and no wait: an empty week is not a bad one."""
    nothing = tally()

    for share in (rates.abandonment, rates.service_level, rates.callbacks, rates.handover, rates.interaction):
        assert share(nothing).value is None
    assert rates.wait(nothing).median is rates.wait(nothing).p90 is rates.wait(nothing).longest is None
    assert rates.seats(nothing) == (None,) * 8


def test_nobody_abandoned_is_nought() -> None:
    """Where there was somebody, nought is a number."""
    assert rates.abandonment(tally(happened(Happening.ANSWERED, seconds=1))).value == 0


def test_demand_stands_beside_staffing_by_the_part_of_the_day() -> None:
    """Both by the same parts; a look that found nobody counts, a part in which nobody looked has no staffing."""
    log = tally(
        happened(Happening.ASKED, part=3, times=2),
        happened(Happening.TURNED_AWAY, part=7, times=5),
        happened(Happening.SEATS, part=3, times=4),
        happened(Happening.SEATS, part=3, times=1),
        happened(Happening.SEATS, part=7, times=0),
    )

    assert definitions.demand_by_part(log) == (0, 0, 0, 2, 0, 0, 0, 5)
    assert rates.seats(log) == (None, None, None, 2.5, None, None, None, 0)


def test_a_part_of_the_day_is_one_also_when_the_clock_is_changed() -> None:
    """Each hour of the night in which one comes twice, and of that in which one is missing, is counted once."""
    for night, of, hours in ((date(2025, 10, 25), Quarter(2025, 4), 4), (date(2026, 3, 28), A_QUARTER, 2)):
        start = datetime.combine(night, time(12), AMSTERDAM).astimezone(UTC)
        found = []
        for hour in range(24):
            day, part = wall_of(start + timedelta(hours=hour), AMSTERDAM)
            found.append(happened(Happening.TURNED_AWAY, on=date.fromordinal(day), part=part))
        in_parts = definitions.demand_by_part(tally(*found, of=of))

        assert in_parts[0] == hours
        assert sum(in_parts) == 24


@pytest.mark.parametrize(("utc", "quarter"), [("2025-12-31T22:59", Quarter(2025, 4)), ("2025-12-31T23:00", A_QUARTER)])
def test_a_year_ends_when_the_clock_of_the_desk_says_so(utc: str, quarter: Quarter) -> None:
    """An hour before midnight in London is the next year in Amsterdam."""
    day, part = wall_of(datetime.fromisoformat(utc).replace(tzinfo=UTC), AMSTERDAM)
    event = happened(Happening.STARTED, on=date.fromordinal(day), part=part)

    assert [definitions.sessions(tally(event, of=one)) for one in (quarter.previous(), quarter, quarter.next())] == [
        0,
        1,
        0,
    ]


@pytest.mark.parametrize(
    ("on", "quarter"),
    [
        (date(2025, 12, 31), "2025-Q4"),
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2024, 2, 29), "2024-Q1"),
    ],
)
def test_a_day_is_in_one_quarter_at_the_end_of_a_year_too(on: date, quarter: str) -> None:
    """Spans are half open: the last day is in, and the first day of the next quarter is not."""
    around = [Quarter(year, number) for year in (2023, 2024, 2025, 2026) for number in (1, 2, 3, 4)]

    assert [str(one) for one in around if definitions.sessions(tally(happened(Happening.STARTED, on=on), of=one))] == [
        quarter
    ]


def test_the_median_of_an_even_number_is_one_that_somebody_had() -> None:
    """No length is told that nobody had: of the two in the middle, the lower one."""
    assert Lengths({10: 1, 30: 1}).median == 10


@given(st.lists(st.integers(0, 500), min_size=1))
def test_quantiles_are_those_of_the_sorted_list(waits: list[int]) -> None:
    """Nearest rank, from a count of lengths or from the list of them."""
    counts = {one: waits.count(one) for one in waits}
    found, in_order = Lengths(counts), sorted(waits)

    assert found.median == in_order[(len(waits) + 1) // 2 - 1]
    assert found.p90 == in_order[-(-len(waits) * 9 // 10) - 1]
    assert found.longest == in_order[-1]
    assert found.had_by(10) == (in_order[-10] if len(waits) >= 10 else None)


@settings(max_examples=25)
@given(st.lists(events(), max_size=40))
def test_a_recount_by_hand_comes_to_the_same(log: list[LogEvent]) -> None:
    """Every count is a sum over the events of the days from the first up to the last but one, in any order."""
    first, until = A_QUARTER.period.first.toordinal(), A_QUARTER.period.until.toordinal()

    def recount(what: Happening, *ways: str, door: bool = False) -> int:
        counted = 0
        for one in reversed(log):
            told = {str(name): value for name, value in one.told.items()}
            if one.what is what and first <= one.day < until and not (door and "door" in told):
                counted += one.amount if not ways or told["how"] in ways else 0
        return counted

    found = Tally(log, A_QUARTER.period)

    assert definitions.sessions(found) == recount(Happening.STARTED)
    assert definitions.demand(found) == recount(Happening.ASKED, door=True) + recount(Happening.TURNED_AWAY)
    assert definitions.demand(found) == sum(definitions.demand_by_part(found))
    assert definitions.answered(found) == recount(Happening.ANSWERED, door=True)
    assert definitions.abandoned(found) == recount(Happening.ABANDONED, "exit", "claimed", "left", door=True)
    assert sum(definitions.outcomes(found).values()) == recount(Happening.OUTCOME)
    assert definitions.unique(found) == recount(Happening.PERSON, "first")
    assert definitions.callbacks_due(found) == recount(Happening.CALLBACK, "reached", "missed")
