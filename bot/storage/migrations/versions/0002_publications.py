"""What was published, and the files of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "bundle",
        sa.Column("hash", sa.Text),
        sa.Column("sources", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_bundle"),
        comment="The files of what was published, so that it can be served again; there are no secrets in them.",
    )
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("bundle", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_publication"),
        comment="The log of publishing; the highest number is what is served. minute: since 1970.",
    )
