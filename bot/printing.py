"""What all commands share when they print: where to, what their exit codes mean, and which languages there are."""

from rich.console import Console

from bot.errors import BotError
from bot.model import LANGUAGES

DONE, FAULTS, COULD_NOT_RUN = 0, 1, 2

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
# Without emoji=False the place of a finding in line 100, ":100:", would be printed as a picture.


def check_language(language: str) -> None:
    """Refuse what is no language of this bot.

    Raises:
        BotError: says which there are.
    """
    if language not in LANGUAGES:
        raise BotError(f'"{language}" is no language of this bot.', where="--language", fix="Use nl, en or fr.")
