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

person_place = Table(
    "person_place",
    metadata,
    number_column("quarter"),
    number_column("place"),
    PrimaryKeyConstraint("quarter", "place"),
    sqlite_with_rowid=False,
    comment="Which of 1,024 places are taken in a quarter, a third by lot: to count senders and find none.",
)
