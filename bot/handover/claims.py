"""Claims that nobody stands by, and cases that nobody records. In memory, for the one process that serves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import Case, CaseId, Line, LineFrom, Unrecorded

WORD_WITHIN = timedelta(minutes=5)
"""So long a claim lasts without a word of its counsellor: somebody hesitant waits at the other end."""
PASSED = ("passed", "passed_unread")
"""The line in a talk from which on somebody else has it: with what was written before, or without."""
RECORD_WITHIN = timedelta(minutes=30)
"""So long a counsellor is asked what came of a case; then it counts as not recorded."""

ClaimKey = tuple[CaseId, int]
"""One claim: a case, and how often it had been claimed or given back by then."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A claim that lasts.

    Attributes:
        at: When it began, or when we first saw it after a start.
        after: The number of the last line before it.
        has_spoken: The counsellor said something in it.
    """

    at: datetime
    after: int = 0
    has_spoken: bool = False


class Claims:
    """The claims that last, and what is known of them."""

    def __init__(self) -> None:
        """Know of none yet; after a start each counsellor has the whole time once more."""
        self._begun: dict[ClaimKey, Begun] = {}
        self._asked: dict[CaseId, datetime] = {}

    def begin(self, case: Case, at: datetime, *, after: int) -> None:
        """Note a claim that was just made."""
        self._begun[key_of(case)] = Begun(at, after)

    def speak(self, case: Case) -> None:
        """Note that the counsellor said something."""
        begun = self._begun.get(key_of(case))
        if begun is not None:
            self._begun[key_of(case)] = replace(begun, has_spoken=True)

    def keep(self, claimed: Iterable[Case], now: datetime) -> None:
        """Forget the claims that are over, and take in those that nobody told us of."""
        self._begun = {one: self._begun.get(one) or Begun(now) for one in map(key_of, claimed)}

    def silent(self, case: Case, now: datetime, *, within: timedelta = WORD_WITHIN) -> Begun | None:
        """Return a claim that may have gone without a word for too long; None: it has time, or was spoken in."""
        begun = self._begun.get(key_of(case))
        if begun is None or begun.has_spoken or now - begun.at < within:
            return None
        return begun

    def past_asking(self, unrecorded: Iterable[Unrecorded], now: datetime) -> list[Unrecorded]:
        """Return the cases whose counsellor was asked for long enough what came of them; the time runs from now on."""
        waits = {one.case_id: one for one in unrecorded}
        self._asked = {case_id: self._asked.get(case_id, now) for case_id in waits}
        return [one for case_id, one in waits.items() if now - self._asked[case_id] >= RECORD_WITHIN]


def key_of(case: Case) -> ClaimKey:
    """Return what names the present claim of a case."""
    return case.id, case.fence


def speaks(lines: Iterable[Line], begun: Begun) -> bool:
    """Tell whether the counsellor said something in this claim, which may have begun with a talk that was passed on."""
    said = False
    for line in lines:
        if line.author is LineFrom.COUNSELLOR and line.number > begun.after:
            said = True
        elif line.author is LineFrom.SYSTEM and line.text in PASSED:
            said = False
    return said
