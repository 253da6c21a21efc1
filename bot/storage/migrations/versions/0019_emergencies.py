"""Cases that somebody may read who does not have them, because two people decided it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "emergency",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("conv_id", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_emergency"),
        sqlite_with_rowid=False,
        comment="Who asked, or was allowed by a second person, to read one case of somebody else; for minutes.",
    )
    op.create_index("ix_emergency_conv_id", "emergency", ["conv_id"])
