"""The pages: one file a language, as many paragraphs in each, every page shown somewhere and every shown page there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.flows.checks.texts import unknown_facts
from bot.flows.checks.values import nodes_in
from bot.flows.checks.wording import LEAST_EASE, check_wording_of_page
from bot.flows.facts import with_times
from bot.flows.format.findings import START_OF_FILE, Findings, Spot
from bot.flows.format.markdown import Paragraph, read_page
from bot.flows.format.node_schema import PageNode
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet

PAGES_FOLDER = "pages"
_NAME = re.compile(r"([a-z][a-z0-9_]*)\.([a-z]{2})\.md\Z")


@dataclass(frozen=True, slots=True)
class PageFiles:
    """All pages that could be read.

    Attributes:
        names: The names that findings give, by page and language.
    """

    pages: dict[str, dict[str, tuple[Paragraph, ...]]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)


def read_pages(sources: Mapping[str, tuple[str, str]], findings: Findings) -> PageFiles:
    """Read all pages, each by itself.

    Args:
        sources: By the name of the file: the name that findings give, and its text.
        findings: Where faults are noted.
    """
    files = PageFiles()
    for file, (name, text) in sorted(sources.items()):
        found = _NAME.match(file)
        if found is None:
            what = "this file is not used; a page is called like telephone.nl.md: an id, the language, md"
            findings.add(name, START_OF_FILE, code="E008", what=what)
            continue
        page, language = found.groups()
        paragraphs = read_page(name, text, findings)
        files.pages.setdefault(page, {})[language] = paragraphs
        files.names[page, language] = name
        _check_words(name, text, findings)
        if language in LEAST_EASE:
            told = [replace(one, text=with_times(one.text, language)) for one in paragraphs]
            check_wording_of_page(name, text, told, language=language, findings=findings)
    return files


def _check_words(name: str, text: str, findings: Findings) -> None:
    if not text.strip():
        findings.add(name, START_OF_FILE, code="E007", what="the page is empty")
    for number, line in enumerate(text.splitlines()):
        for start, what in unknown_facts(line, findings):
            findings.add(name, Spot(number + 1, start + 1), code="E309", what=what)


def check_pages(sheet: Sheet[FlowsFile], files: PageFiles, required: Sequence[str]) -> None:
    """Hold the pages against the nodes that show them, and their languages against each other."""
    used: set[str] = set()
    for path, _, node in nodes_in(sheet.content):
        if isinstance(node, PageNode):
            used.add(node.page)
            if node.page not in files.pages:
                guess, hint = sheet.meant(node.page, list(files.pages))
                used.update({guess} if guess else ())
                what = f'"{node.page}" is no page: there is no {PAGES_FOLDER}/{node.page}.{required[0]}.md{hint}'
                sheet.at_value((*path, "page"), "E008", what=what)
    for page, texts in files.pages.items():
        _check_languages(page, texts, files, findings=sheet.findings, required=required)
        if page not in used and not sheet.reading.cut:
            for language in texts:
                what = f'this file is not used; no node has "page: {page}"'
                sheet.findings.add(files.names[page, language], START_OF_FILE, code="E008", what=what)


def _check_languages(
    page: str,
    texts: Mapping[str, tuple[Paragraph, ...]],
    files: PageFiles,
    *,
    findings: Findings,
    required: Sequence[str],
) -> None:
    first = next(iter(texts))
    for language in required:
        if language not in texts:
            what = f'there is no "{language}" text; write {page}.{language}.md'
            findings.add(files.names[page, first], START_OF_FILE, code="E402", what=what)
    for language, paragraphs in texts.items():
        name = files.names[page, language]
        if language not in required:
            what = f'"{language}" is none of the languages of this bundle: {", ".join(required)}'
            findings.add(name, START_OF_FILE, code="E401", what=what)
        elif paragraphs and texts[first]:
            _check_shape(name, paragraphs, (first, texts[first]), findings=findings)


def _check_shape(
    name: str, paragraphs: tuple[Paragraph, ...], other: tuple[str, tuple[Paragraph, ...]], *, findings: Findings
) -> None:
    """Hold a translation against another: as many headings, and as many paragraphs and list items."""
    language, theirs = other
    headings, their_headings = (sum(one.begins_section for one in page) for page in (paragraphs, theirs))
    if headings != their_headings:
        what = f'headings: {headings} here, {their_headings} in "{language}"; write as many, each with "# " before it'
    elif len(paragraphs) != len(theirs):
        what = f'paragraphs and list items: {len(paragraphs)} here, {len(theirs)} in "{language}"; write as many'
    else:
        return
    findings.add(name, START_OF_FILE, code="E406", what=what)
