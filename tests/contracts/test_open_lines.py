"""What every store promises about lines over which something may be lost; on memory, SQLite and PostgreSQL."""

import pytest
from sqlalchemy.engine import make_url

from bot.errors import Fenced
from tests.contracts.stores import Backing, OpenStore, SqlBacking, job
from tests.contracts.test_serving import HOLDS_THE_LOCK, opened
from tests.contracts.test_sql_outage import Outage
from tests.postgres import PostgresServer


async def is_open(store: OpenStore, channel: str = "signal") -> bool:
    """Look whether something may have been lost on it."""
    return await store.run(job(lambda tx: tx.open_lines.is_open(channel)))


async def test_a_line_stays_open_until_it_is_closed(store: OpenStore, backing: Backing) -> None:
    """Also for the process that comes after; each channel by itself, and as often as it is said."""
    assert not await is_open(store)
    for _ in range(2):
        await store.run(job(lambda tx: tx.open_lines.open("signal")))
    await store.close()
    later = backing.store()
    await later.open()

    assert await is_open(later)
    assert not await is_open(later, "telegram")
    for _ in range(2):
        await later.run(job(lambda tx: tx.open_lines.close("signal")))
    assert not await is_open(later)
    await later.close()


async def test_who_lost_the_post_closes_no_line(postgresql: SqlBacking, postgres: PostgresServer) -> None:
    """A host that hung, and stops in good order when another one serves, says nothing about that one's line."""
    first, second = await opened(postgresql), await opened(postgresql)
    await first.serve()
    Outage(postgres, make_url(postgresql.url)).cut(HOLDS_THE_LOCK)
    await second.serve()
    await second.run(job(lambda tx: tx.open_lines.open("signal")))

    with pytest.raises(Fenced):
        await first.run(job(lambda tx: tx.open_lines.close("signal")))

    assert await is_open(second)
    await first.close()
    await second.close()
