"""The words that act in every state: the three that every bundle needs, none that an option wants too."""

from collections.abc import Iterator, Mapping, Sequence

from bot.content.schema import CrisisFile
from bot.flows.checks.values import choices_in
from bot.flows.format.assess_schema import ScaleAnswer
from bot.flows.format.node_schema import EndNode
from bot.flows.format.option_schema import OptionModel, PickOption
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile, Interrupt
from bot.flows.format.sheet import Sheet
from bot.flows.interrupts import CRISIS, HUMAN, HUNCH, STOP
from bot.flows.words import spellings

CRISIS_FILE = "crisis.yaml"
_FORGETS: Mapping[str | None, str] = {"wipe": "all", "leave": "ours"}
"""By what an interrupt does: the `wipe` of an end that does the same."""


def check_interrupts(sheet: Sheet[FlowsFile], required: Sequence[str]) -> None:
    """Check the interrupts, their words, and that no option is called like one of them."""
    for interrupt_id in (STOP, HUMAN, CRISIS):
        if interrupt_id not in sheet.content.interrupts and not sheet.is_broken(("interrupts", interrupt_id)):
            what = f'the interrupt "{interrupt_id}" is missing; no bundle goes without it'
            sheet.at_key(("interrupts",), "E601", what=what)
    for interrupt_id, interrupt in sheet.content.interrupts.items():
        path: Path = ("interrupts", interrupt_id)
        _check_shape(sheet, path, interrupt)
        _check_role(sheet, interrupt_id, interrupt)
        _check_own_word(sheet, interrupt_id, interrupt)
        _check_hunch(sheet, interrupt_id, interrupt)
        needed = required if interrupt_id in {STOP, HUMAN} else ()
        _check_languages(sheet, path, interrupt, required=required, needed=needed)
    taken = _words_taken(sheet)
    _check_perhaps(sheet, taken, required)
    _check_labels(sheet, taken)
    _check_own_words(sheet, taken)


def check_phrases(sheet: Sheet[CrisisFile], required: Sequence[str], flows: Sheet[FlowsFile] | None) -> None:
    """Check that crisis phrases exist in every language, are made of words, and that what they tell can be kept."""
    for language in required:
        if not sheet.content.phrases.get(language) and not sheet.is_broken(("phrases", language)):
            sheet.at_key(("phrases",), "E410", what=f'there are no phrases in "{language}"')
    content = sheet.content
    lists: dict[Path, Mapping[str, Sequence[str]]] = {
        ("phrases",): content.phrases,
        ("harmless",): content.harmless,
        ("between",): content.between,
        **{("signs", name): phrases for name, phrases in content.signs.items()},
    }
    for path, phrases in lists.items():
        for language, entries in phrases.items():
            if language not in required:
                sheet.at_key(
                    (*path, language), "E401", what=f"none of the languages of this bundle: {', '.join(required)}"
                )
            for number, phrase in enumerate(entries):
                _check_phrase(sheet, (*path, language, number), phrase)
    if flows is not None:
        _check_signs(flows, sheet)


def _check_signs(sheet: Sheet[FlowsFile], crisis: Sheet[CrisisFile]) -> None:
    """Check that what is kept of the signs in a text can be kept: in a set of exactly these."""
    signs = list(crisis.content.signs)
    for interrupt_id, interrupt in sheet.content.interrupts.items():
        variable = sheet.content.vars.get(interrupt.save or "")
        if variable is not None and (variable.type != "set" or variable.values != signs):
            what = f'declare "{interrupt.save}" as a set of what has signs in {CRISIS_FILE}: [{", ".join(signs)}]'
            sheet.at_value(("interrupts", interrupt_id, "save"), "E303", what=what)


def _check_phrase(sheet: Sheet[CrisisFile], path: Path, phrase: str) -> None:
    plain = spellings(phrase)[0]
    if plain.isascii() and not any(character.isalnum() for character in plain):
        sheet.at_value(path, "E007", what=f'"{phrase}" has no word in it')
    elif plain.isdigit():
        sheet.at_value(path, "E602", what=f'"{phrase}" is a number, and a number is always the answer to a list')


def _check_shape(sheet: Sheet[FlowsFile], path: Path, interrupt: Interrupt) -> None:
    if [interrupt.words, interrupt.words_file, interrupt.hunch].count(None) != 2:  # noqa: PLR2004 - one of three
        sheet.at_key(path, "E005", what='an interrupt has one of "words", "words_file" or "hunch"')
    if [interrupt.do, interrupt.goto, interrupt.call].count(None) != 2:  # noqa: PLR2004 - one of three
        sheet.at_key(path, "E005", what='an interrupt does one thing: "do", "goto" or "call"')
    if (interrupt.do == "language") != (interrupt.language is not None):
        sheet.at_key(path, "E005", what='"do: language" and "language" go together')
    language = interrupt.language
    if language is not None and language not in sheet.content.languages.required:
        what = f'"{language}" is none of the languages of this bundle'
        sheet.at_value((*path, "language"), "E401", what=what)


def _check_role(sheet: Sheet[FlowsFile], interrupt_id: str, interrupt: Interrupt) -> None:
    """Check what nobody may take away from a person: to stop, to reach a human, to be heard in a crisis."""
    path: Path = ("interrupts", interrupt_id)
    if (interrupt.do == "wipe") != (interrupt_id == STOP):  # "leave" forgets as well, under any other id
        sheet.at_key(path, "E601", what=f'"{STOP}" wipes, and nothing else does')
    if interrupt_id == HUMAN and interrupt.goto is None:
        sheet.at_key(path, "E601", what='the way to a human is a "goto"')
    if (interrupt.words_file is not None) != (interrupt_id == CRISIS):
        sheet.at_key(path, "E601", what=f'"{CRISIS}" has "words_file: {CRISIS_FILE}", and nothing else has')
    elif interrupt.words_file not in {None, CRISIS_FILE}:
        sheet.at_value(
            (*path, "words_file"), "E008", what=f'"{interrupt.words_file}" is not there; write {CRISIS_FILE}'
        )
    if interrupt.save is not None and interrupt.words is not None:
        sheet.at_key((*path, "save"), "E601", what=f'only "{CRISIS}" and "{HUNCH}" hear what a text is about')
    if interrupt_id == CRISIS and not interrupt.locked:
        sheet.at_key(path, "E601", what='it needs "locked: true": nothing may switch it off')
    if interrupt_id == CRISIS and (interrupt.call is None or not interrupt.resume):
        sheet.at_key(path, "E601", what='it is a "call" with "resume: true": the person comes back to where they were')


def _check_own_word(sheet: Sheet[FlowsFile], interrupt_id: str, interrupt: Interrupt) -> None:
    variable = sheet.content.vars.get(interrupt.own or "")
    if interrupt.own is not None and (interrupt_id != STOP or variable is None or variable.type != "text"):
        what = f'only "{STOP}" has it, and it names a variable of the type text'
        sheet.at_value(("interrupts", interrupt_id, "own"), "E601", what=what)


def _check_hunch(sheet: Sheet[FlowsFile], interrupt_id: str, interrupt: Interrupt) -> None:
    path: Path = ("interrupts", interrupt_id)
    if (interrupt.hunch is not None) != (interrupt_id == HUNCH):
        sheet.at_key(path, "E601", what=f'"{HUNCH}" has "hunch: true", and nothing else has')
    if interrupt_id == HUNCH and (interrupt.call is None or not interrupt.resume):
        sheet.at_key(path, "E601", what='it only asks: a "call" with "resume: true"')
    if interrupt.unless is not None and interrupt_id != HUNCH:
        sheet.at_value((*path, "unless"), "E601", what=f'only "{HUNCH}" has it; nothing may switch the others off')


def _check_languages(
    sheet: Sheet[FlowsFile], path: Path, interrupt: Interrupt, *, required: Sequence[str], needed: Sequence[str]
) -> None:
    if interrupt.words is None:
        return
    for language in needed:
        if not interrupt.words.get(language):
            sheet.at_key((*path, "words"), "E410", what=f'there are no words in "{language}"')
    for language in interrupt.words:
        if language not in required:
            sheet.at_key((*path, "words", language), "E401", what="none of the languages of this bundle")


def words_of(interrupts: Mapping[str, Interrupt]) -> Iterator[tuple[str, str, Path]]:
    """Yield every interrupt word in each of its spellings, with the interrupt's id and the place of the word."""
    for interrupt_id, interrupt in interrupts.items():
        for language, words in (interrupt.words or {}).items():
            for number, word in enumerate(words):
                for spelling in spellings(word):
                    yield spelling, interrupt_id, ("interrupts", interrupt_id, "words", language, number)


def _words_taken(sheet: Sheet[FlowsFile]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for spelling, interrupt_id, path in words_of(sheet.content.interrupts):
        if spelling.isdigit():
            sheet.at_value(path, "E602", what=f'"{spelling}" is a number, and a number is always the answer to a list')
        elif taken.setdefault(spelling, interrupt_id) != interrupt_id:
            sheet.at_value(path, "E602", what=f'"{spelling}" is a word of "{taken[spelling]}" already')
    return taken


def _check_perhaps(sheet: Sheet[FlowsFile], taken: Mapping[str, str], required: Sequence[str]) -> None:
    """Check what is asked about before it forgets: only where something is forgotten, and no word that acts already."""
    for interrupt_id, interrupt in sheet.content.interrupts.items():
        path: Path = ("interrupts", interrupt_id, "perhaps")
        if interrupt.perhaps is not None and interrupt.do not in _FORGETS:
            sheet.at_key(
                path, "E005", what='"perhaps" goes with "do: wipe" or "do: leave": nothing else has to be asked'
            )
        for language, phrases in (interrupt.perhaps or {}).items():
            if language not in required:
                sheet.at_key((*path, language), "E401", what="none of the languages of this bundle")
            for number, phrase in enumerate(phrases):
                word = next((one for one in spellings(phrase) if one in taken or one.isdigit()), None)
                if word is not None:
                    acts = f'a word of "{taken[word]}" already' if word in taken else "a number, which answers a list"
                    sheet.at_value((*path, language, number), "E602", what=f'"{phrase}" is {acts}')


def _check_labels(sheet: Sheet[FlowsFile], taken: Mapping[str, str]) -> None:
    for path, options in choices_in(sheet.content):
        for number, option in enumerate(options):
            for language, label in option.label.items():
                word = next((taken[spelling] for spelling in spellings(label) if spelling in taken), None)
                if word is not None and not _leads_the_same_way(sheet.content, option, word, in_flow=str(path[1])):
                    forgets = _FORGETS.get(sheet.content.interrupts[word].do)
                    way = f', or lead it to an end with "wipe: {forgets}"' if forgets else ""
                    what = f'"{label}" typed as an answer is the word for "{word}"; call the option something else{way}'
                    sheet.at_value((*path, number, "label", language), "E602", what=what)


def _check_own_words(sheet: Sheet[FlowsFile], taken: Mapping[str, str]) -> None:
    """Check what is said for an option besides its label: one meaning each, and nothing that has to act everywhere."""
    for path, options in choices_in(sheet.content):
        said: dict[str, str] = {}
        for number, option in enumerate(options):
            for place, word in _own_words_of(option):
                for spelling in spellings(word):
                    acts = taken.get(spelling, "")
                    if spelling.isdigit():
                        what = f'"{spelling}" is a number, and a number is always the answer to a list'
                    elif acts == HUMAN or (acts and sheet.content.interrupts[acts].do in _FORGETS):
                        what = f'"{word}" is the word for "{acts}", which acts everywhere'
                    elif said.setdefault(spelling, option.id) != option.id:
                        what = f'"{word}" is a word of the option "{said[spelling]}" already'
                    else:
                        continue
                    sheet.at_value((*path, number, "words", *place), "E602", what=what)


def _own_words_of(option: PickOption | ScaleAnswer) -> Iterator[tuple[Path, str]]:
    words = (option.words if isinstance(option, OptionModel) else None) or {}
    for language, entries in words.items():
        yield from (((language, number), word) for number, word in enumerate(entries))


def _leads_the_same_way(flows: FlowsFile, option: PickOption | ScaleAnswer, word: str, *, in_flow: str) -> bool:
    """Tell whether a tap does what the word does: it goes to the same place, or to an end that forgets as much."""
    if not isinstance(option, OptionModel) or option.call is not None or option.next is None:
        return False
    interrupt = flows.interrupts[word]
    forgets = _FORGETS.get(interrupt.do)
    if forgets is None:
        return option.next == interrupt.goto
    flow_id, _, name = option.next.rpartition(".")
    flow = flows.flows.get(flow_id or in_flow)
    node = flow.nodes.get(name) if flow is not None else None
    return isinstance(node, EndNode) and node.wipe == forgets
