"""The emergencies of the store in memory."""

from collections.abc import Mapping
from datetime import datetime

from bot.model import Case, CaseId, Emergency
from bot.storage.codec import EMERGENCIES
from bot.storage.lifetimes import day_of
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryEmergencies:
    """The `Emergencies` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def of(self, case: Case) -> Emergency | None:
        return self.all().get(case.id)

    def all(self) -> Mapping[CaseId, Emergency]:
        kept = self._shelves.emergencies.items()
        living = [(case_id, one) for case_id, one in kept if self._now < one.ends_at and self._is_there(case_id)]
        return dict(sorted(living, key=lambda pair: (pair[1].ends_at, pair[0])))

    def keep(self, case: Case, emergency: Emergency) -> bool:
        if not self._is_there(case.id):
            return False
        pad(EMERGENCIES.write(emergency))  # refuses what a database would refuse
        self._shelves.emergencies[case.id] = emergency
        return True

    def end(self, case_id: CaseId) -> bool:
        return self._shelves.emergencies.pop(case_id, None) is not None

    def end_old(self) -> int:
        """Delete what is over; returns how many went."""
        over = [case_id for case_id, one in self._shelves.emergencies.items() if one.ends_at <= self._now]
        return sum(self.end(case_id) for case_id in over)

    def _is_there(self, case_id: CaseId) -> bool:
        kept = self._shelves.cases.get(case_id)
        is_over = kept is None or self._shelves.is_over(kept.conversation_id, day_of(self._now))
        return kept is not None and kept.case is not None and not is_over
