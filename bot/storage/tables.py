"""The tables, as SQLAlchemy Core sees them; `migrations` makes them. No column in the clear tells a moment or a person.

A key of sixteen random bytes is the order of the rows (`WITHOUT ROWID` on SQLite), so that no row tells when it came.
Days, weeks and buckets of time are the whole numbers of `lifetimes`. There are no foreign keys: what belongs to a
conversation is deleted with it in one transaction, and what is left over by a race is past its day soon.
"""

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from bot.storage.columns import bytes_column as _bytes
from bot.storage.columns import metadata as metadata  # noqa: PLC0414 - what migrations are held against
from bot.storage.columns import number_column as _number
from bot.storage.columns import text_column as _text
from bot.storage.tables_of_emergencies import emergency as emergency  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_figures import event_log as event_log  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_figures import person_place as person_place  # noqa: PLC0414 - another one
from bot.storage.tables_of_partners import guest as guest  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_partners import referral as referral  # noqa: PLC0414 - another one
from bot.storage.tables_of_the_line import block as block  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_line import callback as callback  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_line import day_hours as day_hours  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_line import day_sum as day_sum  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_line import named_group as named_group  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_line import open_line as open_line  # noqa: PLC0414 - likewise
from bot.storage.tables_of_the_line import staff_pause as staff_pause  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_rota import shift as shift  # noqa: PLC0414 - one of the tables
from bot.storage.tables_of_the_rota import shift_feed as shift_feed  # noqa: PLC0414 - one of the tables

seen = Table(
    "seen",
    metadata,
    _text("channel"),
    _text("external_id"),
    _number("forget_on"),
    PrimaryKeyConstraint("channel", "external_id"),
    sqlite_with_rowid=False,
    comment="Events that were taken in, for a week.",
)

conversation = Table(
    "conversation",
    metadata,
    _bytes("id"),
    _bytes("bix"),
    _number("week"),
    _number("version"),
    _number("expires_on"),
    _bytes("wrapped_dek"),
    _bytes("state"),  # the last column: an update that leaves it as it is never touches its pages
    PrimaryKeyConstraint("id"),
    UniqueConstraint("bix", "week"),
    sqlite_with_rowid=False,
    comment="bix and week find the sender; 0 as the week: cut off. wrapped_dek dies with the key of expires_on.",
)
Index(None, conversation.c.expires_on)

outbox = Table(
    "outbox",
    metadata,
    _bytes("conv_id"),
    _bytes("id"),
    _number("seq"),
    _text("purpose"),
    _text("state"),
    _number("attempt"),
    _bytes("payload"),
    PrimaryKeyConstraint("conv_id", "id"),
    sqlite_with_rowid=False,
    comment="What is on its way; a row goes when it was sent. state: q waits or is on the wire, l was left, h is held.",
)

message_ref = Table(
    "message_ref",
    metadata,
    _bytes("conv_id"),
    _bytes("id"),
    _number("forget_on"),
    _bytes("refs"),
    PrimaryKeyConstraint("conv_id", "id"),
    sqlite_with_rowid=False,
    comment="Message ids of both sides, for the wipe.",
)

timer = Table(
    "timer",
    metadata,
    _bytes("conv_id"),
    _number("bucket"),
    _bytes("argument"),
    PrimaryKeyConstraint("conv_id"),
    sqlite_with_rowid=False,
    comment="When a conversation goes on although nobody wrote: the five minutes; the exact moment is sealed.",
)
Index(None, timer.c.bucket)

way_back = Table(
    "way_back",
    metadata,
    _bytes("tag"),
    _number("expires_on"),
    _bytes("sealed"),
    PrimaryKeyConstraint("tag"),
    sqlite_with_rowid=False,
    comment="What a return phrase opens. tag: keyed hash of what follows from the phrase. sealed: to the phrase.",
)
Index(None, way_back.c.expires_on)

handover_case = Table(
    "handover_case",
    metadata,
    _bytes("id"),
    _bytes("conv_id", null=True),
    _text("state"),
    _text("urgency"),
    _number("place"),
    _text("claimed_by", null=True),
    _number("fence"),
    _text("outcome", null=True),
    _number("ended_on", null=True),
    _number("purge_after", null=True),
    _bytes("card", null=True),
    _text("ending", null=True),
    _bytes("to_count", null=True),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("place"),
    sqlite_with_rowid=False,
    comment="conv_id and card go when the conversation is forgotten. outcome: codes with blanks. fence counts claims.",
)
Index(None, handover_case.c.conv_id)
Index(None, handover_case.c.state)
IS_ASKED = handover_case.c.claimed_by.is_not(None) & handover_case.c.outcome.is_(None)
Index(
    "ix_handover_case_unrecorded",
    handover_case.c.state,  # SQLite has no figures, and would take the index of the state for as good
    handover_case.c.place,
    sqlite_where=IS_ASKED,  # and PostgreSQL's, in the migration; named here, it would load that dialect everywhere
)

relay = Table(
    "relay",
    metadata,
    _bytes("case_id"),
    _number("number"),
    _bytes("conv_id"),
    _text("author"),
    _text("state"),
    _bytes("client", null=True),
    _bytes("payload"),
    PrimaryKeyConstraint("case_id", "number"),
    UniqueConstraint("case_id", "client"),
    sqlite_with_rowid=False,
    comment="The lines of a talk, until 15 minutes after it. client: digest of the desk's own id of a line.",
)
Index(None, relay.c.conv_id)

draft = Table(
    "draft",
    metadata,
    _bytes("case_id"),
    _bytes("conv_id"),
    _bytes("payload"),
    PrimaryKeyConstraint("case_id"),
    sqlite_with_rowid=False,
    comment="What a counsellor typed and did not send, until it is sent or the claim ends.",
)
Index(None, draft.c.conv_id)

transfer = Table(
    "transfer",
    metadata,
    _bytes("case_id"),
    _bytes("conv_id"),
    _bytes("payload"),
    PrimaryKeyConstraint("case_id"),
    sqlite_with_rowid=False,
    comment="A talk that is offered to a colleague, for minutes, until somebody answers or the claim ends.",
)
Index(None, transfer.c.conv_id)

staff = Table(
    "staff",
    metadata,
    _text("id"),
    _text("role"),
    Column("disabled", Boolean, nullable=False),
    _bytes("verifier"),
    PrimaryKeyConstraint("id"),
    sqlite_with_rowid=False,
)

staff_factor = Table(
    "staff_factor",
    metadata,
    _text("staff_id"),
    _number("version"),
    _bytes("sealed"),
    PrimaryKeyConstraint("staff_id"),
    sqlite_with_rowid=False,
    comment="The second step of a login. version grows with each code that is used, so that none opens twice.",
)

staff_skill = Table(
    "staff_skill",
    metadata,
    _text("staff_id"),
    _bytes("skills"),
    PrimaryKeyConstraint("staff_id"),
    sqlite_with_rowid=False,
    comment="What counsellors can do, and how many talks they take at once. Who is not here helps with everything.",
)

staff_invitation = Table(
    "staff_invitation",
    metadata,
    _text("staff_id"),
    _bytes("digest"),
    _bytes("ends"),
    PrimaryKeyConstraint("staff_id"),
    UniqueConstraint("digest"),
    sqlite_with_rowid=False,
    comment="A link by which somebody sets their own password. digest: of its token.",
)

staff_motion = Table(
    "staff_motion",
    metadata,
    _text("staff_id"),
    _bytes("id"),
    _bytes("sealed"),
    PrimaryKeyConstraint("staff_id"),
    UniqueConstraint("id"),
    sqlite_with_rowid=False,
    comment="What one admin wants for a colleague, and another one has to confirm.",
)

staff_session = Table(
    "staff_session",
    metadata,
    _bytes("digest"),
    _text("staff_id"),
    _bytes("ends"),
    PrimaryKeyConstraint("digest"),
    sqlite_with_rowid=False,
)
Index(None, staff_session.c.staff_id)

audit = Table(
    "audit",
    metadata,
    _number("number"),
    _number("minute"),
    _text("staff_id"),
    _text("action"),
    _bytes("subject"),
    _bytes("mac"),
    PrimaryKeyConstraint("number"),
    comment="Who did what to which case; mac chains each line to the one before.",
)

bundle = Table(
    "bundle",
    metadata,
    _text("hash"),
    _bytes("sources"),
    PrimaryKeyConstraint("hash"),
    comment="The files of what was published, so that it can be served again; there are no secrets in them.",
)

publication = Table(
    "publication",
    metadata,
    _number("number"),
    _text("bundle"),
    _text("author"),
    _text("approved_by"),
    _number("minute"),
    PrimaryKeyConstraint("number"),
    comment="The log of publishing; the highest number is what is served. minute: since 1970.",
)

serving = Table(
    "serving",
    metadata,
    _number("id"),
    _number("epoch"),
    PrimaryKeyConstraint("id"),
    comment="One row: who serves raises epoch, and stops when another one did.",
)
SERVING_ROW = 1
