"""The help lines: numbers that can be dialled, dates that make sense, and no line that does not exist."""

import re
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from bot.content.catalogue import REQUIRED_WORDING
from bot.content.due import NOTICE
from bot.content.schema import HelplinesFile, Line, WordingFile
from bot.flows.checks.values import nodes_in
from bot.flows.format.node_schema import LinesFor, PageNode, SayNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.saying import ROLE

EMERGENCY = "112"
"""The number that has to be among the lines that are always shown."""
LONGEST_VALIDITY_DAYS = 400
"""Longer than a year and a month nobody has looked at it."""

_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]*\Z")
_ADDRESS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[a-z0-9/_-]*)?\Z")
"""Of a help line that can only be reached by chat."""
_FEWEST_DIGITS, _MOST_DIGITS = 3, 15
COUNTRIES = ("nl", "be")
"""Where a line can be called from, and where steps hold."""


def check_lines(sheet: Sheet[HelplinesFile], today: date | None = None) -> None:
    """Check the directory of help lines.

    Args:
        sheet: helplines.yaml.
        today: Lines that are past their day, or soon will be, are told; nobody looks at that without a day.
    """
    lines = sheet.content.lines
    _check_needs(sheet)
    for line_id, line in lines.items():
        path: Path = ("lines", line_id)
        _check_number(sheet, path, line)
        _check_dates(sheet, path, line)
        _check_day(sheet, path, line, today=today)
        if not line.verified:
            sheet.at_key(path, "W605", what='verified by nobody; ring, ask, and write "verified: true"')
        if line.fallback is not None and line.fallback not in lines and not sheet.is_broken(("lines", line.fallback)):
            hint = sheet.meant(line.fallback, {known: ("lines", known) for known in lines})[1]
            sheet.at_value((*path, "fallback"), "E605", what=f'"{line.fallback}" is no help line{hint}')
        elif line.fallback == line_id:
            sheet.at_value((*path, "fallback"), "E605", what="a line can't take its own place")
        for number, country in enumerate(line.countries):
            if country not in COUNTRIES:
                what = f'"{country}" is none of {", ".join(COUNTRIES)}'
                sheet.at_value((*path, "countries", number), "E605", what=what)
    if not any(line.number == EMERGENCY and line.always for line in lines.values()) and not sheet.reading.cut:
        sheet.at_key(("lines",), "E605", what=f'no line has the number "{EMERGENCY}" and "always: true"')


def _check_needs(sheet: Sheet[HelplinesFile]) -> None:
    needs, met = sheet.content.needs, set[str]()
    for line_id, line in sheet.content.lines.items():
        met.update(() if line.roles else line.needs)
        for number, need in enumerate(line.needs):
            if need not in needs:
                what = f'"{need}" is none of the needs above{sheet.meant(need, needs)[1]}'
                sheet.at_value(("lines", line_id, "needs", number), "E605", what=what)
    for number, need in enumerate(needs):
        if need not in met and not sheet.reading.cut:
            sheet.at_value(("needs", number), "E605", what=f'no line for everybody helps with "{need}"')


def _check_number(sheet: Sheet[HelplinesFile], path: Path, line: Line) -> None:
    if line.number is None:
        if line.url is None:
            sheet.at_key(path, "E605", what='a line needs a "number" or a "url"')
        return
    if _ADDRESS.match(line.number):
        return
    digits = sum(character.isdigit() for character in line.number)
    if not _NUMBER.match(line.number) or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        what = f'"{line.number}" can\'t be dialled; write digits with spaces or hyphens, such as "0800-2000"'
        sheet.at_value((*path, "number"), "E605", what=what)


def _check_dates(sheet: Sheet[HelplinesFile], path: Path, line: Line) -> None:
    days = (line.valid_until - line.last_checked).days
    if days < 0:
        sheet.at_value((*path, "valid_until"), "E605", what="this day lies before the last check")
    elif days > LONGEST_VALIDITY_DAYS:
        what = f"{days} days after the last check; at most {LONGEST_VALIDITY_DAYS}, then somebody has to look again"
        sheet.at_value((*path, "valid_until"), "E605", what=what)


def _check_day(sheet: Sheet[HelplinesFile], path: Path, line: Line, *, today: date | None) -> None:
    if today is None:
        return
    days = (line.valid_until - today).days
    if days < 0:
        what = f"past its day, so it is no longer shown; {line.fallback or 'nothing'} stands in its place"
        sheet.at_value((*path, "valid_until"), "W606", what=what)
    elif days <= NOTICE.days:
        sheet.at_value((*path, "valid_until"), "W606", what=f"{days} days from now it is no longer shown; ring and ask")


def check_use_of_lines(sheet: Sheet[FlowsFile], directory: Sheet[HelplinesFile] | None) -> None:
    """Check that every line that a node shows is in the directory."""
    if directory is None:
        return
    for path, _, node in nodes_in(sheet.content):
        lines = node.lines if isinstance(node, SayNode | PageNode) else None
        if isinstance(lines, LinesFor):
            _check_need(sheet, (*path, "lines", "need"), lines.need, directory=directory)
        else:
            check_ids(sheet, (*path, "lines"), lines or (), directory=directory)
    _check_roles(sheet, directory)


def check_ids(sheet: Sheet[BaseModel], path: Path, ids: Sequence[str], *, directory: Sheet[HelplinesFile]) -> None:
    """Check that every one of these is a help line of the directory."""
    for number, line_id in enumerate(ids):
        if line_id not in directory.content.lines and not directory.is_broken(("lines", line_id)):
            hint = sheet.meant(line_id, list(directory.content.lines))[1]
            sheet.at_value((*path, number), "E605", what=f'"{line_id}" is no help line{hint}')


def _check_need(sheet: Sheet[FlowsFile], path: Path, need: str, *, directory: Sheet[HelplinesFile]) -> None:
    if need not in directory.content.needs:
        hint = sheet.meant(need, directory.content.needs)[1]
        sheet.at_value(path, "E605", what=f'"{need}" is none of the needs in {directory.reading.document.name}{hint}')


def _check_roles(sheet: Sheet[FlowsFile], directory: Sheet[HelplinesFile]) -> None:
    """Check that lines for certain roles name answers that people can give."""
    variable = sheet.content.vars.get(ROLE)
    known = (variable.values if variable else None) or ()
    for line_id, line in directory.content.lines.items():
        for number, role in enumerate(line.roles):
            if role not in known:
                hint = directory.meant(role, known)[1]
                what = f'"{role}" is no value of the variable "{ROLE}"{hint}'
                directory.at_value(("lines", line_id, "roles", number), "E605", what=what)


def check_required_wording(sheet: Sheet[WordingFile]) -> None:
    """Check that the bot has words for everything it has to say of its own accord."""
    for key in REQUIRED_WORDING:
        if key not in sheet.content.texts and not sheet.is_broken(("texts", key)):
            sheet.at_key(("texts",), "E005", what=f'"{key}" is missing')
