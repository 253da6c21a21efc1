"""What happened on the line, for figures; marks by which people are counted once; what waits for an outcome."""

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
        "person_mark",
        sa.Column("quarter", sa.Integer, autoincrement=False),
        sa.Column("mark", sa.LargeBinary),
        sa.PrimaryKeyConstraint("quarter", "mark", name="pk_person_mark"),
        sqlite_with_rowid=False,
        comment="Keyed marks: one for each sender of a quarter, another once they came again. Gone with the quarter.",
    )
    op.add_column("handover_case", sa.Column("to_count", sa.LargeBinary, nullable=True))
