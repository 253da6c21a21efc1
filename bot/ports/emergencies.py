"""The emergencies of a transaction. Synchronous, as everything in it."""

from collections.abc import Mapping
from typing import Protocol

from bot.model import Case, CaseId, Emergency


class Emergencies(Protocol):
    """Who may read a case that is not theirs, or asked to; one for each case, and only until its time is over.

    It goes with the conversation of the case, and with a case that goes on elsewhere.
    """

    def of(self, case: Case) -> Emergency | None:
        """Return what there is about a case; None too where it was altered, so that nobody reads by that."""

    def all(self) -> Mapping[CaseId, Emergency]:
        """Return all of them, the one that ends first in front."""

    def keep(self, case: Case, emergency: Emergency) -> bool:
        """Keep it in the place of what was kept about the case; False: the person was forgotten."""

    def end(self, case_id: CaseId) -> bool:
        """Forget it; False: there was none."""
