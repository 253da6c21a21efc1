"""A word of somebody's own that wipes as the stop word does: which words will not do, and why. Pure."""

from bot.flows.bundle import Bundle
from bot.flows.nodes import Ask
from bot.flows.paging import Page
from bot.flows.words import spellings

FEWEST_LETTERS = 4
"""Shorter words are typed by chance."""
MOST_WORDS = 3
NUMBER, TAKEN, COMMON = "own_word_number", "own_word_taken", "own_word_common"
"""The texts of wording.yaml that say why a word will not do."""


def why_not(bundle: Bundle, text: str) -> str:
    """Return the text of wording.yaml that says why a word can't wipe; empty where it can."""
    spelled = spellings(text)
    if spelled[0].replace(" ", "").isdigit():
        return NUMBER
    if len(spelled[0]) < FEWEST_LETTERS or len(spelled[0].split()) > MOST_WORDS or _answers_something(bundle, spelled):
        return TAKEN
    if not bundle.interrupts.everyday.isdisjoint(spelled) or not any(map(str.isalpha, spelled[0])):
        return COMMON
    return ""


def _answers_something(bundle: Bundle, spelled: tuple[str, ...]) -> bool:
    """Tell whether a word answers a question in any language: it would wipe in the middle of an answer."""
    asked = (node for node in bundle.nodes.values() if isinstance(node, Ask | Page))
    return any(labels.match(spelled) for node in asked for labels in node.labels.values())
