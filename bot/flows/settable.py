"""What somebody can have answered when they come to a node: data flow over the graph of a sound flows.yaml. Pure.

It errs on one side only. What it calls unset has no value on any way there: through calls and back, through the words
that act everywhere, through the queue and out of it, and through an end that opens anew. What it calls set may all the
same have no value for somebody. Calls within calls deeper than a conversation remembers are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from bot.flows.format.node_schema import AskNode, AssessNode, EndNode, InputNode, NodeModel, PickNode, SayNode, SetNode
from bot.flows.format.schema import FlowsFile
from bot.flows.graph import closure, flow_of, kind_of_node, nodes_of, ways_from
from bot.flows.nodes import AWAY, CALL, CLOSED, NEXT, NO_STAFF, TIMEOUT, WAITING

_SPEAKING = frozenset({"say", "phrase", "page"})
_PROMPTING = frozenset({"ask", "input", "pick", "page", "assess", "pause", "callback"})
_ANYWHERE, _IN_THE_QUEUE = "*", "*queue"
"""Not nodes: wherever a word can be typed, and wherever somebody waits for a human."""


class _Phase(IntEnum):
    BOT = 0
    QUEUE = 1


_State = tuple[str, _Phase]
_Names = int
"""A set of variables, one bit each."""


@dataclass(slots=True)
class _Place:
    """One node of the file.

    Attributes:
        ways: Where each exit leads, calls apart.
        calls: The flow that is run before an exit is taken; under no exit, one that comes back to the node itself.
        saves: What is answered by any exit but those that nobody chooses.
        here: What can be answered while somebody stands here.
        forgets: Nobody goes on from here with anything: the person is a stranger afterwards.
    """

    kind: str
    ways: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    saves: _Names = 0
    here: _Names = 0
    leaves_queue: bool = False
    forgets: bool = False


def saved_by(node: NodeModel) -> Iterator[str]:
    """Yield every variable that a node gives a value."""
    match node:
        case AskNode() | PickNode() | InputNode() if node.save is not None:
            yield node.save
        case SetNode():
            yield from node.set
        case AssessNode():
            yield from filter(None, (node.assess.save, *_answers_of(node)))
        case _:
            return


def _answers_of(node: AssessNode) -> Iterator[str | None]:
    for question in node.assess.questions:
        yield question.save
        yield question.follow.save if question.follow else None


class Settable:
    """What can have been answered at each node.

    The file has to be whole: every reference leads somewhere.
    """

    def __init__(self, flows: FlowsFile, raw: Mapping[str, object], *, forgets: bool = True) -> None:
        """Follow every way.

        Args:
            flows: The sound file.
            raw: The same as plain values.
            forgets: Whether what is kept until a human was asked for is forgotten then.
        """
        self._flows = flows
        self._entries = {flow_id: f"{flow_id}.{flow.entry}" for flow_id, flow in flows.flows.items()}
        self._bits: dict[str, _Names] = {}
        self._places = {node_id: self._place(node_id, node) for node_id, _, node in nodes_of(raw)}
        self._forgotten = sum(
            self._bits.get(name, 0) for name, one in flows.vars.items() if forgets and one.retain == "handover"
        )
        self._come: dict[_State, _Names] = {}
        self._follow()

    def knows(self, node_id: str, name: str) -> bool:
        """Tell whether a variable can have a value where a node decides; yes where nobody comes, or nothing sets it."""
        come = [self._come[state] for phase in _Phase if (state := (node_id, phase)) in self._come]
        bit = self._bits.get(name, 0)
        return not come or not bit or any(self._standing(node_id, names) & bit for names in come)

    # The file as places

    def _names(self, names: Iterable[str | None]) -> _Names:
        found = 0
        for name in names:
            if name is not None:
                found |= self._bits.setdefault(name, 1 << len(self._bits))
        return found

    def _place(self, node_id: str, raw: Mapping[str, object]) -> _Place:
        flow_id, _, name = node_id.partition(".")
        node = self._flows.flows[flow_id].nodes[name]
        place = _Place(kind_of_node(raw), leaves_queue=isinstance(node, SayNode | EndNode) and node.leave_queue)
        place.forgets = isinstance(node, EndNode) and node.wipe is not None
        place.saves = self._names(saved_by(node))
        place.here = place.saves if isinstance(node, PickNode) else 0
        if isinstance(node, AssessNode):
            place.here = self._names(_answers_of(node))
        for way in ways_from(node_id, (), raw):
            if way.calls:
                question, _, call = way.exit.rpartition("call:")
                exit_name = "" if question else NEXT if way.exit == CALL else f"option:{call}"
                place.calls.append((exit_name, way.name))
            else:
                place.ways[way.exit] = way.name if "." in way.name else f"{flow_id}.{way.name}"
        return place

    # What a flow that is called may do before it comes back

    @cached_property
    def _called_by(self) -> Mapping[str, frozenset[str]]:
        """The flows that run, directly or not, when one is called."""
        direct: dict[str, set[str]] = {flow: set() for flow in self._entries}
        for node_id, place in self._places.items():
            direct[flow_of(node_id)] |= {flow for _, flow in place.calls}
        return {flow: frozenset(closure(flow, direct)) for flow in direct}

    @cached_property
    def _interrupting(self) -> tuple[str, ...]:
        """The flows that a word calls, and that come back."""
        interrupts = self._flows.interrupts.values()
        return tuple(one.call for one in interrupts if one.call is not None and one.resume)

    @cached_property
    def _leading(self) -> tuple[str, ...]:
        """The nodes that a word leads to."""
        names = [one.goto or one.call for one in self._flows.interrupts.values() if one.goto or one.call]
        return tuple(self._entries.get(name, name) for name in names if name)

    @cached_property
    def _saved_in(self) -> Mapping[str, _Names]:
        saved = dict.fromkeys(self._entries, 0)
        for node_id, place in self._places.items():
            saved[flow_of(node_id)] |= place.saves
        return {flow: _union(saved[one] for one in called) for flow, called in self._called_by.items()}

    @cached_property
    def _saved_meanwhile(self) -> _Names:
        noted = self._names(one.save for one in self._flows.interrupts.values())
        return noted | _union(self._saved_in[flow] for flow in self._interrupting)

    @cached_property
    def _phases_after(self) -> Mapping[str, frozenset[_Phase]]:
        """Whether somebody may wait for a human, or no more, after a flow that was called."""
        changes = {flow: set[_Phase]() for flow in self._entries}
        for node_id, place in self._places.items():
            changes[flow_of(node_id)] |= {_Phase.QUEUE} if place.kind == "handover" else set()
            changes[flow_of(node_id)] |= {_Phase.BOT} if place.leaves_queue else set()
        return {
            flow: frozenset[_Phase]().union(*(changes[one] for one in called))
            for flow, called in self._called_by.items()
        }

    # Following the ways

    def _standing(self, node_id: str, come: _Names) -> _Names:
        place = self._places[node_id]
        return come | place.here | (self._saved_meanwhile if place.kind in _PROMPTING else 0)

    def _follow(self) -> None:
        first = next(iter(self._entries.values()))
        self._come[first, _Phase.BOT] = self._saved_meanwhile
        ahead: list[_State] = [(first, _Phase.BOT)]
        while ahead:
            for following, names in self._ways_on(*ahead.pop()):
                before = self._come.get(following)
                if before is None or names | before != before:
                    self._come[following] = names | (before or 0)
                    ahead.append(following)

    def _ways_on(self, node_id: str, phase: _Phase) -> Iterator[tuple[_State, _Names]]:
        come = self._come[node_id, phase]
        if node_id == _ANYWHERE:
            yield from (((target, phase), come) for target in self._leading)
            return
        if node_id == _IN_THE_QUEUE:
            yield from self._out_of_the_queue(come)
            return
        place, names = self._places[node_id], self._standing(node_id, come)
        if place.forgets:
            return
        if phase is _Phase.QUEUE:
            yield (_IN_THE_QUEUE, phase), names
        if place.kind in _PROMPTING or (place.kind == "end" and phase is _Phase.QUEUE):
            yield (_ANYWHERE, phase), names
        match place.kind:
            case "handover":
                yield from self._asked(place, phase, names & ~self._forgotten)
            case "end":
                yield from self._ended(node_id, phase, names)
            case _:
                yield from self._left(node_id, phase, names)

    def _left(self, node_id: str, phase: _Phase, names: _Names) -> Iterator[tuple[_State, _Names]]:
        """Yield where it goes on from a node that somebody leaves by themselves."""
        place = self._places[node_id]
        calls = dict(place.calls)
        for exit_name, target in place.ways.items():
            kept = names if exit_name in {"otherwise", TIMEOUT} else names | place.saves
            after = _Phase.BOT if place.leaves_queue else phase
            if exit_name in calls:
                yield from self._run(calls[exit_name], (target, phase), kept)
            else:
                yield (target, after), kept
        for exit_name, flow in [*place.calls, *(("", flow) for flow in self._interrupting)]:
            if not exit_name and place.kind in _PROMPTING:
                yield from self._run(flow, (node_id, phase), names)

    def _run(self, flow: str, back: _State, names: _Names) -> Iterator[tuple[_State, _Names]]:
        yield (self._entries[flow], back[1]), names
        for phase in {back[1], *self._phases_after[flow]}:
            yield (back[0], phase), names | self._saved_in[flow] | self._saved_meanwhile

    def _asked(self, place: _Place, phase: _Phase, names: _Names) -> Iterator[tuple[_State, _Names]]:
        """Yield where it goes on when the desk has answered."""
        bot, queue = {_Phase.BOT}, {_Phase.QUEUE}
        then = {WAITING: queue, NO_STAFF: {phase, *bot}, AWAY: bot, CLOSED: bot, TIMEOUT: queue}
        for exit_name, target in place.ways.items():
            yield from (((target, after), names) for after in then[exit_name])

    def _ended(self, node_id: str, phase: _Phase, names: _Names) -> Iterator[tuple[_State, _Names]]:
        """Yield where it goes on at the top: back to the queue, or from the beginning when nothing was said."""
        if phase is _Phase.QUEUE:
            yield from (((target, phase), names) for target in self._exits_of_handovers(WAITING))
        if node_id in self._silent_ends:
            yield (next(iter(self._entries.values())), phase), names

    def _out_of_the_queue(self, names: _Names) -> Iterator[tuple[_State, _Names]]:
        closed = ((target, _Phase.BOT) for target in self._exits_of_handovers(CLOSED))
        late = ((target, _Phase.QUEUE) for target in self._exits_of_handovers(TIMEOUT))
        yield from ((state, names & ~self._forgotten) for state in closed)
        yield from ((state, names) for state in late)

    def _exits_of_handovers(self, exit_name: str) -> Iterator[str]:
        return (place.ways[exit_name] for place in self._handovers if exit_name in place.ways)

    @cached_property
    def _handovers(self) -> tuple[_Place, ...]:
        return tuple(place for place in self._places.values() if place.kind == "handover")

    @cached_property
    def _silent_ends(self) -> frozenset[str]:
        """The ends that somebody may come to without having read anything: the conversation opens anew there."""
        silent = [place for place in self._places.values() if place.kind not in _SPEAKING]
        targets = {target for place in silent for target in place.ways.values()}
        ends = (target for target in targets if self._places[target].kind == "end")
        return frozenset(end for end in ends if flow_of(end) in self._at_the_top)

    @cached_property
    def _at_the_top(self) -> frozenset[str]:
        """The flows that run without having been called: the first, and those a way or a word leads to for good."""
        ways = (
            (flow_of(node_id), flow_of(to)) for node_id, place in self._places.items() for to in place.ways.values()
        )
        words = (one for one in self._flows.interrupts.values() if not (one.call and one.resume))
        led = (flow_of(one.goto or one.call or "") for one in words)
        return frozenset({next(iter(self._entries)), *led, *(to for source, to in ways if source != to)})


def _union(names: Iterable[_Names]) -> _Names:
    found = 0
    for one in names:
        found |= one
    return found
