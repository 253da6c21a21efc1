"""Whether the database keeps what it must, and nothing else: above all no statements with values in a log."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.doctor.clocks import compared
from bot.errors import StoreDown
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings
from bot.storage.inspection import Facts, Tables, inspect
from bot.storage.sqlite_turns import MENDED_IN

SETTING = "AJAR_DATABASE_URL"
SQLITE: Mapping[str, tuple[str, ...]] = {
    "journal_mode": ("wal",),
    "synchronous": ("2",),
    "secure_delete": ("1",),
    "trusted_schema": ("0",),
    "foreign_keys": ("1",),
    "cell_size_check": ("1",),
}
"""What each pragma has to be; `docs/operating.md` says why."""
POSTGRES: Mapping[str, tuple[str, ...]] = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "auto_explain.log_min_duration": ("-1",),
    "fsync": ("on",),
    "full_page_writes": ("on",),
}
"""What each setting of the server has to be; one that it does not have is right."""
POSTGRES_BETTER: Mapping[str, tuple[str, ...]] = {
    "log_min_error_statement": ("panic", "fatal", "log"),
    "log_error_verbosity": ("terse",),
}
"""Settings whose usual value keeps statements without values, or a hash that was there twice: told, no fault."""


NEWER = "A newer version of Ajar made the tables of this database."


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Read the settings of the database as our own connections have them."""
    try:
        facts = await asyncio.to_thread(inspect, settings.database)
    except StoreDown as fault:
        embedded = settings.embedded_database
        fix = "Put its backup back." if embedded else "Check that it runs, and that the URL is right."
        return [Finding("database.down", fault.what, fix, str(embedded) if embedded else SETTING)]
    found = list(judged(facts))
    if facts.now is not None:
        found += compared("database.clock", ours=clock.now(), theirs=facts.now, whose="the database")
    return [*found, *_versions(facts)]


def judged(facts: Facts, group: str = "database", setting: str = SETTING) -> Iterator[Finding]:
    """Tell what is not as it must be.

    Args:
        facts: What a look told.
        group: Before the name of each check.
        setting: Names a database that has no file.
    """
    if not facts.is_there:
        return
    judge = _judge_sqlite if facts.kind == "sqlite" else _judge_postgres
    for one in judge(facts):
        yield replace(one, check=f"{group}.{one.check}", where=str(facts.file or setting))


def _versions(facts: Facts) -> Iterator[Finding]:
    where = str(facts.file or SETTING)
    match facts.tables:
        case Tables.OLD:
            what, fix = "An older version of Ajar made the tables.", "Make a backup, then: ajar db upgrade"
            yield Finding("database.old_tables", what, fix, where, Gravity.WARNING)
        case Tables.NEWER:
            yield Finding("database.newer_tables", NEWER, "Run that version, or a later one.", where)


def _judge_sqlite(facts: Facts) -> Iterator[Finding]:
    if not facts.is_sound:
        yield Finding("damaged", "The file of the database is damaged.", "Put its backup back.")
    for name, value, must in _wrong(facts.settings, SQLITE):
        what = f"SQLite has {name} = {value} where it must be {must}."
        fix = "Keep the file on a local disk, and run the locked version of Python with its own SQLite."
        yield Finding(name, what, fix)
    if facts.version and tuple(map(int, facts.version.split("."))) < MENDED_IN:
        what = f"SQLite {facts.version} can damage a file to which two programs write at the same moment."
        fix = "Ajar's own processes take turns; let no other program write to it while they run."
        yield Finding("old_sqlite", what, fix, gravity=Gravity.WARNING)


def _judge_postgres(facts: Facts) -> Iterator[Finding]:
    for settings, gravity in ((POSTGRES, Gravity.FAULT), (POSTGRES_BETTER, Gravity.WARNING)):
        for name, value, must in _wrong(facts.settings, settings):
            what = f"PostgreSQL has {name} = {value} where it must be {must}."
            fix = f"As its administrator: ALTER SYSTEM SET {name} = '{must}'; SELECT pg_reload_conf();"
            yield Finding(name, what, fix, gravity=gravity)
    if facts.settings.get("pgaudit.log", "none") != "none":  # what is loaded, only a superuser may ask
        what = "pgaudit is loaded, and may log statements with their values."
        fix = "Keep it off for this database: ALTER DATABASE … SET pgaudit.log = 'none';"
        yield Finding("pgaudit", what, fix)
    if facts.is_superuser:
        what = "Ajar logs in as a superuser of PostgreSQL."
        fix = "Make it a role of its own (CREATE ROLE … LOGIN NOSUPERUSER) that owns its database and nothing else."
        yield Finding("superuser", what, fix, gravity=Gravity.WARNING)


def _wrong(found: Mapping[str, str], must: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    """Return name, value and what it must be of what is set and is not right."""
    for name, right in must.items():
        value = found.get(name)
        if value is not None and value not in right:
            yield name, value, right[0]
