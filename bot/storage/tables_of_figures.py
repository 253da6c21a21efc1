"""The tables that figures are counted from; a part of `tables`."""

from sqlalchemy import PrimaryKeyConstraint, Table

from bot.storage.columns import bytes_column, metadata, number_column

event_log = Table(
    "event_log",
    metadata,
    number_column("day"),
    bytes_column("id"),
    bytes_column("sealed"),
    PrimaryKeyConstraint("day", "id"),
    sqlite_with_rowid=False,
    comment="What happened on the line, about nobody; id is random. All rows have one size, whatever happened.",
)

person_mark = Table(
    "person_mark",
    metadata,
    number_column("quarter"),
    bytes_column("mark"),
    PrimaryKeyConstraint("quarter", "mark"),
    sqlite_with_rowid=False,
    comment="Keyed marks: one for each sender of a quarter, another once they came again. Gone with the quarter.",
)
