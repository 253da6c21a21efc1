"""What lies in a database tells nothing to who has only the database; told over SQLite and PostgreSQL."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, create_engine, select, update
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from bot.errors import Unreadable
from bot.model import (
    Block,
    BlockReason,
    Callback,
    CallbackId,
    CallbackState,
    CallDetails,
    Counted,
    DayHours,
    Dimension,
    Draft,
    Emergency,
    EmergencyReason,
    Ending,
    Factor,
    Guest,
    Happening,
    Invitation,
    Line,
    LineFrom,
    LineState,
    LogEvent,
    MessageRef,
    Motion,
    Outcome,
    Pause,
    Power,
    Purpose,
    Referral,
    Role,
    Sender,
    Shift,
    ShiftId,
    Skills,
    Staff,
    StaffId,
    StaffSession,
    Transfer,
    TransferState,
)
from bot.ports import Transaction
from bot.storage import tables
from bot.storage.phrase_keys import phrase_keys
from bot.storage.sql_ways_back import WAY_BYTES
from bot.storage.vault import SIZES, STATE_BYTES
from tests.booking import told
from tests.contracts.stores import (
    ADA,
    BO,
    MIA,
    NOOR,
    OpenStore,
    SqlBacking,
    began,
    bubble_for,
    case_for,
    conversation_of,
    job,
    new_id,
    stranger,
    waits,
)

OVERHEAD = 34
"""Bytes of a sealed value that are not the padded value: head, nonce and tag."""
CANARIES = {
    name: f"canary-{name}-7f3a"
    for name in (
        "native",
        "answer",
        "bubble",
        "option",
        "ref",
        "line",
        "client",
        "note",
        "draft",
        "offer",
        "unkept",
        "for_partner",
        "partner",
        "given",
        "person",
        "guest",
        "emergency",
        "card",
        "verifier",
        "factor",
        "recovery",
        "skill",
        "language",
        "locked",
        "others",
        "said_first",
        "code_word",
        "counted",
    )
}


def write_canaries(tx: Transaction) -> None:
    """Put a word that is found nowhere else wherever a word can be put."""
    sender = Sender("telegram", CANARIES["native"])
    conversation = stranger(sender, tx.now)
    kept = tx.conversations.save(
        replace(conversation, vars={"answer": CANARIES["answer"]}, language=CANARIES["language"])
    )
    tx.conversations.keep_ref(kept.id, MessageRef(CANARIES["ref"]))
    row = bubble_for(kept, CANARIES["bubble"])
    options = tuple(replace(option, label=CANARIES["option"]) for option in row.bubble.options)
    tx.outbox.add(replace(row, bubble=replace(row.bubble, options=options)))
    case = tx.cases.open(replace(case_for(kept, tx.now), card={"why": CANARIES["card"]}))
    words = Line(0, LineFrom.COUNSELLOR, CANARIES["line"], state=LineState.WAITING, client_id=CANARIES["client"])
    tx.cases.add_line(case.id, words)
    tx.cases.claim(case.id, ADA)
    claimed = tx.cases.get(case.id)
    assert claimed is not None
    tx.drafts.keep(claimed, Draft(CANARIES["draft"], CANARIES["unkept"], "p1", 1, CANARIES["for_partner"]), seen=0)
    tx.referrals.keep(claimed, Referral(1, CANARIES["partner"], "Een partner", Outcome.POLICE, CANARIES["given"]))
    tx.referrals.keep(claimed, Referral(2, "hoc", "Een partner", Outcome.HOC, "", person=CANARIES["person"]))
    guest = Guest(b"g" * 32, 2, CANARIES["guest"], "Een partner", claimed.fence, tx.now + timedelta(minutes=15))
    tx.guests.let_in(claimed, guest)
    asked = Emergency(b"e" * 16, BO, EmergencyReason.LIFE, CANARIES["emergency"], tx.now + timedelta(minutes=15))
    assert tx.emergencies.keep(claimed, asked)
    offer = Transfer(case.id, ADA, BO, CANARIES["offer"], TransferState.OFFERED, tx.now + timedelta(minutes=2))
    tx.transfers.change(claimed, None, offer)
    tx.cases.add_line(case.id, Line(0, LineFrom.NOTE, CANARIES["note"], client_id=CANARIES["client"] + "-2", by=ADA))
    locked = replace(kept, vars={"answer": CANARIES["locked"]})
    tx.ways_back.keep(phrase_keys("words", bytes(32), memory_kib=64).way, locked, is_locked=True)
    tx.staff.add(Staff(ADA, Role.ADMIN, CANARIES["verifier"], language=CANARIES["language"]))
    tx.staff.set_skills(ADA, Skills({"role": frozenset({CANARIES["skill"]})}))
    tx.pauses.keep(ADA, Pause(tx.now, tx.now + timedelta(minutes=5)))
    tx.staff.invite(Invitation(b"i" * 32, ADA, tx.now + timedelta(hours=72)))
    tx.staff.keep_factor(ADA, Factor(CANARIES["factor"].encode(), 7, (CANARIES["recovery"].encode(),)))
    tx.staff.open_session(StaffSession(b"t" * 32, ADA, tx.now + timedelta(minutes=30), tx.now + timedelta(hours=8)))
    tx.staff.audit(ADA, "claim", case.id)
    tx.staff.motions.make(Motion(b"m" * 16, Power.RECOVER, ADA, StaffId("bo"), tx.now + timedelta(hours=1)))
    details = CallDetails("+31612987054", CANARIES["others"], CANARIES["said_first"], CANARIES["code_word"])
    asked_for = (kept.language, kept.sender.channel, tx.now)
    wanted = Callback(CallbackId(new_id()), kept.id, CallbackState.BOOKED, told(tx.now), *asked_for, details=details)
    tx.callbacks.book(wanted, seats=1)
    tx.blocks.propose(sender, Block(case.id, BlockReason.THREATS, ADA, tx.now + timedelta(days=3), place=case.id))
    tx.day_hours.keep(DayHours(tx.now.date(), ((540, 720), (1_200, 1_560))))
    tx.shifts.keep(Shift(ShiftId(b"s" * 16), ADA, tx.now.date(), (1_140, 1_320), 2))
    tx.feeds.keep(ADA, b"f" * 32)
    tx.event_log.add(LogEvent(Happening.STARTED, tx.event_log.wall()[0], told={Dimension.ROLE: CANARIES["counted"]}))
    tx.people.note(sender)


def forms(word: str) -> Iterator[bytes]:
    """Return a word in all forms in which it could lie somewhere."""
    for plain in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")):
        yield from (plain, plain.hex().encode(), plain.hex().upper().encode())
        # Base64 of a part of a longer text looks different at each of three places.
        yield from (base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3))


def all_bytes(database: SqlBacking, engine: Engine) -> bytes:
    """Return everything that the database holds: its files, or each value of each table."""
    file = make_url(database.url).database
    if engine.dialect.name == "sqlite" and file:
        return b"".join(path.read_bytes() for path in Path(file).parent.iterdir())
    found = []
    with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\0".join(found)


async def test_no_word_of_anybody_lies_in_the_clear(database: SqlBacking, sql_store: OpenStore, engine: Engine) -> None:
    """Names, texts, choices, message ids, cards and passwords are nowhere in the bytes, in no encoding."""
    await sql_store.run(job(write_canaries))

    raw = all_bytes(database, engine)

    assert ADA.encode() in raw  # what is looked for would be found
    assert [word for word in CANARIES.values() for form in forms(word) if form in raw] == []


async def test_no_moment_lies_in_the_clear(sql_store: OpenStore, engine: Engine) -> None:
    """Days, weeks and five minutes are all the time that a row tells; an audited action tells its minute."""
    await sql_store.run(job(write_canaries))

    with engine.connect() as connection:
        clear = {
            f"{table.name}.{column.name}": connection.execute(select(column)).scalars().first()
            for table in tables.metadata.sorted_tables
            for column in table.columns
            if not isinstance(column.type, LargeBinary)
        }

    moments = {name: value for name, value in clear.items() if isinstance(value, int) and value > 800_000}
    assert set(moments) <= {"audit.minute"}


async def test_a_row_has_one_of_a_few_sizes(sql_store: OpenStore, engine: Engine) -> None:
    """How much somebody wrote can't be told from a row, beyond seven sizes; states have one size."""
    people = [await began(sql_store, Sender("telegram", f"person {n}")) for n in range(8)]

    def write(tx: Transaction) -> None:
        for n, conversation in enumerate(people):
            tx.conversations.save(replace(conversation, vars={"story": "x" * (n * 400)}))
            tx.outbox.add(bubble_for(conversation, "x" * (n * n * 120)))
            tx.conversations.keep_ref(conversation.id, MessageRef("m" * n))
            case = tx.cases.open(replace(case_for(conversation, tx.now), card={"story": "x" * (n * 300)}))
            tx.cases.add_line(case.id, Line(0, LineFrom.HELP_SEEKER, "x" * (n * n * 80)))

    await sql_store.run(job(write))

    def sizes(column: str) -> set[int]:
        table, _, name = column.partition(".")
        with engine.connect() as connection:
            return {
                len(value) - OVERHEAD
                for value in connection.execute(select(tables.metadata.tables[table].c[name])).scalars()
            }

    assert sizes("conversation.state") == {STATE_BYTES}
    assert sizes("conversation.wrapped_dek") == {32}
    for column in ("outbox.payload", "handover_case.card", "relay.payload"):
        assert sizes(column) <= set(SIZES)
        assert len(sizes(column)) > 1


async def test_every_sealed_column_has_allowed_sizes_only(sql_store: OpenStore, engine: Engine) -> None:
    """No column is forgotten: what is neither an id nor a hash, nor a file of the conversation, is padded."""
    plain = {"id", "bix", "conv_id", "case_id", "client", "digest", "subject", "mac", "sources", "tag", "mark"}

    def write(tx: Transaction) -> None:
        write_canaries(tx)
        noor = tx.conversations.save(replace(stranger(NOOR, tx.now), answer_by=tx.now + timedelta(minutes=7)))
        for n in range(400):
            tx.conversations.keep_ref(noor.id, MessageRef(f"{n:020}"))
        gone = tx.conversations.save(stranger(MIA, tx.now))
        remembered = Counted(*tx.event_log.wall(), {Dimension.CHANNEL: "telegram"})
        case = tx.cases.open(replace(case_for(gone, tx.now), counted=remembered))
        tx.cases.claim(case.id, ADA)
        tx.conversations.forget(gone.id)

    await sql_store.run(job(write))
    with engine.connect() as connection:
        sizes = {
            f"{table.name}.{column.name}": {
                len(value) - OVERHEAD for value in connection.execute(select(column)).scalars() if value is not None
            }
            for table in tables.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary) and column.name not in plain
        }

    assert sizes.pop("conversation.wrapped_dek") == {32}
    assert sizes.pop("conversation.state") == {STATE_BYTES}
    assert sizes.pop("way_back.sealed") == {WAY_BYTES + 48}  # HPKE puts its own key and tag around it
    assert {name for name, found in sizes.items() if not found or not found <= set(SIZES)} == set()
    assert len(sizes) == 24


async def test_of_who_is_forgotten_only_the_outcome_is_left(
    database: SqlBacking, sql_store: OpenStore, engine: Engine
) -> None:
    """No row, and on SQLite no byte, is left of key, state, words and card; an outcome and a day stay."""
    await sql_store.run(job(write_canaries))
    sender = Sender("telegram", CANARIES["native"])
    kept = await conversation_of(sql_store, sender)
    assert kept is not None
    with engine.connect() as connection:
        row = connection.execute(select(tables.conversation)).one()
        sealed = [row.wrapped_dek, row.state[:64], row.bix, kept.id]
        kept_tables = (tables.outbox, tables.relay, tables.draft, tables.transfer, tables.referral, tables.guest)
        payloads = [(table, "payload") for table in (*kept_tables, tables.emergency)]
        for table, column in (*payloads, (tables.handover_case, "card"), (tables.callback, "sealed")):
            sealed += [value[:64] for value in connection.execute(select(table.c[column])).scalars()]
    before = all_bytes(database, engine)

    await sql_store.run(job(lambda tx: tx.conversations.forget(kept.id)))

    after = all_bytes(database, engine)
    with engine.connect() as connection:
        (case,) = connection.execute(select(tables.handover_case)).all()
    assert len(sealed) == 15
    assert [one for one in sealed if one[:32] not in before] == []
    assert [one for one in sealed if one[:32] in after] == []
    assert (case.conv_id, case.card, case.claimed_by) == (None, None, ADA)  # who is asked what came of it
    assert (case.state, case.ending, case.outcome) == ("closed", Ending.LEFT.value, None)
    assert case.ended_on is not None


async def test_what_an_earlier_version_wrote_of_an_end_can_be_read(sql_store: OpenStore, engine: Engine) -> None:
    """It goes on serving for a moment while the tables are those of this version already."""
    case = await waits(sql_store, MIA)
    with engine.begin() as connection:
        table = tables.handover_case
        connection.execute(update(table).values(state="closed", outcome="ended_by_help_seeker"))

    found = await sql_store.run(job(lambda tx: tx.cases.get(case.id)))

    assert found is not None
    assert (found.ending, found.outcomes) == (Ending.HELP_SEEKER, ())


async def test_a_case_that_was_given_back_is_not_without_an_outcome_when_its_person_is_forgotten(
    sql_store: OpenStore, engine: Engine
) -> None:
    """Nobody is asked any more, and the yearly figures still know that a counsellor had it."""
    case = await waits(sql_store, MIA)
    await sql_store.run(job(lambda tx: tx.cases.claim(case.id, StaffId("Ada"))))
    await sql_store.run(job(lambda tx: tx.cases.give_back(case.id, StaffId("Ada"))))

    await sql_store.run(job(lambda tx: tx.conversations.forget(case.conversation_id)))

    with engine.connect() as connection:
        (row,) = connection.execute(select(tables.handover_case)).all()
    assert (row.ending, row.outcome, row.claimed_by) == ("left", "unrecorded", None)


async def test_what_is_past_its_day_opens_with_no_key(
    database: SqlBacking, sql_store: OpenStore, engine: Engine
) -> None:
    """A copy of the database of today can't be read two days later, with everything that is left of the keyring."""
    kept = await sql_store.run(job(lambda tx: tx.conversations.save(stranger(MIA, tx.now))))
    await sql_store.run(job(lambda tx: tx.outbox.add(bubble_for(kept, "Dag.", purpose=Purpose.TALK))))
    with engine.connect() as connection:
        copy = {
            table: connection.execute(select(table)).mappings().all() for table in (tables.conversation, tables.outbox)
        }
    database.clock.advance(timedelta(days=3))
    database.day_comes()
    await sql_store.run(job(lambda tx: tx.tidy()))

    with engine.begin() as connection:
        for table, rows in copy.items():
            far_away = {"expires_on": database.clock.now().toordinal() + 9} if table is tables.conversation else {}
            connection.execute(table.insert(), [{**row, **far_away} for row in rows])
    database_after = database.store()
    await database_after.open()

    with pytest.raises(Unreadable):
        await database_after.run(job(lambda tx: tx.conversations.get(kept.id)))
    with pytest.raises(Unreadable):
        await database_after.run(job(lambda tx: tx.outbox.queued(kept.id)))
    await database_after.close()


async def test_no_row_tells_when_it_came(sqlite: SqlBacking) -> None:
    """On SQLite, tables whose keys are random have no hidden counter."""
    store = sqlite.store()
    await store.open()
    await store.close()
    engine = create_engine(make_url(sqlite.url), poolclass=NullPool)

    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()

    random_keys = {"seen", "conversation", "outbox", "message_ref", "handover_case", "relay", "staff", "staff_session"}
    random_keys |= {"staff_motion", "day_hours", "staff_pause", "day_sum"}
    random_keys |= {"timer", "way_back", "draft", "referral", "staff_skill", "staff_factor", "staff_invitation"}
    random_keys |= {"block", "day_hours", "staff_motion"}
    random_keys |= {"shift", "shift_feed"}
    random_keys.add("transfer")
    random_keys |= {"guest", "emergency", "callback", "named_group", "event_log", "person_place"}
    random_keys.add("open_line")
    assert {name for name, sql in found if sql.strip().endswith("WITHOUT ROWID")} == random_keys


def test_sizes_grow_far_enough_apart() -> None:
    """Each size is at least twice the one before."""
    assert all(larger >= 2 * smaller for smaller, larger in pairwise(SIZES))
