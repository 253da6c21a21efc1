"""What takes two admins."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "staff_motion",
        sa.Column("staff_id", sa.Text),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_motion"),
        sa.UniqueConstraint("id", name="uq_staff_motion_id"),
        sqlite_with_rowid=False,
        comment="What one admin wants for a colleague, and another one has to confirm.",
    )
