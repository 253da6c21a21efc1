"""The sheets for other programs: CSV, one line for each figure of each quarter, and JSON."""

import csv
import io
from collections.abc import Iterator

import msgspec

from bot.figures.sheet import Percent, Sheet
from bot.ops.report.contents import DEFINED, Report
from bot.ops.report.words import Words

HEAD = ("quarter", "figure", "name", "unit", "from", "to", "definition")
_COUNT, _PERCENT, _SECONDS, _PLACES = "count", "percent", "seconds", "places"


def as_csv(report: Report, words: Words) -> str:
    """Return one line for each figure: empty where it is not shown, from and to apart where it is known so far only."""
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow(HEAD)
    for sheet in report.all_sheets:
        for figure, unit, low, high in _figures(sheet):
            defined = DEFINED.get(figure) or DEFINED.get(figure.partition(".")[0])
            meaning = words.say(f"define.{defined}") if defined else ""
            lines.writerow((sheet.quarter, figure, words.name(figure), unit, _cell(low), _cell(high), meaning))
    return written.getvalue()


def _figures(sheet: Sheet) -> Iterator[tuple[str, str, float | None, float | None]]:
    for name, count in sheet.counts.items():
        yield name, _COUNT, count, count
    yield "people", _COUNT, sheet.people, sheet.people
    for name, share in sheet.shares.items():
        known = share or Percent(0, 100)
        yield name, _PERCENT, known.at_least, known.at_most
    for name, seconds in sheet.seconds.items():
        yield name, _SECONDS, seconds, seconds
    for part, places in enumerate(sheet.seats):
        yield f"seats.{part}", _PLACES, places, places


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def as_json(report: Report, words: Words) -> str:
    """Return the same as one object, with the definitions, the marked days, and what the sheets were made of."""
    told = {
        "quarters": report.all_sheets,
        "earlier": [sheet.quarter for sheet in report.earlier],
        "zone": report.zone,
        "made_up": report.is_demo,
        "rules": [words.say("rule"), words.say("legend", mark="null")],
        "definitions": {figure: words.say(f"define.{name}") for figure, name in DEFINED.items()},
        "marks": report.marks,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
