"""The table of those who may read one case in an emergency; a part of `tables`."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from bot.storage.columns import bytes_column, metadata

emergency = Table(
    "emergency",
    metadata,
    bytes_column("case_id"),
    bytes_column("conv_id"),
    bytes_column("payload"),
    PrimaryKeyConstraint("case_id"),
    sqlite_with_rowid=False,
    comment="Who asked, or was allowed by a second person, to read one case of somebody else; for minutes.",
)
Index(None, emergency.c.conv_id)
