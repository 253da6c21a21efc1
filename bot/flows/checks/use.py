"""Nothing is remembered that nobody needs, and nothing decided by what nobody could have said."""

from collections.abc import Iterator

from bot.flows.checks.values import nodes_in
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.saying import COUNTRY, ROLE
from bot.flows.tokens import ExpressionFault, tokens_of

_CONDITIONS = frozenset({"when", "urgent", "unless"})
_READ = frozenset({"card", "may_write_minutes"})


def check_use(sheet: Sheet[FlowsFile]) -> None:
    """Warn of variables that are never saved, or never read."""
    kept: set[str] = set()
    read = {COUNTRY, ROLE}
    parts = [node.model_dump(by_alias=True, exclude_none=True) for _, _, node in nodes_in(sheet.content)]
    interrupts = [one.model_dump(by_alias=True, exclude_none=True) for one in sheet.content.interrupts.values()]
    for part in (*parts, *interrupts):
        for name, is_kept in _names_in(part):
            (kept if is_kept else read).add(name)
    for name in sheet.content.vars:
        what = _complaint(is_kept=name in kept, is_read=name in read)
        if what and not sheet.reading.cut:
            sheet.at_key(("vars", name), "W306", what=what)


def _complaint(*, is_kept: bool, is_read: bool) -> str:
    if is_kept and is_read:
        return ""
    if is_kept:
        return "it is saved and never read; keep nothing that nobody needs"
    return "it is read, and nothing ever saves it" if is_read else "nothing uses it"


def _names_in(part: object) -> Iterator[tuple[str, bool]]:
    """Yield the variables that a part of a file names, each with whether it is saved there."""
    if isinstance(part, list):
        for inner in part:
            yield from _names_in(inner)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _names_at(key, value)


def _names_at(key: str, value: object) -> Iterator[tuple[str, bool]]:
    match value:
        case str() if key == "save":
            yield value, True
        case dict() if key == "set":
            yield from ((name, True) for name in value)
        case str() if key in _READ:
            yield value, False
        case list() if key in _READ:
            yield from ((name, False) for name in value)
        case str() if key in _CONDITIONS:
            yield from ((name, False) for name in _names_of(value))
        case _:
            yield from _names_in(value)


def _names_of(condition: str) -> Iterator[str]:
    try:
        yield from (token.text for token in tokens_of(condition) if token.kind == "name")
    except ExpressionFault:
        return  # told already, with its place, by who holds conditions against the variables
