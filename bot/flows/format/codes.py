"""Every kind of finding, and the page that explains them (docs/checks.md)."""

from collections.abc import Iterator, Mapping
from textwrap import dedent

from bot.flows.format.code import Code
from bot.flows.format.codes_of_form import FORM
from bot.flows.format.codes_of_publishing import PUBLISHING
from bot.flows.format.codes_of_words import WORDS
from bot.flows.format.examples import EXAMPLES
from bot.flows.format.examples_of_changes import CHANGES

FLOWS_FILE = "flows.yaml"
CODES: Mapping[str, Code] = {**FORM, **WORDS, **PUBLISHING}
"""By code. A code means the same for ever; a new kind of finding takes a new one."""

PARTS = {
    "0": "The file",
    "1": "Ids",
    "2": "Ways",
    "3": "Variables and conditions",
    "4": "Languages and wording",
    "5": "Channels",
    "6": "Safety",
    "7": "Lists of questions",
    "8": "Time",
    "9": "Publishing and golden conversations",
}
"""What the codes are about, by their first digit."""

HEAD = """\
`E` is a fault: the files can't be served. `W` is a warning: they can. A code means the same for ever.

`ajar flows check` ends with 0 when the files can be served, with 1 when they can't (with `--strict` also when there are
warnings), with 2 when it could not run. For programs: `--json` prints a list of findings with `file`, `line`, `column`,
`code`, `severity` (`error` or `warning`), `message` and `cure`; keys may be added and none goes. `--github` prints
annotations, which a pull request shows beside the line.

Most faults can be seen while you type: the first line of each file names its schema
(`# yaml-language-server: $schema=…`), and an editor program that reads it, such as Visual Studio Code with the
extension YAML, completes, explains and underlines. After a change of the format `ajar flows schema --write` makes the
schemas anew.
""".splitlines()
"""What an editor has to know to read the page."""


def as_markdown() -> str:
    """Return the page of all codes."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What the check finds"
    yield ""
    yield "Made by `ajar flows codes` of `bot/flows/format/codes_of_*.py`."
    yield from HEAD
    part = ""
    for code, (title, why, cure) in sorted(CODES.items(), key=lambda item: (item[0][1:], item[0])):
        if code[1] != part:
            part = code[1]
            yield ""
            yield f"## {PARTS[part]}"
        yield ""
        yield f"### {code} {title}"
        yield ""
        yield f"{why}  "
        yield f"**Cure:** {cure}"
        if code in EXAMPLES:
            example = EXAMPLES[code]
            yield from _shown({"Faulty": example.faulty, "Sound": example.sound}, example.file)
        elif code in CHANGES:
            change = CHANGES[code]
            yield from _shown({"Live": change.before, "Told": change.after, "Sound": change.instead}, FLOWS_FILE)


def _shown(pieces: Mapping[str, str], file: str) -> Iterator[str]:
    for word, piece in pieces.items():
        if piece:
            yield from ("", f"{word}, in `{file}`:", "", f"```{file.rpartition('.')[2]}", as_block(piece), "```")


def as_block(piece: str) -> str:
    """Return a piece of an example as a block of its own, without the spaces that it has in its file."""
    return dedent(f"{' ' * _indent(piece)}{piece.strip()}").rstrip()


def _indent(piece: str) -> int:
    """Return how far the later lines of a piece stand in that begins in the middle of one."""
    later = [len(line) - len(line.lstrip()) for line in piece.strip().splitlines()[1:]]
    return min(later, default=0)
