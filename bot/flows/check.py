"""All checks on all files in one run: sources in, sound contents out, or every fault at its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from bot.content.hours_schema import NO_HOURS, HoursFile
from bot.content.schema import NO_CANNED, NO_STEPS, CannedFile, CrisisFile, HelplinesFile, StepsFile, WordingFile
from bot.flows.called import with_longest_call
from bot.flows.checks.calls import check_calls, check_order_of_calls
from bot.flows.checks.canned import check_canned, check_wording_of_canned
from bot.flows.checks.conditions import check_conditions
from bot.flows.checks.counted_by import check_counted_by
from bot.flows.checks.ear import Ear, check_ear, read_ear
from bot.flows.checks.early import check_early
from bot.flows.checks.graph import check_graph
from bot.flows.checks.hours import check_hours, check_sentences
from bot.flows.checks.inputs import check_alike, check_asides, check_inputs, check_words_of_texts
from bot.flows.checks.labels import check_added_labels
from bot.flows.checks.lines import check_lines, check_required_wording, check_use_of_lines
from bot.flows.checks.lists import check_lists
from bot.flows.checks.moves import check_moves
from bot.flows.checks.need import check_need
from bot.flows.checks.numbers import check_numbers
from bot.flows.checks.pages import PAGES_FOLDER, PageFiles, check_pages, read_pages
from bot.flows.checks.safety import check_crisis
from bot.flows.checks.steps import check_steps
from bot.flows.checks.talk import check_talk
from bot.flows.checks.telling import check_telling
from bot.flows.checks.texts import check_languages, check_line_texts, check_texts, check_translated, check_wording
from bot.flows.checks.ticking import check_ticking
from bot.flows.checks.timeouts import check_timeouts
from bot.flows.checks.use import check_use
from bot.flows.checks.values import check_values, nodes_in
from bot.flows.checks.vanishing import check_vanishing
from bot.flows.checks.with_whom import check_with_whom
from bot.flows.checks.wording import check_wording_of_flows, check_wording_of_the_rest
from bot.flows.checks.words import CRISIS_FILE, check_interrupts, check_phrases
from bot.flows.facts import Filling, filling, with_times
from bot.flows.format.findings import START_OF_FILE, FaultyContent, Finding, Findings
from bot.flows.format.includes import FLOWS_FOLDER, Included, merge
from bot.flows.format.parse import Document, Path, parse
from bot.flows.format.reading import read
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.on_card import at_its_fullest
from bot.flows.opens import at_its_longest
from bot.flows.paging import Pages
from bot.model import LANGUAGES

FLOWS_FILE, HELPLINES_FILE, WORDING_FILE = "flows.yaml", "helplines.yaml", "wording.yaml"
CANNED_FILE, HOURS_FILE, STEPS_FILE = "canned.yaml", "hours.yaml", "steps.yaml"
FILES = (FLOWS_FILE, CRISIS_FILE, HELPLINES_FILE, WORDING_FILE)
"""Every bundle has these."""
MORE_FILES = (CANNED_FILE, HOURS_FILE, STEPS_FILE)
"""A bundle may have these as well."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of all files, free of faults.

    Attributes:
        places: Where each node, variable and flow is written, as `file:line:column`.
    """

    flows: FlowsFile
    crisis: CrisisFile
    helplines: HelplinesFile
    wording: WordingFile
    pages: Pages
    ear: Ear
    canned: CannedFile = NO_CANNED
    hours: HoursFile = NO_HOURS
    steps: StepsFile = NO_STEPS
    warnings: tuple[Finding, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def check(sources: Mapping[str, str], today: date | None = None) -> Contents:
    """Check the files of a bundle.

    Args:
        sources: The text of each file by its name; a folder before the name is allowed and is shown in findings.
        today: Help lines whose day is past or near are told; nobody looks at that without a day.

    Raises:
        FaultyContent: with all faults of all files, by place.
    """
    findings = Findings()
    folders = _folders(sources)
    documents = _documents(sources, folders, findings)
    merged = merge(documents[FLOWS_FILE], folders[FLOWS_FOLDER], findings) if FLOWS_FILE in documents else None
    pages = read_pages(folders[PAGES_FOLDER], findings)
    ear = read_ear(sources, findings)
    findings.next_pass()
    flows = _sheet(merged.document if merged else None, FlowsFile, findings)
    crisis = _sheet(documents.get(CRISIS_FILE), CrisisFile, findings)
    helplines = _sheet(documents.get(HELPLINES_FILE), HelplinesFile, findings)
    wording = _sheet(documents.get(WORDING_FILE), WordingFile, findings)
    ready = _sheet(documents.get(CANNED_FILE), CannedFile, findings)
    hours = _hours(_sheet(documents.get(HOURS_FILE), HoursFile, findings))
    guides = _sheet(documents.get(STEPS_FILE), StepsFile, findings)
    findings.next_pass()
    required, fill = _expected(flows, wording)
    if flows and merged and merged.whole:
        _check_flows(flows, helplines, required=required, pages=pages, ear=ear)
        check_wording_of_flows(flows, fill)
    if crisis:
        check_phrases(crisis, required, flows)
    _check_lines_and_wording(helplines, wording, required=required, fill=fill, today=today)
    canned = _canned(ready, helplines, required=required, fill=fill)
    steps = _steps(guides, helplines, required=required, today=today)
    _check_words_that_meet(flows, crisis, wording)
    if findings.has_faults or not (flows and crisis and helplines and wording):
        raise FaultyContent(findings)
    return Contents(
        flows.content,
        crisis.content,
        helplines.content,
        wording.content,
        pages.pages,
        ear,
        canned=canned,
        hours=hours,
        steps=steps,
        warnings=tuple(sorted(findings)),
        places=dict(_places(flows)),
    )


def _check_lines_and_wording(
    helplines: Sheet[HelplinesFile] | None,
    wording: Sheet[WordingFile] | None,
    *,
    required: Sequence[str],
    fill: Filling,
    today: date | None,
) -> None:
    if helplines:
        check_lines(helplines, today)
        check_line_texts(helplines, required)
    if wording:
        check_required_wording(wording)
        check_wording(wording, required)
    if wording and helplines:
        check_wording_of_the_rest(wording, helplines, fill)


def _expected(flows: Sheet[FlowsFile] | None, wording: Sheet[WordingFile] | None) -> tuple[Sequence[str], Filling]:
    """Return the languages that every text has, and what fills in its facts."""
    facts = filling(flows.content, wording.content) if flows and wording else with_times
    return check_languages(flows) if flows else LANGUAGES, with_longest_call(at_its_longest(at_its_fullest(facts)))


def _steps(
    sheet: Sheet[StepsFile] | None,
    lines: Sheet[HelplinesFile] | None,
    *,
    required: Sequence[str],
    today: date | None,
) -> StepsFile:
    """Check the steps for counsellors; a bundle without them has none."""
    if sheet is None:
        return NO_STEPS
    check_steps(sheet, lines, required, today=today)
    return sheet.content


def _canned(
    sheet: Sheet[CannedFile] | None, lines: Sheet[HelplinesFile] | None, *, required: Sequence[str], fill: Filling
) -> CannedFile:
    """Check the words for counsellors; a bundle without them has none."""
    if sheet is None:
        return NO_CANNED
    check_canned(sheet, lines, required)
    check_wording_of_canned(sheet, fill)
    return sheet.content


def _hours(sheet: Sheet[HoursFile] | None) -> HoursFile:
    """Check the hours; a bundle without them tells none."""
    if sheet is None:
        return NO_HOURS
    check_hours(sheet)
    return sheet.content


def _places(flows: Sheet[FlowsFile]) -> Iterator[tuple[str, str]]:
    content = flows.content
    named: dict[str, Path] = {key: (key,) for key in ("interrupts", "scales", "languages")}
    named |= {f"vars.{name}": ("vars", name) for name in content.vars}
    named |= {flow_id: ("flows", flow_id) for flow_id in content.flows}
    named |= {node_id: path for path, node_id, _ in nodes_in(content)}
    for name, path in named.items():
        spot = flows.reading.document.key_spot(path)
        yield name, f"{flows.reading.document.home_of(path).name}:{spot.line}:{spot.column}"


def _check_flows(
    flows: Sheet[FlowsFile],
    helplines: Sheet[HelplinesFile] | None,
    *,
    required: Sequence[str],
    pages: PageFiles,
    ear: Ear,
) -> None:
    graph = check_graph(flows)
    check_crisis(flows, helplines, graph)
    check_early(flows)
    check_order_of_calls(flows)
    check_values(flows)
    check_conditions(flows)
    check_inputs(flows)
    check_numbers(flows)
    check_use(flows)
    check_lists(flows)
    check_texts(flows, required)
    check_translated(flows)
    check_sentences(flows)
    check_interrupts(flows, required)
    check_vanishing(flows)
    check_with_whom(flows)
    check_counted_by(flows)
    check_calls(flows)
    check_use_of_lines(flows, helplines)
    check_pages(flows, pages, required)
    check_ear(flows, ear)
    check_moves(flows)
    check_talk(flows)
    check_telling(flows)
    check_ticking(flows)
    check_timeouts(flows, graph)


def _check_words_that_meet(
    flows: Sheet[FlowsFile] | None, crisis: Sheet[CrisisFile] | None, wording: Sheet[WordingFile] | None
) -> None:
    """Hold what people type against each other: answers, phrases of need, and the words of wording.yaml."""
    if flows is None:
        return
    if crisis:
        check_need(crisis, flows)
    if wording:
        check_added_labels(wording, flows)
        check_words_of_texts(wording, flows.content.interrupts)
        check_alike(wording, flows.content.interrupts)
        check_asides(wording)


def _folders(sources: Mapping[str, str]) -> dict[str, Included]:
    """Return the files that lie in a folder which means something, by the folder and by their own name."""
    folders: dict[str, Included] = {FLOWS_FOLDER: {}, PAGES_FOLDER: {}}
    for name, text in sources.items():
        folder, _, file = name.replace("\\", "/").rpartition("/")
        if file != FLOWS_FILE:
            folders.get(folder.rpartition("/")[2], {})[file] = (name, text)
    return folders


def _documents(sources: Mapping[str, str], folders: Mapping[str, Included], findings: Findings) -> dict[str, Document]:
    """Return the documents of the files that every bundle has."""
    documents: dict[str, Document] = {}
    elsewhere = {name for folder in folders.values() for name, _ in folder.values()}
    names = {name.replace("\\", "/").rpartition("/")[2]: name for name in sources if name not in elsewhere}
    for file in (*FILES, *MORE_FILES):
        if file not in names:
            if file in FILES:
                findings.add(file, START_OF_FILE, code="E008", what="the file is missing")
            continue
        document = parse(names[file], sources[names[file]], findings)
        if document is not None:
            documents[file] = document
    for file, name in names.items():
        if file.endswith((".yaml", ".yml")) and file not in {*FILES, *MORE_FILES}:
            meant = findings.did_you_mean(file, (*FILES, *MORE_FILES))
            findings.add(name, START_OF_FILE, code="E008", what=f"this file is not used{meant}")
    return documents


def _sheet(document: Document | None, model: type[M], findings: Findings) -> Sheet[M] | None:
    if document is None:
        return None
    reading = read(document, model, findings)
    return None if reading.content is None else Sheet(reading, reading.content, findings)
