"""The labels of wording.yaml that the bot adds to options of its own accord: what is typed may mean only one thing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.content.schema import WordingFile
from bot.flows.checks.ticking import ticked_in
from bot.flows.checks.values import nodes_in
from bot.flows.checks.words import words_of
from bot.flows.format.assess_schema import STOPPED
from bot.flows.format.node_schema import AssessNode, PickNode
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.interrupts import HUMAN
from bot.flows.mistyped import MEANT_NO, MEANT_YES
from bot.flows.paging import HUMAN as HUMAN_OPTION
from bot.flows.paging import PAGE_OPTIONS
from bot.flows.referral_texts import JOINING_OFFERED, WORDS_OFFERED
from bot.flows.unfolding import STOP_LABEL
from bot.flows.words import spellings

PAGE_LABELS = tuple(f"page_{option}" for option in PAGE_OPTIONS)
PICK_LABELS = ("pick_none", "pick_done")
CARD_LABELS = ("card_done", "card_none")
"""The same where the options are what is on a card."""
MEANT_LABELS = tuple((f"{MEANT_YES}_{kind}", MEANT_NO) for kind in ("wipe", "leave"))
REFERRAL_LABELS = tuple(tuple(offered.values()) for offered in (*WORDS_OFFERED.values(), *JOINING_OFFERED.values()))
ADDED_LABELS = (
    *PAGE_LABELS,
    *PICK_LABELS,
    *CARD_LABELS,
    STOP_LABEL,
    *dict.fromkeys(key for together in (*MEANT_LABELS, *REFERRAL_LABELS) for key in together),
)
"""The texts of wording.yaml that people choose."""
_TO_A_HUMAN = f"page_{HUMAN_OPTION}"

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Shown:
    """Options that are shown together.

    Attributes:
        added: The texts of wording.yaml among them, by key.
        written: The labels of flows.yaml among them, with what they are.
    """

    added: tuple[str, ...]
    written: Sequence[tuple[str, Texts]] = ()


def check_added_labels(wording: Sheet[WordingFile], flows: Sheet[FlowsFile]) -> None:
    """Check that each is no word that acts everywhere, no number, and like no option it is shown with."""
    words = {spelling: interrupt_id for spelling, interrupt_id, _ in words_of(flows.content.interrupts)}
    for key in ADDED_LABELS:
        for language, label in wording.content.texts.get(key, {}).items():
            what = _clash(key, label, words)
            if what is not None:
                wording.at_value(("texts", key, language), what[0], what=what[1])
    for shown in _shown_together(flows.content):
        for number, key in enumerate(shown.added):
            others = [(f'"{other}"', wording.content.texts.get(other, {})) for other in shown.added[:number]]
            _check_alike(wording, key, [*others, *shown.written])


def _clash(key: str, label: str, words: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the code and words for a label that means something else everywhere."""
    spelled = spellings(label)
    if spelled[0].isdigit():
        return "E503", f'"{label}" typed as an answer is the place of an option; use words'
    word = next((words[spelling] for spelling in spelled if spelling in words), None)
    if word is None or (key, word) == (_TO_A_HUMAN, HUMAN):
        return None
    return "E602", f'"{label}" typed as an answer is the word for "{word}"; call it something else'


def _check_alike(wording: Sheet[WordingFile], key: str, others: Sequence[tuple[str, Texts]]) -> None:
    for language, label in wording.content.texts.get(key, {}).items():
        spelled = spellings(label)[0]
        for name, texts in others:
            if language in texts and spellings(texts[language])[0] == spelled:
                what = f'"{label}" reads like {name}, which it is shown with; call one of them something else'
                wording.at_value(("texts", key, language), "E104", what=what)
                break


def _shown_together(flows: FlowsFile) -> Iterator[_Shown]:
    yield _Shown(PAGE_LABELS)
    yield from map(_Shown, (PICK_LABELS, CARD_LABELS))
    yield from map(_Shown, MEANT_LABELS)
    yield from map(_Shown, REFERRAL_LABELS)
    for _, node_id, node in nodes_in(flows):
        match node:
            case PickNode():
                added = CARD_LABELS if node.save in ticked_in(flows) else PICK_LABELS
                yield _Shown(added, [(f'option "{one.id}" of {node_id}', one.label) for one in node.options])
            case AssessNode() if STOPPED in node.on:
                yield _Shown((STOP_LABEL,), list(_labels_of(flows, node_id, node)))
            case _:
                pass


def _labels_of(flows: FlowsFile, node_id: str, node: AssessNode) -> Iterator[tuple[str, Texts]]:
    """Yield the labels of a list that somebody can stop."""
    scales = {node.assess.scale, *(question.scale for question in node.assess.questions if question.scale)}
    for scale in sorted(scales):
        yield from ((f'answer "{one.id}" of the scale {scale}', one.label) for one in flows.scales.get(scale, ()))
    for question in node.assess.questions:
        options = question.follow.options if question.follow else ()
        yield from ((f'option "{one.id}" after {node_id}:{question.id}', one.label) for one in options)
