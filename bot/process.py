"""What a command does for its process first: it reads the settings, sets up the log, closes itself to others."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from bot.ops import logs
from bot.ops.last_words import speak_for
from bot.settings import Settings, read_settings


def settings_now(*, is_watched: bool = False) -> Settings:
    """Return the settings of this process, and log as they say.

    Args:
        is_watched: Somebody who is no operator reads this terminal.
    """
    settings = read_settings(os.environ)
    logs.set_up(level_of_log(settings, is_watched=is_watched), secrets=settings.secrets())
    speak_for(logs.LogJournal())
    return settings


def level_of_log(settings: Settings, *, is_watched: bool) -> str:
    """Return what is logged: where somebody looks on, only what goes wrong, unless a level was set."""
    return "WARNING" if is_watched and "log_level" not in settings.model_fields_set else settings.log_level


def guarded_settings(*, is_watched: bool = False) -> Settings:
    """Return the settings for what opens keys, after this process and its files were closed to others.

    Raises:
        SettingsError: that was not possible; says what to do.
    """
    from bot.hardening import harden  # noqa: PLC0415 - it knows databases, and most commands need none

    settings = settings_now(is_watched=is_watched)
    harden(settings, logs.LogJournal())
    return settings


def run_until_done(work: Coroutine[Any, Any, int]) -> int:
    """Run one coroutine on the fastest loop that is installed."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(work)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - not there on Windows

    return uvloop.new_event_loop
