"""The plots of the sheet, by the section in which they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.figures import drawing
from bot.figures.drawing import Bar
from bot.figures.marks import Mark
from bot.figures.periods import quarter_named
from bot.figures.sheet import Sheet
from bot.ops.report.contents import Report, count_of, printed, values_of
from bot.ops.report.words import Words, part_of_day
from bot.ports.published import Drawn

_MOST_OUTCOMES = 12


def plots(report: Report, words: Words) -> Mapping[str, Sequence[Drawn]]:
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
        "people": [_drawn(drawing.columns, trend, titles["trend"])] if len(trend) > 1 else [],
        "demand": [_drawn(drawing.columns, demand, titles["parts"]), _drawn(drawing.columns, seats, titles["seats"])],
        "outcomes": [_drawn(drawing.rows, came, titles["outcomes"])] if came else [],
    }


def _drawn(how: Callable[[Sequence[Bar], str], str], bars: Sequence[Bar], title: str) -> Drawn:
    return Drawn(title, how(bars, title))


def _bar(sheet: Sheet, figure: str, words: Words, *, label: str = "") -> Bar:
    return Bar(label or words.name(figure), printed(sheet, figure, words), count_of(sheet, figure))


def _marked(bars: Sequence[Bar], marks: Sequence[Mark]) -> Sequence[Bar]:
    return [replace(bar, is_marked=any(mark.is_in(quarter_named(bar.label).period) for mark in marks)) for bar in bars]
