"""What a bubble looks like on Signal: texts, with options as numbered lines; needs no library and sends nothing.

Beside the channel and not inside it: the preview shows the same.
"""

from bot.channels.text import label
from bot.graphemes import split
from bot.model import Bubble

LONGEST_BYTES = 2_000
"""Of one message in UTF-8; a longer one becomes a file, which a small telephone does not open."""
MOST_OPTIONS = 8
"""Numbered lines in one message; a longer list goes on in the next."""
_WORST_BYTES = 3
"""Bytes that one UTF-16 unit takes in UTF-8 at most."""


def compose(bubble: Bubble) -> list[str]:
    """Return the texts that a bubble becomes, each of which is one message; options stand on the last ones."""
    text = bubble.text.encode("utf-8", "replace").decode()
    lines = [label(number, option.label) for number, option in enumerate(bubble.options, 1)]
    lists = ["\n".join(lines[begin : begin + MOST_OPTIONS]) for begin in range(0, len(lines), MOST_OPTIONS)]
    first = "\n\n".join(part for part in (text, *lists[:1]) if part)
    return [piece for part in (first, *lists[1:]) for piece in _pieces(part)]


def _pieces(text: str) -> list[str]:
    """Cut a text into messages; one full of letters that take more bytes is cut again."""
    return [
        piece
        for part in split(text, LONGEST_BYTES)
        for piece in ([part] if len(part.encode()) <= LONGEST_BYTES else split(part, LONGEST_BYTES // _WORST_BYTES))
    ]
