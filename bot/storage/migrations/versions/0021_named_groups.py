"""Which groups were named in a quarter, as keyed marks that only tell how many."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "named_group",
        sa.Column("quarter", sa.Integer, autoincrement=False),
        sa.Column("mark", sa.LargeBinary),
        sa.PrimaryKeyConstraint("quarter", "mark", name="pk_named_group"),
        sqlite_with_rowid=False,
        comment="A keyed mark for each group that was named in a quarter, to count how many different ones there were.",
    )
