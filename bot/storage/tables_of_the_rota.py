"""The tables of the rota: who works when, and where their calendars find it; a part of `tables`."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from bot.storage.columns import bytes_column, metadata, number_column, text_column

shift = Table(
    "shift",
    metadata,
    bytes_column("id"),
    number_column("day"),
    number_column("version"),
    bytes_column("sealed"),
    PrimaryKeyConstraint("id"),
    sqlite_with_rowid=False,
    comment="Shifts of counsellors, until two weeks after; about nobody else.",
)
Index(None, shift.c.day)

shift_feed = Table(
    "shift_feed",
    metadata,
    text_column("staff_id"),
    bytes_column("digest"),
    bytes_column("sealed"),
    PrimaryKeyConstraint("staff_id"),
    UniqueConstraint("digest"),
    sqlite_with_rowid=False,
    comment="The secret addresses at which calendars of counsellors find their own shifts, hashed.",
)
