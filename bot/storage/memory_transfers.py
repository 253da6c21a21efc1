"""The open transfers of the store in memory."""

from datetime import datetime

from bot.model import Case, CaseState, Transfer
from bot.storage.codec import TRANSFERS
from bot.storage.lifetimes import day_of
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryTransfers:
    """The `Transfers` of one transaction; each is bound to one claim by the case's fence."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def of(self, case: Case) -> Transfer | None:
        fence, transfer = self._shelves.transfers.get(case.id, (0, None))
        return transfer if fence == case.fence and self._is_claimed(case) else None

    def open(self) -> tuple[Transfer, ...]:
        kept = (self._shelves.cases[case_id].case for case_id in self._shelves.transfers)
        claimed = sorted((case for case in kept if case is not None), key=lambda case: case.place)
        return tuple(one for one in map(self.of, claimed) if one is not None)

    def change(self, case: Case, before: Transfer | None, after: Transfer | None) -> bool:
        if not self._is_claimed(case) or self.of(case) != before:
            return False
        self._shelves.transfers.pop(case.id, None)
        if after is not None:
            body = (after.holder, after.receiver, after.note, after.state.value, after.until)
            pad(TRANSFERS.write(body))  # refuses what a database would refuse
            self._shelves.transfers[case.id] = (case.fence, after)
        return True

    def _is_claimed(self, case: Case) -> bool:
        """Tell whether the claim in which the case stands lasts."""
        kept = self._shelves.cases.get(case.id)
        now = None if kept is None else kept.case
        is_over = self._shelves.is_over(case.conversation_id, day_of(self._now))
        return now is not None and now.state is CaseState.CLAIMED and now.fence == case.fence and not is_over
