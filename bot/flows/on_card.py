"""The fact {shown}: what a counsellor will see of this person as it stands now, filled in when a text is said."""

from collections.abc import Callable, Mapping

from bot.content.catalogue import Catalogue
from bot.flows.facts import CARD, CARD_ALWAYS, Filling
from bot.flows.handing import Handover
from bot.flows.nodes import Node
from bot.flows.said import Texts
from bot.model import Language, Value

MARK = "{shown}"
"""The fact, as a text names it."""


def on_card(
    nodes: Mapping[str, Node], told: Mapping[str, Texts], catalogue: Catalogue, *, known: Mapping[str, Value]
) -> Callable[[Language], str]:
    """Return what tells, in a language, what is on the card of somebody of whom this is known.

    Args:
        nodes: Of the bundle; what any place shows where a human is asked for is told.
        told: How each variable on a card is called, by its name.
        catalogue: With what is on every card.
        known: The answers, and what is always there.
    """

    def tell(language: Language) -> str:
        places = (node for node in nodes.values() if isinstance(node, Handover))
        names = dict.fromkeys(name for place in places for name in place.shown(known))
        words = [told[name][language] for name in names if name in told]
        return ", ".join([*words, catalogue.say(CARD_ALWAYS, language)])

    return tell


def with_card(text: str, language: Language, tell: Callable[[Language], str]) -> str:
    """Return a text with what is on the card in it; `tell` is asked only where the text wants it."""
    return text.replace(MARK, tell(language)) if MARK in text else text


def at_its_fullest(fill: Filling) -> Filling:
    """Return what puts facts into a text, with all on the card that can ever be there."""
    return lambda text, language: fill(text.replace(MARK, f"{{{CARD}}}"), language)
