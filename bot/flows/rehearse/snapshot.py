"""The texts of golden conversations as they were last looked at, in a file that is read as a diff and never edited."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff

from bot.flows.format.findings import Finding
from bot.model import Language

HEAD = "# What is said in the golden conversations of this name. `ajar flows test --update` writes it; never edit it.\n"
DONE = "> "
"""What begins a line that tells what was done."""
_MARK = "== "
_SHORT = 40
"""Characters of a bubble that are shown when it is seen again."""
_MOST_LINES = 40
"""Of a diff. More says no more."""


class Snapshot:
    """Collects transcripts.

    A style is written only where it reads otherwise than the first one, and a bubble only once in full: so one change
    of words is one difference, and the file can be read.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._sections: dict[str, list[str]] = {}
        self._first_lines: dict[str, Sequence[str]] = {}
        self._written: set[str] = set()

    def add(self, name: str, language: Language, *, style: str, lines: Sequence[str]) -> None:
        """Take up how one conversation went.

        Args:
            name: Of the conversation.
            language: In which it was played.
            style: How the person chose.
            lines: What was done, marked by ">", and each bubble that was seen then.
        """
        title = f"{name} · {language}"
        if title not in self._first_lines:
            self._first_lines[title] = lines
        elif self._first_lines[title] != lines:
            title = f"{title} · {style}"
        else:
            return
        self._sections[title] = [line for bubble in lines for line in self._once(bubble)]

    def _once(self, bubble: str) -> list[str]:
        if bubble.startswith(DONE):
            return [bubble]
        lines = [f"  {line}".rstrip() for line in bubble.splitlines()]
        if bubble not in self._written:
            self._written.add(bubble)
            return lines
        return lines if len(bubble) <= _SHORT else [f"{lines[0][:_SHORT]}… (as above)"]

    def text(self) -> str:
        """Return the file."""
        parts = [
            f"\n{_MARK}{title}\n" + "".join(f"{line}\n" for line in lines) for title, lines in self._sections.items()
        ]
        return HEAD + "".join(parts)


def changed_texts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield every conversation whose texts differ, with the difference in words.

    Args:
        before: The snapshot that was kept.
        after: The snapshot as it would be written now.
    """
    old, new = _sections(before), _sections(after)
    added = list(dict.fromkeys(_name(title) for title in new if title not in old))
    for name in added:
        yield name, "these texts are new; run with --update, and read them in the .txt file of the same name"
    for title in new | old:
        was, now, name = old.get(title, []), new.get(title, []), _name(title)
        if not now:
            yield name, "this is played no more; run with --update"
        elif was != now and name not in added:
            diff = [line for line in unified_diff(was, now, n=1, lineterm="") if not line.startswith(("---", "+++"))]
            shown = "\n".join(f"  {line}" for line in diff[:_MOST_LINES])
            rest = title.removeprefix(name).strip(" ·")
            yield name, f"the texts changed ({rest}); look at the difference, and run with --update\n{shown}"


def told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with each change of words shown where it is seen first, and counted where it is seen again.

    One number stands in dozens of conversations; whoever changed it has to read it once in every language.
    """
    seen: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        changed = tuple(line for line in finding.what.splitlines() if line.startswith(("  +", "  -")))
        seen.setdefault(changed or (str(finding),), []).append(finding)
    return [first if not others else _with_count(first, len(others)) for first, *others in seen.values()]


def _with_count(finding: Finding, others: int) -> Finding:
    where = "one more conversation" if others == 1 else f"{others} more conversations"
    return replace(finding, what=f"{finding.what}\n  (the same words change in {where})")


def _name(title: str) -> str:
    return title.partition(" · ")[0]


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(_MARK):
            lines = sections.setdefault(line.removeprefix(_MARK), [])
        elif line and not line.startswith("# "):
            lines.append(line)
    return sections
