"""The referrals of the store in memory."""

from datetime import datetime

from bot.model import Case, CaseId, CaseState, Referral
from bot.storage.codec import HOPS
from bot.storage.lifetimes import day_of
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryReferrals:
    """The `Referrals` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def of(self, case: Case) -> tuple[Referral, ...]:
        if self._shelves.is_over(case.conversation_id, day_of(self._now)):
            return ()
        return tuple(one for _, one in sorted(self._shelves.referrals.get(case.id, {}).items()))

    def keep(self, case: Case, referral: Referral) -> None:
        kept = self._shelves.cases.get(case.id)
        is_there = kept is not None and kept.case is not None
        if case.state is CaseState.CLOSED or not is_there:
            return
        pad(HOPS.write(referral))  # refuses what a database would refuse
        self._shelves.referrals[case.id] = {**self._shelves.referrals.get(case.id, {}), referral.number: referral}


def drop_words(shelves: Shelves, case_id: CaseId) -> None:
    """Leave of the referrals of a case that ends only which partner it was, and whether it was agreed to."""
    if case_id in shelves.referrals:
        kept = shelves.referrals[case_id]
        shelves.referrals[case_id] = {number: one.without_words() for number, one in kept.items()}
