"""What somebody altered in a database is refused, and gives nobody away; told over SQLite and PostgreSQL."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Engine

from bot.errors import Unreadable
from bot.model import (
    Line,
    LineFrom,
    LineState,
    Role,
    Staff,
    StaffId,
)
from bot.ports import Job, Transaction
from bot.storage import tables
from tests.contracts.stores import (
    ADA,
    MIA,
    NOOR,
    OpenStore,
    began,
    bubble_for,
    case_for,
    conversation_of,
    job,
    waits,
)


async def test_a_value_that_was_moved_to_another_row_is_refused(sql_store: OpenStore, engine: Engine) -> None:
    """Who gives Mia the state, the key or the hash of Noor gets nothing to read."""
    mia, noor = await began(sql_store, MIA), await began(sql_store, NOOR)
    table = tables.conversation
    with engine.connect() as connection:
        rows = {row.id: row for row in connection.execute(select(table)).all()}
    hers = rows[mia.id]

    for change in (
        {"state": rows[noor.id].state},
        {"wrapped_dek": rows[noor.id].wrapped_dek},
        {"state": rows[noor.id].state, "wrapped_dek": rows[noor.id].wrapped_dek},
        {"state": hers.state[:-1] + bytes([hers.state[-1] ^ 1])},
        {"state": hers.state[:100]},
        {"version": hers.version + 1},
        {"expires_on": hers.expires_on + 1},
    ):
        with engine.begin() as connection:
            connection.execute(update(table).where(table.c.id == mia.id).values(**change))
        with pytest.raises(Unreadable):
            await conversation_of(sql_store, MIA)
        assert await conversation_of(sql_store, NOOR) == noor
        with engine.begin() as connection:
            connection.execute(update(table).where(table.c.id == mia.id).values(**hers._asdict()))

    assert await conversation_of(sql_store, MIA) == mia


async def test_a_hash_that_was_put_on_another_row_gives_nobody_away(sql_store: OpenStore, engine: Engine) -> None:
    """Who exchanges the hashes of two people does not make one of them read the other's conversation."""
    mia, noor = await began(sql_store, MIA), await began(sql_store, NOOR)
    table = tables.conversation
    with engine.begin() as connection:
        tags = {row.id: row.bix for row in connection.execute(select(table)).all()}
        connection.execute(update(table).where(table.c.id == mia.id).values(bix=b"x" * 16))
        connection.execute(update(table).where(table.c.id == noor.id).values(bix=tags[mia.id]))

    with pytest.raises(Unreadable):
        await conversation_of(sql_store, MIA)


async def test_what_was_sealed_for_one_place_opens_in_no_other(sql_store: OpenStore, engine: Engine) -> None:
    """Rows of the outbox, lines and cards can't be exchanged, not even inside one conversation."""
    mia = await began(sql_store, MIA)

    def write(tx: Transaction) -> None:
        for text in ("Een", "Twee"):
            tx.outbox.add(bubble_for(mia, text))
            case = tx.cases.open(case_for(mia, tx.now))
            for _ in range(2):
                tx.cases.add_line(case.id, Line(0, LineFrom.HELP_SEEKER, text))

    await sql_store.run(job(write))
    cases = await sql_store.run(job(lambda tx: tx.cases.queue()))
    for table, column in ((tables.outbox, "payload"), (tables.relay, "payload"), (tables.handover_case, "card")):
        key = list(table.primary_key)
        with engine.begin() as connection:
            first, second, *_ = connection.execute(select(table).order_by(*key)).mappings().all()
            for here, there in ((first, second), (second, first)):
                this = [one == here[one.name] for one in key]
                connection.execute(update(table).where(*this).values({column: there[column]}))

    given_up = await sql_store.run(job(lambda tx: (tx.outbox.queued(mia.id), tx.outbox.given_up)))
    assert given_up == ((), (mia.id, mia.id))
    talks = await sql_store.run(job(lambda tx: [tx.cases.lines(case.id) for case in cases]))
    assert [[line.text for line in lines if line.is_lost] for lines in talks].count(["", ""]) == 1
    with pytest.raises(Unreadable):
        await sql_store.run(job(lambda tx: [tx.cases.get(case.id) for case in cases]))


@pytest.mark.parametrize(("column", "is_lost"), [("author", True), ("state", False), ("conv_id", False)])
async def test_what_stands_beside_the_words_of_a_line_hides_no_talk(
    sql_store: OpenStore, engine: Engine, column: str, *, is_lost: bool
) -> None:
    """Nobody knows who said it, or whether it arrived: the first is lost, the second is told, the rest is as it was."""
    case, noor = await waits(sql_store, MIA), await began(sql_store, NOOR)
    altered = {"author": "god", "state": "eaten", "conv_id": noor.id}[column]

    def talk(tx: Transaction) -> None:
        for text in ("Dag.", "Ben je er?"):
            tx.cases.add_line(case.id, Line(0, LineFrom.HELP_SEEKER, text))

    await sql_store.run(job(talk))
    with engine.begin() as connection:
        connection.execute(update(tables.relay).where(tables.relay.c.number == 1).values({column: altered}))

    first, second = await sql_store.run(job(lambda tx: tx.cases.lines(case.id)))

    assert (first.text, first.is_lost) == (("", True) if is_lost else ("Dag.", False))
    assert first.state is (LineState.UNKNOWN if column == "state" else LineState.SENT)
    assert second == Line(2, LineFrom.HELP_SEEKER, "Ben je er?")


async def test_a_note_cannot_be_made_a_part_of_the_talk(sql_store: OpenStore, engine: Engine) -> None:
    """Who has the database can't let a counsellor believe that a note was said, nor the other way round."""
    case = await waits(sql_store, MIA)
    await sql_store.run(job(lambda tx: tx.cases.add_line(case.id, Line(0, LineFrom.NOTE, "Alleen voor ons.", by=ADA))))
    with engine.begin() as connection:
        connection.execute(update(tables.relay).values(author=LineFrom.COUNSELLOR.value))

    (line,) = await sql_store.run(job(lambda tx: tx.cases.lines(case.id)))

    assert (line.text, line.is_lost) == ("", True)


async def test_what_was_altered_keeps_nobody_else_waiting(sql_store: OpenStore, engine: Engine) -> None:
    """Noor is in the queue and gets her answer after a start, whatever somebody did to Mia's rows."""
    mia, noor = await began(sql_store, MIA), await began(sql_store, NOOR)

    def write(tx: Transaction) -> None:
        for conversation in (mia, noor):
            tx.outbox.add(bubble_for(conversation, "Dag."))
            tx.cases.open(case_for(conversation, tx.now))

    await sql_store.run(job(write))
    with engine.begin() as connection:
        for table, column in ((tables.outbox, "payload"), (tables.handover_case, "card")):
            connection.execute(update(table).where(table.c.conv_id == mia.id).values({column: b"altered"}))

    ((conversation, (row,)),) = await sql_store.run(job(lambda tx: tx.outbox.unfinished()))
    (case,) = await sql_store.run(job(lambda tx: tx.cases.queue()))

    assert (conversation, row.bubble.text) == (noor, "Dag.")
    assert case.conversation_id == noor.id


async def test_nobody_becomes_an_admin_through_the_database(sql_store: OpenStore, engine: Engine) -> None:
    """Who writes another role or name beside a verifier locks that account instead."""
    await sql_store.run(job(lambda tx: tx.staff.add(Staff(ADA, Role.COUNSELLOR, "$argon2id$ada"))))
    with engine.begin() as connection:
        connection.execute(update(tables.staff).values(role="admin"))

    with pytest.raises(Unreadable):
        await sql_store.run(job(lambda tx: tx.staff.get(ADA)))


async def test_the_audit_shows_that_it_was_altered(sql_store: OpenStore, engine: Engine) -> None:
    """A line that was changed, or taken out, breaks the chain."""
    for action in ("claim", "open", "close"):
        await sql_store.run(audits(action))
    table = tables.audit

    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.number == 2).values(staff_id="bo"))
    with pytest.raises(Unreadable):
        await sql_store.run(job(lambda tx: tx.staff.audit_trail()))

    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.number == 2).values(staff_id=ADA))
    assert len(await sql_store.run(job(lambda tx: tx.staff.audit_trail()))) == 3

    with engine.begin() as connection:
        connection.execute(delete(table).where(table.c.number == 2))
    with pytest.raises(Unreadable):
        await sql_store.run(job(lambda tx: tx.staff.audit_trail()))


def audits(action: str) -> Job[None]:
    """Return the work that writes an action down."""
    return job(lambda tx: tx.staff.audit(StaffId("ada"), action))
