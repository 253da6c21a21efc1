"""What is told of a fault that nobody caught: its kind and where it came through; never its words or locals."""

import sys
import threading
import traceback
from types import TracebackType

from bot.ports import Journal

MOST_PLACES = 8
OURS = "bot"
"""Only places in our own code are told: they are public."""


def speak_for(journal: Journal) -> None:
    """Let every fault that nobody caught become one line of the log instead of a stack trace on standard error."""

    def uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        journal.note("process_failed", fault=kind.__name__, reason=places(fault, trace))

    def of_a_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            place = places(told.exc_value, told.exc_traceback)
            journal.note("thread_failed", fault=told.exc_type.__name__, reason=place)

    def unraisable(told: "sys.UnraisableHookArgs") -> None:
        journal.note("cleaning_up_failed", fault=told.exc_type.__name__)

    sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, of_a_thread, unraisable


def places(fault: BaseException, trace: TracebackType | None = None) -> str:
    """Return where in our code a fault came through, innermost first, as `bot/app.py:120`; of a group its first."""
    while isinstance(fault, BaseExceptionGroup):
        fault, trace = fault.exceptions[0], None
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace or fault.__traceback__)]
    ours = [f"{OURS}/{file.rpartition(f'/{OURS}/')[2]}:{line}" for file, line in frames if f"/{OURS}/" in file]
    return " < ".join(reversed(ours[-MOST_PLACES:]))
