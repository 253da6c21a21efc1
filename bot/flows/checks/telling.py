"""Whoever asks for a human is told first what the human will see of them."""

from bot.flows.checks.texts import texts_in
from bot.flows.checks.values import nodes_in
from bot.flows.facts import CARD
from bot.flows.format.node_schema import HandoverNode
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.on_card import MARK

_FACT = f"{{{CARD}}}"
_FACTS = (_FACT, MARK)


def check_telling(sheet: Sheet[FlowsFile]) -> None:
    """Check that every variable on a card has words for the help-seeker, and that some text says the card."""
    variables = sheet.content.vars
    is_said = any(fact in text for fact in _FACTS for _, texts in texts_in(sheet.content) for text in texts.values())
    for path, _, node in nodes_in(sheet.content):
        if not isinstance(node, HandoverNode) or not node.handover.card:
            continue
        card = (*path, "handover", "card")
        for number, name in enumerate(node.handover.card):
            if name in variables and variables[name].told is None:
                sheet.at_value((*card, number), "E614", what=f'"{name}" has no `told`: nobody is told that it is shown')
        if not is_said and not sheet.reading.cut:
            sheet.at_key(card, "E614", what=f"no text says {_FACT} or {MARK}, so nobody is told what a counsellor sees")
