"""Links by which staff set their own password."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "staff_invitation",
        sa.Column("staff_id", sa.Text),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("ends", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_invitation"),
        sa.UniqueConstraint("digest", name="uq_staff_invitation_digest"),
        sqlite_with_rowid=False,
        comment="A link by which somebody sets their own password. digest: of its token.",
    )
