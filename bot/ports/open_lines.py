"""The lines of a transaction over which something may be lost. Synchronous, as everything in it."""

from typing import Protocol


class OpenLines(Protocol):
    """Channels that take what nobody else keeps: if one is open when a process starts, another one died with it."""

    def open(self, channel: str) -> None:
        """Note that something may be under way on it from now on. Safe to repeat."""

    def close(self, channel: str) -> None:
        """Note that nothing is: all that was taken is kept, or whoever can be told of it will be. Safe to repeat."""

    def is_open(self, channel: str) -> bool:
        """Tell whether something may be."""
