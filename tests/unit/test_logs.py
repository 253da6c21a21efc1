"""The operator's log holds nothing that could betray."""

import io
import json
import logging

import pytest

from bot.ops.logs import LOUD, LogJournal, set_up

CANARY = "canary-7c1e"


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


def test_times_in_the_log_are_to_the_minute() -> None:
    """An exact time could be matched with a phone."""
    stream = io.StringIO()
    set_up("INFO", stream)

    LogJournal().note("serving", port=8080)

    assert len(json.loads(stream.getvalue())["timestamp"]) == len("2026-11-23T14:00Z")
