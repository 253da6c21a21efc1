"""A professional of a partner who is let into one talk, with the help-seeker's yes."""

from dataclasses import dataclass, field
from datetime import datetime

LONGEST_GUEST_NAME = 60
"""Characters of the name under which a guest is shown."""


@dataclass(frozen=True, slots=True)
class Guest:
    """The one guest of a talk, or the link by which one may come.

    Attributes:
        digest: What is kept of the token of the link; of the session, once somebody came by it.
        referral: The number of the referral that the help-seeker agreed to.
        name: Who it is.
        organisation: Of which partner, as the help-seeker reads it.
        fence: The claim in which the counsellor let them in: it ends with that claim.
        ends_at: When the link, or the session, is over by itself.
        since: The number of the line after which they read the talk; None: nobody came by the link yet.
    """

    digest: bytes = field(repr=False)
    referral: int
    name: str
    organisation: str
    fence: int
    ends_at: datetime
    since: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether somebody came by the link."""
        return self.since is not None
