"""How long an answer waits that opens a conversation, so that its time tells nobody whether we knew who wrote."""

import secrets
from datetime import timedelta

LONGER_THAN_A_TURN = timedelta(milliseconds=50)
"""Most turns are done by then, of somebody known and of a stranger alike: what differs is the work of the database."""
SPREAD_US = 30_000
"""Drowns what the timers of this machine may still let through."""


def an_even_beat() -> timedelta:
    """Return another one each time: 50 to 80 milliseconds."""
    return LONGER_THAN_A_TURN + timedelta(microseconds=secrets.randbelow(SPREAD_US))
