"""The open lines of the store in memory."""

from bot.storage.memory_shelves import Shelves


class MemoryOpenLines:
    """The `OpenLines` of one transaction."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def open(self, channel: str) -> None:
        self._shelves.open_lines[channel] = None

    def close(self, channel: str) -> None:
        self._shelves.open_lines.pop(channel, None)

    def is_open(self, channel: str) -> bool:
        return channel in self._shelves.open_lines
