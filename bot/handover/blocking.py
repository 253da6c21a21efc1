"""Blocks: a counsellor proposes one in a talk of their own, somebody else confirms it, and it ends by itself.

Whoever is blocked reads what everybody reads who finds nobody: the bot, its lines and the crisis words stay as they
are, and they may wait. Only their place in the queue is shown to those who coordinate, and to no counsellor.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.errors import BotError
from bot.handover.floor import Floor
from bot.handover.own import own_case
from bot.handover.two_people import are_one
from bot.model import Block, BlockReason, CaseId, Phase, StaffId
from bot.model.promises import BLOCK_PROPOSED, MOST_BLOCK_DAYS
from bot.ports import Job, Store, Transaction


class NobodyLeft(BotError):
    """Whoever it was had all of it forgotten: nothing is left by which they could be found again."""

    def __init__(self) -> None:
        """Say why nothing was proposed."""
        super().__init__("Nothing is left of this sender.", fix="Close the talk.")


class BlockRefused(BotError):
    """Nothing was decided; `code` names the reason."""

    def __init__(self, code: str) -> None:
        """Say why nothing was decided."""
        super().__init__("This block can't be decided on like that.", where=code, fix="Look at the list again.")
        self.code = code


class Blocking:
    """The use cases. Each is one transaction and one conditional write, audited under the number of the talk."""

    def __init__(self, store: Store, floor: Floor) -> None:
        """Work on the same store as the desk; `floor` tells of places in the queue that come or go by it."""
        self._store = store
        self._floor = floor

    async def list(self) -> tuple[Block, ...]:
        """Return what is proposed and what holds, the one that ends first in front."""
        return await self._store.run(Job(lambda tx: tx.blocks.all()))

    async def propose(self, by: StaffId, case_id: CaseId, reason: BlockReason) -> bool:
        """Propose to block the sender of a talk of one's own, also of one that ended; False: somebody has already.

        Raises:
            NotYours: it is not this counsellor's.
            NobodyLeft: the sender wiped.
        """

        def work(tx: Transaction) -> bool:
            case = own_case(tx, by, case_id, closed_too=True)
            conversation = tx.conversations.get(case.conversation_id)
            if conversation is None or conversation.phase is Phase.WIPED:
                raise NobodyLeft
            block = Block(case_id, reason, by, tx.now + BLOCK_PROPOSED, place=conversation.case_id)
            is_new = tx.blocks.propose(conversation.sender, block)
            if is_new:
                tx.staff.audit(by, "block_proposed", case_id)
            return is_new

        return await self._store.run(Job(work))

    async def confirm(self, by: StaffId, case_id: CaseId, *, days: int, seen: str) -> None:
        """Let a block hold for so many days from now, at most until the key of its hash dies; also for longer or less.

        Args:
            by: Who decides: somebody else than who proposed it.
            case_id: The talk in which it was proposed.
            days: 1 to 30.
            seen: What `seen_as` says of it as it was seen.

        Raises:
            BlockRefused: it is one's own proposal, changed meanwhile, or for a length that does not exist.
        """
        if not 1 <= days <= MOST_BLOCK_DAYS:
            raise BlockRefused("days")

        def confirmed(block: Block, tx: Transaction) -> bool:
            if block.proposed_by == by:
                raise BlockRefused("own")
            if are_one(tx, block.proposed_by, by):
                raise BlockRefused("one")
            ends_at = tx.now + timedelta(days=days)
            latest = ends_at if block.latest_at is None else min(ends_at, block.latest_at)
            return tx.blocks.change(replace(block, confirmed_by=by, ends_at=latest))

        await self._decide(by, case_id, confirmed, seen=seen, action="block_confirmed")

    async def lift(self, by: StaffId, case_id: CaseId, *, seen: str) -> None:
        """Refuse what was proposed, or let a block end now: nothing of it is kept but the lines of the trail.

        Raises:
            BlockRefused: it was changed meanwhile, or is over.
        """
        await self._decide(by, case_id, lambda block, tx: tx.blocks.drop(block), seen=seen, action="block_lifted")

    async def _decide(
        self,
        by: StaffId,
        case_id: CaseId,
        decide: Callable[[Block, Transaction], bool],
        *,
        seen: str,
        action: str,
    ) -> None:
        def work(tx: Transaction) -> None:
            block = tx.blocks.get(case_id)
            if block is None or seen_as(block) != seen or not decide(block, tx):
                raise BlockRefused("moved")
            tx.staff.audit(by, action, case_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()


def seen_as(block: Block) -> str:
    """Return what somebody decides about: who confirmed it, and until when it holds."""
    return f"{block.confirmed_by or ''}/{block.ends_at.isoformat()}"
