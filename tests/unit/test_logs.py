"""The operator's log holds nothing that could betray."""

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from bot.ops.logs import LOUD, LogJournal, set_up

CANARY = "canary-7c1e"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Let logging be afterwards as pytest wants it."""
    loggers = [logging.getLogger(name) for name in (None, *LOUD)]
    before = [(logger, logger.handlers, logger.level, logger.propagate) for logger in loggers]
    factory = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(factory)
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_a_log_that_can_not_be_written_stops_nothing() -> None:
    """A pipe that nobody reads any more, or a closed one, is no reason to leave somebody without an answer."""
    reader, writer = os.pipe()
    os.close(reader)
    cut_off = os.fdopen(writer, "w", buffering=1)
    closed = io.StringIO()
    closed.close()

    for stream in (cut_off, closed):
        set_up("INFO", stream)
        LogJournal().note("bundle_served", count=1)
        logging.getLogger("asyncio").warning("late")

    with suppress(OSError):
        cut_off.close()


def test_only_fields_of_the_allow_list_reach_the_log() -> None:
    """A careless caller can't leak a text: the field is left out."""
    stream = io.StringIO()
    set_up("DEBUG", stream)

    LogJournal().note("turn_failed", channel="telegram", fault="ValueError", text=CANARY)

    line = json.loads(stream.getvalue())
    assert line["event"] == "turn_failed"
    assert line["level"] == "error"
    assert line["channel"] == "telegram"
    assert CANARY not in stream.getvalue()


def test_libraries_say_nothing_at_any_level(capfd: pytest.CaptureFixture[str]) -> None:
    """URLs with tokens, parameters of statements: not one line, also at DEBUG."""
    stream = io.StringIO()
    set_up("DEBUG", stream)

    for name in LOUD:
        logging.getLogger(f"{name}.somewhere").critical(CANARY)
        logging.getLogger(name).debug(CANARY)
    logging.getLogger("anything.else").error(CANARY)

    assert CANARY not in stream.getvalue() + capfd.readouterr().err


def test_that_a_library_warned_is_told_once_a_minute_with_the_kind_of_its_fault() -> None:
    """The operator learns that something is wrong there, and no storm of lines fills the disk."""
    stream = io.StringIO()
    set_up("INFO", stream)

    for _ in range(100):
        logging.getLogger("some.library").error(CANARY, exc_info=LookupError(CANARY))
    logging.getLogger("some.library").warning(CANARY)

    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(one["event"], one["library"], one.get("fault"), one["level"]) for one in told] == [
        ("library_warned", "some", "LookupError", "error"),
        ("library_warned", "some", None, "warning"),
    ]


def test_a_token_in_a_field_of_the_list_is_taken_out() -> None:
    """The second layer: what a careless line carries does not arrive."""
    stream = io.StringIO()
    set_up("INFO", stream, secrets=["hunter2-hunter2"])

    LogJournal().note("x_failed", reason="hunter2-hunter2 at https://t.example/bot1:abcdefghij for 4815162342")

    assert json.loads(stream.getvalue())["reason"] == "… at https://t.example/… for …"


def test_times_in_the_log_are_to_the_minute() -> None:
    """An exact time could be matched with a phone."""
    stream = io.StringIO()
    set_up("INFO", stream)

    LogJournal().note("serving", port=8080)

    assert len(json.loads(stream.getvalue())["timestamp"]) == len("2026-11-23T14:00Z")
