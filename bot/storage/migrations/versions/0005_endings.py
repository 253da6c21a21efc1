"""Who ended a case stands apart from what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COMMENT = "conv_id and card go when the conversation is forgotten. outcome: codes with blanks. fence counts claims."


def upgrade() -> None:
    op.add_column("handover_case", sa.Column("ending", sa.Text))
    if op.get_bind().dialect.supports_comments:
        op.create_table_comment("handover_case", COMMENT)
    ended = sa.table("handover_case", sa.column("state"), sa.column("outcome"), sa.column("ending"))
    for outcome, ending in (("left", "left"), ("ended_by_help_seeker", "help_seeker")):
        op.execute(ended.update().where(ended.c.outcome == outcome).values(ending=ending, outcome=None))
    op.execute(ended.update().where(ended.c.state == "closed", ended.c.ending.is_(None)).values(ending="counsellor"))
