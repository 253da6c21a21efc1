"""Callbacks, from their booking to their outcome."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "callback",
        sa.Column("id", sa.LargeBinary),
        sa.Column("conv_id", sa.LargeBinary, nullable=True),
        sa.Column("tag", sa.LargeBinary, nullable=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=True),
        sa.Column("ended_on", sa.Integer, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
        sqlite_with_rowid=False,
        comment="Callbacks. tag: keyed hash of the slot, to count by. conv_id, tag and sealed go with the end.",
    )
    op.create_index("ix_callback_tag", "callback", ["tag"])
    op.create_index("ix_callback_conv_id", "callback", ["conv_id"])
