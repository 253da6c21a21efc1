"""Cases that wait for what came of them are found without reading those of years."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WAITS = sa.text("claimed_by IS NOT NULL AND outcome IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_handover_case_unrecorded", "handover_case", ["state", "place"], sqlite_where=WAITS, postgresql_where=WAITS
    )
