"""At which questions it is counted how people go on, and which of their ways are told apart; pure.

An editor says so in the file, flow by flow: that somebody stands at a question may tell what they said before. What
follows from an answer in a list tells just that, so it is counted nowhere.
"""

from collections.abc import Mapping

from bot.flows.checks.values import nodes_in
from bot.flows.format.assess_schema import STOPPED as STOPS_LIST
from bot.flows.format.node_schema import AskNode
from bot.flows.format.schema import FlowsFile
from bot.flows.nodes import OTHERWISE, SKIP, TIMEOUT, Ask, Node, Prompting, option_exit
from bot.flows.weighing import FOLLOW
from bot.model import Conversation, Phase
from bot.model.event_log import ANSWERED, ELSEWHERE, LONGEST_NAME
from bot.model.passages import Passage

CountedWays = Mapping[str, frozenset[str]]
"""The ways that are told apart, by the place."""
_SAYS_NOTHING = frozenset({OTHERWISE, SKIP, TIMEOUT, option_exit(STOPS_LIST)})
"""Ways that tell nothing of an answer."""


def counted_ways(flows: FlowsFile, nodes: Mapping[str, Node]) -> CountedWays:
    """Return the places at which it is counted how people go on, each with the ways that are told apart."""
    counted = {flow_id for flow_id, flow in flows.flows.items() if flow.counted}
    told_apart = {node_id for _, node_id, node in nodes_in(flows) if isinstance(node, AskNode) and node.count_ways}
    return {
        place: _SAYS_NOTHING | (_ways_of(node) if place in told_apart else frozenset())
        for place, node in nodes.items()
        if node.flow in counted and isinstance(node, Prompting) and _may_be_counted(place)
    }


def passage(counted: CountedWays, before: Conversation, after: Conversation, *, took: str, begins: bool) -> Passage:
    """Return how somebody went on.

    Args:
        counted: Of the bundle in which it was.
        before: As it stood.
        after: As it stands now.
        took: The exit by which the place was left; empty for none.
        begins: They met the opening: what they had left is over.
    """
    stood_at = "" if begins else before.node
    if not took and stands_at(after) == stood_at:
        return Passage(stood_at)
    if took in counted.get(stood_at, ()):
        return Passage(stood_at, took)
    return Passage(stood_at, ANSWERED if took else ELSEWHERE)


def stands_at(conversation: Conversation) -> str:
    """Return the place that asks somebody something, as long as the bot alone talks with them; empty for none."""
    return conversation.node if conversation.phase is Phase.BOT and conversation.prompt is not None else ""


def _may_be_counted(place: str) -> bool:
    return len(place) <= LONGEST_NAME and not place.endswith(f":{FOLLOW}")


def _ways_of(node: Prompting) -> frozenset[str]:
    ways = {answer.exit for answer in node.answers.values()} if isinstance(node, Ask) else set()
    return frozenset(way for way in ways if len(way) <= LONGEST_NAME)
