"""Facts in braces: what a text says about time and about the card is filled in from what the code does.

So no text can promise what the code does not keep, and a change of either shows in the other.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.content.schema import WordingFile
from bot.flows.format.node_schema import HandoverNode
from bot.flows.format.schema import FlowsFile
from bot.flows.said import Texts
from bot.model import LANGUAGES, Language
from bot.model.promises import (
    DELETABLE,
    FIRST_WITHIN,
    REPLY_WINDOW,
    RETURN_LIFE,
    SIGNAL_DELETABLE,
    SIGNAL_TIMER,
    SILENCE,
    VANISH_AFTER,
    VANISH_LATEST,
    block_kept,
    kept,
    phrase_kept,
    signal_copy,
    talk_kept,
)

IN_BRACES = re.compile(r"\{([^{}\n]{0,40})\}")
"""Anything in braces, a fact or not."""
CARD = "card"
"""The fact that tells what a counsellor sees of somebody before the first word."""
CARD_ALWAYS = "card_always"
"""The sentence of wording.yaml with what is on every card."""

Filling = Callable[[str, Language], str]

_SMALL = {
    "nl": "één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien",
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
}
_UNITS: tuple[tuple[timedelta, Mapping[Language, tuple[str, str]]], ...] = (
    (timedelta(days=1), {"nl": ("dag", "dagen"), "en": ("day", "days"), "fr": ("jour", "jours")}),
    (timedelta(hours=1), {"nl": ("uur", "uur"), "en": ("hour", "hours"), "fr": ("heure", "heures")}),
    (timedelta(minutes=1), {"nl": ("minuut", "minuten"), "en": ("minute", "minutes"), "fr": ("minute", "minutes")}),
)


def in_words(length: timedelta, language: Language) -> str:
    """Return a length of time as people say it, in its largest whole unit: "drie dagen", "15 heures"."""
    unit, names = next(one for one in _UNITS if not length % one[0])
    count = length // unit
    small = _SMALL[language].split()
    number = small[count - 1] if 0 < count <= len(small) else str(count)
    if language == "fr" and count == 1 and names["fr"][0].endswith("e"):
        number = "une"
    return f"{number} {names[language][0 if count == 1 else 1]}"


TIMES: Mapping[str, timedelta] = MappingProxyType(
    {
        "kept": kept(),
        "phrase_works": RETURN_LIFE,
        "phrase_kept": phrase_kept(),
        "talk_kept": talk_kept(),
        "block_kept": block_kept(),
        "asked_first": FIRST_WITHIN,
        "deletable": DELETABLE,
        "vanish": VANISH_AFTER,
        "vanish_latest": VANISH_LATEST,
        "signal_deletable": SIGNAL_DELETABLE,
        "signal_timer": SIGNAL_TIMER,
        "signal_copy": signal_copy(),
        "silence": SILENCE,
        "window": REPLY_WINDOW,
    }
)
"""How long answers can be read after the last message; how long a return phrase opens what it protects, and when that
is gone; the lines of a talk after its end; how long it is known that a sender was blocked; how long whom somebody wants
again is asked alone; how old a message may be that wiping takes from the chat; how long after the last message a chat
is emptied by itself, unless a shorter time was chosen, and how long a message stays in one that never rests; how old a
message of ours may be that is taken back on Signal, when all of them disappear there by themselves, and how long what
we said stays with what brings it there; how long nobody writes before the opening; how long we may still write."""
_TIMES_IN_WORDS: Mapping[str, Texts] = {
    name: {language: in_words(length, language) for language in LANGUAGES} for name, length in TIMES.items()
}
NAMES = (CARD, *TIMES)
"""All facts, as a text names them."""


def filling(flows: FlowsFile, wording: WordingFile) -> Filling:
    """Return what puts facts into a text; what else is in braces stays as it is."""
    card = _card(flows, wording)
    return lambda text, language: _fill(text, language, {**_TIMES_IN_WORDS, CARD: card})


def with_times(text: str, language: Language) -> str:
    """Return a text with the facts that are the same in every conversation: all but the card."""
    return _fill(text, language, _TIMES_IN_WORDS)


def _fill(text: str, language: Language, facts: Mapping[str, Texts]) -> str:
    return IN_BRACES.sub(lambda found: facts.get(found[1], {}).get(language, found[0]), text)


def _card(flows: FlowsFile, wording: WordingFile) -> Texts:
    """Return what is on the card, by language: the variables of all handovers, and what is on every card."""
    nodes = (node for flow in flows.flows.values() for node in flow.nodes.values())
    names = dict.fromkeys(name for node in nodes if isinstance(node, HandoverNode) for name in node.handover.card)
    told = [flows.vars[name].told or {} for name in names if name in flows.vars]
    return {
        language: ", ".join([*(one[language] for one in told if language in one), always])
        for language, always in wording.texts.get(CARD_ALWAYS, {}).items()
    }
