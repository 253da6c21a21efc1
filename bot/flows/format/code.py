"""One kind of finding."""

from typing import NamedTuple


class Code(NamedTuple):
    """A kind of finding.

    Attributes:
        title: What is wrong, in a few words.
        why: What would go wrong for somebody.
        cure: What to do.
    """

    title: str
    why: str
    cure: str
