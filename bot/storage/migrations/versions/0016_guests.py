"""Who of a partner organisation is in a talk, or the link that lets them in."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "guest",
        sa.Column("case_id", sa.LargeBinary),
        sa.Column("conv_id", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_guest"),
        sa.UniqueConstraint("digest", name="uq_guest_digest"),
        sqlite_with_rowid=False,
        comment="Who of a partner is in a talk, or the link that lets them in, until the claim ends. "
        "digest: of a token.",
    )
    op.create_index("ix_guest_conv_id", "guest", ["conv_id"])
