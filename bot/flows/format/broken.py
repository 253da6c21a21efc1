"""What is wrong with a text that YAML can't read, in an editor's words; the parser's own where there are none better.

The parser tells what it expected next. An editor wants to know what to mend: which line is indented otherwise, which
quote is open. So the lines around the place are looked at once more.
"""

import re
from collections.abc import Sequence

import yaml

from bot.flows.format.findings import START_OF_FILE, Spot, shown

_MERGE_MARK = re.compile(r"(?:<{7}|>{7}) ")
_STRANGE_SPACE = re.compile(r" *([^\S \t])")
_BEGINNING = re.compile(r" *(?:- +)*-?\w*\Z")
"""A line up to where it was refused, if only a key stands there, or nothing: it is the whole line that does not fit."""
_FAR = 200
"""Lines. Further up nobody looks for the neighbour of a line."""

_MISPLACED = {
    "did not find expected key",
    "did not find expected '-' indicator",
    "mapping values are not allowed in this context",
}
_SAID_BETTER = {
    "mapping values are not allowed in this context": 'a text with ": " in it needs quotes',
    "found unexpected end of stream": "a quote is opened and never closed",
    "found character that cannot start any token": "YAML keeps this character for itself; put the text in quotes",
    "found unknown escape character": "inside double quotes, write a backslash twice",
}
_TWO_VERSIONS = "two versions meet here; keep the right one, and delete the lines with <<<<<<<, ======= and >>>>>>>"
_QUOTE_INSIDE = "a quote stands inside a text and ends it; inside a text, write “ ” and ’"


def fault_in(text: str, fault: yaml.MarkedYAMLError) -> tuple[Spot, str]:
    """Return where a text is broken, and what to mend.

    Args:
        text: The whole file.
        fault: What the parser raised for it.
    """
    lines = text.splitlines()
    merged = next((number for number, line in enumerate(lines, start=1) if _MERGE_MARK.match(line)), None)
    if merged is not None:
        return Spot(merged, 1), _TWO_VERSIONS
    begun, spot = _spot_of(fault.context_mark), _spot_of(fault.problem_mark) or _spot_of(fault.context_mark)
    if spot is None:
        return START_OF_FILE, _as_the_parser_says(fault, begun)
    if fault.problem == "could not find expected ':'" and begun is not None:
        return begun, _no_key(lines[begun.line - 1])
    here = "".join(lines[spot.line - 1 : spot.line])
    before = here[: spot.column - 1]
    if "\t" in here[: spot.column]:
        return spot, "a tab stands where spaces belong; indent with spaces"
    if here and fault.problem in _MISPLACED and _BEGINNING.match(before):
        what = _strange_space(lines, spot.line) or _misplaced_line(lines, spot.line)
        if what:
            return Spot(spot.line, len(before) - len(before.lstrip()) + 1), what
    return spot, _inside_a_line(fault, lines, spot) or _as_the_parser_says(fault, begun)


def _spot_of(mark: yaml.Mark | None) -> Spot | None:
    return None if mark is None else Spot(mark.line + 1, mark.column + 1)


def _inside_a_line(fault: yaml.MarkedYAMLError, lines: Sequence[str], spot: Spot) -> str:
    """Return what is wrong with what stands before a place; empty when nothing is known."""
    before = "".join(lines[spot.line - 1 : spot.line])[: spot.column - 1].rstrip()
    problem = fault.problem or ""
    if problem.startswith("did not find expected ',' or"):
        return _open_bracket(_spot_of(fault.context_mark), problem[-2]) + (f"; or {_QUOTE_INSIDE}" if before else "")
    if problem == "did not find expected key" and before.endswith(('"', "'")):
        return _after_a_quote(lines, spot.line)
    return ""


def _no_key(line: str) -> str:
    return f'{shown(line.strip())} is no "key: value"; after a colon, and after a dash, stands a space'


def _open_bracket(begun: Spot | None, closing: str) -> str:
    opening = "{" if closing == "}" else "["
    place = f' (the "{opening}" stands at {begun.line}:{begun.column})' if begun else ""
    return f'a comma or "{closing}" is missing before this{place}'


def _strange_space(lines: Sequence[str], number: int) -> str:
    """Return a fault if a line, or the one above it, is indented by something that only looks like a space."""
    for line in (number, number - 1):
        strange = _STRANGE_SPACE.match(lines[line - 1]) if line else None
        if strange is not None:
            return f"line {line} begins with U+{ord(strange[1]):04X}, which only looks like a space; type spaces"
    return ""


def _misplaced_line(lines: Sequence[str], number: int) -> str:
    """Return what an indentation should be: that of a line above it to which this one could belong."""
    has_dash = lines[number - 1].lstrip().startswith("-")
    mine = _indentation(lines[number - 1], has_dash=has_dash)
    near: dict[int, int] = {}
    for above in range(number - 1, max(0, number - _FAR), -1):
        line = lines[above - 1]
        if line.strip() and not line.lstrip().startswith("#"):
            spaces = _indentation(line, has_dash=has_dash)
            if spaces < min(near, default=_FAR):
                near[spaces] = above
            if spaces <= mine:
                break
    if near.pop(mine, None) is not None and not near:
        return f"the line above: {_no_key(lines[number - 2])}"
    places = " and ".join(f"line {line} by {spaces}" for spaces, line in list(near.items())[-2:])
    return f"indented by {mine}, but {places}; what belongs together begins in the same column" if near else ""


def _indentation(line: str, *, has_dash: bool) -> int:
    """Return the spaces before a line; those and the dash before a list item, unless dashes are compared."""
    bare = line.lstrip(" ") if has_dash else line.lstrip(" -")
    return len(line) - len(bare)


def _after_a_quote(lines: Sequence[str], number: int) -> str:
    """Return which line opens a quote that it does not close, or that a quote stands inside the text."""
    for above in range(number - 1, max(0, number - _FAR), -1):
        if lines[above - 1].replace('\\"', "").count('"') % 2:
            return f"the quote that is open in line {above} is closed only here; close it there"
    return _QUOTE_INSIDE


def _as_the_parser_says(fault: yaml.MarkedYAMLError, begun: Spot | None) -> str:
    problem = fault.problem or "unreadable"
    since = f" {fault.context}" if fault.context else ""
    place = f", begun at {begun.line}:{begun.column}" if begun and begun != _spot_of(fault.problem_mark) else ""
    better = _SAID_BETTER.get(problem)
    return f"{better}{place}" if better else f"YAML: {problem}{since}{place}"
