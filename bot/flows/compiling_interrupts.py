"""Sound contents in, the words that act in every state out; it trusts the checks and makes none."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import assert_never

from bot.content.schema import HunchFile, WordingFile
from bot.flows.alike import Alike
from bot.flows.another_answers import ANSWERS as ANOTHER_ANSWERS
from bot.flows.check import Contents
from bot.flows.checks.inputs import ANOTHER_WORDS, skip_words_of, words_of_text
from bot.flows.checks.values import condition_types
from bot.flows.checks.words import words_of
from bot.flows.expressions import compile_expression
from bot.flows.families import Families
from bot.flows.format.schema import FlowsFile
from bot.flows.format.schema import Interrupt as InterruptModel
from bot.flows.hunch import Hunch
from bot.flows.interrupts import CRISIS, FORGETTING, HUMAN, HUNCH, STOP, Interrupt, InterruptKind, Interrupts
from bot.flows.mistyped import MEANT_NO, MEANT_YES, NO, YES, Mistyped
from bot.flows.nodes import interrupt_exit
from bot.flows.pass_answers import ANSWERS
from bot.flows.phrases import PhraseBook, Tolerance
from bot.flows.replies import Labels
from bot.flows.slips import Slips
from bot.flows.suit_answers import ANSWERS as SUIT_ANSWERS
from bot.flows.weighing import Condition
from bot.flows.words import spellings
from bot.model import Language

FEWEST_LETTERS = 4
"""Of a word for a human in which a slip is forgiven."""


def compile_interrupts(contents: Contents, alike: Alike) -> Interrupts:
    """Return the words that act in every state; `alike` are those that mean the same where they ask back."""
    interrupts = {
        interrupt_id: _interrupt(interrupt_id, model) for interrupt_id, model in contents.flows.interrupts.items()
    }
    crisis = contents.crisis
    tolerance = Tolerance(tuple(_all_of(crisis.between)), crisis.apart, contents.ear.ordinary)
    by_word = {word: interrupts[interrupt_id] for word, interrupt_id, _ in words_of(contents.flows.interrupts)}
    return Interrupts(
        by_word=by_word,
        human=interrupts[HUMAN],
        human_slips=_human_slips(by_word, contents.ear.ordinary),
        crisis=interrupts[CRISIS],
        phrases=PhraseBook(_all_of(crisis.phrases), _all_of(crisis.harmless), tolerance),
        hunch=_hunch(contents.ear.hunch),
        gentle=interrupts.get(HUNCH),
        spared=_spared(contents.flows),
        own=contents.flows.interrupts[STOP].own or "",
        everyday=frozenset(_everyday(contents.wording)),
        mistyped=_mistyped(by_word, contents),
        meant_labels=_meant_labels(contents, alike),
        pass_labels=_labels_of(contents, ANSWERS, alike),
        another=frozenset(words_of_text(contents.wording, ANOTHER_WORDS)),
        another_labels=_labels_of(contents, ANOTHER_ANSWERS, alike),
        suit_labels=_labels_of(contents, SUIT_ANSWERS, alike),
        perhaps={
            spelling: interrupts[interrupt_id]
            for interrupt_id, model in contents.flows.interrupts.items()
            for phrase in _all_of(model.perhaps or {})
            for spelling in spellings(phrase)
        },
        signs={name: PhraseBook(_all_of(phrases), (), tolerance) for name, phrases in crisis.signs.items()},
    )


def _everyday(wording: WordingFile) -> Iterator[str]:
    """Yield what people type without thinking, as plain words."""
    for word in (*_all_of(wording.common), *skip_words_of(wording)):
        yield from spellings(word)


def _all_of(phrases: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the phrases of all languages: nobody in need looks at the language first."""
    return chain.from_iterable(phrases.values())


def _human_slips(by_word: Mapping[str, Interrupt], ordinary: Collection[str]) -> Slips:
    """Return the words that lead to a human; ordinary words and the others that always work are never slips of them."""
    human = {word for phrase, interrupt in by_word.items() if interrupt.id == HUMAN for word in phrase.split()}
    others = {word for phrase, interrupt in by_word.items() if interrupt.id != HUMAN for word in phrase.split()}
    return Slips(human, {*ordinary, *others} - human, fewest_letters=FEWEST_LETTERS)


def _mistyped(by_word: Mapping[str, Interrupt], contents: Contents) -> Mistyped:
    """Return the words that forget; what is ordinary, or means something else in the files, is never a slip of them."""
    crisis, wording = contents.crisis, contents.wording
    forgetting = {phrase for phrase, interrupt in by_word.items() if interrupt.kind in FORGETTING}
    groups = (crisis.phrases, crisis.harmless, *wording.alike.values(), wording.fillers, wording.common)
    known = {spelling for group in groups for phrase in _all_of(group) for spelling in spellings(phrase)}
    known |= by_word.keys() - forgetting
    words = {word for phrase in known for word in phrase.split()}
    return Mistyped(forgetting, {*contents.ear.ordinary, *known, *words})


def _meant_labels(contents: Contents, alike: Alike) -> Mapping[InterruptKind, Mapping[Language, Labels]]:
    texts = contents.wording.texts
    return {
        kind: {
            language: Labels(
                {YES: texts[f"{MEANT_YES}_{kind}"][language], NO: texts[MEANT_NO][language]},
                alike,
            )
            for language in contents.flows.languages.required
        }
        for kind in FORGETTING
    }


def _labels_of(contents: Contents, answers: Mapping[str, str], alike: Alike) -> Mapping[Language, Labels]:
    """Return the labels of answers by language; `answers` names their texts."""
    texts = contents.wording.texts
    return {
        language: Labels({answer: texts[key][language] for answer, key in answers.items()}, alike)
        for language in contents.flows.languages.required
    }


def _spared(flows: FlowsFile) -> Condition:
    """Return who is not asked gently: whom the `unless` of that interrupt holds for."""
    unless = flows.interrupts[HUNCH].unless if HUNCH in flows.interrupts else None
    return compile_expression(unless or "false", condition_types(flows))


def _hunch(file: HunchFile | None) -> Hunch | None:
    if file is None:
        return None
    families = Families({family: words.split() for family, words in file.families.items()})
    return Hunch(file.weights, file.bias, file.threshold, families)


def _interrupt(interrupt_id: str, model: InterruptModel) -> Interrupt:
    match model.do:
        case "wipe" | "leave":
            return Interrupt(interrupt_id, InterruptKind(model.do))
        case "language":
            return Interrupt(interrupt_id, InterruptKind.LANGUAGE, language=model.language or "")
        case None:
            returns = model.call is not None and model.resume
            kind = InterruptKind.CALL if returns else InterruptKind.GOTO
            return Interrupt(interrupt_id, kind, interrupt_exit(interrupt_id), save=model.save or "")
        case _:
            assert_never(model.do)
