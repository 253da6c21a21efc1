"""What a typed text means as an answer where a conversation stands; what happens then is decided elsewhere."""

from bot.flows.inputs import understood
from bot.flows.interrupts import Heard
from bot.flows.nodes import Ask, Input
from bot.flows.paging import Page
from bot.flows.picking import has_number, meant
from bot.flows.replies import chosen, number_in
from bot.flows.sentences import named_in_a_sentence
from bot.flows.turn import Turn


def options_meant(turn: Turn, text: str, heard: Heard) -> tuple[str, ...]:
    """Return the options that a text means where the conversation stands; several only where several may be chosen."""
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    if prompt is None or not isinstance(node, Ask | Page):
        return ()
    labels = node.labels[turn.language]
    if isinstance(node, Ask) and node.most:
        return meant(text, labels, prompt.options)
    option = chosen(heard.spelled, labels, prompt.options)
    return () if option is None else (option,)


def is_said_here(turn: Turn, heard: Heard) -> bool:
    """Tell whether a text is one of the words that the question standing open has for one of its options."""
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    return (
        prompt is not None
        and isinstance(node, Ask)
        and node.labels[turn.language].is_said_for(heard.spelled, prompt.options)
    )


def option_in_a_sentence(turn: Turn, text: str) -> tuple[str, ...]:
    """Return the option that a short sentence names; none where several may be chosen, or own words have a way on."""
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    if prompt is None or not isinstance(node, Ask) or node.most or node.otherwise:
        return ()
    option = named_in_a_sentence(text, node.labels[turn.language], prompt.options)
    return () if option is None else (option,)


def answers_unasked(turn: Turn, text: str, heard: Heard) -> bool:
    """Tell whether words that came before a question can only be an answer to it."""
    node = turn.bundle.nodes.get(turn.node)
    if isinstance(node, Input):
        meaning = understood(turn, node, text)
        return len(meaning.values) == 1 and not meaning.is_guess and number_in(heard.spelled) is None
    return isinstance(node, Ask) and not has_number(text) and bool(options_meant(turn, text, heard))
