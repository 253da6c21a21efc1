"""Every kind of finding is explained, and can happen."""

import re

import pytest

from bot.flows.format.codes import CODES, as_markdown
from tests.house import ROOT

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


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_seen_in_a_test(code: str) -> None:
    """With a file that is faulty in this way."""
    tests = [file for file in (ROOT / "tests").rglob("test_*.py") if file.name != "test_codes.py"]

    assert any(code in CODE.findall(file.read_text(encoding="utf-8")) for file in tests)


@pytest.mark.parametrize("code", sorted(CODES))
def test_an_explanation_says_why_and_what_to_do(code: str) -> None:
    """In whole sentences."""
    explained = CODES[code]

    assert explained.why.endswith(".")
    assert explained.cure.endswith(".")
    assert not explained.title.endswith(".")
