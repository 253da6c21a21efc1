"""Two versions of a conversation, compared by id and meaning: what changed, and for whom that matters. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from bot.flows.check import Contents
from bot.flows.checks.texts import texts_of
from bot.flows.format.node_schema import AssessNode, InputNode, NodeModel
from bot.flows.format.schema import FlowsFile, Variable
from bot.flows.moves import removals_in, renames_in


class Weight(StrEnum):
    """What a change means for those who are in the middle of a conversation; the gravest last."""

    TEXT = "text"
    """Other words. They read them the next time."""
    COMPATIBLE = "compatible"
    """A new node, option or way. Nobody stands where something is gone."""
    BREAKING = "breaking"
    """Something is gone on which somebody may stand, or answers mean something else."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        place: A `flow.node` id, `vars.name`, or the name of a file.
        gone: The node on which conversations may stand and that has no successor of its own; empty for others.
        covered: Where they go all the same: a node that `renamed_from`, `on_removed` or `recover` names.
        code: Of the finding that this is when people are in the middle of it; empty for none.
        locked: The node asks for a second pair of eyes.
    """

    weight: Weight
    place: str
    what: str
    gone: str = ""
    covered: str = ""
    code: str = ""
    locked: bool = False

    def __str__(self) -> str:
        """Return it on one line."""
        then = f"; whoever stands there goes to {self.covered}" if self.covered else ""
        code = f" ({self.code})" if self.code and not self.covered else ""
        return f"{self.weight.value:<10} {self.place}: {self.what}{code}{then}"


def compare(old: Contents, new: Contents) -> tuple[Change, ...]:
    """Return every difference in meaning, the gravest first; comments, notes, order and layout are none."""
    changes = [
        *_flows(old.flows, new.flows),
        *_head(old.flows, new.flows),
        *_idles(old.flows, new.flows),
        *_meanings(old.flows, new.flows),
        *_variables(old.flows, new.flows),
        *_rest(old, new),
    ]
    grave = list(Weight)[::-1]
    return tuple(sorted(changes, key=lambda change: (grave.index(change.weight), change.place, change.what)))


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
            yield from _node(now, node, after[now])
    for node_id in after.keys() - before.keys() - set(renamed.values()):
        yield Change(Weight.COMPATIBLE, node_id, "a new node")


def _head(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    then = {
        "interrupts": "in force for everybody at once",
        "scales": "for lists that begin from now on",
        "languages": "everybody moves to the new bundle at once",
    }
    for key, when in then.items():
        if _dump(getattr(old, key)) != _dump(getattr(new, key)):
            yield Change(Weight.COMPATIBLE, key, f"changed; {when}")


def _idles(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    for flow_id in new.flows.keys() & old.flows.keys():
        before, now = old.flows[flow_id].idle, new.flows[flow_id].idle
        if before is None and now is None:
            continue
        if before is None or now is None or before.after != now.after:
            yield Change(Weight.COMPATIBLE, flow_id, "says at another time, or no more, that it is still there")
        elif before.say != now.say:
            yield Change(Weight.TEXT, flow_id, "other words for who is silent")


def _gone(node_id: str, node: NodeModel, new: FlowsFile) -> Change:
    covered = dict(removals_in(new)).get(node_id) or _recovery(new, node_id)
    return Change(Weight.BREAKING, node_id, "the node is gone", node_id, covered, "E901", locked=node.locked)


def _nodes(flows: FlowsFile) -> dict[str, NodeModel]:
    return {f"{flow}.{node}": model for flow, its in flows.flows.items() for node, model in its.nodes.items()}


def _recovery(flows: FlowsFile, node_id: str) -> str:
    flow_id = node_id.partition(".")[0]
    flow = flows.flows.get(flow_id)
    return f"{flow_id}.{flow.recover}" if flow is not None and flow.recover else ""


def _node(node_id: str, old: NodeModel, new: NodeModel) -> Iterator[Change]:
    locked = old.locked or new.locked
    if type(old) is not type(new):
        yield Change(Weight.BREAKING, node_id, "another kind of node", node_id, node_id, locked=locked)
        return
    if isinstance(old, InputNode) and isinstance(new, InputNode) and old.type != new.type:
        yield Change(Weight.COMPATIBLE, node_id, f"asked for a {old.type}, asks for a {new.type}", locked=locked)
    gone = _options(old) - _options(new)
    if gone:
        what = f"no longer offers {', '.join(sorted(gone))}; whoever sees it is told so"
        yield Change(Weight.COMPATIBLE, node_id, what, locked=locked)
    if _without_texts(old) != _without_texts(new):
        yield Change(Weight.COMPATIBLE, node_id, "other ways, conditions or keys", locked=locked)
    languages = sorted(_changed_languages(old, new))
    if languages:
        yield Change(Weight.TEXT, node_id, f"other words in {', '.join(languages)}", locked=locked)


def _options(node: NodeModel) -> set[str]:
    return {option.id for option in getattr(node, "options", ())}


def _changed_languages(old: NodeModel, new: NodeModel) -> set[str]:
    before = {(path, language): text for path, texts in texts_of((), old) for language, text in texts.items()}
    after = {(path, language): text for path, texts in texts_of((), new) for language, text in texts.items()}
    return {language for (path, language), text in before.items() if after.get((path, language), text) != text}


def _without_texts(node: NodeModel) -> object:
    return _bare(node.model_dump(by_alias=True, exclude={"renamed_from"}))


def _bare(value: object) -> object:
    """Return a value without its texts: maps from languages to words."""
    if isinstance(value, Mapping):
        if value and all(isinstance(key, str) and len(key) == 2 for key in value):  # noqa: PLR2004 - "nl"
            return "a text"
        return {key: _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, list | tuple) else value


def _meanings(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    for flow_id in new.flows.keys() & old.flows.keys():
        yield from _meaning(flow_id, old, new)


def _meaning(flow_id: str, before: FlowsFile, after: FlowsFile) -> Iterator[Change]:
    """Tell of lists whose weights changed while `meaning` did not."""
    old, new = before.flows[flow_id], after.flows[flow_id]
    for node_id, node in new.nodes.items():
        former = old.nodes.get(node_id)
        if not isinstance(node, AssessNode) or not isinstance(former, AssessNode):
            continue
        if _weights(former, before) != _weights(node, after) and new.meaning <= old.meaning:
            cure = f'raise "meaning" of the flow: write "meaning: {old.meaning + 1}" below its title'
            what = f"answers weigh something else; {cure}"
            place = f"{flow_id}.{node_id}"
            yield Change(Weight.BREAKING, place, what, place, code="E705", locked=node.locked)


def _weights(node: AssessNode, flows: FlowsFile) -> object:
    """Return what answers weigh: the questions and bands, and the scores of the scale that they use."""
    scale = [_bare(one.model_dump(by_alias=True)) for one in flows.scales.get(node.assess.scale, ())]
    return _bare(node.assess.model_dump(by_alias=True)), scale


def _variables(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    for name, variable in old.vars.items():
        now = new.vars.get(name)
        if now is None:
            yield Change(Weight.COMPATIBLE, f"vars.{name}", "gone; what was remembered is forgotten")
        elif now.type != variable.type:
            yield Change(Weight.BREAKING, f"vars.{name}", f"was {variable.type}, is {now.type}", code="E902")
        elif _lost(variable, now):
            what = f"no longer knows {', '.join(_lost(variable, now))}; what was remembered of it is forgotten"
            yield Change(Weight.COMPATIBLE, f"vars.{name}", what)


def _lost(old: Variable, new: Variable) -> list[str]:
    return sorted(set(old.values or ()) - set(new.values or ()))


def _rest(old: Contents, new: Contents) -> Iterator[Change]:
    parts: Mapping[str, Callable[[Contents], object]] = {
        "helplines.yaml": lambda contents: _dump(contents.helplines),
        "wording.yaml": lambda contents: _dump(contents.wording),
        "crisis.yaml": lambda contents: (_dump(contents.crisis), contents.ear),
    }
    for name, part in parts.items():
        if part(old) != part(new):
            yield Change(Weight.TEXT, name, "changed; in force for everybody at once")
    for page in old.pages.keys() | new.pages.keys():
        if old.pages.get(page) != new.pages.get(page):
            yield Change(Weight.TEXT, f"pages/{page}", "other words")


def _dump(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    return {key: _dump(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value
