"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _conversations()
    _messages()
    _desk()
    _staff()
    serving = op.create_table(
        "serving",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_serving"),
        comment="One row: who serves raises epoch, and stops when another one did.",
    )
    op.bulk_insert(serving, [{"id": 1, "epoch": 0}])


def _conversations() -> None:
    op.create_table(
        "seen",
        sa.Column("channel", sa.Text),
        sa.Column("external_id", sa.Text),
        sa.Column("forget_on", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", "external_id", name="pk_seen"),
        sqlite_with_rowid=False,
        comment="Events that were taken in, for a week.",
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.LargeBinary),
        sa.Column("bix", sa.LargeBinary, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("expires_on", sa.Integer, nullable=False),
        sa.Column("wrapped_dek", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("bix", "week", name="uq_conversation_bix_week"),
        sqlite_with_rowid=False,
        comment="bix and week find the sender; 0 as the week: cut off. wrapped_dek dies with the key of expires_on.",
    )
    op.create_index("ix_conversation_expires_on", "conversation", ["expires_on"])
    if op.get_bind().dialect.name == "postgresql":
        # What is sealed can't be compressed; trying costs as much as writing it.
        op.execute("ALTER TABLE conversation ALTER COLUMN state SET STORAGE EXTERNAL")


def _messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("conv_id", sa.LargeBinary),
        sa.Column("id", sa.LargeBinary),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conv_id", "id", name="pk_outbox"),
        sqlite_with_rowid=False,
        comment="What is on its way; a row goes when it was sent. state: q waits or is on the wire, h is held.",
    )
    op.create_table(
        "message_ref",
        sa.Column("conv_id", sa.LargeBinary),
        sa.Column("id", sa.LargeBinary),
        sa.Column("forget_on", sa.Integer, nullable=False),
        sa.Column("refs", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conv_id", "id", name="pk_message_ref"),
        sqlite_with_rowid=False,
        comment="Message ids of both sides, for the wipe.",
    )


def _desk() -> None:
    op.create_table(
        "handover_case",
        sa.Column("id", sa.LargeBinary),
        sa.Column("conv_id", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("urgency", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("ended_on", sa.Integer),
        sa.Column("purge_after", sa.Integer),
        sa.Column("card", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_handover_case"),
        sa.UniqueConstraint("place", name="uq_handover_case_place"),
        sqlite_with_rowid=False,
        comment="conv_id and card go when the conversation is forgotten, outcome and day stay. fence counts claims.",
    )
    op.create_index("ix_handover_case_conv_id", "handover_case", ["conv_id"])
    op.create_index("ix_handover_case_state", "handover_case", ["state"])
    op.create_table(
        "relay",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("conv_id", sa.LargeBinary, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("client", sa.LargeBinary),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_relay"),
        sa.UniqueConstraint("case_id", "client", name="uq_relay_case_id_client"),
        sqlite_with_rowid=False,
        comment="The lines of a talk, until 15 minutes after it. client: digest of the desk's own id of a line.",
    )
    op.create_index("ix_relay_conv_id", "relay", ["conv_id"])


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("verifier", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.LargeBinary),
        sa.Column("staff_id", sa.Text, nullable=False),
        sa.Column("ends", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_session"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.LargeBinary, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        comment="Who did what to which case; mac chains each line to the one before.",
    )
