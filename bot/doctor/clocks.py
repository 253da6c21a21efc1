"""Whether two clocks agree: days decide which key lives, minutes decide whether we may write."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.model.promises import CLOCKS_DIFFER
from bot.ops.findings import Finding, Gravity

NOTICED, TOO_FAR = timedelta(seconds=30), CLOCKS_DIFFER
"""From the first on it is told; from the second on reply windows are wrong by so much that somebody may be harmed."""


def compared(check: str, *, ours: datetime, theirs: datetime, whose: str) -> Iterator[Finding]:
    """Tell whether our clock and another one differ; `whose` names the other."""
    apart = abs(ours - theirs)
    if apart >= NOTICED:
        direction = "behind" if ours < theirs else "ahead of"
        yield Finding(
            check,
            f"The clock of this machine is {round(apart.total_seconds())} s {direction} that of {whose}.",
            "Let the machines take their time from the network: `timedatectl set-ntp true`, or chrony.",
            gravity=Gravity.FAULT if apart >= TOO_FAR else Gravity.WARNING,
        )
