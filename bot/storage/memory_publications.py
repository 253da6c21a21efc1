"""What was published, in memory."""

from collections.abc import Mapping
from datetime import datetime

from bot.model import BundleHash, Publication
from bot.storage.memory_shelves import Shelves
from bot.storage.published import minute_of, moment_of, still_needed


class MemoryPublications:
    """The `Publications` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def latest(self) -> Publication | None:
        return next(iter(self.all()), None)

    def all(self) -> tuple[Publication, ...]:
        return tuple(self._shelves.publications[number] for number in sorted(self._shelves.publications, reverse=True))

    def sources(self, bundle: BundleHash) -> Mapping[str, str] | None:
        return self._shelves.bundles.get(bundle)

    def publish(
        self, bundle: BundleHash, sources: Mapping[str, str], *, author: str, approved_by: str = ""
    ) -> Publication:
        number = max(self._shelves.publications, default=0) + 1
        published = Publication(number, bundle, author, approved_by, moment_of(minute_of(self._now)))
        self._shelves.publications[number] = published
        self._shelves.bundles[bundle] = dict(sources)
        for unneeded in self._shelves.bundles.keys() - still_needed(self.all(), self._now):
            del self._shelves.bundles[unneeded]
        return published
