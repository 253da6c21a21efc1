"""The tables of the line: hours of single days, pauses, callbacks, what a day adds up to; a part of `tables`."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from bot.storage.columns import bytes_column, metadata, number_column, text_column

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

staff_pause = Table(
    "staff_pause",
    metadata,
    text_column("staff_id"),
    bytes_column("sealed"),
    PrimaryKeyConstraint("staff_id"),
    sqlite_with_rowid=False,
    comment="Until when nobody new comes to a counsellor. The row goes when the pause is over.",
)

open_line = Table(
    "open_line",
    metadata,
    text_column("channel"),
    PrimaryKeyConstraint("channel"),
    sqlite_with_rowid=False,
    comment="Channels that take what nobody else keeps, as long as something may be under way on them.",
)

named_group = Table(
    "named_group",
    metadata,
    number_column("quarter"),
    bytes_column("mark"),
    PrimaryKeyConstraint("quarter", "mark"),
    sqlite_with_rowid=False,
    comment="A keyed mark for each group that was named in a quarter, to count how many different ones there were.",
)

day_sum = Table(
    "day_sum",
    metadata,
    number_column("day"),
    text_column("what"),
    number_column("amount"),
    PrimaryKeyConstraint("day", "what"),
    sqlite_with_rowid=False,
    comment="What a day adds up to, of everybody together: no person, no case, no hour.",
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

callback = Table(
    "callback",
    metadata,
    bytes_column("id"),
    bytes_column("conv_id", null=True),
    bytes_column("tag", null=True),
    number_column("fence"),
    text_column("outcome", null=True),
    number_column("ended_on", null=True),
    bytes_column("sealed", null=True),
    PrimaryKeyConstraint("id"),
    sqlite_with_rowid=False,
    comment="Callbacks. tag: keyed hash of the slot, to count by. conv_id, tag and sealed go with the end.",
)
Index(None, callback.c.tag)
Index(None, callback.c.conv_id)
