"""What counsellors typed and did not send."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("conv_id", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_draft"),
        sqlite_with_rowid=False,
        comment="What a counsellor typed and did not send, until it is sent or the claim ends.",
    )
    op.create_index("ix_draft_conv_id", "draft", ["conv_id"])
