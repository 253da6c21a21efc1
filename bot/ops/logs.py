"""The operator's log: one JSON object a line on standard error, from an allow-list of fields and nothing else."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

FIELDS = frozenset({
    "event", "level", "timestamp",
    "channel", "code", "count", "fault", "host", "port", "reason", "seconds", "state", "version",
})  # fmt: skip
"""Every field that a line may have. None of them can hold a text, an address, a token or a key."""

LOUD = ("aiohttp", "alembic", "asyncio", "httpcore", "httpx", "sqlalchemy", "telegram", "transitions")
"""Libraries that put addresses, tokens, parameters or whole messages into their lines."""


def _only_known_fields(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out every field that is not on the list."""
    return {name: value for name, value in line.items() if name in FIELDS}


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Send our own lines to `stream`, and silence every library, at every level.

    Args:
        level: `DEBUG`, `INFO`, `WARNING` or `ERROR`; it never changes what a line may hold.
        stream: Standard error unless given.
    """
    for name in LOUD:
        library = logging.getLogger(name)
        library.handlers = [logging.NullHandler()]
        library.propagate = False
        library.setLevel(logging.CRITICAL + 1)
    root = logging.getLogger()
    root.handlers = [logging.NullHandler()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%MZ", utc=True),
            _only_known_fields,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


class LogJournal:
    """A `Journal` that writes to the log set up here."""

    def __init__(self) -> None:
        """Write to the log as it is set up at the time of each line."""
        self._log = structlog.get_logger()

    def note(self, event: str, /, **fields: str | float) -> None:
        """Write one line; `turn_failed` and the like are errors, `swap_warned` warnings, the rest is information."""
        if event.endswith(("_failed", "_lost")):
            self._log.error(event, **fields)
        elif event.endswith(("_warned", "_accepted")):
            self._log.warning(event, **fields)
        else:
            self._log.info(event, **fields)
