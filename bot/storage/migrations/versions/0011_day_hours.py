"""Hours of single days, set by coordinators."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "day_hours",
        sa.Column("day", sa.Integer, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("spans", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_day_hours"),
        sqlite_with_rowid=False,
        comment="Hours of single days that a coordinator set, until the days are past; about nobody.",
    )
