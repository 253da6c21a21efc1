"""What the database says about the outbox: a row may also have left already."""

from alembic import op

revision = "0024"
down_revision = "0023"

COMMENT = "What is on its way; a row goes when it was sent. state: q waits or is on the wire, l was left, h is held."


def upgrade() -> None:
    if op.get_bind().dialect.supports_comments:
        op.create_table_comment("outbox", COMMENT)
