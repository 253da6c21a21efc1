"""Which option a short sentence names: "Ja, ik kan vrij typen", "Ik woon in Nederland". Looked at last of all."""

import re
from collections.abc import Mapping, Sequence

from bot.flows.replies import Labels, chosen, number_in
from bot.flows.words import spellings

MOST_WORDS = 10
"""Of such a sentence; a longer one tells more than an answer."""
FEWEST_LETTERS = 4
"""Of a label that is found in the middle of a sentence."""
YES = "ja"
"""The group of words that a "not" later in the sentence may take back."""
_NOT = frozenset(
    [
        "niet",
        "nie",
        "ni",
        "geen",
        "nooit",
        "not",
        "no",
        "never",
        "don",
        "dont",
        "cannot",
        "cant",
        "pas",
        "jamais",
        "aucun",
        "aucune",
    ]
)
_TURNS = frozenset(
    [
        "maar",
        "but",
        "mais",
        "behalve",
        "except",
        "sauf",
        "liever",
        "rather",
        "plutot",
        "of",
        "or",
        "ou",
        "als",
        "if",
        "si",
        "toen",
        "when",
        "quand",
        "bijna",
        "binnenkort",
        "almost",
        "nearly",
        "soon",
        "presque",
        "bientot",
    ]
)
"""Words after which a sentence may mean something else than it seemed."""
_END_OF_A_PART = re.compile(r"[,;:.!\n]+")


def named_in_a_sentence(text: str, labels: Labels, shown: Sequence[str]) -> str | None:
    """Return the id of the option that a short sentence begins with, or of the only one whose whole label is in it.

    A sentence that may turn ("ja, maar …") names nothing, and neither does a "not" beside a label, one that names two
    ("ja, ik ben jonger"), or a number where numbers mean options.
    """
    spelled = spellings(text)
    words = spelled[0].split()
    if labels.has_number(spelled) or not 1 < len(words) <= MOST_WORDS or not _TURNS.isdisjoint(words):
        return None
    option, within = _at_the_beginning(text, words, labels, shown=shown), _within(words, labels.wholes)
    if option is None:
        option = within.pop() if len(within) == 1 and _NOT.isdisjoint(words) else None
    elif not {option, None}.issuperset(within | _within(words, labels.words)):
        return None
    return option if option in shown else None


def _at_the_beginning(text: str, words: Sequence[str], labels: Labels, *, shown: Sequence[str]) -> str | None:
    first, *others = _END_OF_A_PART.split(text, maxsplit=1)
    spelled = spellings(first) if others and others[0].strip() else tuple(words[:1])
    if number_in(spelled) is not None:
        return None
    option = chosen(spelled, labels, shown) if others else labels.wholes.get(words[0])
    taken_back = YES in labels.groups_of(spelled) and not _NOT.isdisjoint(words[len(spelled[0].split()) :])
    return None if taken_back else option


def _within(words: Sequence[str], forms: Mapping[str, str | None]) -> set[str | None]:
    """Return the options that stand in a sentence by their whole words."""
    sentence = f" {' '.join(words)} "
    return {option for form, option in forms.items() if len(form) >= FEWEST_LETTERS and f" {form} " in sentence}
