"""What time it is for forgetting: it follows an honest clock, believes no leap at once, and can't be stopped."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.reckoning import BELIEVED_AFTER, EVERY, LEAP, Reckoning, days_ended

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = START.toordinal()
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LOOKS = 6 * 24 * 4


def looked(steps: list[timedelta]) -> list[datetime | None]:
    """Return what a process reckons whose clock takes these steps, with a keyring that follows."""
    reckoning, clock, first_day, moments = Reckoning(), START, TODAY, []
    for step in steps:
        clock += step
        moment = reckoning.look(clock, first_day)
        first_day += days_ended(first_day, moment) if moment else 0
        moments.append(moment)
    return moments


@given(st.integers(min_value=0, max_value=60), st.integers(min_value=-3600, max_value=24 * 3600))
def test_an_honest_clock_is_followed(late_s: int, off_s: int) -> None:
    """Looks come a little late, and the process was off for a day: it is as late as the clock says."""
    steps = [timedelta(seconds=off_s), *[EVERY + timedelta(seconds=late_s)] * 100]

    assert looked(steps) == [START + sum(steps[: n + 1], timedelta()) for n in range(len(steps))]


@given(st.lists(st.integers(min_value=0, max_value=600), min_size=LOOKS, max_size=LOOKS))
def test_a_clock_that_stands_or_drags_delays_nothing(steps_s: list[int]) -> None:
    """Whoever holds it back for four days: forgetting goes on at its pace."""
    moments = looked([timedelta(), *(timedelta(seconds=step) for step in steps_s)])

    assert moments[-1] is not None
    assert moments[-1] >= START + LOOKS * EVERY


@given(st.timedeltas(min_value=2 * LEAP, max_value=400 * LEAP), st.integers(min_value=0, max_value=71))
def test_a_leap_moves_nothing_for_half_a_day(leap: timedelta, looks: int) -> None:
    """Time goes on as it did, so that what was due anyway is not late."""
    reckoning = Reckoning()
    reckoning.look(START, TODAY)

    moments = [reckoning.look(START + leap + n * EVERY, TODAY) for n in range(looks + 1)]

    assert moments == [START + (n + 1) * EVERY for n in range(looks + 1)]
    assert reckoning.is_in_doubt


def test_a_start_after_days_waits_for_half_a_day() -> None:
    """Nobody saw the days go by, so nobody knows what time it is until then."""
    days, looks = 3 * LEAP, BELIEVED_AFTER // EVERY
    reckoning = Reckoning()

    moments = [reckoning.look(START + days + n * EVERY, TODAY) for n in range(looks + 1)]

    assert moments == [*[None] * looks, START + days + looks * EVERY]
    assert not reckoning.is_in_doubt


def test_a_clock_that_was_put_right_is_followed_back() -> None:
    """Also when its leap had been believed meanwhile: else it would go on destroying what people need now."""
    looks = BELIEVED_AFTER // EVERY + 1
    reckoning = Reckoning()
    for n in range(looks):
        reckoning.look(START + 10 * LEAP + n * EVERY, TODAY)

    assert reckoning.look(START + looks * EVERY, TODAY + 10) == START + looks * EVERY
    assert not reckoning.is_in_doubt


def test_a_keyring_that_could_not_be_written_for_days_is_no_leap() -> None:
    """The process saw the days go by, so all of them end as soon as it can."""
    reckoning = Reckoning()

    doubts = []
    for n in range(LOOKS):
        assert reckoning.look(START + n * EVERY, TODAY) == START + n * EVERY
        doubts.append(reckoning.is_in_doubt)

    assert not any(doubts)
    assert days_ended(TODAY, START + (LOOKS - 1) * EVERY) > 1


def test_nothing_is_believed_before_the_first_look() -> None:
    """What is tidied by days waits for it."""
    assert Reckoning().is_in_doubt


def test_a_day_ends_with_its_hour_of_grace() -> None:
    """As its key does."""
    midnight = START.replace(hour=0) + LEAP

    assert days_ended(TODAY, midnight + HOUR - SECOND) == 0
    assert days_ended(TODAY, midnight + HOUR) == 1
    assert days_ended(TODAY + 1, midnight - HOUR) == 0
