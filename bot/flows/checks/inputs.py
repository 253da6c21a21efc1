"""Questions for words: what is asked for can be kept, the limits can be met, and nobody is held there."""

from collections.abc import Iterator, Mapping

from bot.content.schema import WordingFile
from bot.flows.checks.values import nodes_in, variable_types
from bot.flows.checks.words import words_of
from bot.flows.expressions import Kind, VarType
from bot.flows.format.node_schema import InputNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile, Interrupt
from bot.flows.format.sheet import Sheet
from bot.flows.values.canonical import EXPECTED, InputType, is_canonical
from bot.flows.values.limits import Bound, days_from_today
from bot.flows.words import spellings

SKIP_WORDS, CARD_WORDS, ANOTHER_WORDS = "skip_words", "card_done_words", "another_words"
"""The text of wording.yaml with the words that skip a question, with commas between them."""
_KEPT_IN: Mapping[InputType, Kind] = {
    "text": "text",
    "number": "int",
    "date": "date",
    "time": "time",
    "phone": "phone",
    "place": "place",
}
_LIMITED: Mapping[InputType, str] = {
    "number": "a whole number",
    "date": 'a date such as "2026-12-31", "today" or "today+14d"',
    "time": 'a time such as "09:00"',
}


def check_inputs(sheet: Sheet[FlowsFile]) -> None:
    """Check every question for words, and what its answers are kept in."""
    for name, variable in sheet.content.vars.items():
        if variable.type == "phone" and not variable.sensitive:
            what = f'"{name}" holds a telephone number; write "sensitive: true"'
            sheet.at_key(("vars", name), "E613", what=what)
    types = variable_types(sheet.content)
    for path, _, node in nodes_in(sheet.content):
        if isinstance(node, InputNode):
            _check_save(sheet, path, node, kept=types.get(node.save))
            _check_limits(sheet, path, node, kept=types.get(node.save))
            _check_way_on(sheet, path, node)


def _check_save(sheet: Sheet[FlowsFile], path: Path, node: InputNode, *, kept: VarType | None) -> None:
    """Check that what is typed fits into its variable; an unknown variable is told elsewhere."""
    wanted = _KEPT_IN[node.type]
    if kept is not None and (kept.kind != wanted or kept.values):
        what = f'"{node.save}" cannot hold what is asked for here; declare it as {{type: {wanted}}}'
        sheet.at_value((*path, "save"), "E303", what=what)


def _check_limits(sheet: Sheet[FlowsFile], path: Path, node: InputNode, *, kept: VarType | None) -> None:
    given = {key: bound for key, bound in (("min", node.min), ("max", node.max)) if bound is not None}
    sound = True
    for key, bound in given.items():
        if node.type not in _LIMITED:
            sound = False
            sheet.at_key((*path, key), "E004", what=f'"{key}" goes with the types {", ".join(_LIMITED)}')
        elif not _is_bound(node.type, bound):
            sound = False
            sheet.at_value((*path, key), "E006", what=f"expected {_LIMITED[node.type]}")
    if sound and given:
        _check_order(sheet, path, node, kept=kept)


def _check_order(sheet: Sheet[FlowsFile], path: Path, node: InputNode, *, kept: VarType | None) -> None:
    low, high = _place_of(node.min), _place_of(node.max)
    if _is_more(low, high):
        sheet.at_value((*path, "min"), "E308", what=f"{node.min} is more than max, which is {node.max}")
    for key, bound in (("min", node.min), ("max", node.max)):
        reason = kept.refuses(bound) if kept is not None and kept.kind == "int" and bound is not None else None
        if reason is not None:
            sheet.at_value((*path, key), "E308", what=f'{bound} does not fit "{node.save}": {reason}')


def _place_of(bound: Bound | None) -> tuple[int, Bound] | None:
    """Return what two bounds of a kind are compared by; a day of the calendar and one from today are two kinds."""
    days = days_from_today(bound)
    if days is not None:
        return 1, days
    return None if bound is None else (0, bound)


def _is_more(low: tuple[int, Bound] | None, high: tuple[int, Bound] | None) -> bool:
    if low is None or high is None or low[0] != high[0]:
        return False
    one, other = low[1], high[1]
    if isinstance(one, int) and isinstance(other, int):
        return one > other
    return isinstance(one, str) and isinstance(other, str) and one > other


def _is_bound(kind: InputType, bound: Bound) -> bool:
    if kind == "number" or isinstance(bound, int):
        return kind == "number" and isinstance(bound, int)
    if kind == "date" and days_from_today(bound) is not None:
        return True
    return kind in EXPECTED and is_canonical("date" if kind == "date" else "time", bound)


def _check_way_on(sheet: Sheet[FlowsFile], path: Path, node: InputNode) -> None:
    """Check that who types what does not fit gets on after some tries; any words are a text."""
    gives_way = node.otherwise is not None and node.otherwise.then is not None
    if node.type != "text" and not gives_way and node.skip is None:
        what = 'who types something else never gets on; write "otherwise: {tries: 2, then: …}", or "skip"'
        sheet.at_key(path, "E217", what=what)


def skip_words_of(wording: WordingFile) -> Iterator[str]:
    """Yield the words that skip a question, in every language and each of their spellings."""
    return words_of_text(wording, SKIP_WORDS)


def words_of_text(wording: WordingFile, key: str) -> Iterator[str]:
    """Yield the words of a text of wording.yaml that has several, in every language and each of their spellings."""
    for words in wording.texts.get(key, {}).values():
        for word in words.split(","):
            yield from spellings(word)


def check_alike(wording: Sheet[WordingFile], interrupts: Mapping[str, Interrupt]) -> None:
    """Check that words which mean the same act nowhere else, are no number, and mean one thing only."""
    taken = {spelling: f'the word for "{interrupt_id}"' for spelling, interrupt_id, _ in words_of(interrupts)}
    for group, phrases in wording.content.alike.items():
        meant: dict[str, str] = {}
        for language, words in phrases.items():
            for number, word in enumerate(words):
                path: Path = ("alike", group, language, number)
                other = next((taken[spelling] for spelling in spellings(word) if spelling in taken), None)
                if other is not None:
                    wording.at_value(path, "E602", what=f'"{word}" is {other} already')
                elif spellings(word)[0].isdigit():
                    wording.at_value(path, "E602", what=f'"{word}" is a number, and a number is the answer to a list')
                meant |= dict.fromkeys(spellings(word), f'in the group "{group}"')
        taken |= meant


def check_asides(wording: Sheet[WordingFile]) -> None:
    """Check that there are the words which get an answer of their own, and that answer."""
    content = wording.content
    for group, key in content.asides.items():
        if group not in content.alike:
            what = f'"{group}" is no group of "alike"{wording.findings.did_you_mean(group, content.alike)}'
            wording.at_key(("asides", group), "E203", what=what)
        if key not in content.texts and not wording.is_broken(("texts", key)):
            what = f'"{key}" is no text of wording.yaml{wording.findings.did_you_mean(key, content.texts)}'
            wording.at_value(("asides", group), "E203", what=what)


EFFECTS = {SKIP_WORDS: "skip a question", CARD_WORDS: "let a card stand", ANOTHER_WORDS: "ask for somebody else"}
"""What the words of a text do, by its key: nobody reads it as it is."""


def check_words_of_texts(wording: Sheet[WordingFile], interrupts: Mapping[str, Interrupt]) -> None:
    """Check that a word of a text that has several is no word that acts everywhere, and no number."""
    taken = {spelling: interrupt_id for spelling, interrupt_id, _ in words_of(interrupts)}
    for key, effect in EFFECTS.items():
        for language, words in wording.content.texts.get(key, {}).items():
            for word in words.split(","):
                other = next((taken[spelling] for spelling in spellings(word) if spelling in taken), None)
                if other is not None:
                    what = f'"{word.strip()}" is the word for "{other}", so it would never {effect}'
                    wording.at_value(("texts", key, language), "E602", what=what)
                elif not word.strip() or spellings(word)[0].isdigit():
                    what = "each is a word, with a comma between two of them"
                    wording.at_value(("texts", key, language), "E007", what=what)
