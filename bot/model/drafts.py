"""What a counsellor typed and did not send."""

from dataclasses import dataclass, field

MOST_DRAFT_CHARACTERS = 5_000
"""The longest draft that is kept, all fields together; each of four bytes at most, so that it always fits."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands unsent in the fields of a talk; empty once it was sent.

    Attributes:
        words: In the answer.
        note: In the note.
        page: Which page wrote it: a name that each page gives itself when it is loaded.
        number: Counts up; a page gives a higher one each time than all that it has seen.
        referral: In the words to a partner.
        partner: Which partner was chosen for them; empty for none.
    """

    words: str = field(repr=False)
    note: str = field(repr=False)
    page: str
    number: int
    referral: str = field(default="", repr=False)
    partner: str = ""

    @property
    def characters(self) -> int:
        """How long it is, all fields together."""
        return len(self.words) + len(self.note) + len(self.referral)

    def may_replace(self, kept: "Draft | None", *, seen: int) -> bool:
        """Tell whether this is newer than what is kept, and whoever wrote it knew of that.

        Args:
            kept: What is kept now; None for nothing.
            seen: The highest number that the page had from us when it wrote this.
        """
        if kept is None:
            return True
        return self.number > kept.number and (self.page == kept.page or kept.number <= seen)
