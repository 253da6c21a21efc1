"""Sound contents in, compiled nodes and words out; it trusts the checks and makes none."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.flows.alike import Alike
from bot.flows.calls import AnyCall, AskForCall, ChooseSlot, SettleCall
from bot.flows.check import Contents
from bot.flows.checks.ticking import ticked_in
from bot.flows.checks.values import condition_types, nodes_in
from bot.flows.compiling_inputs import compile_input
from bot.flows.compiling_pages import compile_page, digest_of
from bot.flows.compiling_picks import endings_of, offering
from bot.flows.counted import Ranges
from bot.flows.durations import duration_of, length_of
from bot.flows.expressions import compile_expression
from bot.flows.format.node_schema import (
    AskNode,
    AskVariant,
    AssessNode,
    BranchNode,
    CallbackNode,
    CallNode,
    EndNode,
    HandoverNode,
    InputNode,
    LinesFor,
    PageNode,
    Patient,
    PauseNode,
    PhraseNode,
    PickNode,
    PlainModel,
    SayNode,
    SetNode,
)
from bot.flows.format.option_schema import OptionModel
from bot.flows.format.schema import FlowsFile
from bot.flows.format.time_schema import AGREED
from bot.flows.handing import Handover
from bot.flows.nodes import (
    Answer,
    Ask,
    Branch,
    Call,
    End,
    Input,
    Node,
    Say,
    Set,
    option_call,
    option_exit,
)
from bot.flows.paging import Page
from bot.flows.phrase import Phrase
from bot.flows.quiet import Idle, Pause
from bot.flows.replies import Labels
from bot.flows.said import Needed, Said, Texts, WantedLines
from bot.flows.unfolding import NoAnswer, Unfolded, built, value_of
from bot.flows.values.limits import Limits
from bot.flows.weighing import Condition
from bot.flows.words import spellings
from bot.model import Option


def compile_nodes(contents: Contents, lists: Sequence[Unfolded], alike: Alike) -> dict[str, Node]:
    """Return the nodes of all flows by `flow.node` id, and the places of their lists of questions."""
    compiler = _Compiler(contents, alike)
    nodes: dict[str, Node] = {}
    unfolded = {next(iter(one.places)): one for one in lists}
    for _, node_id, model in nodes_in(contents.flows):
        if isinstance(model, AssessNode):
            one = unfolded[node_id]
            nodes |= one.places
            nodes |= {place: compiler.node(place, inner) for place, inner in one.models.items()}
        else:
            nodes[node_id] = compiler.node(node_id, model)
    return nodes


def compile_idles(flows: FlowsFile) -> dict[str, Idle]:
    """Return what is said once to whoever is silent, by flow."""
    return {
        flow_id: Idle(length_of(flow.idle.after), flow.idle.say) for flow_id, flow in flows.flows.items() if flow.idle
    }


def _words(options: Sequence[OptionModel]) -> dict[str, str]:
    """Return what is said for options besides their labels, in all languages at once, with the ids of the options."""
    said = ((word, option.id) for option in options for words in (option.words or {}).values() for word in words)
    return {spelling: option for word, option in said for spelling in spellings(word)}


def _ranges(options: Sequence[OptionModel]) -> dict[str, Limits]:
    """Return the numbers that choose options, by the ids of those."""
    return {option.id: Limits(option.numbers.min, option.numbers.max) for option in options if option.numbers}


class _Compiler:
    """Compiles one node after the other."""

    def __init__(self, contents: Contents, alike: Alike) -> None:
        flows = contents.flows
        self._contents = contents
        self._languages = tuple(flows.languages.required)
        self._types = condition_types(flows)
        self._alike = alike
        self._labels: dict[Hashable, Labels] = {}

    def node(self, node_id: str, model: PlainModel) -> Node:
        """Compile a node of any kind."""
        flow = node_id.partition(".")[0]
        match model:
            case AskNode() | PickNode():
                return self._question(node_id, flow, model)
            case SayNode() | PageNode() | InputNode():
                return self._speaking(node_id, flow, model)
            case HandoverNode():
                return self._handover(node_id, flow, model)
            case CallbackNode():
                return _callback(node_id, flow, model)
            case BranchNode():
                arms = [self._condition(arm.when) for arm in model.branch if arm.when is not None]
                return Branch(node_id, flow, tuple(arms))
            case _:
                return _plain_node(node_id, flow, model)

    def _speaking(self, node_id: str, flow: str, model: SayNode | PageNode | InputNode) -> Say | Page | Input:
        match model:
            case SayNode():
                return self._say(node_id, flow, model)
            case PageNode():
                return compile_page(self._contents, node_id, model, lines=_wanted(model.lines))
            case InputNode():
                texts = _said(model.input, {on: one.input for on, one in model.channels.items()}, why=model.why)
                return compile_input(self._contents, node_id, model, texts=texts, timeout=_timeout(model))
            case _:
                assert_never(model)

    def _question(self, node_id: str, flow: str, model: AskNode | PickNode) -> Ask:
        return self._pick(node_id, flow, model) if isinstance(model, PickNode) else self._ask(node_id, flow, model)

    def _ask(self, node_id: str, flow: str, model: AskNode) -> Ask:
        otherwise = model.otherwise
        return Ask(
            id=node_id,
            flow=flow,
            digest=digest_of(node_id),
            texts=_said(model.ask, {on: one.ask for on, one in model.channels.items()}, why=model.why),
            options={
                language: tuple(Option(option.id, option.label[language]) for option in model.options)
                for language in self._languages
            },
            order=tuple(option.id for option in model.options),
            answers={option.id: _answer(option) for option in model.options},
            labels=self._labels_of(model.options),
            save=model.save or "",
            tries=otherwise.tries if otherwise else 2,
            otherwise=otherwise is not None and otherwise.then is not None,
            offered_when={
                option.id: self._condition(option.when) for option in model.options if option.when is not None
            },
            timeout=_timeout(model),
        )

    def _labels_of(self, options: Sequence[OptionModel]) -> dict[str, Labels]:
        """Return the labels in each language; questions that are answered on the same scale share them."""
        words, ranges = _words(options), _ranges(options)
        found = {}
        for language in self._languages:
            labels = {option.id: option.label[language] for option in options}
            name = (tuple(labels.items()), tuple(words.items()), tuple(ranges.items()))
            if name not in self._labels:
                self._labels[name] = Labels(labels, self._alike, words, ranges=Ranges(ranges))
            found[language] = self._labels[name]
        return found

    def _pick(self, node_id: str, flow: str, model: PickNode) -> Ask:
        """Compile a question with several answers: the options, and the two that end it.

        What is on a card is offered where there is something to see, and it is a choice to let nothing or all be seen.
        """
        is_card = model.save in ticked_in(self._contents.flows)
        options = [OptionModel.model_construct(**dict(option)) for option in model.options]
        options += endings_of(self._contents.wording, is_card=is_card)
        asked: dict[str, object] = {name: getattr(model, name) for name in ("why", "save", "otherwise", "timeout")}
        asked["channels"] = {on: AskVariant(ask=one.pick) for on, one in model.channels.items()}
        node = self._ask(node_id, flow, built(AskNode, ask=model.pick, options=options, **asked))
        return offering(replace(node, most=model.most or len(model.options), is_card=is_card))

    def _say(self, node_id: str, flow: str, model: SayNode) -> Say:
        items = model.list_ or ()
        return Say(
            id=node_id,
            flow=flow,
            texts=_said(model.say, {on: one.say for on, one in model.channels.items()}),
            items=tuple((self._condition(item.when or "true"), item.text) for item in items),
            most=model.most or len(items),
            lines=_wanted(model.lines),
            leave_queue=model.leave_queue,
        )

    def _handover(self, node_id: str, flow: str, model: HandoverNode) -> Handover:
        handover = model.handover
        return Handover(
            id=node_id,
            flow=flow,
            urgent=self._condition(handover.urgent or "false"),
            agreed=self._condition(handover.agreed or "false"),
            card=tuple(handover.card),
            private=frozenset(name for name in handover.card if self._contents.flows.vars[name].sensitive),
            ticked=handover.ticked or "",
            may_write=handover.may_write_minutes or "",
            even_if_closed=handover.even_if_closed,
            timeout=None if model.timeout is None else duration_of(model.timeout.after),
            offers_in_time=model.timeout is not None and model.timeout.after == AGREED,
        )

    def _condition(self, text: str) -> Condition:
        return compile_expression(text, self._types)


def _callback(node_id: str, flow: str, model: CallbackNode) -> AnyCall:
    match model.callback:
        case "choose":
            return ChooseSlot(node_id, flow, digest_of(node_id))
        case "book" | "prove" as does:
            return AskForCall(node_id, flow, does)
        case "confirm" | "withdraw" as does:
            return SettleCall(node_id, flow, does)
        case _:
            assert_never(model.callback)


def _plain_node(node_id: str, flow: str, model: PhraseNode | SetNode | CallNode | PauseNode | EndNode) -> Node:
    match model:
        case PhraseNode():
            return Phrase(node_id, flow, Said(model.phrase))
        case SetNode():
            return Set(node_id, flow, dict(model.set))
        case CallNode():
            return Call(node_id, flow)
        case PauseNode():
            return Pause(node_id, flow, length_of(model.pause))
        case EndNode():
            return End(node_id, flow, model.leave_queue, wipe=model.wipe is not None, leaves_chat=model.wipe == "ours")
        case _:
            assert_never(model)


def _answer(option: OptionModel) -> Answer:
    value = None if isinstance(option, NoAnswer) else value_of(option)
    return Answer(value, option_exit(option.id), option_call(option.id) if option.call else "")


def _said(texts: Texts, variants: Mapping[str, Texts], *, why: Texts | None = None) -> Said:
    by_channel = {channel: _with_reason(variant, why) for channel, variant in variants.items()}
    return Said(_with_reason(texts, why), by_channel)


def _timeout(model: Patient) -> timedelta | None:
    return length_of(model.timeout.after) if model.timeout else None


def _wanted(lines: Sequence[str] | LinesFor | None) -> WantedLines:
    return Needed(lines.need, lines.most) if isinstance(lines, LinesFor) else tuple(lines or ())


def _with_reason(texts: Texts, reason: Texts | None) -> Texts:
    """Return a question with the reason why it is asked on its second line."""
    if reason is None:
        return texts
    return {language: f"{text}\n{reason[language]}" for language, text in texts.items()}
