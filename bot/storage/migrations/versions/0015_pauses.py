"""Pauses of counsellors while they last, and what they add up to by day."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "staff_pause",
        sa.Column("staff_id", sa.Text),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_pause"),
        sqlite_with_rowid=False,
        comment="Until when nobody new comes to a counsellor. The row goes when the pause is over.",
    )
    op.create_table(
        "day_sum",
        sa.Column("day", sa.Integer, autoincrement=False),
        sa.Column("what", sa.Text),
        sa.Column("amount", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("day", "what", name="pk_day_sum"),
        sqlite_with_rowid=False,
        comment="What a day adds up to, of everybody together: no person, no case, no hour.",
    )
