"""Cuts a stream of bytes into lines, with a bound on each; pure."""

from collections.abc import Iterator

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes; nothing that we ask signal-cli for, and no message, comes near it."""


class Lines:
    """What came in and is no whole line yet.

    Attributes:
        too_long: How many lines were longer than allowed, and passed over.
    """

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        """Begin with nothing."""
        self._longest = longest
        self._begun = bytearray()
        self._is_skipping = False
        self.too_long = 0

    def feed(self, came: bytes) -> Iterator[bytes]:
        """Take bytes, and yield the lines that end in them, without their ends; one that is too long is left out."""
        *ended, rest = came.split(b"\n")
        for end in ended:
            if self._grow(end):
                yield bytes(self._begun)
            self._begun.clear()
            self._is_skipping = False
        self._grow(rest)

    def _grow(self, more: bytes) -> bool:
        """Add to the line that has begun; False: it is too long, and passed over up to its end."""
        if not self._is_skipping and len(self._begun) + len(more) > self._longest:
            self._is_skipping = True
            self.too_long += 1
            self._begun.clear()
        if not self._is_skipping:
            self._begun += more
        return not self._is_skipping
