"""What a short sentence hides of a card that is listed: "niet mijn land", "alleen rol", "zonder 2", "niets".

Each of its words has to be one that belongs here, or an item. So no sentence that tells something else is taken for
one: "ik mag niet weg uit dit land" is none.
"""

from collections.abc import Sequence

from bot.flows.picking import DONE, NONE
from bot.flows.replies import Labels
from bot.flows.words import spellings

_HIDES_ALL = "niets niks nothing none rien aucun aucune"
_HIDES_THE_REST = "alleen enkel only just seulement uniquement juste"
_HIDES = """
niet nie ni geen zonder weg uit verberg verbergen
not no without hide remove off don t dont
pas sans cacher cache cachez enlever enleve enlevez
"""
_STANDS_BESIDE = """
mijn mn m n me mij ik de het dat die ze zij persoon hoeven hoeft te weten zien laten laat tonen toon wil mag maar liever
graag aub alsjeblieft vink vinkje haal doe ook en
my the i they them that person need needs want to know see show please rather do tick take and
mon ma mes le la l je ne elle cette personne besoin veux voir savoir montrer montrez montre svp plutot coche et
"""
_NOTHING, _ONLY, _NOT, _BESIDE = (
    frozenset(words.split()) for words in (_HIDES_ALL, _HIDES_THE_REST, _HIDES, _STANDS_BESIDE)
)


def ticked_by_words(text: str, labels: Labels, shown: Sequence[str], *, ticked: Sequence[str]) -> frozenset[str] | None:
    """Return what is ticked after a sentence that hides something; None for any other text.

    Nothing is ever shown because of a sentence: that takes a tap, a number or a label.

    Args:
        text: As it was typed.
        labels: Of the list in the person's language.
        shown: The ids of the list in the order in which this person sees them.
        ticked: What is ticked so far.
    """
    words = set(spellings(text)[0].split())
    named = {word: option for word in words if (option := _item(word, labels, shown)) is not None}
    others = words - named.keys()
    if not others <= _NOTHING | _ONLY | _NOT | _BESIDE:
        return None
    items, before = frozenset(named.values()), frozenset(ticked)
    if items and others & _ONLY:
        return before & items
    if items and others & _NOT:
        return before - items
    return frozenset() if others & _NOTHING and not items else None


def _item(word: str, labels: Labels, shown: Sequence[str]) -> str | None:
    """Return the item that a word of a sentence names, by its label or its number."""
    number = int(word) if word.isdecimal() and len(word) < len("100") else 0
    option = shown[number - 1] if 1 <= number <= len(shown) else labels.wholes.get(word)
    return None if option in {NONE, DONE} else option
