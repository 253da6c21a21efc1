"""Publish a conversation while it is used: compare, count, refuse or swap; and notice what others published."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise

from bot.errors import BotError, Fenced
from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.check import check
from bot.flows.comparison import Change, compare
from bot.flows.format.findings import FaultyContent, NothingToServe
from bot.flows.refusals import Refusal, refusals
from bot.flows.shelf import Shelf, on_days, shelve
from bot.flows.values.reading import WHEREABOUTS, Whereabouts
from bot.handover.calendar import Span
from bot.model import BundleHash, Publication, by_day
from bot.ports import Clock, Job, Journal, Store, Transaction

PINNED_FOR = timedelta(hours=72)
"""So long a conversation stays on a bundle that was replaced."""
LOOK_EVERY = timedelta(seconds=3)
FILES = ""
"""The author of what was published by a start, from the files on disk."""
NO_TARGET = "E906"
MOST_TOLD = 10
"""So many faults of what was published are named in the log; the number of all stands beside them."""

Sources = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a wish to publish.

    Attributes:
        bundle: What was to be published.
        publication: None when it was refused, or was live already.
        is_compared: The live files could be read by this version.
    """

    bundle: BundleHash
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...] = ()
    publication: Publication | None = None
    is_compared: bool = True


class Publishing:
    """What an editor or operator does about the served bundle. A running process notices by itself."""

    def __init__(self, store: Store) -> None:
        """Publish into `store`."""
        self._store = store

    async def log(self) -> tuple[Publication, ...]:
        """Return what was published, newest first."""
        return await self._store.run(Job(lambda tx: tx.publications.all()))

    async def publish(self, sources: Sources, *, author: str, approved_by: str = "") -> Outcome:
        """Check, compare and swap; a refusal changes nothing.

        Args:
            sources: The files by name.
            author: Who publishes.
            approved_by: Another person, who read what is locked.

        Raises:
            FaultyContent: with every fault; what is live stays live.
            BotError: no author, or somebody else published in the same moment.
        """
        if not author.strip():
            raise BotError("Nobody publishes without a name.", where="--author", fix="Say who you are.")
        bundle = await asyncio.to_thread(compile_bundle, sources)
        live, old = await self._store.run(Job(_live))
        changes = () if old is None else await asyncio.to_thread(_compared, old, sources)
        is_approved = bool(approved_by.strip()) and approved_by.strip().lower() != author.strip().lower()

        def swap(tx: Transaction) -> Outcome:
            latest = tx.publications.latest()
            if latest != live:
                raise BotError("Somebody else published just now.", fix="Look at what is live, and try again.")
            if latest is not None and latest.bundle == bundle.hash:
                return Outcome(bundle.hash, ())
            against = refusals(bundle, changes or (), tx.conversations.standing(), is_approved=is_approved)
            if against:
                return Outcome(bundle.hash, changes or (), against)
            done = tx.publications.publish(bundle.hash, sources, author=author, approved_by=approved_by)
            return Outcome(bundle.hash, changes or (), (), done, is_compared=changes is not None)

        return await self._store.run(Job(swap))

    async def rollback(self, target: str, *, author: str, approved_by: str = "") -> Outcome:
        """Publish an earlier bundle again.

        Args:
            target: The beginning of its hash; empty for the one before the live one.
            author: Who goes back.
            approved_by: As for `publish`.

        Raises:
            BotError: there is no such bundle (E906).
        """
        log = await self.log()
        live = log[0].bundle if log else ""
        found = list(
            dict.fromkeys(one.bundle for one in log[1:] if one.bundle != live and one.bundle.startswith(target))
        )
        if target and len(found) > 1:
            raise BotError(
                f'{NO_TARGET} Several bundles begin with "{target}".', where="rollback", fix="Write more of its hash."
            )
        sources = None
        if found:
            sources = await self._store.run(Job(lambda tx: tx.publications.sources(found[0])))
        if sources is None:
            raise BotError(
                f"{NO_TARGET} There is nothing to go back to.", where="rollback", fix="`ajar flows log` lists bundles."
            )
        return await self.publish(sources, author=author, approved_by=approved_by)


class Served:
    """What a process serves: the live bundle, those before it, and those still to come."""

    def __init__(self, store: Store, clock: Clock, journal: Journal, *, whereabouts: Whereabouts = WHEREABOUTS) -> None:
        """Serve what `store` has; dates, times and telephone numbers are read where the settings say."""
        self._compile = partial(compile_bundle, whereabouts=whereabouts)
        self._store = store
        self._clock = clock
        self._journal = journal
        self._live: Publication | None = None
        self._shelf: Shelf | None = None
        self._days: Mapping[date, tuple[Span, ...]] = {}
        self._since: dict[BundleHash, datetime] = {}
        self._refused = 0

    @property
    def shelf(self) -> Shelf:
        """What is served, as a whole; a turn takes it once.

        Raises:
            BotError: nothing was begun.
        """
        if self._shelf is None:
            raise BotError("Nothing is served yet.", fix="Await begin() first.")
        return self._shelf

    async def begin(self, files: Sources, *, always_files: bool) -> None:
        """Serve what is live, or the files on disk where nobody published anything else.

        Args:
            files: The files on disk.
            always_files: The files win, whoever published what: in the demo.

        Raises:
            FaultyContent: the files have faults, and nothing else was ever published.
            NothingToServe: both the files and what was published have faults.
        """
        live = await self._store.run(Job(lambda tx: tx.publications.latest()))
        try:
            bundle = await asyncio.to_thread(self._compile, files)
        except FaultyContent as faulty:
            if live is None or always_files:
                raise
            self._journal.note("files_failed", count=len(faulty.findings))
            try:
                await self._load(live)
            except FaultyContent as published:
                raise NothingToServe(live.bundle, on_disk=faulty, published=published) from None
            return
        if live is None or (live.bundle != bundle.hash and (always_files or live.author == FILES)):
            live = await self._publish_files(bundle, files)
        elif live.bundle != bundle.hash:
            self._journal.note("files_not_published", version=bundle.hash)
        try:
            await self._load(live, bundle)
        except FaultyContent as faulty:
            # A newer version of Ajar checks more than the one under which it was published.
            what = "; ".join(f"{one.code} {one.what}" for one in faulty.findings[:MOST_TOLD])
            self._journal.note("published_failed", version=live.bundle, count=len(faulty.findings), reason=what)
            await self._load(await self._publish_files(bundle, files), bundle)

    async def look(self) -> None:
        """Serve what was published since, and let go of what nobody may stand on any more."""
        live, days = await self._store.run(Job(lambda tx: (tx.publications.latest(), set_days(tx))))
        self._tell_hours(days)
        if live is None or live.number == self._refused:
            return
        if live != self._live:
            try:
                await self._load(live)
            except FaultyContent as faulty:
                self._refused = live.number
                self._journal.note("publication_failed", version=live.bundle, count=len(faulty.findings))
        elif any(self._is_over(moment) for moment in self._since.values()):
            await self._load(live)

    async def look_at_hours(self) -> None:
        """Serve the hours of single days as coordinators have set them by now."""
        self._tell_hours(await self._store.run(Job(set_days)))

    def _tell_hours(self, days: Mapping[date, tuple[Span, ...]]) -> None:
        if days != self._days:
            self._days, self._shelf = days, on_days(self.shelf, days)

    async def run(self) -> None:
        """Look every few seconds; what goes wrong is noted and tried again."""
        while True:
            await self._clock.sleep(LOOK_EVERY)
            try:
                await self.look()
            except Fenced:
                raise
            except BotError as fault:
                self._journal.note("look_failed", reason=fault.what)

    async def _publish_files(self, bundle: Bundle, files: Sources) -> Publication:
        return await self._store.run(Job(lambda tx: tx.publications.publish(bundle.hash, files, author=FILES)))

    async def _load(self, live: Publication, *compiled: Bundle) -> None:
        """Compile what is live and what was a while ago, but for what is `compiled` already, and swap."""
        found, days = await self._store.run(Job(lambda tx: (_replaced(tx, live, self._clock.now()), set_days(tx))))
        replaced, kept = found
        known = {one.hash: one for one in (*compiled, *([self._shelf.newest] if self._shelf else ()))}
        newest = await self._compiled(live.bundle, kept, known)
        older: list[Bundle] = []
        for name in replaced:
            try:
                older.append(await self._compiled(name, kept, known))
            except FaultyContent:
                self._journal.note("older_bundle_failed", version=name)  # whoever stands on it moves by ids
        self._days, self._shelf = days, on_days(await asyncio.to_thread(shelve, newest, older), days)
        self._since, self._live = replaced, live
        self._journal.note("bundle_served", version=live.bundle, count=len(older))

    async def _compiled(
        self, name: BundleHash, kept: Mapping[BundleHash, Sources], known: Mapping[BundleHash, Bundle]
    ) -> Bundle:
        return known[name] if name in known else await asyncio.to_thread(self._compile, kept[name])

    def _is_over(self, replaced_at: datetime) -> bool:
        return self._clock.now() - replaced_at > PINNED_FOR


def set_days(tx: Transaction) -> Mapping[date, tuple[Span, ...]]:
    """Return the hours of the days for which a coordinator set any."""
    return by_day(tx.day_hours.all())


def _live(tx: Transaction) -> tuple[Publication | None, Sources | None]:
    latest = tx.publications.latest()
    return latest, None if latest is None else tx.publications.sources(latest.bundle)


def _replaced(
    tx: Transaction, live: Publication, now: datetime
) -> tuple[dict[BundleHash, datetime], dict[BundleHash, Sources]]:
    """Return when each bundle was replaced that people may still be on, and the files of those and of the live one."""
    log = tx.publications.all()
    replaced: dict[BundleHash, datetime] = {}
    for newer, older in pairwise(log):
        if older.bundle != live.bundle and now - newer.published_at <= PINNED_FOR:
            replaced.setdefault(older.bundle, newer.published_at)
    found = {name: tx.publications.sources(name) for name in (live.bundle, *replaced)}
    kept = {name: sources for name, sources in found.items() if sources is not None}
    return {name: moment for name, moment in replaced.items() if name in kept}, kept


def _compared(old: Sources, new: Sources) -> tuple[Change, ...] | None:
    """Return what changed; None: this version can't read the live files any more."""
    try:
        before = check(old)
    except FaultyContent:
        return None
    return compare(before, check(new))
