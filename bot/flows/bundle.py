"""A bundle: the compiled conversation, named by its hash, shared by all turns and threads, and never changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.content.catalogue import Catalogue
from bot.flows.alike import NO_ASIDES, Asides
from bot.flows.calls import NO_CALLS, Calls
from bot.flows.check import check
from bot.flows.checks.calls import call_variables_of
from bot.flows.checks.counted_by import counted_by
from bot.flows.checks.values import condition_types, nodes_in, variable_types
from bot.flows.checks.with_whom import variables_of
from bot.flows.compiling import compile_idles, compile_nodes
from bot.flows.compiling_catalogue import compile_catalogue
from bot.flows.compiling_inputs import alike_of
from bot.flows.compiling_interrupts import compile_interrupts
from bot.flows.expressions import VarType
from bot.flows.filling import with_facts
from bot.flows.format.findings import Finding
from bot.flows.format.node_schema import AssessNode, PlainModel
from bot.flows.format.schema import FlowsFile
from bot.flows.graph import flow_of, ways_from
from bot.flows.hashing import hash_of
from bot.flows.interrupts import Interrupts
from bot.flows.machine import Edge, FlowMachine
from bot.flows.moves import removals_in, renames_in
from bot.flows.nodes import Node, interrupt_exit
from bot.flows.opens import hours_of
from bot.flows.passages import CountedWays, counted_ways
from bot.flows.quiet import Idle
from bot.flows.said import Texts
from bot.flows.slots import call_rules_of
from bot.flows.unfolding import BETWEEN, STOP_LABEL, Unfolded, unfold
from bot.flows.values.reading import WHEREABOUTS, Whereabouts
from bot.flows.weighing import hidden_name, list_of
from bot.flows.with_whom import SAYS_NOTHING, WithWhom
from bot.handover.calendar import Hours
from bot.handover.slots import USUAL_RULES, CallRules
from bot.model import BundleHash, Dimension, Language


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """The conversation as it is served.

    Attributes:
        hash: Of the meaning of all files.
        name: As flows.yaml calls it.
        entry: Where every conversation begins.
        nodes: By `flow.node` id, in the order of the file.
        recoveries: Where a conversation lands whose node is gone, by flow.
        renamed: The present id of a node by its former one.
        removed: Where those go who stood on a node that was taken out.
        recovering: The flows that name a place for those whose node is gone.
        live: The flows that everybody gets in their newest form, also in the middle of a conversation.
        variables: What each variable can hold.
        idles: What is said once to whoever is silent, by flow.
        told: How a variable on a card is called for the help-seeker, by its name.
        until_handover: The variables that are kept only until a human was asked for.
        vanish_after: The variable with the hours after which a chat is emptied by itself; empty without one.
        with_whom: The variables that say with whom somebody wants to talk, and with whom never.
        calls: The variables that say when and how somebody is to be called.
        counted_by: The variables by which talks are told apart in the figures.
        ways_counted: Where it is counted how people go on, and which ways are told apart there.
        whereabouts: How dates, times and telephone numbers are read; of the service, and no part of the meaning.
        asides: What is said to a greeting and its like, where it answers nothing.
        hours: When somebody is to be at the desk; None where nobody said so.
        call_rules: How callbacks are offered.
        warnings: What an editor should look at, although it can be served.
    """

    hash: BundleHash
    name: str
    default_language: Language
    languages: tuple[Language, ...]
    entry: str
    nodes: Mapping[str, Node]
    recoveries: Mapping[str, str]
    renamed: Mapping[str, str]
    removed: Mapping[str, str]
    recovering: frozenset[str]
    live: frozenset[str]
    variables: Mapping[str, VarType]
    interrupts: Interrupts
    catalogue: Catalogue
    machine: FlowMachine
    idles: Mapping[str, Idle] = field(default_factory=dict)
    told: Mapping[str, Texts] = field(default_factory=dict)
    until_handover: frozenset[str] = frozenset()
    vanish_after: str = ""
    with_whom: WithWhom = SAYS_NOTHING
    calls: Calls = NO_CALLS
    counted_by: Mapping[Dimension, str] = field(default_factory=dict)
    ways_counted: CountedWays = field(default_factory=dict)
    whereabouts: Whereabouts = WHEREABOUTS
    asides: Asides = NO_ASIDES
    hours: Hours | None = None
    call_rules: CallRules = USUAL_RULES
    warnings: tuple[Finding, ...] = ()

    def say(self, key: str, language: Language) -> str:
        """Return a text of wording.yaml, in the default language where there is none in this one.

        Raises:
            KeyError: wording.yaml has no such text.
        """
        return self.catalogue.say(key, language)

    def recovery(self, node_id: str) -> str:
        """Return the node itself, or where a conversation lands whose node is gone: the next question of its list."""
        if node_id in self.nodes:
            return node_id
        moved = self.renamed.get(node_id) or self.removed.get(node_id)
        if moved is not None:
            return moved
        goes_on = hidden_name(list_of(node_id), BETWEEN)
        return goes_on if goes_on in self.nodes else self.recoveries.get(flow_of(node_id), self.entry)

    def language(self, tag: str) -> Language:
        """Return the language of a tag such as "nl-BE", or the default one."""
        language = tag.replace("_", "-").partition("-")[0].lower()
        return language if language in self.languages else self.default_language


def compile_bundle(
    sources: Mapping[str, str], today: date | None = None, *, whereabouts: Whereabouts = WHEREABOUTS
) -> Bundle:
    """Compile a conversation.

    Args:
        sources: The texts of `flows.yaml`, `crisis.yaml`, `helplines.yaml` and `wording.yaml` by file name; a folder
            before the name is shown in findings and means nothing else.
        today: Help lines whose day is past or near are among the warnings; nobody looks at that without a day.
        whereabouts: As the settings say.

    Raises:
        FaultyContent: with every fault of every file, by place. Show it, and go on serving the bundle before.
    """
    contents = with_facts(check(sources, today))
    flows = contents.flows
    entries = {flow_id: f"{flow_id}.{flow.entry}" for flow_id, flow in flows.flows.items()}
    lists = unfold(flows, stop_label=contents.wording.texts[STOP_LABEL], types=condition_types(flows))
    alike = alike_of(contents.wording)
    nodes = compile_nodes(contents, lists, alike)
    return Bundle(
        hash=hash_of(contents),
        name=flows.bundle,
        default_language=flows.languages.default,
        languages=tuple(flows.languages.required),
        entry=next(iter(entries.values())),
        nodes=nodes,
        recoveries={flow_id: f"{flow_id}.{flow.recover or flow.entry}" for flow_id, flow in flows.flows.items()},
        renamed=dict(renames_in(flows)),
        removed=dict(removals_in(flows)),
        recovering=frozenset(flow_id for flow_id, flow in flows.flows.items() if flow.recover),
        live=frozenset(flow_id for flow_id, flow in flows.flows.items() if flow.live),
        variables={**variable_types(flows), **{name: kind for one in lists for name, kind in one.hidden.items()}},
        interrupts=compile_interrupts(contents, alike),
        catalogue=compile_catalogue(contents, default=flows.languages.default),
        machine=_machine(flows, nodes, lists=lists, entries=entries),
        idles=compile_idles(flows),
        told={name: one.told for name, one in flows.vars.items() if one.told is not None},
        until_handover=frozenset(name for name, one in flows.vars.items() if one.retain == "handover"),
        vanish_after=flows.vanish_after or "",
        with_whom=WithWhom(**variables_of(flows)),
        calls=Calls(**call_variables_of(flows)),
        counted_by={Dimension(what): name for what, name in counted_by(flows).items()},
        ways_counted=counted_ways(flows, nodes),
        whereabouts=whereabouts,
        asides=Asides(alike, contents.wording.asides),
        hours=hours_of(contents.hours, whereabouts),
        call_rules=call_rules_of(contents.hours),
        warnings=contents.warnings,
    )


def _machine(
    flows: FlowsFile, nodes: Mapping[str, Node], *, lists: Sequence[Unfolded], entries: Mapping[str, str]
) -> FlowMachine:
    edges = [*_edges(flows, entries), *_edges_of_lists(lists, entries)]
    return FlowMachine(nodes, edges, _everywhere(flows, entries))


def _edges(flows: FlowsFile, entries: Mapping[str, str]) -> Iterator[Edge]:
    for _, node_id, node in nodes_in(flows):
        if not isinstance(node, AssessNode):
            yield from _edges_of(node_id, node, entries)


def _edges_of_lists(lists: Sequence[Unfolded], entries: Mapping[str, str]) -> Iterator[Edge]:
    for one in lists:
        yield from one.edges
        for place, model in one.models.items():
            yield from _edges_of(place, model, entries)


def _edges_of(node_id: str, node: PlainModel, entries: Mapping[str, str]) -> Iterator[Edge]:
    for way in ways_from(node_id, (), node.model_dump(by_alias=True, exclude_none=True)):
        target = way.name if "." in way.name else f"{way.flow}.{way.name}"
        yield Edge(node_id, way.exit, entries[way.name] if way.calls else target)


def _everywhere(flows: FlowsFile, entries: Mapping[str, str]) -> dict[str, str]:
    """Return the exits that every node has: the interrupts that lead somewhere."""
    targets: dict[str, str] = {}
    for interrupt_id, interrupt in flows.interrupts.items():
        name = interrupt.goto or interrupt.call
        if name is not None:
            targets[interrupt_exit(interrupt_id)] = entries.get(name, name)
    return targets
