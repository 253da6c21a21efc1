"""Shifts of counsellors, and the addresses at which their calendars find them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.LargeBinary),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
        sqlite_with_rowid=False,
        comment="Shifts of counsellors, until two weeks after; about nobody else.",
    )
    op.create_index("ix_shift_day", "shift", ["day"])
    op.create_table(
        "shift_feed",
        sa.Column("staff_id", sa.Text),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_shift_feed"),
        sa.UniqueConstraint("digest", name="uq_shift_feed_digest"),
        sqlite_with_rowid=False,
        comment="The secret addresses at which calendars of counsellors find their own shifts, hashed.",
    )
