"""The graph of a bundle as text for a drawing program: Mermaid, or DOT for Graphviz. It draws nothing itself.

The interrupts are left out: they lead from every node, and a drawing with all of them shows nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.figures.ways import Place, WaysOn
from bot.flows.bundle import Bundle
from bot.flows.calls import AskForCall, ChooseSlot, SettleCall
from bot.flows.durations import shown
from bot.flows.graph import flow_of
from bot.flows.handing import Handover
from bot.flows.machine import Edge
from bot.flows.nodes import (
    Ask,
    BeginList,
    Branch,
    Call,
    End,
    GoThroughList,
    Input,
    LeaveList,
    Node,
    Say,
    Set,
)
from bot.flows.paging import Page
from bot.flows.phrase import Phrase
from bot.flows.quiet import Pause
from bot.model import Language

_KINDS: dict[type[Node], str] = {
    Say: "say",
    Phrase: "phrase",
    Page: "page",
    Ask: "ask",
    Input: "input",
    Branch: "branch",
    Set: "set",
    Call: "call",
    BeginList: "assess",
    GoThroughList: "weigh",
    LeaveList: "leave",
    Handover: "handover",
    ChooseSlot: "choose",
    AskForCall: "callback",
    SettleCall: "callback",
    Pause: "pause",
    End: "end",
}
_SHAPES: dict[type[Node], str] = {
    Say: "box, style=filled, fillcolor=white",
    Phrase: "box, style=filled, fillcolor=white",
    Page: "note, style=filled, fillcolor=white",
    Ask: 'box, style="rounded,filled", fillcolor="#e3f0ec"',
    Input: 'box, style="rounded,filled", fillcolor="#e3f0ec"',
    Handover: 'box, style="bold,filled", fillcolor="#f6e3c5"',
    ChooseSlot: 'box, style="rounded,filled", fillcolor="#e3f0ec"',
    AskForCall: 'box, style="bold,filled", fillcolor="#f6e3c5"',
    SettleCall: 'box, style="bold,filled", fillcolor="#f6e3c5"',
    Pause: 'box, style="rounded,dashed"',
    Branch: "diamond",
    End: "circle",
}
LONGEST_TEXT = 60
"""Characters of a text in a drawing."""
FEWEST_SHOWN = 10
"""Fewer people than this are not shown at all, so that a drawing, which is handed on, points at nobody."""
ROUNDED_TO = 5
"""So that two drawings, one after the other, do not tell of one person."""
_NOBODY = Place(0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn.

    Attributes:
        flows: Only these; all of them if empty.
        standing: How many conversations stand at a node, by `flow.node` id.
        ways: How people went on from each question, as it may be shown; None: it is not drawn.
    """

    bundle: Bundle
    language: Language
    flows: tuple[str, ...] = ()
    standing: Mapping[str, int] = field(default_factory=dict)
    ways: WaysOn | None = None

    def nodes(self) -> Iterator[tuple[str, list[tuple[str, Node]]]]:
        """Yield each flow with its nodes."""
        for flow in dict.fromkeys(map(flow_of, self.bundle.nodes)):
            if not self.flows or flow in self.flows:
                yield flow, [(node_id, node) for node_id, node in self.bundle.nodes.items() if node.flow == flow]

    def edges(self) -> Iterator[Edge]:
        """Yield the ways between what is drawn."""
        drawn = {node_id for _, nodes in self.nodes() for node_id, _ in nodes}
        return (edge for edge in self.bundle.machine.edges if edge.source in drawn and edge.target in drawn)

    def flow_title(self, flow: str) -> str:
        """Return the head of a flow: its name, and what it says to who is silent."""
        idle = self.bundle.idles.get(flow)
        return f"{flow} · silent for {shown(idle.after)}: {_short(idle.texts[self.language])}" if idle else flow

    def title(self, node_id: str, node: Node) -> str:
        """Return the head of a node: its name, its kind, how many are there now, and how many came and stopped."""
        kind = _KINDS[type(node)]
        if isinstance(node, Input) and node.type != "text":
            kind = f"{kind} {node.type}"
        head = f"{node_id.partition('.')[2]} ({kind})"
        here, place = blurred(self.standing.get(node_id, 0)), self._place(node_id)
        counts = ((here, "here"), (place.came, "came"), (place.stopped, "stopped"))
        return " · ".join((head, *(f"{number} {word}" for number, word in counts if number)))

    def text(self, node: Node) -> str:
        """Return the beginning of what a node says; empty if it says nothing."""
        if not isinstance(node, Say | Phrase | Ask | Input):
            return ""
        return _short(node.texts.texts[self.language])

    def label(self, edge: Edge) -> str:
        """Return what is written at a way: the label of an option or the name of the exit, and how many took it."""
        node, kind = self.bundle.nodes[edge.source], edge.exit.partition(":")[0]
        if kind == "option" and isinstance(node, Ask):
            words = label_of(node, edge.exit, self.language)
        else:
            words = "" if edge.exit == "next" else edge.exit.replace(":", " ")
        took = self._place(edge.source).ways.get(edge.exit, 0)
        return f"{words} · {took}" if took else words

    def _place(self, node_id: str) -> Place:
        return (self.ways.places if self.ways is not None else {}).get(node_id, _NOBODY)


def label_of(node: Ask, way: str, language: Language) -> str:
    """Return the words of the option by which a way leads; the id of one that is no longer there."""
    name = way.partition(":")[2]
    return next((option.label for option in node.options[language] if option.id == name), name)


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()}…"


def blurred(count: int) -> str:
    """Return a number of people as it may be handed on; empty for too few of them."""
    return f"{ROUNDED_TO * round(count / ROUNDED_TO)}" if count >= FEWEST_SHOWN else ""


def mermaid(drawing: Drawing) -> str:
    """Return a state diagram: one box a flow, one arrow an exit."""
    bundle = drawing.bundle
    names = {node_id: f"n{number}" for number, node_id in enumerate(bundle.nodes)}
    lines = ["stateDiagram-v2"]
    for number, (flow, nodes) in enumerate(drawing.nodes()):
        if flow_of(bundle.entry) == flow:
            lines.append(f"  [*] --> {names[bundle.entry]}")
        title = drawing.flow_title(flow).replace('"', "”").replace(":", " ")
        lines.append(f'  state "{title}" as f{number} {{')
        for node_id, node in nodes:
            text = drawing.text(node).replace('"', "”")
            head = drawing.title(node_id, node) + (f": {text}" if text else "")
            lines.append(f'    state "{head}" as {names[node_id]}')
        lines.append("  }")
        lines += [f"  {names[node_id]} --> [*]" for node_id, node in nodes if isinstance(node, End)]
    for edge in drawing.edges():
        label = drawing.label(edge).replace(":", " ")
        lines.append(f"  {names[edge.source]} --> {names[edge.target]}" + (f": {label}" if label else ""))
    return "\n".join(lines) + "\n"


def dot(drawing: Drawing) -> str:
    """Return a graph in the language of Graphviz."""
    lines = [
        "digraph {",
        '  graph [rankdir=LR, fontname="Arial", nodesep=0.25, ranksep=0.6]',
        '  node [shape=box, fontname="Arial", fontsize=10, margin="0.22,0.08"]',
        '  edge [fontname="Arial", fontsize=9, color="#5b6b66"]',
    ]
    for number, (flow, nodes) in enumerate(drawing.nodes()):
        label = _quoted(drawing.flow_title(flow))
        lines.append(f'  subgraph cluster_{number} {{ label={label}; color="#9fb3ac"; style=rounded;')
        for node_id, node in nodes:
            head = "\n".join(filter(None, (drawing.title(node_id, node), *_wrapped(drawing.text(node)))))
            shape = _SHAPES.get(type(node), "box, style=dashed")
            name = _quoted(node_id)
            lines.append(f"    {name} [id={name}, label={_quoted(head)}, shape={shape}];")
        lines.append("  }")
    for edge in drawing.edges():
        label = _quoted(drawing.label(edge))
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={label}];")
    return "\n".join([*lines, "}"]) + "\n"


def _wrapped(text: str) -> Iterator[str]:
    """Yield the lines of a text as it stands in a box."""
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= LONGEST_TEXT // 2:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
