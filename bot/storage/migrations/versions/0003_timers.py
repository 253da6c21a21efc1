"""Timers: when a conversation goes on although nobody wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "timer",
        sa.Column("conv_id", sa.LargeBinary),
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("argument", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conv_id", name="pk_timer"),
        sqlite_with_rowid=False,
        comment="When a conversation goes on although nobody wrote: the five minutes; the exact moment is sealed.",
    )
    op.create_index("ix_timer_bucket", "timer", ["bucket"])
