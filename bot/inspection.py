"""Look at what is published and where people are in it, without changing anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from bot.errors import BotError
from bot.figures.periods import last_settled
from bot.figures.ways import WaysOn
from bot.last_quarter import last_ways
from bot.model import IN_USE, BundleHash, Publication
from bot.ports import Job, Store, Transaction
from bot.publishing import PINNED_FOR, Sources


@dataclass(frozen=True, slots=True)
class Live:
    """What is served, and where people are in it.

    Attributes:
        standing: How many conversations stand on each node, hold each variable and use each bundle.
        ways: How people went on from each question, in the last quarter that is over.
        overdue: How many still use a bundle that nobody should be on any more (W905).
    """

    publication: Publication
    sources: Sources
    standing: Mapping[str, int]
    ways: WaysOn
    overdue: Mapping[BundleHash, int]


async def live(store: Store, now: datetime) -> Live:
    """Return what is served now.

    Raises:
        BotError: nothing was published yet.
    """

    def look(tx: Transaction) -> Live | None:
        log = tx.publications.all()
        sources = tx.publications.sources(log[0].bundle) if log else None
        if sources is None:
            return None
        standing = tx.conversations.standing()
        quarter = last_settled(date.fromordinal(tx.event_log.wall()[0]))
        return Live(log[0], sources, standing, last_ways(tx, quarter), overdue(log, standing, now))

    found = await store.run(Job(look))
    if found is None:
        raise BotError("Nothing was published yet.", where="--live", fix="Start the server, or `ajar flows publish`.")
    return found


async def kept(store: Store, target: str) -> Sources:
    """Return the files of a bundle that was published.

    Args:
        store: Where they are kept.
        target: The beginning of its hash.

    Raises:
        BotError: there is no such bundle, or more than one, or its files are no longer kept.
    """

    def look(tx: Transaction) -> Sources | None:
        found = {one.bundle for one in tx.publications.all() if target and one.bundle.startswith(target)}
        return tx.publications.sources(found.pop()) if len(found) == 1 else None

    sources = await store.run(Job(look))
    if sources is None:
        raise BotError(
            "This is no folder, no file, and no bundle whose files are kept.",
            where=target,
            fix="`ajar flows log` lists bundles; the beginning of a hash is enough where only one begins so.",
        )
    return sources


def overdue(log: Sequence[Publication], standing: Mapping[str, int], now: datetime) -> dict[BundleHash, int]:
    """Return how many conversations use a bundle that was replaced longer ago than anybody stays on one.

    Args:
        log: What was published, newest first.
        standing: What is counted, by place.
        now: The moment.
    """
    used = {BundleHash(place.removeprefix(IN_USE)): n for place, n in standing.items() if place.startswith(IN_USE)}
    young = {one.bundle for one in log[:1]}
    young |= {older.bundle for newer, older in pairwise(log) if now - newer.published_at <= PINNED_FOR}
    return {name: count for name, count in used.items() if name not in young}
