"""The drafts of the store in memory."""

from datetime import datetime

from bot.model import Case, CaseState, Draft
from bot.storage.codec import DRAFTS
from bot.storage.lifetimes import day_of
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryDrafts:
    """The `Drafts` of one transaction; each is bound to one claim by the case's fence."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def of(self, case: Case) -> Draft | None:
        fence, draft = self._shelves.drafts.get(case.id, (0, None))
        is_over = self._shelves.is_over(case.conversation_id, day_of(self._now))
        return draft if fence == case.fence and not is_over else None

    def keep(self, case: Case, draft: Draft, *, seen: int) -> Draft | None:
        now = self._shelves.cases.get(case.id)
        is_claimed = now is not None and now.case is not None and now.case.state is CaseState.CLAIMED
        if now is None or now.case is None or not is_claimed or now.case.fence != case.fence:
            return None
        kept = self.of(case)
        if not draft.may_replace(kept, seen=seen):
            return kept
        pad(DRAFTS.write(draft))  # refuses what a database would refuse
        self._shelves.drafts[case.id] = (case.fence, draft)
        return draft
