"""Plots as SVG that needs nothing from elsewhere: colours come from the page, numbers stand in a table beside each.

Two forms: bars with their value on them, narrow enough for a phone; and charts along time, with a grid.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

BARS_WIDTH = 420
"""Narrow, so that the words are not too small on a phone."""
_TOP, _HEIGHT, _FOOT = 24, 110, 22
_ROW, _VALUES = 36, 60
_GAP = 0.28
_WIDEST = 64
_STUB = 10
"""So high is the empty bar of what is not shown: it must not look like nought."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: What it is of.
        text: The value, as it is written.
        value: How long it is; None: not shown.
        is_marked: There is something to say about it, elsewhere.
    """

    label: str
    text: str
    value: float | None
    is_marked: bool = False


def columns(bars: Sequence[Bar], title: str) -> str:
    """Return bars that stand beside each other, as time goes."""
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    step = BARS_WIDTH / max(1, len(bars))
    width = min(_WIDEST, step * (1 - _GAP))
    floor = _TOP + _HEIGHT
    drawn = []
    for number, bar in enumerate(bars):
        middle = step * (number + 0.5)
        height = _STUB if bar.value is None else _HEIGHT * bar.value / most
        drawn += [
            _bar(bar, (middle - width / 2, floor - height), (width, height)),
            _text(bar.text + (" ▲" if bar.is_marked else ""), (middle, floor - height - 6)),
            _text(bar.label, (middle, floor + 17)),
        ]
    drawn.append(_line("axis", (0, floor), (BARS_WIDTH, floor)))
    return _svg(drawn, title, (BARS_WIDTH, floor + _FOOT))


def rows(bars: Sequence[Bar], title: str) -> str:
    """Return bars that lie under each other, each below its name."""
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    room = BARS_WIDTH - _VALUES
    drawn = []
    for number, bar in enumerate(bars):
        top = _ROW * number
        length = _STUB if bar.value is None else room * bar.value / most
        drawn += [
            _text(bar.label, (0, top + 13), "start"),
            _bar(bar, (0, top + 18), (length, _ROW - 22)),
            _text(bar.text, (length + 6, top + 29), "start"),
        ]
    return _svg(drawn, title, (BARS_WIDTH, _ROW * max(1, len(bars))))


def _bar(bar: Bar, at: tuple[float, float], size: tuple[float, float]) -> str:
    return _box("hidden" if bar.value is None else "bar", at, (max(0.5, size[0]), size[1]))


CHART_WIDTH, CHART_HEIGHT = 720, 220
_LEFT, _RIGHT, _ABOVE, _BELOW = 44, 8, 18, 26
_FLOOR = CHART_HEIGHT - _BELOW
_ROOM = _FLOOR - _ABOVE
_WIDEST_COLUMN, _BETWEEN = 44, 0.3
_STEPS = (1, 2, 5)
_LINES = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a column: as high as its count is at least, with an empty frame up to what it can be at most."""

    kind: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Line:
    """Something that goes on through all columns; None: there is no value, so the line has a gap."""

    kind: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands under a column; `is_marked`: there is something to say about it, elsewhere."""

    text: str
    is_marked: bool = False


def stacked(columns_of: Sequence[Sequence[Piece]], labels: Sequence[Label], title: str) -> str:
    """Return columns of pieces that stand on each other, one for each label."""
    step = _step(max((sum(piece.most for piece in column) for column in columns_of), default=0))
    drawn = [*_grid(step), *_labels(labels)]
    width = min(_WIDEST_COLUMN, _place(labels, 1) * (1 - _BETWEEN))
    for number, column in enumerate(columns_of):
        left, floor = _middle(labels, number) - width / 2, float(_FLOOR)
        for piece in column:
            for kind, size in ((piece.kind, piece.least), ("maybe", piece.most - piece.least)):
                height = size * _ROOM / (step * _LINES)
                floor -= height
                if height:
                    drawn.append(_box(kind, (left, floor), (width, height)))
    return _svg(drawn, title, (CHART_WIDTH, CHART_HEIGHT))


def lines(series: Sequence[Line], labels: Sequence[Label], title: str, *, unit: float = 1) -> str:
    """Return lines with a dot at each value; `unit` is what one of the axis is in the values."""
    known = [value / unit for line in series for value in line.values if value is not None]
    step = _step(max(known, default=0))
    drawn = [*_grid(step), *_labels(labels)]
    for line in series:
        dots = [
            None if value is None else (_middle(labels, number), _FLOOR - value / unit * _ROOM / (step * _LINES))
            for number, value in enumerate(line.values)
        ]
        drawn += [_line(line.kind, one, other) for one, other in pairwise(dots) if one and other]
        drawn += [f'<circle class="{line.kind}" cx="{dot[0]:.1f}" cy="{dot[1]:.1f}" r="3.5"/>' for dot in dots if dot]
    return _svg(drawn, title, (CHART_WIDTH, CHART_HEIGHT))


def _step(most: float) -> int:
    """Return the distance of the lines of the grid: so that the highest value fits, and is a round number."""
    size = 1
    while True:
        for one in _STEPS:
            if one * size * _LINES >= most:
                return one * size
        size *= 10


def _place(labels: Sequence[Label], number: float) -> float:
    return (CHART_WIDTH - _LEFT - _RIGHT) / max(1, len(labels)) * number


def _middle(labels: Sequence[Label], number: int) -> float:
    return _LEFT + _place(labels, number + 0.5)


def _grid(step: int) -> Iterator[str]:
    for number in range(_LINES + 1):
        height = _FLOOR - _ROOM * number / _LINES
        yield _line("grid", (_LEFT, height), (CHART_WIDTH - _RIGHT, height))
        yield _text(str(step * number), (_LEFT - 6, height + 4), "end")


def _labels(labels: Sequence[Label]) -> Iterator[str]:
    for number, label in enumerate(labels):
        x = _middle(labels, number)
        yield _text(label.text, (x, CHART_HEIGHT - 8))
        if label.is_marked:
            yield _text("▲", (x, 12))


def _svg(drawn: Iterable[str], title: str, size: tuple[float, float]) -> str:
    box = f'viewBox="0 0 {size[0]:g} {size[1]:g}"'
    return f'<svg {box} role="img" aria-label={quoteattr(title)}>{"".join(drawn)}</svg>'


def _box(kind: str, at: tuple[float, float], size: tuple[float, float]) -> str:
    return f'<rect class="{kind}" x="{at[0]:.1f}" y="{at[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}"/>'


def _line(kind: str, one: tuple[float, float], other: tuple[float, float]) -> str:
    ends = f'x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}"'
    return f'<line class="{kind}" {ends}/>'


def _text(words: str, at: tuple[float, float], anchor: str = "middle") -> str:
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
