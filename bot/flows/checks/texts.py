"""What people read: a translation in every language, facts that are known, and options that can be told apart."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from pydantic import BaseModel

from bot.content.schema import HelplinesFile, WordingFile
from bot.flows.called import MARK as CALL_AT
from bot.flows.checks.values import choices_in, nodes_in
from bot.flows.facts import IN_BRACES, NAMES
from bot.flows.format.assess_schema import Question, ScaleAnswer
from bot.flows.format.findings import Findings, shown
from bot.flows.format.node_schema import AskNode, AssessNode, InputNode, NodeModel, PhraseNode, PickNode, SayNode
from bot.flows.format.option_schema import PickOption
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.on_card import MARK as SHOWN
from bot.flows.opens import MARK
from bot.flows.words import spellings
from bot.model import LANGUAGES, PHRASE_MARK

Texts = Mapping[str, str]
FEWEST_TRANSLATED = 3
"""Words of a text that can't be the same in two languages by chance."""
_BRACE = re.compile(r"[{}]")
_SPOKEN_FACTS = f"{MARK}, {SHOWN} and {CALL_AT}, in what a node says or asks"
_FACTS = f"facts are {', '.join(f'{{{name}}}' for name in NAMES)}; and {_SPOKEN_FACTS}"
_SPOKEN = frozenset({"say", "ask", "pick", "input"})
"""Keys of texts that are filled in when they are said."""
LETTERS = 2
"""Of the code of a language."""


def check_languages(sheet: Sheet[FlowsFile]) -> tuple[str, ...]:
    """Check the head of flows.yaml; returns the languages that every text needs."""
    languages = sheet.content.languages
    for number, language in enumerate(languages.required):
        path: Path = ("languages", "required", number)
        if language not in LANGUAGES:
            sheet.at_value(path, "E401", what=f'"{language}" is none of {", ".join(LANGUAGES)}')
        elif language in languages.required[:number]:
            sheet.at_value(path, "E401", what=f'"{language}" stands here twice')
    if languages.default not in languages.required:
        sheet.at_value(("languages", "default"), "E401", what=f'"{languages.default}" is not among the required ones')
    return tuple(language for language in dict.fromkeys(languages.required) if language in LANGUAGES)


def check_texts(sheet: Sheet[FlowsFile], required: Sequence[str]) -> None:
    """Check every text of flows.yaml, and the options of every question."""
    for text_path, texts in texts_in(sheet.content):
        check_text(sheet, text_path, texts, required=required)
    for path, _, node in nodes_in(sheet.content):
        if isinstance(node, PhraseNode):
            _check_mark(sheet, (*path, "phrase"), node.phrase)
        if isinstance(node, SayNode) and node.most is not None and node.list_ is None:
            sheet.at_key((*path, "most"), "E004", what='it goes with "list"')
    for scale_id, scale in sheet.content.scales.items():
        for number, answer in enumerate(scale):
            check_text(sheet, ("scales", scale_id, number, "label"), answer.label, required=required)
    for path, options in choices_in(sheet.content):
        _check_options(sheet, path, options)


def _check_mark(sheet: Sheet[FlowsFile], path: Path, texts: Texts) -> None:
    """Check that a return phrase has its place in every language."""
    for language, text in texts.items():
        if text.count(PHRASE_MARK) != 1:
            sheet.at_value(
                (*path, language), "E309", what=f"{PHRASE_MARK} has to stand here once: it becomes the words"
            )


def check_wording(sheet: Sheet[WordingFile], required: Sequence[str]) -> None:
    """Check every text of wording.yaml."""
    for key, texts in sheet.content.texts.items():
        check_text(sheet, ("texts", key), texts, required=required)


def check_line_texts(sheet: Sheet[HelplinesFile], required: Sequence[str]) -> None:
    """Check every text of helplines.yaml."""
    for line_id, line in sheet.content.lines.items():
        for key, texts in (("name", line.name), ("for", line.for_), ("hours", line.hours)):
            check_text(sheet, ("lines", line_id, key), texts, required=required)


def check_text(sheet: Sheet[BaseModel], path: Path, texts: Texts, *, required: Sequence[str]) -> None:
    """Check the translations of one text."""
    for language in required:
        if language not in texts:
            sheet.at_value(path, "E402", what=f'there is no "{language}" text')
    for language, text in texts.items():
        if language not in required:
            what = f'"{language}" is none of the languages of this bundle: {", ".join(required)}'
            what += "" if len(language) == LETTERS else "; is it a key of the node? then indent it less"
            sheet.at_key((*path, language), "E401", what=what)
        for start, what in unknown_facts(text, sheet.findings, own=marks_of(path)):
            sheet.inside((*path, language), start, code="E309", what=what)


def marks_of(path: Path) -> tuple[str, ...]:
    """Return what stands in braces in a text until it is said."""
    if path[-1] == "phrase":
        return (PHRASE_MARK,)
    return (MARK, SHOWN, CALL_AT) if path[0] == "flows" and path[-1] in _SPOKEN and "idle" not in path else ()


def unknown_facts(text: str, findings: Findings, *, own: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """Yield where something in braces is no fact, or a brace has no other; `own` is filled in by the node itself."""
    for found in IN_BRACES.finditer(text):
        if found[1] not in NAMES and found[0] not in own:
            guess = findings.guess(found[1], (*NAMES, *(mark.strip("{}") for mark in own)))
            hint = f"did you mean {{{guess}}}?" if guess else _FACTS
            yield found.start(), f"{shown(found[0])} would be shown as it stands; {hint}"
    alone = _BRACE.search(IN_BRACES.sub(lambda found: " " * len(found[0]), text))
    if alone is not None:
        yield alone.start(), f"a brace would be shown as it stands; {_FACTS}"


def check_translated(sheet: Sheet[FlowsFile]) -> None:
    """Warn of texts that are the same in two languages: perhaps nobody translated them."""
    for text_path, texts in texts_in(sheet.content):
        seen: dict[str, str] = {}
        for language, text in texts.items():
            first = seen.setdefault(text.casefold().strip(), language)
            if first != language and len(text.split()) >= FEWEST_TRANSLATED:
                sheet.at_value((*text_path, language), "W408", what=f'the same as "{first}"; was it translated?')


def texts_in(content: FlowsFile) -> Iterator[tuple[Path, Texts]]:
    """Yield every text of flows.yaml with its path."""
    for name, variable in content.vars.items():
        if variable.told is not None:
            yield ("vars", name, "told"), variable.told
    for flow_id, flow in content.flows.items():
        if flow.idle is not None:
            yield ("flows", flow_id, "idle", "say"), flow.idle.say
    for path, _, node in nodes_in(content):
        yield from texts_of(path, node)


@cache
def _texts_of_kind(kind: type[NodeModel]) -> tuple[str, ...]:
    """Return the keys of a kind of node that hold a text."""
    return tuple(key for key in ("say", "phrase", "ask", "pick", "input", "why") if key in kind.model_fields)


def texts_of(path: Path, node: NodeModel) -> Iterator[tuple[Path, Texts]]:
    """Yield every text of a node with its path: what is said, asked and explained, and the labels of options."""
    for key in _texts_of_kind(type(node)):
        texts = getattr(node, key)
        if texts is not None:
            yield (*path, key), texts
    if isinstance(node, SayNode):
        yield from (((*path, "list", number, "text"), item.text) for number, item in enumerate(node.list_ or ()))
    if isinstance(node, AskNode | PickNode):
        yield from (((*path, "options", number, "label"), one.label) for number, one in enumerate(node.options))
    if isinstance(node, SayNode | AskNode | PickNode | InputNode):
        for channel, variant in node.channels.items():
            yield from (((*path, "channels", channel, key), texts) for key, texts in variant)
    if isinstance(node, AssessNode):
        yield from _texts_of_questions((*path, "assess", "questions"), node.assess.questions)


def _texts_of_questions(path: Path, questions: Sequence[Question]) -> Iterator[tuple[Path, Texts]]:
    for number, question in enumerate(questions):
        yield from _texts_of_question((*path, number), question)


def _texts_of_question(path: Path, question: Question) -> Iterator[tuple[Path, Texts]]:
    for key, text in (("text", question.text), ("before", question.before), ("why", question.why)):
        if text is not None:
            yield (*path, key), text
    follow = question.follow
    if follow is not None:
        yield (*path, "follow", "ask"), follow.ask
        if follow.why is not None:
            yield (*path, "follow", "why"), follow.why
        for number, option in enumerate(follow.options):
            yield (*path, "follow", "options", number, "label"), option.label


def _check_options(sheet: Sheet[FlowsFile], path: Path, options: Sequence[PickOption | ScaleAnswer]) -> None:
    ids: dict[str, int] = {}
    labels: dict[tuple[str, str], int] = {}
    for number, option in enumerate(options):
        place: Path = (*path, number)
        if ids.setdefault(option.id, number) != number:
            what = f'"{option.id}" is the id of option {ids[option.id] + 1} already'
            sheet.at_value((*place, "id"), "E104", what=what)
        for language, label in option.label.items():
            plain = spellings(label)[0]
            first = labels.setdefault((language, plain), number)
            if first != number:
                what = f'"{label}" reads like the label of option {first + 1}'
                sheet.at_value((*place, "label", language), "E104", what=what)
            if _is_number_of_another(plain, number, options):
                what = f'"{label}" typed as an answer is option {plain}, not this one; use words, or move it there'
                sheet.at_value((*place, "label", language), "E503", what=what)


def _is_number_of_another(plain: str, number: int, options: Sequence[PickOption | ScaleAnswer]) -> bool:
    """Tell whether a label is a number that stands before another option, or may when some of them are hidden."""
    moves = any(getattr(option, "when", None) is not None for option in options[: number + 1])
    return plain.isdigit() and 1 <= int(plain) <= len(options) and (moves or int(plain) != number + 1)
