"""The tables of what coordinators decide about the line; a part of `tables`."""

from sqlalchemy import PrimaryKeyConstraint, Table

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
