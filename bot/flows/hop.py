"""How a help-seeker is asked, item by item, what somebody else may read of them: a list with ticks, and one yes.

All that was agreed to before is ticked. Nothing is ever ticked because of a sentence: that takes a tap, a number or a
label.
"""

from collections.abc import Callable, Mapping

from bot.content.catalogue import Catalogue
from bot.flows.picking import MARK, parts
from bot.flows.replies import Labels, number_in
from bot.flows.said import Texts
from bot.flows.unticking import ticked_by_words
from bot.flows.words import spellings
from bot.model import NOTE, WORDS, Language, Option, Ticks

Naming = Callable[[str], str]
"""Returns how an item is called for the help-seeker, as in the middle of a sentence."""
_TEXTS = {WORDS: "hop_words", NOTE: "hop_note"}


def naming(told: Mapping[str, Texts], catalogue: Catalogue, language: Language) -> Naming:
    """Return what names the items in a language; one that these files do not name is called as it is written."""

    def name(item: str) -> str:
        if item in _TEXTS:
            return catalogue.say(_TEXTS[item], language)
        return told.get(item, {}).get(language, item)

    return name


def buttons(ticks: Ticks, name: Naming) -> tuple[Option, ...]:
    """Return the lines of the list: a name, never an answer, with its tick."""
    return tuple(Option(item, f"{MARK if item in ticks.ticked else ''}{_label(name(item))}") for item in ticks.items)


def named(ticks: Ticks, name: Naming) -> str:
    """Return what is ticked, as a sentence lists it; empty for nothing."""
    return ", ".join(name(item) for item in ticks.ticked)


def turned_over(text: str, ticks: Ticks, name: Naming) -> Ticks | None:
    """Return what is ticked after a text that only names items: "2", "1 en 3", "land"; None for any other text."""
    labels = _labels(ticks, name)
    items = [_item(part, labels, ticks) for part in parts(text)]
    found = [item for item in items if item is not None]
    return ticks.flipped(found) if found and len(found) == len(items) else None


def hidden_by(text: str, ticks: Ticks, name: Naming) -> Ticks | None:
    """Return what is ticked after a sentence that hides something: "niet mijn land"; None for any other text."""
    ticked = ticked_by_words(text, _labels(ticks, name), ticks.items, ticked=ticks.ticked)
    return None if ticked is None else ticks.only(ticked)


def _labels(ticks: Ticks, name: Naming) -> Labels:
    return Labels({item: name(item) for item in ticks.items})


def _item(part: str, labels: Labels, ticks: Ticks) -> str | None:
    spelled = spellings(part.replace(MARK.strip(), " "))
    number = number_in(spelled)
    if number is not None:
        return ticks.items[number - 1] if 1 <= number <= len(ticks.items) else None
    return next((item for spelling in spelled if (item := labels.wholes.get(spelling)) is not None), None)


def _label(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"
