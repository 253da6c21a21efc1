"""Every kind of finding is explained, and can happen."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.check import check
from bot.flows.comparison import compare
from bot.flows.format.codes import CODES, as_markdown
from bot.flows.format.codes_of_form import FORM
from bot.flows.format.codes_of_words import WORDS
from bot.flows.format.examples import EXAMPLES
from bot.flows.format.examples_of_changes import CHANGES
from bot.flows.format.findings import FaultyContent
from tests.house import ROOT
from tests.unit.flows.lists import listed_sources
from tests.unit.flows.paged import MAIN, PAGES
from tests.unit.flows.small import SOURCES

A_DAY = date(2026, 1, 20)
"""On which none of the small help lines but the first is due."""
FOUND_ELSEWHERE = "89"
"""The first digits of what is found while playing; the rest is found by reading the files."""
CODE = re.compile(r"\b[EW][0-9]{3}\b")


def raised() -> set[str]:
    """Return the codes that the program writes down anywhere but where they are explained."""
    sources = [file for file in (ROOT / "bot").rglob("*.py") if not file.name.startswith("codes_of")]
    return {code for file in sources for code in re.findall(r'"([EW][0-9]{3})"', file.read_text(encoding="utf-8"))}


def test_every_code_that_is_raised_is_explained_and_no_other() -> None:
    """An editor who looks one up finds it."""
    assert raised() == set(CODES)


def test_the_page_is_up_to_date() -> None:
    """`ajar flows codes > docs/checks.md` makes it."""
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == as_markdown()


@cache
def named_in_tests() -> frozenset[str]:
    """Return the codes that stand in any test but this one."""
    tests = (file for file in (ROOT / "tests").rglob("test_*.py") if file.name != "test_codes.py")
    return frozenset(code for file in tests for code in CODE.findall(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_seen_in_a_test(code: str) -> None:
    """With a file that is faulty in this way."""
    assert code in named_in_tests()


@pytest.mark.parametrize("code", sorted(CODES))
def test_an_explanation_says_why_and_what_to_do(code: str) -> None:
    """In whole sentences."""
    explained = CODES[code]

    assert explained.why.endswith(".")
    assert explained.cure.endswith(".")
    assert not explained.title.endswith(".")


def found_in(sources: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the codes and words of everything that is found."""
    try:
        findings = compile_bundle(sources, A_DAY).warnings
    except FaultyContent as fault:
        findings = fault.findings + fault.warnings
    return {(one.code, one.what) for one in findings}


def sound_sources(*, paged: bool) -> Mapping[str, str]:
    """Return the small conversation that the examples change: with pages, or with a list of questions."""
    sources = {**SOURCES, "flows.yaml": MAIN, **PAGES} if paged else listed_sources()
    return {**sources, "hours.yaml": "schema: 1\n"}


@cache
def found_before(*, paged: bool) -> set[tuple[str, str]]:
    """Return what is found in it as it is."""
    return found_in(sound_sources(paged=paged))


def test_everything_the_check_finds_has_an_example() -> None:
    """The smallest one."""
    checked = {code for code in (*FORM, *WORDS) if code[1] not in FOUND_ELSEWHERE}

    assert set(EXAMPLES) >= checked
    assert set(EXAMPLES) <= set(CODES)


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_the_example_of_a_code_is_faulty_in_that_way(code: str) -> None:
    """What stands in the page is what the check says, and what stands beside it is sound."""
    sound, faulty, file = EXAMPLES[code]
    paged = file.startswith("pages/")
    sources = sound_sources(paged=paged)
    assert sources[file].count(sound) == 1

    found = found_in({**sources, file: sources[file].replace(sound, faulty)}) - found_before(paged=paged)

    assert code in {one for one, _ in found}


def compared(before: str, after: str) -> set[str]:
    """Return the codes that a change of the small conversation has, of what can be published at all."""
    old = listed_sources()
    assert old["flows.yaml"].count(before) == 1
    new = listed_sources((before, after))
    return {change.code for change in compare(check(old), check(new)) if change.code and not change.covered}


@pytest.mark.parametrize("code", sorted(CHANGES))
def test_the_example_of_a_change_is_told_in_that_way(code: str) -> None:
    """And what stands beside it is not."""
    before, after, instead = CHANGES[code]

    assert code in compared(before, after)
    assert not instead or code not in compared(before, instead)


def test_a_change_is_told_where_it_is_written() -> None:
    """With file, line and column, as any finding."""
    old, new = listed_sources(), listed_sources(("Een tip", "Twee tips"))
    line = next(number for number, text in enumerate(new["flows.yaml"].splitlines(), 1) if text == "      tip:")

    [change] = compare(check(old), check(new))

    assert change.where == f"flows.yaml:{line}:7"
    assert str(change).endswith(f"[flows.yaml:{line}:7]")
