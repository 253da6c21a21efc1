"""What was published, by whom, and when: the newest is what is served."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.ids import BundleHash

IN_USE = "bundle:"
"""Before a hash, where conversations are counted by the bundle they began with."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One line of the log of what was published; a rollback is one too.

    Attributes:
        number: Counts up from 1; the highest is live.
        author: Who published it, as they called themselves; empty: the files on disk, at a start.
        approved_by: The second person, where a locked node changed.
        published_at: To the minute.
    """

    number: int
    bundle: BundleHash
    author: str
    approved_by: str
    published_at: datetime
