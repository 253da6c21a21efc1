"""The blocks of a transaction. Synchronous, as everything in it."""

from typing import Protocol

from bot.model import Block, CaseId, Sender


class Blocks(Protocol):
    """Proposals and blocks that are not over; each is found by the keyed hash of a sender, and dies with its key."""

    def of(self, sender: Sender) -> Block | None:
        """Return what there is about a sender; None too where it was altered, so that nobody is kept out by that."""

    def get(self, case_id: CaseId) -> Block | None:
        """Return what was proposed in a talk."""

    def all(self) -> tuple[Block, ...]:
        """Return all of them, the one that ends first in front."""

    def propose(self, sender: Sender, block: Block) -> bool:
        """Keep a new one; False: there is one about this sender already. Of many at once one is kept."""

    def change(self, block: Block) -> bool:
        """Keep it as the successor of the version it carries, by one conditional write; False: another is kept."""

    def drop(self, block: Block) -> bool:
        """Forget it, as it is; False: it was changed, or is gone."""

    def wait(self, sender: Sender, case_id: CaseId | None) -> None:
        """Note with which case a sender waits, where there is anything about them; None: they wait no longer."""

    def set_aside(self) -> frozenset[CaseId]:
        """Return the cases of senders who are blocked now."""
