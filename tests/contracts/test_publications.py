"""What was published is kept, and can be served again; on memory, SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import IN_USE, BundleHash, Phase, Publication
from bot.ports import Transaction
from tests.contracts.stores import BEN, MIA, NOOR, Backing, OpenStore, began, job

OLD, NEW = BundleHash("a" * 32), BundleHash("b" * 32)
FILES = {"flows.yaml": "schema: 1  # één", "pages/a.nl.md": "Tekst"}


async def publishes(store: OpenStore, bundle: BundleHash, author: str = "ada") -> Publication:
    """Publish some files under a name."""
    return await store.run(job(lambda tx: tx.publications.publish(bundle, FILES, author=author, approved_by="bo")))


async def test_nothing_is_live_before_something_was_published(store: OpenStore) -> None:
    """A first start can tell."""
    assert await store.run(job(lambda tx: tx.publications.latest())) is None
    assert await store.run(job(lambda tx: tx.publications.sources(OLD))) is None


async def test_the_newest_is_live_also_for_another_process(store: OpenStore, backing: Backing) -> None:
    """With its files, letter by letter, and who published it when."""
    await publishes(store, OLD)
    published = await publishes(store, NEW)
    other = backing.store()
    await other.open()

    live = await other.run(job(lambda tx: tx.publications.latest()))
    files = await other.run(job(lambda tx: tx.publications.sources(NEW)))
    await other.close()

    assert live == published
    assert (published.number, published.author, published.approved_by) == (2, "ada", "bo")
    assert published.published_at == backing.clock.now().replace(second=0, microsecond=0)
    assert files == FILES


async def test_going_back_is_published_too(store: OpenStore) -> None:
    """The log tells what was live when."""
    for bundle in (OLD, NEW, OLD):
        await publishes(store, bundle)

    log = await store.run(job(lambda tx: tx.publications.all()))

    assert [(one.number, one.bundle) for one in log] == [(3, OLD), (2, NEW), (1, OLD)]


async def test_files_that_nobody_needs_go(store: OpenStore, backing: Backing) -> None:
    """The last twenty stay, and what was live in the last four days; the log stays whole."""
    names = [BundleHash(f"{number:032x}") for number in range(23)]
    for name in names[:22]:
        await publishes(store, name)
    kept_at_first = await store.run(job(lambda tx: tx.publications.sources(names[0])))
    backing.clock.advance(timedelta(days=5))
    await publishes(store, names[22])

    kept = [await store.run(job(lambda tx, name=name: tx.publications.sources(name))) for name in names]  # type: ignore[misc]

    assert kept_at_first == FILES
    assert [files is not None for files in kept] == [False] * 3 + [True] * 20
    assert len(await store.run(job(lambda tx: tx.publications.all()))) == 23


async def test_who_stands_where_is_counted(store: OpenStore) -> None:
    """By node and by name of a variable; the wiped count nowhere."""
    for person in (MIA, NOOR, BEN):
        await began(store, person)

    def move(tx: Transaction) -> None:
        noor, ben = tx.conversations.of(NOOR), tx.conversations.of(BEN)
        assert noor is not None
        assert ben is not None
        tx.conversations.save(replace(noor, node="check.lid:contact", stack=("start.menu",), vars={"land": "nl"}))
        tx.conversations.save(replace(ben, phase=Phase.WIPED))

    await store.run(job(move))
    standing = dict(await store.run(job(lambda tx: tx.conversations.standing())))

    assert {place: standing.get(place, 0) for place in ("start.menu", "check.lid", "vars.land", "vars.who")} == {
        "start.menu": 2,
        "check.lid": 1,
        "vars.land": 1,
        "vars.who": 1,
    }


@pytest.mark.parametrize("place", ["nl", "me", "30"])
async def test_no_answer_is_told(store: OpenStore, place: str) -> None:
    """Counting shows places, never what somebody said."""
    await began(store, MIA)

    standing = await store.run(job(lambda tx: tx.conversations.standing()))

    assert not any(place in key.split(".")[1:] for key in standing)


async def test_who_uses_which_bundle_is_counted(store: OpenStore) -> None:
    """So that a server which does not follow is found."""
    await began(store, MIA)
    await began(store, NOOR)

    standing = await store.run(job(lambda tx: tx.conversations.standing()))

    assert sum(count for place, count in standing.items() if place.startswith(IN_USE)) == 2
