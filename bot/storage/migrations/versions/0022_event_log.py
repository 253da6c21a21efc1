"""What happened on the line, for figures; places by which people are counted once; what waits for an outcome."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "event_log",
        sa.Column("day", sa.Integer, autoincrement=False),
        sa.Column("id", sa.LargeBinary),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("day", "id", name="pk_event_log"),
        sqlite_with_rowid=False,
        comment="What happened on the line, about nobody; id is random. All rows have one size, whatever happened.",
    )
    op.create_table(
        "person_place",
        sa.Column("quarter", sa.Integer, autoincrement=False),
        sa.Column("place", sa.Integer, autoincrement=False),
        sa.PrimaryKeyConstraint("quarter", "place", name="pk_person_place"),
        sqlite_with_rowid=False,
        comment="Which of 1,024 places are taken in a quarter, a third by lot: to count senders and find none.",
    )
    op.add_column("handover_case", sa.Column("to_count", sa.LargeBinary, nullable=True))
