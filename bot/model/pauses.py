"""A pause after a talk: it counts as work, and while it lasts nobody new comes. Pure; the moment is handed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE_MINUTES = (0, 5, 10, 15)
"""What can be chosen after a talk."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """The pause of one counsellor; gone with its end, and never part of what is known of anybody.

    Attributes:
        began_at: It counts on the day of this moment.
        ends_at: From then on talks may come again.
    """

    began_at: datetime
    ends_at: datetime

    def lasts(self, now: datetime) -> bool:
        """Tell whether nobody new comes at this moment."""
        return now < self.ends_at

    @property
    def minutes(self) -> int:
        """How many minutes of work it is; a minute that began is one."""
        return -(-(self.ends_at - self.began_at) // _MINUTE)


def after_talk(running: Pause | None, minutes: int, now: datetime) -> Pause | None:
    """Return the pause once a talk was recorded: the one that runs, unless the chosen one ends later.

    Args:
        running: A pause that was chosen after an earlier talk; None: there is none.
        minutes: What was chosen now, one of `PAUSE_MINUTES`.
        now: The moment.
    """
    began_at = running.began_at if running is not None and running.lasts(now) else now
    until = now + minutes * _MINUTE
    if running is not None and running.ends_at >= until:
        return running
    return Pause(began_at, until) if minutes else running


def ended_early(running: Pause, now: datetime) -> Pause:
    """Return what a pause was that somebody ends now."""
    return Pause(running.began_at, max(running.began_at, min(now, running.ends_at)))


def over_by(before: Pause | None, after: Pause, now: datetime) -> tuple[Pause, ...]:
    """Return the pauses that are over when one takes the place of another, or of itself as it was."""
    over = () if before is None or before.began_at == after.began_at else (before,)
    return over if after.lasts(now) else (*over, after)
