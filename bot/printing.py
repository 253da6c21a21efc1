"""What all commands share: where they print, the settings they run under, and what their exit codes mean."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

from rich.console import Console

from bot import app
from bot.errors import BotError
from bot.model import LANGUAGES
from bot.ops import logs
from bot.settings import Settings, read_settings

DONE, FAULTS, COULD_NOT_RUN = 0, 1, 2

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def settings_now() -> Settings:
    """Return the settings of this process, and log as they say."""
    settings = read_settings(os.environ)
    logs.set_up(settings.log_level)
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
