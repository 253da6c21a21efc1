"""The second step of a login."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "staff_factor",
        sa.Column("staff_id", sa.Text),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_factor"),
        sqlite_with_rowid=False,
        comment="The second step of a login. version grows with each code that is used, so that none opens twice.",
    )
