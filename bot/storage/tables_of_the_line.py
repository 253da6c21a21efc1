"""The tables of what coordinators decide about the line; a part of `tables`."""

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from bot.storage.columns import bytes_column, metadata, number_column

day_hours = Table(
    "day_hours",
    metadata,
    number_column("day"),
    number_column("version"),
    bytes_column("spans"),
    PrimaryKeyConstraint("day"),
    sqlite_with_rowid=False,
    comment="Hours of single days that a coordinator set, until the days are past; about nobody.",
)

block = Table(
    "block",
    metadata,
    bytes_column("case_id"),
    bytes_column("tag"),
    number_column("week"),
    number_column("version"),
    number_column("forget_on"),
    bytes_column("sealed"),
    PrimaryKeyConstraint("case_id"),
    UniqueConstraint("tag", "week"),
    sqlite_with_rowid=False,
    comment="Senders who are offered no counsellor for some days. tag and week find them.",
)
