"""What somebody shows besides their password: a code, or a passkey. One place that tells the two apart."""

from datetime import datetime

from bot.model import Factor
from bot.web.factor import spend
from bot.web.passkeys import LONGEST_ANSWER, Question, is_answer, show

LONGEST_CODE = 32


def longest(typed: str) -> int:
    """Return how many characters there may be of what was typed, or answered by a passkey."""
    return LONGEST_ANSWER if is_answer(typed) else LONGEST_CODE


def prove(factor: Factor, typed: str, *, asked: Question, now: datetime) -> Factor | None:
    """Return the second step after this was used, so that it can't be used again; None: it opens nothing.

    Args:
        factor: As kept.
        typed: A code of the app or on paper, or what a passkey answered.
        asked: Who asked the passkey, and where.
        now: The moment.
    """
    return show(asked, typed, factor, now=now) if is_answer(typed) else spend(factor, typed, now)
