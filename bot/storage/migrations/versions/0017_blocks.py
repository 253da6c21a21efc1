"""Senders who are offered no counsellor for some days."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "block",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("tag", sa.LargeBinary, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("forget_on", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_block"),
        sa.UniqueConstraint("tag", "week", name="uq_block_tag_week"),
        sqlite_with_rowid=False,
        comment="Senders who are offered no counsellor for some days. tag and week find them.",
    )
