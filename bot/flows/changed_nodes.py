"""What changed at one node of two versions: its kind, options and ways, or only its words and their order. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.flows.changes import Change, Weight
from bot.flows.checks.texts import texts_of
from bot.flows.format.node_schema import (
    KINDS,
    AskNode,
    AssessNode,
    CallbackNode,
    HandoverNode,
    InputNode,
    NodeModel,
    PageNode,
    PauseNode,
    PickNode,
)
from bot.model import Language

_STOOD_ON = AskNode | PickNode | InputNode | PageNode | PauseNode | AssessNode | HandoverNode | CallbackNode
"""A conversation stops at these."""
_IN_ANY_ORDER = frozenset({"options", "questions", "lines"})
"""Lists whose order is how it is shown, and nothing else: what is in them has an id."""
_LANGUAGE_CODE = 2
Texts = Mapping[str, str]


def changes_of_node(
    node_id: str, old: NodeModel, new: NodeModel, *, former: str, default: Language
) -> Iterator[Change]:
    """Yield what changed at a node.

    Args:
        node_id: As it is called now.
        old: As it was.
        new: As it is.
        former: What it was called.
        default: The language in which texts are written first.
    """
    locked = old.locked or new.locked
    if type(old) is not type(new):
        yield _another_kind(node_id, old, new, former=former)
        return
    if isinstance(old, InputNode) and isinstance(new, InputNode) and old.type != new.type:
        yield Change(Weight.COMPATIBLE, node_id, f"asked for a {old.type}, asks for a {new.type}", locked=locked)
    gone = _options(old) - _options(new)
    if gone:
        what = f"no longer offers {', '.join(sorted(gone))}; whoever sees it is told so"
        yield Change(Weight.COMPATIBLE, node_id, what, locked=locked)
    before, after = bare(_dump(old)), bare(_dump(new))
    if in_any_order(before) != in_any_order(after):
        yield Change(Weight.COMPATIBLE, node_id, "other ways, conditions or keys", locked=locked)
    elif before != after:
        what = "the same in another order; does it still mean the same?"
        yield Change(Weight.TEXT, node_id, what, code="W904", locked=locked)
    yield from changes_of_texts(node_id, _texts(old), _texts(new), default=default, locked=locked)


def changes_of_texts(
    place: str, old: Mapping[str, Texts], new: Mapping[str, Texts], *, default: Language, locked: bool = False
) -> Iterator[Change]:
    """Yield that texts have other words: in all languages, or in the first and not in its translations."""
    stale: set[str] = set()
    changed: set[str] = set()
    for name in old.keys() & new.keys():
        other = {language for language, text in new[name].items() if old[name].get(language, text) != text}
        changed |= other
        stale |= (new[name].keys() & old[name].keys()) - other if default in other else set()
    if not changed:
        return
    what = f"other words in {', '.join(sorted(changed))}"
    if stale:
        what += f", and the old ones in {', '.join(sorted(stale))}; do they still say the same?"
        yield Change(Weight.TEXT, place, what, code="W404", locked=locked)
    else:
        yield Change(Weight.TEXT, place, f"{what}; do they still mean the same?", code="W904", locked=locked)


def _another_kind(node_id: str, old: NodeModel, new: NodeModel, *, former: str) -> Change:
    locked = old.locked or new.locked
    what = f'was "{_kind(old)}", is "{_kind(new)}"'
    if not isinstance(old, _STOOD_ON):
        return Change(Weight.COMPATIBLE, node_id, what, locked=locked)
    what += "; give it an id of its own, and say under on_removed where people go who stand on the old one"
    return Change(Weight.BREAKING, node_id, what, former, code="E107", locked=locked)


def _kind(node: NodeModel) -> str:
    return next(kind for kind, model in KINDS.items() if type(node) is model)


def _options(node: NodeModel) -> set[str]:
    return {option.id for option in getattr(node, "options", ())}


def _dump(node: NodeModel) -> object:
    return node.model_dump(by_alias=True, exclude={"renamed_from"})


def _texts(node: NodeModel) -> dict[str, Texts]:
    """Return every text of a node by its place; what has an id is found by it, wherever it stands."""
    dumped = _dump(node)
    return {"/".join(_by_id(path, dumped)): texts for path, texts in texts_of((), node)}


def _by_id(path: Sequence[str | int], value: object) -> Iterator[str]:
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
            yield str(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
            yield str(value.get("id", part)) if isinstance(value, Mapping) else str(part)


def bare(value: object) -> object:
    """Return a value without its texts: maps from languages to words."""
    if isinstance(value, Mapping):
        if value and all(isinstance(key, str) and len(key) == _LANGUAGE_CODE for key in value):
            return "a text"
        return {key: bare(inner) for key, inner in value.items()}
    return [bare(inner) for inner in value] if isinstance(value, list | tuple) else value


def in_any_order(value: object) -> object:
    """Return a value in which the order of options, questions and lines makes no difference."""
    if isinstance(value, Mapping):
        return {key: _sorted(inner) if key in _IN_ANY_ORDER else in_any_order(inner) for key, inner in value.items()}
    return [in_any_order(inner) for inner in value] if isinstance(value, list) else value


def _sorted(value: object) -> object:
    if not isinstance(value, list):
        return in_any_order(value)
    return sorted(
        map(in_any_order, value), key=lambda one: str(one.get("id")) if isinstance(one, Mapping) else str(one)
    )
