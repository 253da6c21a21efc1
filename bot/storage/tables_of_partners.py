"""The tables of what partner organisations have to do with a talk; a part of `tables`."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from bot.storage.columns import bytes_column, metadata, number_column

referral = Table(
    "referral",
    metadata,
    bytes_column("case_id"),
    number_column("number"),
    bytes_column("conv_id"),
    bytes_column("payload"),
    PrimaryKeyConstraint("case_id", "number"),
    sqlite_with_rowid=False,
    comment="What may be given to a partner: one row a hop. Its words go when the case ends, the rest with the person.",
)
Index(None, referral.c.conv_id)

guest = Table(
    "guest",
    metadata,
    bytes_column("case_id"),
    bytes_column("conv_id"),
    bytes_column("digest"),
    bytes_column("payload"),
    PrimaryKeyConstraint("case_id"),
    UniqueConstraint("digest"),
    sqlite_with_rowid=False,
    comment="Who of a partner is in a talk, or the link that lets them in, until the claim ends. digest: of a token.",
)
Index(None, guest.c.conv_id)
