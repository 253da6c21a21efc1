"""What all commands share: where they print, the settings they run under, and what their exit codes mean."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

from rich.console import Console

from bot import app
from bot.errors import BotError
from bot.hardening import harden
from bot.model import LANGUAGES
from bot.ops import logs
from bot.ops.last_words import speak_for
from bot.settings import Settings, read_settings

DONE, FAULTS, COULD_NOT_RUN = 0, 1, 2

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
# Without emoji=False the place of a finding in line 100, ":100:", would be printed as a picture.


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
    settings = settings_now(is_watched=is_watched)
    harden(settings, logs.LogJournal())
    return settings


def run_until_done(work: Coroutine[Any, Any, int]) -> int:
    """Run one coroutine on the fastest loop that is installed."""
    with asyncio.Runner(loop_factory=app.loop_factory()) as runner:
        return runner.run(work)


def check_language(language: str) -> None:
    """Refuse what is no language of this bot.

    Raises:
        BotError: says which there are.
    """
    if language not in LANGUAGES:
        raise BotError(f'"{language}" is no language of this bot.', where="--language", fix="Use nl, en or fr.")
