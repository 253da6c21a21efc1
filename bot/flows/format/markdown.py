"""A page in Markdown in, plain paragraphs out; the one door to markdown-it.

Headings, paragraphs, lists and emphasis are all that a page may have: it is read as plain text in every channel, and a
link or a picture would be one more thing that shows on somebody's telephone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.flows.format.findings import Findings, Spot
from bot.flows.format.plaintext import is_no_text

BULLET = "• "
_KNOWN = frozenset({"heading", "paragraph", "bullet_list", "ordered_list", "list_item", "inline"})
_INLINE = frozenset(
    {"text", "text_special", "softbreak", "hardbreak", "em_open", "em_close", "strong_open", "strong_close"}
)
_CALLED = {
    "link_open": "a link",
    "image": "a picture",
    "html_inline": "HTML",
    "html_block": "HTML",
    "code_inline": "code",
    "code_block": "code; a line of text does not begin with four spaces",
    "fence": "code",
    "hr": "a ruler",
    "blockquote_open": "a quotation",
}
_ALLOWED = "a page has headings, paragraphs, lists and emphasis"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a page that belongs together: a paragraph or an item of a list, with the heading above it.

    Attributes:
        is_next_item: It goes on with a list, so it stands right under what is before it.
        begins_section: It has a heading.
        line: Where it begins in the file, from 1; says nothing about what it means.
    """

    text: str
    is_next_item: bool = False
    begins_section: bool = False
    line: int = field(default=1, compare=False, repr=False)


def read_page(name: str, text: str, findings: Findings) -> tuple[Paragraph, ...]:
    """Read one page.

    Args:
        name: The name that findings give.
        text: The file, decoded.
        findings: Where faults are noted.
    """
    if is_no_text(name, text, findings):
        return ()
    environment: dict[str, dict[str, dict[str, list[int]]]] = {}
    tokens = _parser().parse(text, environment)
    page = _Page(name, text, findings)
    for reference in environment.get("references", {}).values():
        page.refuse(_CALLED["link_open"], reference["map"][0])
    page.take(tokens)
    return tuple(page.paragraphs)


@cache
def _parser() -> MarkdownIt:
    """Make the parser once: it holds rules and nothing of a page."""
    return MarkdownIt("commonmark")


class _Page:
    """Collects the paragraphs of one page."""

    def __init__(self, name: str, text: str, findings: Findings) -> None:
        self.paragraphs: list[Paragraph] = []
        self._name = name
        self._lines = text.splitlines()
        self._findings = findings
        self._headings = ""
        self._mark = ""
        self._first = 1
        self._items = 0
        self._is_heading = False

    def take(self, tokens: list[Token]) -> None:
        """Take in what the parser found."""
        for token in tokens:
            kind = token.type
            if kind.removesuffix("_open").removesuffix("_close") not in _KNOWN and not kind.endswith("_close"):
                self.refuse(_CALLED.get(kind, kind), token.map[0] if token.map else 0)
            elif kind == "inline":
                self._add("".join(self._words(token)), line=token.map[0] + 1 if token.map else 1)
            else:
                self._note(token)
        if self._headings:
            self.paragraphs.append(Paragraph(self._headings.rstrip(), line=self._first))

    def refuse(self, what: str, line: int, column: int = -1) -> None:
        """Note what a page may not have, at a line and a column that count from 0."""
        written = self._lines[line] if line < len(self._lines) else ""
        column = len(written) - len(written.lstrip()) if column < 0 else column
        self._findings.add(self._name, Spot(line + 1, column + 1), code="E507", what=f"{what} is not shown; {_ALLOWED}")

    def _note(self, token: Token) -> None:
        match token.type:
            case "heading_open" | "heading_close":
                self._is_heading = token.type == "heading_open"
            case "bullet_list_open" | "ordered_list_open":
                self._items = 0
            case "list_item_open":
                self._mark = f"{token.info}. " if token.info else BULLET
            case _:
                return

    def _add(self, text: str, *, line: int) -> None:
        self._first = self._first if self._headings else line
        if self._is_heading:
            self._headings += f"{text}\n"
            return
        is_item = bool(self._mark)
        self._items += is_item
        is_next = is_item and self._items > 1 and not self._headings
        text, has_heading = f"{self._headings}{self._mark}{text}", bool(self._headings)
        self.paragraphs.append(Paragraph(text, is_next_item=is_next, begins_section=has_heading, line=self._first))
        self._headings, self._mark = "", ""

    def _words(self, token: Token) -> Iterator[str]:
        first = token.map[0] if token.map else 0
        written = "\n".join(self._lines[first : token.map[1] if token.map else None])
        place = 0
        for child in token.children or ():
            if child.type == "softbreak":
                yield " "
            elif child.type == "hardbreak":
                yield "\n"
            elif child.type in _INLINE:
                yield child.content
            elif not child.type.endswith("_close"):
                place = max(written.find(_sign(child), place), 0)
                before = written[:place]
                self.refuse(_CALLED.get(child.type, child.type), first + before.count("\n"), _column(before))
                place += 1


def _sign(token: Token) -> str:
    """Return what something that is refused begins with in the file."""
    match token.type:
        case "link_open":
            return "<" if token.markup == "autolink" else "["
        case "image":
            return "!["
        case _:
            return token.markup or token.content


def _column(before: str) -> int:
    return len(before) - before.rfind("\n") - 1
