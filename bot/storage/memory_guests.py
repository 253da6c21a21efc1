"""The guests of talks of the store in memory."""

from datetime import datetime

from bot.model import Case, CaseId, CaseState, Guest
from bot.storage.codec import GUESTS
from bot.storage.lifetimes import day_of
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryGuests:
    """The `Guests` of one transaction; each is bound to one claim by the case's fence."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def of(self, case: Case, *, over_too: bool = False) -> Guest | None:
        guest = self._shelves.guests.get(case.id)
        if guest is None or self._shelves.is_over(case.conversation_id, day_of(self._now)):
            return None
        return guest if guest.fence == case.fence and (over_too or self._now < guest.ends_at) else None

    def find(self, digest: bytes) -> CaseId | None:
        return next((case_id for case_id, one in self._shelves.guests.items() if one.digest == digest), None)

    def let_in(self, case: Case, guest: Guest) -> None:
        kept = self._shelves.cases.get(case.id)
        if case.state is CaseState.CLAIMED and kept is not None and kept.case is not None:
            pad(GUESTS.write(guest))  # refuses what a database would refuse
            self._shelves.guests[case.id] = guest

    def exchange(self, case: Case, digest: bytes, guest: Guest) -> bool:
        before = self._shelves.guests.get(case.id)
        if before is None or before.digest != digest:
            return False
        self._shelves.guests[case.id] = guest
        return True

    def send_away(self, case_id: CaseId) -> bool:
        return self._shelves.guests.pop(case_id, None) is not None
