"""That a help-seeker types, told to whoever has the talk: in that moment, by no word of it, and kept nowhere."""

from bot.handover.floor import Floor
from bot.model import Case, CaseState, Phase, Sender
from bot.model.promises import SILENCE
from bot.ports import Job, Needs, Store, Transaction


class TypingSigns:
    """A `Typed` for channels whose people said that it may be seen. It is no sign of life: no window opens by it."""

    def __init__(self, store: Store, floor: Floor) -> None:
        """Look up in `store` whose talk it is, and tell their desks on `floor`."""
        self._store = store
        self._floor = floor

    async def types(self, sender: Sender) -> None:
        """Tell it, if this person is in a talk, knows who reads, and was not silent so long that another may type.

        Raises:
            StoreDown: nobody was told; it comes again by itself.
            Fenced: another process serves this database.
        """

        def work(tx: Transaction) -> Case | None:
            conversation = tx.conversations.of(sender)
            if conversation is None or conversation.phase is not Phase.TALKING or not conversation.announced:
                return None
            is_lasting = conversation.heard_at is not None and tx.now - conversation.heard_at < SILENCE
            return None if conversation.case_id is None or not is_lasting else tx.cases.get(conversation.case_id)

        case = await self._store.run(Job(work, Needs(sender=sender)))
        if case is not None and case.state is CaseState.CLAIMED and case.claimed_by is not None:
            self._floor.types(case.id, only=case.claimed_by)
