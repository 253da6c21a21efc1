"""The sheet as one page without a script or a foreign host, for the screen and for paper."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.figures import plots
from bot.figures.plots import Bar
from bot.figures.sheet import Sheet
from bot.ops.report.contents import DEFINED, SECTIONS, Mark, Report, count_of, printed, rows, values_of
from bot.ops.report.words import HIDDEN, Words, part_of_day

_MOST_OUTCOMES = 12


@cache
def _template() -> Environment:
    return Environment(loader=PackageLoader("bot.ops.report", "."), autoescape=True, undefined=StrictUndefined)


@cache
def _style() -> str:
    return files("bot.ops.report").joinpath("page.css").read_text(encoding="utf-8")


def page(report: Report, words: Words) -> str:
    """Return the whole page.

    Args:
        report: What it is of.
        words: In which language.
    """
    style = _style()
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _template()
        .get_template("page.html")
        .render(
            report=report,
            words=words,
            t=words.say,
            style=Markup(style),  # noqa: S704 - it comes with the package
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            hidden=HIDDEN,
            sections={section: list(rows(report, section, words)) for section in SECTIONS},
            plots=_plots(report, words),
            defined={figure: words.say(f"define.{name}") for figure, name in DEFINED.items()},
            marks=[_mark(mark, words) for mark in report.marks],
        )
    )


def _mark(mark: Mark, words: Words) -> tuple[str, str]:
    day = mark.first.isoformat()
    days = day if mark.first == mark.last else f"{day} – {mark.last.isoformat()}"
    return days, mark.what.get(words.language) or next(iter(mark.what.values()))


def _plots(report: Report, words: Words) -> dict[str, list[tuple[str, Markup]]]:
    """Return the plots with their captions by the section in which they stand; those of one quarter are of the last."""
    last = report.sheets[-1]
    parts = [f"part.{part}" for part in range(len(last.seats))]
    outcomes = [name for name in values_of(report, "outcome.") if last.counts.get(name)]
    outcomes.sort(key=lambda name: -(last.counts[name] or 0))
    trend = _marked(
        [_bar(sheet, "conversations", words, label=sheet.quarter) for sheet in report.all_sheets], report.marks
    )
    demand = [_bar(last, part, words, label=part_of_day(number)) for number, part in enumerate(parts)]
    seats = [Bar(part_of_day(part), words.number(places), places) for part, places in enumerate(last.seats)]
    came = [_bar(last, name, words) for name in outcomes[:_MOST_OUTCOMES]]
    titles = {key: words.say(f"plot.{key}", quarter=last.quarter) for key in ("trend", "parts", "seats", "outcomes")}
    if any(bar.is_marked for bar in trend):
        titles["trend"] += f" (▲ {words.say('plot.marked')})"
    return {
        "people": [_drawn(plots.columns, trend, titles["trend"])] if len(trend) > 1 else [],
        "demand": [_drawn(plots.columns, demand, titles["parts"]), _drawn(plots.columns, seats, titles["seats"])],
        "outcomes": [_drawn(plots.rows, came, titles["outcomes"])] if came else [],
    }


def _drawn(how: Callable[[Sequence[Bar], str], str], bars: Sequence[Bar], title: str) -> tuple[str, Markup]:
    return title, Markup(how(bars, title))  # noqa: S704 - what comes from elsewhere is escaped there


def _bar(sheet: Sheet, figure: str, words: Words, *, label: str = "") -> Bar:
    return Bar(label or words.name(figure), printed(sheet, figure, words), count_of(sheet, figure))


def _marked(bars: Sequence[Bar], marks: Sequence[Mark]) -> Sequence[Bar]:
    return [Bar(bar.label, bar.text, bar.value, any(mark.is_in(bar.label) for mark in marks)) for bar in bars]
