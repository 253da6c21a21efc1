"""A list of questions unfolded into ordinary places: each question waits, and can be interrupted, like any other.

    flow.list  →  flow.list:=  →  flow.list:question  →  flow.list:=  →  …  →  the exit of the band

What was answered is in the variables; `flow.list:=` looks for the next question. So a question may be added, moved or
taken away while somebody answers: they get the next one that they have not answered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.flows.expressions import VarType, compile_expression
from bot.flows.format.assess_schema import STOPPED, Follow, FollowOption, Question, ScaleAnswer
from bot.flows.format.node_schema import AskNode, AssessNode, SayNode
from bot.flows.format.option_schema import OptionModel
from bot.flows.format.schema import FlowsFile
from bot.flows.machine import Edge
from bot.flows.nodes import NEXT, BeginList, GoThroughList, LeaveList, List, band_exit, question_exit
from bot.flows.said import Texts
from bot.flows.weighing import FOLLOW, SIGNS, Condition, FollowUp, Weighed, Weighing, hidden_name, list_of

M = TypeVar("M", bound=BaseModel)

BETWEEN = "="
"""The place of a list between two questions."""
STOP_LABEL = "list_done"
"""The text of wording.yaml for the option that stops a list."""
_SIGN_TYPES = {sign: VarType("bool" if sign == "danger" else "int", low=0) for sign in SIGNS}


@dataclass(frozen=True, slots=True)
class Unfolded:
    """What a list consists of.

    Attributes:
        models: Its texts and questions as they would stand in the file, by id; their references are full ids.
        places: Between the questions.
        edges: The ways from those places.
        hidden: The types of the answers that the file gives no name.
    """

    models: Mapping[str, AskNode | SayNode]
    places: Mapping[str, List]
    edges: tuple[Edge, ...]
    hidden: Mapping[str, VarType]


def unfold(flows: FlowsFile, *, stop_label: Texts, types: Mapping[str, VarType]) -> list[Unfolded]:
    """Unfold every list of a sound file."""
    return [
        _Unfolding(flows, f"{flow_id}.{node_id}", node).unfolded(stop_label, types)
        for flow_id, flow in flows.flows.items()
        for node_id, node in flow.nodes.items()
        if isinstance(node, AssessNode)
    ]


def weighing_of(flows: FlowsFile, node_id: str, node: AssessNode, *, compiled: Callable[[str], Condition]) -> Weighing:
    """Return how a list is weighed; `compiled` makes its conditions."""
    unfolding = _Unfolding(flows, node_id, node)
    bands = tuple((band.id, compiled(band.when or "true")) for band in node.assess.bands)
    questions = tuple(
        Weighed(
            id=question.id,
            answer=unfolding.answer_of(question),
            is_asked=compiled(question.when or "true"),
            domain=question.domain or "",
            scores=scores_of(unfolding.scale_of(question), is_reversed=question.reversed),
            follow=_follow_up(unfolding.follow_answer_of(question), question.follow) if question.follow else None,
        )
        for question in node.assess.questions
    )
    return Weighing(questions, bands, node.assess.save or "")


def scores_of(scale: Sequence[ScaleAnswer], *, is_reversed: bool) -> dict[str, int]:
    """Return what each answer weighs; the other way round, the heaviest answer weighs nothing."""
    scores = {answer.id: answer.score for answer in scale if answer.score is not None}
    highest, lowest = max(scores.values(), default=0), min(scores.values(), default=0)
    return {answer: highest + lowest - score if is_reversed else score for answer, score in scores.items()}


def band_types(types: Mapping[str, VarType]) -> Mapping[str, VarType]:
    """Return what a condition of a band may use: the variables, and what the answers show."""
    return {**types, **_SIGN_TYPES}


def value_of(option: OptionModel) -> str | int | bool:
    """Return what is remembered of an option."""
    return option.id if option.value is None else option.value


def exits_of_list(node_id: str, exit_name: str) -> set[tuple[str, str]]:
    """Return where an exit of a list, as the file has it, is taken: the places and the names of their exits."""
    between, stopped = hidden_name(node_id, BETWEEN), hidden_name(node_id, BETWEEN, STOPPED)
    if exit_name == STOPPED:
        return {(stopped, NEXT)}
    question, colon, inner = exit_name.partition(":")
    exits = {(between, band_exit(exit_name)), (stopped, band_exit(exit_name))}
    return {(hidden_name(node_id, question, FOLLOW), inner)} if colon else exits


class NoAnswer(OptionModel):
    """An option that answers nothing, so that nothing is remembered of it."""


def _follow_up(answer: str, follow: Follow) -> FollowUp:
    dangers = frozenset(value_of(option) if follow.save else option.id for option in follow.options if option.danger)
    return FollowUp(answer, frozenset(follow.on), dangers)


class _Unfolding:
    """Unfolds one list."""

    def __init__(self, flows: FlowsFile, node_id: str, node: AssessNode) -> None:
        self._flows = flows
        self._id = node_id
        self._node = node
        self._between = hidden_name(node_id, BETWEEN)

    def unfolded(self, stop_label: Texts, types: Mapping[str, VarType]) -> Unfolded:
        """Return everything that the list consists of."""
        known = band_types(types)
        weighing = weighing_of(self._flows, self._id, self._node, compiled=lambda text: compile_expression(text, known))
        flow = self._id.partition(".")[0]
        places: dict[str, List] = {
            self._id: BeginList(self._id, flow, weighing),
            self._between: GoThroughList(self._between, flow, weighing),
        }
        bands = [(band_exit(band), self._target(self._node.on[band])) for band, _ in weighing.bands]
        edges = [Edge(self._id, NEXT, self._between), *(Edge(self._between, *way) for way in bands)]
        for place, target, stops in self._ways_out():
            places[place] = LeaveList(place, flow, weighing, heeds_danger=stops)
            edges += [Edge(place, NEXT, target), *((Edge(place, *way) for way in bands) if stops else ())]
        models = dict(self._models(stop_label))
        for question in self._node.assess.questions:
            first = self._place(question.id, "before") if question.before else self._place(question.id)
            edges.append(Edge(self._between, question_exit(question.id), first))
            if question.follow:
                name = hidden_name(question.id, FOLLOW)
                edges.append(Edge(self._between, question_exit(name), self._place(name)))
        return Unfolded(models, places, tuple(edges), dict(self._hidden()))

    def answer_of(self, question: Question) -> str:
        """Return the variable of an answer."""
        return question.save or self._place(question.id)

    def follow_answer_of(self, question: Question) -> str:
        """Return the variable of the answer to what follows a question."""
        saved = question.follow.save if question.follow else None
        return saved or self._place(question.id, FOLLOW)

    def scale_of(self, question: Question) -> list[ScaleAnswer]:
        """Return the answers of a question."""
        return self._flows.scales.get(question.scale or self._node.assess.scale, [])

    def _place(self, *question: str) -> str:
        return hidden_name(self._id, *question)

    def _target(self, name: str) -> str:
        return name if "." in name else f"{self._id.partition('.')[0]}.{name}"

    def _ways_out(self) -> Iterator[tuple[str, str, bool]]:
        """Yield every way out of the middle: its place, where it leads, and whether somebody only stops."""
        if STOPPED in self._node.on:
            yield self._place(BETWEEN, STOPPED), self._target(self._node.on[STOPPED]), True
        for question in self._node.assess.questions:
            for option in question.follow.options if question.follow else ():
                if option.next is not None:
                    yield self._place(BETWEEN, question.id, option.id), self._target(option.next), False

    def _models(self, stop_label: Texts) -> Iterator[tuple[str, AskNode | SayNode]]:
        stop = self._stop(stop_label)
        for question in self._node.assess.questions:
            place = self._place(question.id)
            if question.before:
                yield self._place(question.id, "before"), built(SayNode, say=question.before, next=place)
            answers = [
                built(OptionModel, id=answer.id, label=answer.label, next=self._between)
                for answer in self.scale_of(question)
            ]
            asked = {"ask": question.text, "why": question.why, "save": self.answer_of(question)}
            yield place, built(AskNode, **asked, options=[*answers, *stop])
            if question.follow:
                yield self._place(question.id, FOLLOW), self._follow(question, question.follow, stop)

    def _follow(self, question: Question, follow: Follow, stop: list[NoAnswer]) -> AskNode:
        options = [self._follow_option(question.id, option, keeps_value=bool(follow.save)) for option in follow.options]
        asked = {"ask": follow.ask, "why": follow.why, "save": self.follow_answer_of(question)}
        return built(AskNode, **asked, options=[*options, *stop])

    def _follow_option(self, question_id: str, option: FollowOption, *, keeps_value: bool) -> FollowOption:
        leaves = self._place(BETWEEN, question_id, option.id)
        changed = {"next": self._between if option.next is None else leaves}
        return option.model_copy(update=changed if keeps_value else {**changed, "value": None})

    def _stop(self, label: Texts) -> list[NoAnswer]:
        if STOPPED not in self._node.on:
            return []
        return [built(NoAnswer, id=STOPPED, label=label, next=self._place(BETWEEN, STOPPED))]

    def _hidden(self) -> Iterator[tuple[str, VarType]]:
        for question in self._node.assess.questions:
            answer = self.answer_of(question)
            if list_of(answer):
                yield answer, VarType("text", tuple(answer.id for answer in self.scale_of(question)))
            answer = self.follow_answer_of(question)
            if question.follow and list_of(answer):
                yield answer, VarType("text", tuple(option.id for option in question.follow.options))


def built(model: type[M], **values: Any) -> M:  # noqa: ANN401 - the fields of a model, each of its own type
    """Return a part of the file that nobody wrote. Its ids may hold colons, so it is not held against the format."""
    return model.model_construct(**values)
