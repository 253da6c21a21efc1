"""What docs/editing.md tells editors to do works, one edit after the other, on the files that are shipped."""

import re
from itertools import groupby
from typing import NamedTuple

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from tests.house import ROOT, shipped_sources

PAGE = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")

_FENCE = r"```\w+\n(.*?)```"
_STEP = re.compile(
    rf"In `(?P<file>[^`]+)`, find\n\n{_FENCE}\n\nand make it\n\n{_FENCE}"
    rf"|Make the file\s`(?P<new>[^`]+)` with\n\n{_FENCE}"
    r"|^    (?P<finding>[\w/]+\.yaml:\d+:\d+: E[^\n]+)$",
    re.DOTALL | re.MULTILINE,
)


class Step(NamedTuple):
    """An edit, or a finding that is shown; `file` is empty for a finding."""

    section: str
    file: str
    old: str
    new: str


def steps() -> list[Step]:
    """Return all that the page tells to do, in its order."""
    bare = re.sub(_FENCE, lambda block: "-" * len(block[0]), PAGE, flags=re.DOTALL)
    found = []
    for match in _STEP.finditer(PAGE):
        section = re.findall(r"^## (.+)$", bare[: match.start()], flags=re.MULTILINE)[-1]
        file, old, new, made, text, finding = match.groups()
        name = (file or made or "").removeprefix("bot/content/")
        found.append(Step(section, name, old or "", new or text or finding))
    return found


def apply(step: Step, sources: dict[str, str]) -> None:
    """Do what an editor does: replace what stands there exactly once, or make a file."""
    if step.old:
        assert sources[step.file].count(step.old) == 1, f"{step.section}: this does not stand once:\n{step.old}"
        sources[step.file] = sources[step.file].replace(step.old, step.new)
    elif not step.file.startswith("golden/"):
        assert step.file not in sources
        sources[step.file] = step.new


def without_place(finding: str) -> str:
    """Leave line and column out: they move with every other edit of the file."""
    return re.sub(r":\d+:\d+:", ":", finding)


def test_every_edit_leaves_files_that_can_be_served() -> None:
    """At the end of each section; on the way the finding that is shown is the one that appears."""
    sources = dict(shipped_sources())

    for section, edits in groupby(steps(), key=lambda step: step.section):
        for step in edits:
            if step.file:
                apply(step, sources)
                continue
            with pytest.raises(FaultyContent) as fault:
                compile_bundle(sources)
            assert without_place(str(fault.value.findings[0])) == without_place(step.new), section
        compile_bundle(sources)


def test_every_edit_of_the_page_is_walked_through() -> None:
    """A block that the walk does not understand would be tried by nobody."""
    blocks = re.findall(r"^```\w+$", PAGE, flags=re.MULTILINE)

    assert sum(2 if step.old else 1 for step in steps() if step.file) == len(blocks)
