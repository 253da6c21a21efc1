"""The files that an editor works on, without a disk."""

from collections.abc import Mapping

from bot.errors import StoreDown
from bot.figures.ways import WaysOn
from bot.picture import picture_of
from bot.preview import as_signal, as_telegram, as_web_chat
from bot.rehearsal import keep
from bot.web.preview.workshop import Equipment
from tests.unit.flows.paged import MAIN, PAGES
from tests.unit.flows.small import SOURCES

LOOKS = {"webchat": as_web_chat, "telegram": as_telegram, "signal": as_signal}


class FakeFiles:
    """The small conversation with a long page in it, as it was saved last."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {**SOURCES, "flows.yaml": MAIN, **PAGES}
        self.readings = 0
        self.ways: WaysOn | None = None  # how people went on, as the event log tells
        self._saves = 0

    def saves(self, name: str, text: str) -> None:
        """Save a file."""
        self.sources = {**self.sources, name: text}
        self._saves += 1

    def changes(self, old: str, new: str, *, name: str = "flows.yaml") -> None:
        """Change one place of a file, and save it."""
        assert self.sources[name].count(old) == 1
        self.saves(name, self.sources[name].replace(old, new))

    def stamp(self) -> int:
        """Return how often something was saved."""
        return self._saves

    def read(self) -> Mapping[str, str]:
        """Return the files as they are now."""
        self.readings += 1
        return self.sources

    def equipment(self) -> Equipment:
        """Return what a preview of these files needs."""
        return Equipment(self, looks=LOOKS, keep=keep, draw=picture_of, ways=self._counted)

    async def _counted(self) -> WaysOn:
        if self.ways is None:
            raise StoreDown
        return self.ways
