"""Ways back: what return phrases open."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "way_back",
        sa.Column("tag", sa.LargeBinary),
        sa.Column("expires_on", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_way_back"),
        sqlite_with_rowid=False,
        comment="What a return phrase opens. tag: keyed hash of what follows from the phrase. sealed: to the phrase.",
    )
    op.create_index("ix_way_back_expires_on", "way_back", ["expires_on"])
