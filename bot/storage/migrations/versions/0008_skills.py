"""What counsellors can do, and how many talks they take at once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "staff_skill",
        sa.Column("staff_id", sa.Text),
        sa.Column("skills", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_skill"),
        sqlite_with_rowid=False,
        comment="What counsellors can do, and how many talks they take at once. Who is not here helps with everything.",
    )
