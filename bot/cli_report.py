"""`ajar report`: the sheet of a quarter, as it is published; `docs/operating.md` tells how it is read."""

import asyncio
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import BotError
from bot.printing import check_language, err

if TYPE_CHECKING:
    from bot.figures.periods import Quarter
    from bot.ops.report.contents import Report
    from bot.settings import Settings


class Form(StrEnum):
    """How the sheet is written."""

    HTML = "html"
    CSV = "csv"
    JSON = "json"


def report(
    *,
    first: Annotated[str, typer.Option("--from", help="first day of a quarter; without it the last one")] = "",
    until: Annotated[str, typer.Option("--to", help="first day that is no longer counted")] = "",
    form: Annotated[Form, typer.Option("--format")] = Form.HTML,
    language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl",
    marks: Annotated[Path | None, typer.Option(help="days to mark; else marks.toml in the home")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="a year that never was; no database is needed")] = False,
) -> None:
    """Write the sheet for funders, with small numbers protected: whole quarters, each made once and kept as it was."""
    from bot import process

    check_language(language)
    settings = process.settings_now() if demo else process.guarded_settings()
    quarters = _quarters(settings, first, until, demo=demo)
    typer.echo(_written(_report(settings, quarters, marks, demo=demo), form, language), nl=False)
    err.print(f"{quarters[0]} to {quarters[-1]}" if len(quarters) > 1 else str(quarters[0]))


def _report(settings: "Settings", quarters: "tuple[Quarter, ...]", marks: Path | None, *, demo: bool) -> "Report":
    if demo:
        from bot.ops.report.demo import demo_report

        return demo_report(quarters, zone=settings.timezone)
    from bot import office_of_figures

    return asyncio.run(office_of_figures.report(settings, quarters, marks=marks))


def _quarters(settings: "Settings", first: str, until: str, *, demo: bool) -> "tuple[Quarter, ...]":
    from bot.figures.periods import QUARTERS_A_YEAR, last_settled, whole_quarters
    from bot.ops.clock import SystemClock

    if first and until:
        return whole_quarters(_day(first, "--from"), _day(until, "--to"))
    if first or until:
        raise BotError("One end of the span is missing.", where="--from, --to", fix="Give both, or neither.")
    last = last_settled(SystemClock().now().astimezone(settings.zone).date())
    quarters = [last]
    while demo and len(quarters) < QUARTERS_A_YEAR:
        quarters.insert(0, quarters[0].previous())
    return tuple(quarters)


def _day(typed: str, option: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BotError(f'"{typed}" is no day.', where=option, fix="Write one like 2026-04-01.") from None


def _written(found: "Report", form: Form, language: str) -> str:
    from bot.ops.report import exports
    from bot.ops.report.page import page
    from bot.ops.report.words import Words
    from bot.web.texts import names_in, spoken

    words = Words(spoken(language), names_in(spoken(language)))
    write = {Form.HTML: page, Form.CSV: exports.as_csv, Form.JSON: exports.as_json}[form]
    return write(found, words)
