"""Options as numbered lines; pure."""

from collections.abc import Sequence

from bot.model import Option


def label(number: int, words: str) -> str:
    """Return an option as it is shown, so that its number can be typed too."""
    return f"{number} · {words}"


def numbered(text: str, options: Sequence[Option], hint: str = "") -> str:
    """Return a text with its options as numbered lines, for channels without buttons.

    Args:
        text: What is said or asked; may be empty.
        options: What can be chosen, in the order shown.
        hint: How to choose, as a sentence; shown only with options.
    """
    if not options:
        return text
    lines = "\n".join(label(number, option.label) for number, option in enumerate(options, 1))
    return "\n\n".join(part for part in (text, lines, hint) if part)
