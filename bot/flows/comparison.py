"""Two versions of a conversation, compared by id and meaning: what changed, and for whom that matters. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel

from bot.flows.changed_heads import changes_of_heads
from bot.flows.changed_nodes import bare, changes_of_node, changes_of_texts, in_any_order
from bot.flows.changes import Change, Weight
from bot.flows.check import Contents
from bot.flows.format.markdown import Paragraph
from bot.flows.format.node_schema import AssessNode, NodeModel
from bot.flows.format.schema import FlowsFile
from bot.flows.moves import removals_in, renames_in

_FILE = ".yaml"

__all__ = ["Change", "Weight", "compare"]


def compare(old: Contents, new: Contents) -> tuple[Change, ...]:
    """Return every difference in meaning, the gravest first; comments, notes, order and layout are none."""
    changes = [
        *_flows(old.flows, new.flows),
        *changes_of_heads(old.flows, new.flows),
        *_meanings(old.flows, new.flows),
        *_rest(old, new),
    ]
    grave = list(Weight)[::-1]
    placed = (replace(change, where=_where(change.place, new.places)) for change in changes)
    return tuple(sorted(placed, key=lambda change: (grave.index(change.weight), change.place, change.what)))


def _where(place: str, places: Mapping[str, str]) -> str:
    return "" if place.endswith(_FILE) else places.get(place) or places.get(place.partition(".")[0], "")


def _flows(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    before, after = _nodes(old), _nodes(new)
    renamed = dict(renames_in(new))
    for node_id, node in before.items():
        now = node_id if node_id in after else renamed.get(node_id, "")
        if not now:
            yield _gone(node_id, node, new)
        elif now != node_id:
            yield Change(Weight.COMPATIBLE, now, f"was called {node_id}")
        if now:
            default = new.languages.default
            yield from changes_of_node(now, node, after[now], former=node_id, default=default)
    for node_id in after.keys() - before.keys() - set(renamed.values()):
        yield Change(Weight.COMPATIBLE, node_id, "a new node")


def _gone(node_id: str, node: NodeModel, new: FlowsFile) -> Change:
    covered = dict(removals_in(new)).get(node_id) or _recovery(new, node_id)
    return Change(Weight.BREAKING, node_id, "the node is gone", node_id, covered, "E901", locked=node.locked)


def _nodes(flows: FlowsFile) -> dict[str, NodeModel]:
    return {f"{flow}.{node}": model for flow, its in flows.flows.items() for node, model in its.nodes.items()}


def _recovery(flows: FlowsFile, node_id: str) -> str:
    flow_id = node_id.partition(".")[0]
    flow = flows.flows.get(flow_id)
    return f"{flow_id}.{flow.recover}" if flow is not None and flow.recover else ""


def _meanings(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    for flow_id in new.flows.keys() & old.flows.keys():
        for node_id, node in new.flows[flow_id].nodes.items():
            former = old.flows[flow_id].nodes.get(node_id)
            if not isinstance(node, AssessNode) or not isinstance(former, AssessNode):
                continue
            if _weights(former, old) != _weights(node, new):
                yield _other_weights(f"{flow_id}.{node_id}", old, new)


def _other_weights(place: str, old: FlowsFile, new: FlowsFile) -> Change:
    """Tell what it means for those in a list that its answers weigh something else now."""
    flow_id, _, node_id = place.partition(".")
    before, after = old.flows[flow_id], new.flows[flow_id]
    locked = after.nodes[node_id].locked
    what = "answers weigh something else"
    if after.meaning <= before.meaning:
        what = f'{what}; raise "meaning" of the flow: write "meaning: {before.meaning + 1}" below its title'
        return Change(Weight.BREAKING, place, what, place, code="E705", locked=locked)
    if after.live or old.languages != new.languages:
        why = "the flow is live" if after.live else "the languages change"
        what = f"{what}, and nobody ends the list as it was, because {why}"
        return Change(Weight.BREAKING, place, what, place, code="E903", locked=locked)
    return Change(Weight.COMPATIBLE, place, f"{what}; whoever is in the list ends it as it was", locked=locked)


def _weights(node: AssessNode, flows: FlowsFile) -> object:
    """Return what answers weigh: the questions and bands, and the scores of the scales that they use."""
    used = sorted({node.assess.scale, *(one.scale for one in node.assess.questions if one.scale)})
    scales = {name: [bare(one.model_dump(by_alias=True)) for one in flows.scales.get(name, ())] for name in used}
    return in_any_order(bare(node.assess.model_dump(by_alias=True))), scales


def _rest(old: Contents, new: Contents) -> Iterator[Change]:
    parts: Mapping[str, Callable[[Contents], object]] = {
        "helplines.yaml": lambda contents: _dump(contents.helplines),
        "crisis.yaml": lambda contents: (_dump(contents.crisis), contents.ear),
        "canned.yaml": lambda contents: _dump(contents.canned),
        "hours.yaml": lambda contents: _dump(contents.hours),
        "steps.yaml": lambda contents: _dump(contents.steps),
    }
    for name, part in parts.items():
        if part(old) != part(new):
            yield Change(Weight.TEXT, name, "changed; in force for everybody at once")
    default = new.flows.languages.default
    yield from _words("wording.yaml", old.wording.texts, new.wording.texts, default=default)
    for page in old.pages.keys() | new.pages.keys():
        was, now = _text_of(old.pages.get(page, {})), _text_of(new.pages.get(page, {}))
        yield from _words(f"pages/{page}", {page: was}, {page: now}, default=default)


def _words(
    place: str, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]], *, default: str
) -> Iterator[Change]:
    found = list(changes_of_texts(place, old, new, default=default))
    if not found and old != new:
        found = [Change(Weight.TEXT, place, "changed; in force for everybody at once")]
    yield from found


def _text_of(page: Mapping[str, Sequence[Paragraph]]) -> dict[str, str]:
    return {language: repr(paragraphs) for language, paragraphs in page.items()}


def _dump(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    return {key: _dump(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value
