"""What may be given to partner organisations, and whether it was agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("conv_id", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_referral"),
        sqlite_with_rowid=False,
        comment="What may be given to a partner: one row a hop. "
        "Its words go when the case ends, the rest with the person.",
    )
    op.create_index("ix_referral_conv_id", "referral", ["conv_id"])
