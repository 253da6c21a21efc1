"""Over which channels something may be lost with the process that serves."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "open_line",
        sa.Column("channel", sa.Text),
        sa.PrimaryKeyConstraint("channel", name="pk_open_line"),
        sqlite_with_rowid=False,
        comment="Channels that take what nobody else keeps, as long as something may be under way on them.",
    )
