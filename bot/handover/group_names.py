"""Names of groups, written alike: whoever names the same one in another way is counted once."""

from bot.flows.words import spellings

MOST_CHARACTERS = 80
_LEFT_OUT = frozenset(
    [
        "a",
        "an",
        "asbl",
        "de",
        "een",
        "het",
        "l",
        "la",
        "le",
        "les",
        "stichting",
        "the",
        "un",
        "une",
        "vereniging",
        "vzw",
    ]
)
"""Articles, and forms of law: written by one and not by another."""


def alike(name: str) -> str:
    """Return a name in small plain letters without spaces; empty for one without a letter or digit.

    Of a name that is nothing but words that are left out, all stay.
    """
    words = spellings(name)[0].split()
    kept = [word for word in words if word not in _LEFT_OUT] or words
    return "".join(letter for letter in "".join(kept) if letter.isalnum())
