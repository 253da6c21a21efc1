"""The name of a place: a short plain text. Nobody looks it up, and no map is asked."""

import unicodedata

from bot.flows.values.canonical import is_canonical


def read_place(text: str) -> str | None:
    """Return the name of a place, without spaces that it does not need; None for what can't be one.

    A sentence, an address of a page, and anything with signs that no place has in its name are refused: what was
    asked for is kept, and nothing more.
    """
    if "\n" in text.strip():
        return None
    shown = "".join(
        character for character in unicodedata.normalize("NFC", text[:200]) if unicodedata.category(character) != "Cf"
    )
    name = " ".join(shown.split()).strip(" .,")
    return name if is_canonical("place", name) else None
