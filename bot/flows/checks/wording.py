"""How the bot speaks, in all of its files: neutral, calm, short, readable, and silent on a locked screen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from bot.content.schema import HelplinesFile, WordingFile
from bot.flows.checks.inputs import EFFECTS
from bot.flows.checks.labels import ADDED_LABELS
from bot.flows.checks.manner import (
    Remark,
    remarks_on_bubble,
    remarks_on_label,
    remarks_on_numbers,
    remarks_on_questions,
    remarks_on_words,
)
from bot.flows.checks.readability import ease_of, median, words_in
from bot.flows.checks.texts import texts_in
from bot.flows.facts import Filling
from bot.flows.format.findings import START_OF_FILE, Findings, Spot
from bot.flows.format.markdown import Paragraph
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.interrupts import CRISIS, HUNCH

LEAST_EASE: Mapping[str, float] = {"nl": 70, "en": 60, "fr": 60}
"""Of the median text of a file."""
LEAST_EASE_IN_NEED: Mapping[str, float] = {"nl": 65, "en": 55, "fr": 55}
"""Of every text that somebody in a crisis reads."""
FEWEST_WORDS = 10
"""Of a text whose reading ease says something."""


def check_wording_of_flows(sheet: Sheet[FlowsFile], fill: Filling) -> None:
    """Check everything that the flows say, as people read it: with its facts."""
    eases: dict[tuple[str, str], list[float]] = defaultdict(list)
    in_need = set(_flows_in_need(sheet.content))
    for place, texts in texts_in(sheet.content):
        is_label = place[-1] == "label"
        for language, written in texts.items():
            where, text = (*place, language), fill(written, language)
            remarks = remarks_on_label(text, language) if is_label else _said(where, text, language)
            note_remarks(sheet, where, [*remarks, *remarks_on_numbers(text)], is_as_written=text == written)
            if is_label or language not in LEAST_EASE or len(words_in(text)) < FEWEST_WORDS:
                continue
            ease = ease_of(text, language)
            eases[sheet.reading.document.home_of(place).name, language].append(ease)
            if place[1] in in_need and ease < LEAST_EASE_IN_NEED[language]:
                least = LEAST_EASE_IN_NEED[language]
                what = f"its reading ease is {ease:.0f}; at least {least:.0f} for somebody in need"
                sheet.at_value(where, "W418", what=what)
    for (file, language), values in eases.items():
        _check_ease(file, language, values, findings=sheet.findings)


def check_wording_of_the_rest(wording: Sheet[WordingFile], lines: Sheet[HelplinesFile], fill: Filling) -> None:
    """Check what the bot says of its own accord, and what it says about help lines."""
    for key, texts in wording.content.texts.items():
        for language, written in texts.items():
            text = fill(written, language)
            chosen = remarks_on_label(text, language) if key in ADDED_LABELS else ()
            said = [*remarks_on_bubble(text, language), *remarks_on_questions(text), *chosen]
            remarks = [*remarks_on_words(text, language)] if key in EFFECTS else said
            note_remarks(wording, ("texts", key, language), remarks, is_as_written=text == written)
    for line_id, line in lines.content.lines.items():
        for key, texts in (("name", line.name), ("for", line.for_)):
            for language, text in texts.items():
                note_remarks(lines, ("lines", line_id, key, language), remarks_on_words(text, language))


def check_wording_of_page(
    name: str, text: str, paragraphs: Sequence[Paragraph], *, language: str, findings: Findings
) -> None:
    """Check a page: every paragraph can be the first of a bubble."""
    written = text.splitlines()
    for paragraph in paragraphs:
        begins = not paragraph.is_next_item
        remarks = [*remarks_on_bubble(paragraph.text, language, begins=begins), *remarks_on_numbers(paragraph.text)]
        for code, what, offset in remarks:
            quoted = "" if offset is None else paragraph.text[offset:].split(maxsplit=1)[0]
            spot = _spot_of(quoted, written, first=paragraph.line)
            findings.add(name, spot, code=code, what=what)
    eases = [ease_of(one.text, language) for one in paragraphs if len(words_in(one.text)) >= FEWEST_WORDS]
    if eases:
        _check_ease(name, language, eases, findings=findings)


def _spot_of(quoted: str, written: Sequence[str], *, first: int) -> Spot:
    """Return where a word of a paragraph stands in the file; the beginning of the paragraph if it is marked up."""
    for number, line in enumerate(written[first - 1 :], first):
        column = line.find(quoted)
        if column >= 0:
            return Spot(number, column + 1)
    return Spot(first, 1)


def _flows_in_need(flows: FlowsFile) -> Iterator[str]:
    """Yield the flows that begin because somebody seems to be in need."""
    for interrupt_id in (CRISIS, HUNCH):
        interrupt = flows.interrupts.get(interrupt_id)
        if interrupt is not None and interrupt.call is not None:
            yield interrupt.call


def _said(path: Path, text: str, language: str) -> Iterator[Remark]:
    yield from remarks_on_bubble(text, language, begins=not {"list", "why"} & set(path))
    yield from remarks_on_questions(text)


def note_remarks(sheet: Sheet[BaseModel], path: Path, remarks: Iterable[Remark], *, is_as_written: bool = True) -> None:
    """Note remarks at the character that they are about, or at the text where facts moved the characters."""
    for code, what, offset in remarks:
        if offset is None or not is_as_written:
            sheet.at_value(path, code, what=what)
        else:
            sheet.inside(path, offset, code=code, what=what)


def _check_ease(file: str, language: str, eases: Sequence[float], *, findings: Findings) -> None:
    ease = median(eases)
    if ease < LEAST_EASE.get(language, 0):
        what = f"{language}: the median reading ease is {ease:.0f}; at least {LEAST_EASE[language]:.0f}"
        findings.add(file, START_OF_FILE, code="W418", what=what)
