"""What waits for a second admin, in memory."""

from datetime import datetime

from bot.model import Proposal, StaffId
from bot.storage.memory_shelves import Shelves


class MemoryProposals:
    """The `Proposals` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def all(self) -> tuple[Proposal, ...]:
        waiting = [one for one in self._shelves.proposals.values() if self._now < one.ends_at]
        return tuple(sorted(waiting, key=lambda one: one.about))

    def make(self, proposal: Proposal) -> bool:
        if any(one.about == proposal.about for one in self.all()):
            return False
        self._shelves.proposals[proposal.about] = proposal
        return True

    def take(self, proposal_id: bytes) -> Proposal | None:
        found = next((one for one in self.all() if one.id == proposal_id), None)
        return None if found is None else self._shelves.proposals.pop(found.about)

    def drop(self, staff_id: StaffId) -> None:
        for one in [*self._shelves.proposals.values()]:
            if staff_id in {one.about, one.by}:
                del self._shelves.proposals[one.about]
