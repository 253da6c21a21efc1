"""Which groups were named in talks: how many different ones, and nothing else."""

from typing import Protocol


class NamedGroups(Protocol):
    """Names of groups by quarter, each as a keyed mark that is the same for the same name."""

    def note(self, name: str) -> bool:
        """Count a name once in this quarter, as `alike` wrote it; the name itself is kept nowhere. Tells if it is new.

        Once more changes nothing. Without a key of this quarter nothing is counted: no talk may hang on a figure.
        """

    def count(self, quarter: int) -> int:
        """Return how many different names there were in a quarter, counted from the year 0."""
