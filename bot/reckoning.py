"""The moment by which is forgotten: pure, no clock of its own; it is told what the clock says every ten minutes.

A clock that leaps ahead by days would destroy keys for good, and one that stands still would keep them for ever. So a
leap is not believed at once, and time goes on although the clock stands. `docs/design.md` says why.
"""

from datetime import datetime, timedelta

from bot.model.promises import KEY_GRACE

EVERY = timedelta(minutes=10)
"""So long apart are two looks, by a clock that nobody can set."""
LEAP = timedelta(days=1)
"""A clock that is ahead of the looks by more than this has leapt; one that falls back by more was put right."""
BELIEVED_AFTER = timedelta(hours=12)
"""A leap that was not put right for so long is believed: the machine was off for days, and forgetting must go on."""
_MOST_DAYS = 1
"""So many days may end at once without a doubt: every night one does."""


class Reckoning:
    """What time it is for forgetting, from look to look.

    More than one day at once is ended only if the days were seen going by, if the operator said that the clock is
    right, or if the clock was not put right for half a day.
    """

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._clock: datetime | None = None
        self._moment: datetime | None = None
        self._doubts = 0

    @property
    def is_in_doubt(self) -> bool:
        """Whether the clock is not believed at the moment, or was not looked at yet."""
        return self._clock is None or 0 < self._doubts <= BELIEVED_AFTER // EVERY

    def look(self, clock: datetime, first_day: int, *, is_confirmed: bool = False) -> datetime | None:
        """Take in what the clock says now, ten minutes after the last look.

        Args:
            clock: What it says.
            first_day: The earliest day that has a key: days before it have ended already.
            is_confirmed: The operator said that the clock is right.

        Returns:
            The moment by which is forgotten; None: nobody knows, so nothing is.
        """
        went_on = self._went_on(clock)
        self._clock = clock
        is_leap = days_ended(first_day, clock) > _MOST_DAYS and (went_on is None or clock > went_on + LEAP)
        self._doubts = self._doubts + 1 if is_leap and not is_confirmed else 0
        if not self.is_in_doubt:
            self._moment = clock if went_on is None else max(clock, went_on)
        else:
            self._moment = went_on
        return self._moment

    def _went_on(self, clock: datetime) -> datetime | None:
        """Return how late it is by the looks alone; None: none was believed, or the clock was put right since."""
        if self._moment is None or self._clock is None or clock < self._clock - LEAP:
            return None
        return self._moment + EVERY


def days_ended(first_day: int, moment: datetime) -> int:
    """Return how many days have ended whose keys were not destroyed yet."""
    return max(0, (moment - KEY_GRACE).toordinal() - first_day)
