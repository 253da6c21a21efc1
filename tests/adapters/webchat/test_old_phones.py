"""An old phone can run the script, or has no need of it; the page turns round, and fetches nothing to look right."""

import re
from collections.abc import Iterator

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from bot.channels.webchat import page

NEWER_THAN_2018 = {
    "?.": "a?.b (2020)",
    "??": "a ?? b (2020)",
    "??=": "a ??= b (2021)",
    "||=": "a ||= b (2021)",
    "&&=": "a &&= b (2021)",
    "optional_chain": "a?.b (2020)",
    "private_property_identifier": "#a (2022)",
    "field_definition": "class { a = 1 } (2022)",
    "class_static_block": "class { static {} } (2022)",
    "meta_property": "import.meta (2020)",
    "namespace_export": "export * as a (2020)",
    "hash_bang_line": "#! (2023)",
}
"""Names of the grammar, and what they stand for."""

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right)\b|(?<![\w-])(?:left|right|float|clear)\s*:|text-align:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)
SHORTHAND = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-radius):\s*([^;]+);")


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _too_new(source: str) -> list[str]:
    """Return what ECMAScript 2018 does not have, by line."""
    tree = Parser(Language(tree_sitter_javascript.language())).parse(source.encode())
    named = ((node, _name_of(node)) for node in _walk(tree.root_node))
    return [f"{node.start_point[0] + 1}: {name}" for node, name in named if name]


def _name_of(node: Node) -> str:
    """Return what is too new about a piece of a script; nothing for most."""
    text = (node.text or b"").decode()
    sometimes = {
        "ERROR": True,
        "number": re.search("[_n]", text) is not None,  # 1_000 (2021), 1n (2020)
        "catch_clause": node.child_by_field_name("parameter") is None,  # catch {} (2019)
        "call_expression": text.startswith("import("),  # (2020)
        "regex_flags": bool(set(text) - set("gimsuy")),  # (2022)
        "await_expression": node.parent is not None and node.parent.type == "expression_statement"
        and node.parent.parent is not None and node.parent.parent.type == "program",  # outside of a function (2022)
    }  # fmt: skip
    return NEWER_THAN_2018.get(node.type, "") or (node.type if sometimes.get(node.type) else "")


def _scripts() -> list[str]:
    return [name for name in page.assets() if name.endswith(".js")]


@pytest.mark.parametrize("name", _scripts())
def test_a_script_is_no_newer_than_2018(name: str) -> None:
    """Safari 11.1 (iOS 11.3), Chrome 64, Firefox 60: who has something older gets the page without a script."""
    assert _too_new(page.assets()[name].body.decode()) == []


@pytest.mark.parametrize(
    "source",
    [
        *("a?.b", "a ?? b", "a ??= b", "a ||= b", "class A { #x }", "class A { x = 1 }", "class A { static {} }"),
        *(
            "import.meta.url",
            "export * as a from 'b'",
            "1_000",
            "10n",
            "try {} catch {}",
            "import('a')",
            "/a/d",
            "await a",
        ),
    ],
)
def test_what_is_newer_is_found(source: str) -> None:
    """The check can fail."""
    assert len(_too_new(source)) >= 1


@pytest.mark.parametrize("name", _scripts())
def test_no_call_is_newer_than_those_browsers(name: str) -> None:
    """Or it is asked for before it is used, as the way in which tabs talk."""
    newer = r"\.(replaceChildren|at|flat|flatMap|matchAll|replaceAll|allSettled|any|aria[A-Z]\w+|fromEntries|hasOwn)\b"
    source = page.assets()[name].body.decode()

    assert re.findall(newer, source) == []
    assert re.findall(r"\\p\{|globalThis|structuredClone|queueMicrotask|ResizeObserver", source) == []
    assert source.count("BroadcastChannel") == 2 * source.count("window.BroadcastChannel")


@pytest.mark.parametrize("name", [name for name in page.assets() if name.endswith(".css")])
def test_the_style_has_no_left_and_no_right(name: str) -> None:
    """A language that is written from right to left turns the page round by itself."""
    style = re.sub(r"/\*.*?\*/", "", page.assets()[name].body.decode(), flags=re.DOTALL)
    style = re.sub(r"env\(safe-area-inset-\w+\)", "0", style)
    four_sided = [value.split() for value in SHORTHAND.findall(style)]

    assert PHYSICAL.findall(style) == []
    assert [sides for sides in four_sided if len(sides) == 4 and sides[1] != sides[3]] == []


@pytest.mark.parametrize("name", [name for name in page.assets() if name.endswith(".css")])
def test_nothing_is_drawn_or_written_with_what_is_fetched(name: str) -> None:
    """No web font, no picture: Tor Browser's safest setting takes them away, and a slow line brings them late."""
    assert re.findall(r"url\(|@font-face|@import", page.assets()[name].body.decode()) == []
