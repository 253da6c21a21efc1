"""The operator's log: one JSON object a line on standard error, from an allow-list of fields and nothing else.

Two layers. Above: our own lines have fields of a list, and of a library only its name and the kind of its fault are
told. Below: what is in a field passes the redactor, and what a library says is withheld when the record is made, so
that no handler, whoever set it up, ever sees a word, an argument or a traceback of it.
"""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

from bot.ops.redaction import Redactor

FIELDS = frozenset({
    "event", "level", "timestamp",
    "channel", "code", "count", "fault", "host", "library", "port", "reason", "seconds", "state", "version",
})  # fmt: skip
"""Every field that a line may have. None of them can hold a text, an address, a token or a key."""

OUR_OWN = frozenset({"level", "timestamp", "version"})
"""Made by the program itself: the minute, and the hash of a bundle, which look like what is redacted."""

LOUD = ("aiohttp", "alembic", "asyncio", "httpcore", "httpx", "psycopg", "sqlalchemy", "telegram", "transitions")
"""Libraries that put addresses, tokens, parameters or whole messages into their lines."""

WITHHELD = "(withheld)"
TELL_AGAIN_AFTER_S = 60.0
"""A library that says the same kind of thing again is told once a minute."""
MOST_KINDS = 200


def set_up(level: str, stream: TextIO | None = None, *, secrets: Iterable[str] = ()) -> None:
    """Send our own lines to `stream`, and of libraries only that they warn.

    Args:
        level: `DEBUG`, `INFO`, `WARNING` or `ERROR`; it never changes what a line may hold.
        stream: Standard error unless given.
        secrets: What the redactor has to know.
    """
    logging.setLogRecordFactory(without_words)
    logging.raiseExceptions = False  # a handler that fails would print the record
    logging.captureWarnings(capture=True)
    for name in LOUD:
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%MZ", utc=True),
            _only_known_fields,
            _Redacting(Redactor(secrets)),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Unbreakable(stream))),
        cache_logger_on_first_use=False,
    )


def without_words(*what: Any, **_: Any) -> logging.LogRecord:  # noqa: ANN401 - as logging calls it
    """Make a record that holds nothing of what was said: a logger, a level, and the kind of a fault."""
    name, level, fault = what[0], what[1], what[6] if len(what) > 6 else None  # noqa: PLR2004 - logging's own order
    kind = fault[0].__name__ if isinstance(fault, tuple) and isinstance(fault[0], type) else ""
    record = logging.LogRecord(name, level, "", 0, WITHHELD, (), None)
    record.fault = kind
    return record


class _Unbreakable:
    """Standard error, or another stream, that stops nothing when it is full, cut off or closed.

    A line that can't be written is lost, because there is nowhere else to tell it: nobody is to be left without an
    answer for a log.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write what can be written."""
        with suppress(OSError, ValueError):
            (self._stream or sys.stderr).write(text)

    def flush(self) -> None:
        """Let it go out, if it can."""
        with suppress(OSError, ValueError):
            (self._stream or sys.stderr).flush()


class _Redacting:
    """The layer below, for our own lines."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def __call__(self, _: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {name: value if name in OUR_OWN else self._redactor.value(value) for name, value in line.items()}


def _only_known_fields(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out every field that is not on the list."""
    return {name: value for name, value in line.items() if name in FIELDS}


class _Libraries(logging.Handler):
    """Tells that a library warned, and of what kind of fault; never its words."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: dict[tuple[str, int, str], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, unless the same was told a moment ago."""
        library, fault = record.name.partition(".")[0], getattr(record, "fault", "")
        kind = (library, record.levelno, fault)
        if record.created - self._told.get(kind, 0.0) < TELL_AGAIN_AFTER_S:
            return
        if len(self._told) >= MOST_KINDS:
            self._told.clear()
        self._told[kind] = record.created
        log = structlog.get_logger()
        tell = log.error if record.levelno >= logging.ERROR else log.warning
        tell("library_warned", library=library, **({"fault": fault} if fault else {}))


ERRORS = ("_failed", "_lost", "_missed")
WARNINGS = ("_warned", "_accepted", "_late", "_unproven", "_refused")
"""How the events end that are errors, and those that are warnings; what is neither is information."""

FAULTS = frozenset({
    "audit_failed", "bubble_refused", "call_failed", "callback_missed", "callbacks_failed", "channel_failed",
    "claims_failed", "cleaning_up_failed", "clock_failed", "delivery_failed", "erase_failed", "files_failed",
    "flood_warned", "gap_warned", "hearing_failed", "host_fault_accepted", "keys_failed", "keys_late", "keys_unproven",
    "look_failed", "looking_back_failed", "older_bundle_failed", "phrase_failed", "process_failed",
    "publication_failed", "published_failed", "rows_lost", "seats_failed", "signal_failed", "signal_warned",
    "store_failed", "swap_warned", "telegram_failed", "thread_failed", "tidy_failed", "timer_failed", "timers_failed",
    "turn_failed", "update_lost", "watch_failed", "ways_failed", "web_request_failed", "webhook_failed",
})  # fmt: skip
"""All of them that there are."""


def is_fault(event: str) -> bool:
    """Tell whether somebody should look into it."""
    return event.endswith(ERRORS + WARNINGS)


class LogJournal:
    """A `Journal` that writes to the log set up here."""

    def __init__(self) -> None:
        """Write to the log as it is set up at the time of each line."""
        self._log = structlog.get_logger()

    def note(self, event: str, /, **fields: str | float) -> None:
        """Write one line: `turn_failed` as an error, `keys_late` as a warning."""
        if event.endswith(ERRORS):
            self._log.error(event, **fields)
        elif event.endswith(WARNINGS):
            self._log.warning(event, **fields)
        else:
            self._log.info(event, **fields)
