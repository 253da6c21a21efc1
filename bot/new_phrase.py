"""A return phrase that is heard as nothing else; knows nothing of what it will protect."""

from bot.flows.bundle import Bundle
from bot.model import Language, NewPhrase
from bot.ports import Phrases


def new_phrase(phrases: Phrases | None, bundle: Bundle, language: Language) -> NewPhrase | None:
    """Return one that can be shown; None when there is none just now.

    Chance may put two words together that are a cry for help: those are not taken.
    """
    while phrases is not None:
        phrase = phrases.take(language)
        if phrase is None or bundle.interrupts.means_nothing(phrase.words):
            return phrase
    return None
