"""Hold what came of some turns against what was expected of them; every miss in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.flows.rehearse.happened import Happened, urgency_of
from bot.flows.rehearse.schema import ANY, Expectation
from bot.flows.rehearse.world import World
from bot.model import Language

_LONGEST_SHOWN = 1_500


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that does not hold.

    Attributes:
        key: Which one.
        what: What was expected and what there is, in one sentence.
    """

    key: str
    what: str


def unmet(wanted: Expectation, world: World, happened: Happened) -> list[Unmet]:
    """Return every expectation that does not hold.

    Args:
        wanted: What is expected.
        world: How it stands.
        happened: What came of the turns that are meant.
    """
    return [
        *_standing(wanted, world),
        *_remembered(wanted, world),
        *_texts(wanted, world, happened),
        *_effects(wanted, happened),
        *_path(wanted, world),
    ]


def _differs(key: str, wanted: object, there: object) -> Iterator[Unmet]:
    if wanted is not None and wanted != there:
        yield Unmet(key, f"expected {_shown(wanted)}, there is {_shown(there)}")


def _shown(value: object) -> str:
    """Return a value as an editor would write it into the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not value and value != 0:
        return "nothing"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(_shown, value)) + "]" if isinstance(value, list | tuple) else str(value)


def _standing(wanted: Expectation, world: World) -> Iterator[Unmet]:
    conversation = world.conversation
    prompt = conversation.asked
    yield from _differs("node", wanted.node, conversation.node)
    yield from _differs("rests", wanted.rests, not conversation.node)
    yield from _differs("options", wanted.options, list(prompt.options) if prompt else [])
    yield from _differs("phase", wanted.phase, conversation.phase)
    yield from _differs("language", wanted.language, conversation.language)


def _remembered(wanted: Expectation, world: World) -> Iterator[Unmet]:
    variables = world.conversation.vars
    for name, value in (wanted.vars or {}).items():
        there = variables.get(name)
        if there != value or isinstance(there, bool) != isinstance(value, bool):
            yield Unmet("vars", f"expected {name} to be {_shown(value)}, it is {_shown(there)}")
    for name in wanted.var_absent or ():
        if name in variables:
            yield Unmet("var_absent", f"{name} is remembered: {_shown(variables[name])}")


def _texts(wanted: Expectation, world: World, happened: Happened) -> Iterator[Unmet]:
    language = world.conversation.language
    texts = [bubble.text for bubble in happened.bubbles]
    whole = "\n".join(texts)
    for piece in _pieces(wanted.text_has, language):
        if piece.casefold() not in whole.casefold():
            yield Unmet("text_has", f'"{piece}" was not said; this was:\n{_quoted(texts)}')
    for piece in _pieces(wanted.text_has_not, language):
        if piece.casefold() in whole.casefold():
            yield Unmet("text_has_not", f'"{piece}" was said:\n{_quoted(texts)}')
    paragraphs = {*texts, *(part for text in texts for part in text.split("\n\n"))}
    for key in wanted.said or ():
        if key not in world.bundle.catalogue.wording:
            yield Unmet("said", f'wording.yaml has no "{key}"')
        elif world.bundle.say(key, language) not in paragraphs:
            yield Unmet("said", f'"{key}" of wording.yaml was not said; this was:\n{_quoted(texts)}')
    yield from _differs("bubbles", wanted.bubbles, len(texts))
    yield from _differs("silent", wanted.silent, not texts)


def _pieces(wanted: dict[str, list[str]] | None, language: Language) -> Sequence[str]:
    return () if wanted is None else wanted.get(language, wanted.get(ANY, ()))


def _quoted(texts: Sequence[str]) -> str:
    lines = "\n".join(texts)[:_LONGEST_SHOWN] or "(nothing)"
    return "\n".join(f"  | {line}" for line in lines.splitlines())


def _effects(wanted: Expectation, happened: Happened) -> Iterator[Unmet]:
    urgency = urgency_of(happened)
    yield from _differs("case", wanted.case, "none" if urgency is None else urgency)
    yield from _differs("card", wanted.card, dict(happened.card or {}))
    yield from _differs("raised", wanted.raised, happened.raised)
    yield from _differs("left", wanted.left, happened.left)
    yield from _differs("told_desk", wanted.told_desk, happened.told)
    yield from _differs("wiped", wanted.wiped, happened.wiped)


def _path(wanted: Expectation, world: World) -> Iterator[Unmet]:
    passed = set(world.trail.nodes)
    for node in wanted.path_has or ():
        if node not in passed:
            yield Unmet("path_has", f"{node} was not passed")
    for node in wanted.path_has_not or ():
        if node in passed:
            yield Unmet("path_has_not", f"{node} was passed")
