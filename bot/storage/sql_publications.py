"""What was published, in a database; the newest row of the log is the pointer, so that a swap is one insert."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.model import BundleHash, Publication
from bot.storage.published import minute_of, moment_of, pack, still_needed, unpack
from bot.storage.tables import bundle as bundles
from bot.storage.tables import publication
from bot.storage.unit import Unit

_ALL = select(publication).order_by(publication.c.number.desc())
_LATEST = _ALL.limit(1)
_SOURCES = select(bundles.c.sources).where(bundles.c.hash == bindparam("one"))
_HASHES = select(bundles.c.hash)
_KEEP = insert(bundles)
_DROP = delete(bundles).where(bundles.c.hash == bindparam("one"))
_ADD = insert(publication)


class SqlPublications:
    """The `Publications` of one transaction; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._now = unit.now
        self._run = unit.connection.execute

    def latest(self) -> Publication | None:
        row = self._run(_LATEST).one_or_none()
        return None if row is None else _opened(row)

    def all(self) -> tuple[Publication, ...]:
        return tuple(map(_opened, self._run(_ALL)))

    def sources(self, bundle: BundleHash) -> Mapping[str, str] | None:
        packed = self._run(_SOURCES, {"one": bundle}).scalar_one_or_none()
        return None if packed is None else unpack(packed)

    def publish(
        self, bundle: BundleHash, sources: Mapping[str, str], *, author: str, approved_by: str = ""
    ) -> Publication:
        before = self.latest()
        # Two who publish at once would take the same number: the second is refused by the primary key, and run again.
        number = before.number + 1 if before else 1
        minute = minute_of(self._now)
        values = {"number": number, "bundle": bundle, "author": author, "approved_by": approved_by, "minute": minute}
        self._run(_ADD, values)
        if self.sources(bundle) is None:
            self._run(_KEEP, {"hash": bundle, "sources": pack(sources)})
        needed = still_needed(self.all(), self._now)
        for kept in self._run(_HASHES).scalars().all():
            if kept not in needed:
                self._run(_DROP, {"one": kept})
        return Publication(number, bundle, author, approved_by, moment_of(minute))


def _opened(row: Row[Any]) -> Publication:
    return Publication(row.number, BundleHash(row.bundle), row.author, row.approved_by, moment_of(row.minute))
