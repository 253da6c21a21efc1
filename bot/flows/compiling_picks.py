"""What a question with several answers offers besides its options, and when each of them is offered."""

from collections.abc import Mapping
from dataclasses import replace

from bot.content.schema import WordingFile
from bot.flows.checks.inputs import CARD_WORDS, skip_words_of, words_of_text
from bot.flows.checks.labels import CARD_LABELS, PICK_LABELS
from bot.flows.format.option_schema import OptionModel
from bot.flows.nodes import Ask
from bot.flows.picking import DONE, NONE
from bot.flows.unfolding import built
from bot.flows.weighing import Condition
from bot.model import Value


def endings_of(wording: WordingFile, *, is_card: bool) -> list[OptionModel]:
    """Return the options that end such a question: what is chosen is all, or it is none of it.

    Whoever does not know, or skips, lets nothing of a card be seen: a doubt is no yes.
    """
    if not is_card:
        none, done = (wording.texts[key] for key in PICK_LABELS)
        return [built(OptionModel, id=NONE, label=none), built(OptionModel, id=DONE, label=done)]
    done, none = (wording.texts[key] for key in CARD_LABELS)
    all_of_it = {"": [*words_of_text(wording, CARD_WORDS)]}
    nothing = {"": [*skip_words_of(wording)]}
    return [
        built(OptionModel, id=DONE, label=done, words=all_of_it),
        built(OptionModel, id=NONE, label=none, words=nothing),
    ]


def offering(node: Ask) -> Ask:
    """Return the question with what it offers.

    What is on a card is offered where there is an answer to see, or was one that is with the case now.
    """

    def has_some(known: Mapping[str, Value]) -> bool:
        return bool(node.chosen(known))

    if not node.is_card:
        endings = {NONE: lambda known: not has_some(known), DONE: has_some}
        return replace(node, offered_when={**node.offered_when, **endings})
    items = {option: _is_there(node, option) for option in node.order if option not in {NONE, DONE}}
    return replace(node, offered_when={**items, NONE: has_some})


def _is_there(node: Ask, name: str) -> Condition:
    holds = node.offered_when.get(name)
    return lambda known: (name in known or name in node.chosen(known)) and (holds is None or holds(known))
