"""Talks that are offered to a colleague."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("conv_id", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_transfer"),
        sqlite_with_rowid=False,
        comment="A talk that is offered to a colleague, for minutes, until somebody answers or the claim ends.",
    )
    op.create_index("ix_transfer_conv_id", "transfer", ["conv_id"])
