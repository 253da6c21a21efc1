"""The bundles that are served at one moment: the newest, and those that conversations began with. Never changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.flows.bundle import Bundle
from bot.flows.graph import flow_of
from bot.flows.machine import Edge, FlowMachine
from bot.flows.nodes import End
from bot.flows.opens import with_days
from bot.flows.silence import opening_is_due
from bot.handover.calendar import Span
from bot.model import BundleHash, CameBack, Conversation, DeskEvent, Inbound, InboundKind, TimerDue


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is served. A swap puts another shelf in the place of this one, between two turns.

    Attributes:
        newest: For everybody who begins, and for those whose own bundle is not here.
        pinned: The others by hash, with the live parts of the newest in them.
    """

    newest: Bundle
    pinned: Mapping[BundleHash, Bundle] = field(default_factory=dict)

    def bundle_for(
        self, conversation: Conversation, event: Inbound | DeskEvent | TimerDue | CameBack, now: datetime
    ) -> Bundle:
        """Return the bundle in which an event takes effect.

        A conversation stays on the one it began with until it opens anew, rests, is back at the top, or stands where
        that one has nothing any more; then it moves to the newest by its ids.
        """
        own = self.pinned.get(conversation.bundle)
        if own is None or _begins(conversation, event, now) or _may_move(conversation, own):
            return self.newest
        return own


def shelve(newest: Bundle, older: Iterable[Bundle]) -> Shelf:
    """Return a shelf on which the older bundles have the live parts of the newest."""
    others = {one.hash: one for one in older if one.hash != newest.hash and _speaks_alike(one, newest)}
    return Shelf(newest, {name: recomposed(one, newest) for name, one in others.items()})


def on_days(shelf: Shelf, days: Mapping[date, tuple[Span, ...]]) -> Shelf:
    """Return the shelf as it is served on days whose hours a coordinator set; again with others it takes only those."""
    return Shelf(_told(shelf.newest, days), {name: _told(one, days) for name, one in shelf.pinned.items()})


def _told(bundle: Bundle, days: Mapping[date, tuple[Span, ...]]) -> Bundle:
    return replace(bundle, hours=with_days(bundle.hours, days, bundle.whereabouts))


def recomposed(older: Bundle, newest: Bundle) -> Bundle:
    """Return a bundle with the live parts of the newest: live flows, interrupts, crisis words, help lines, wording.

    Its other nodes, their ways and options stay. A way to a node of a live flow that is gone leads to its heir.
    """
    own = {node_id: node for node_id, node in older.nodes.items() if flow_of(node_id) not in newest.live}
    nodes = {**newest.nodes, **own}
    edges = [
        *(_mended(edge, nodes, newest) for edge in older.machine.edges if edge.source in own),
        *(edge for edge in newest.machine.edges if edge.source not in own),
    ]
    return replace(
        newest,
        hash=older.hash,
        nodes=nodes,
        recoveries={**newest.recoveries, **older.recoveries},
        variables={**newest.variables, **older.variables},
        machine=FlowMachine(nodes, edges, newest.machine.everywhere),
        idles={
            **{
                flow: idle for flow, idle in newest.idles.items() if flow in newest.live or flow not in older.recoveries
            },
            **{flow: idle for flow, idle in older.idles.items() if flow not in newest.live},
        },
    )


def _mended(edge: Edge, nodes: Mapping[str, object], newest: Bundle) -> Edge:
    return edge if edge.target in nodes else edge._replace(target=newest.recovery(edge.target))


def _speaks_alike(one: Bundle, other: Bundle) -> bool:
    """Tell whether both have the same languages: else a text of one could be missing in the other."""
    return set(one.languages) == set(other.languages)


def _begins(conversation: Conversation, event: Inbound | DeskEvent | TimerDue | CameBack, now: datetime) -> bool:
    if not isinstance(event, Inbound):
        return False
    return event.kind is InboundKind.START or opening_is_due(conversation, now)


def _may_move(conversation: Conversation, own: Bundle) -> bool:
    if any(place not in own.nodes for place in _places(conversation)):
        return True
    at_the_top = conversation.node == own.recoveries.get(flow_of(own.entry))
    return not conversation.stack and (at_the_top or isinstance(own.nodes[conversation.node], End))


def _places(conversation: Conversation) -> Iterator[str]:
    yield conversation.node
    yield from conversation.stack
