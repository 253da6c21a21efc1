"""What a compiled flow holds about being quiet: a place where nothing is said, and what is said to who is silent."""

from dataclasses import dataclass
from datetime import timedelta

from bot.flows.said import Texts


@dataclass(frozen=True, slots=True)
class Pause:
    """Is quiet for a while, or until the person writes.

    Attributes:
        length: So long; then it goes on.
    """

    id: str
    flow: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class Idle:
    """What a flow says once to whoever is silent in it.

    Attributes:
        after: So long after their last sign of life.
    """

    after: timedelta
    texts: Texts
