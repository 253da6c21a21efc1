"""Charts along time as SVG that needs nothing from elsewhere: colours come from the page, numbers stand in a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _FOOT = 44, 8, 12, 26
_FLOOR = HEIGHT - _FOOT
_ROOM = _FLOOR - _TOP
_WIDEST = 44
_GAP = 0.3
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


def stacked(columns: Sequence[Sequence[Piece]], labels: Sequence[str], title: str) -> str:
    """Return columns of pieces that stand on each other, one for each label."""
    step = _step(max((sum(piece.most for piece in column) for column in columns), default=0))
    drawn = [*_grid(step), *_labels(labels)]
    width = min(_WIDEST, _place(labels, 1) * (1 - _GAP))
    for number, column in enumerate(columns):
        left, floor = _middle(labels, number) - width / 2, float(_FLOOR)
        for piece in column:
            for kind, size in ((piece.kind, piece.least), ("maybe", piece.most - piece.least)):
                height = size * _ROOM / (step * _LINES)
                floor -= height
                if height:
                    box = f'x="{left:.1f}" y="{floor:.1f}" width="{width:.1f}" height="{height:.1f}"'
                    drawn.append(f'<rect class="{kind}" {box}/>')
    return _svg(drawn, title)


def lines(series: Sequence[Line], labels: Sequence[str], title: str, *, unit: float = 1) -> str:
    """Return lines with a dot at each value; `unit` is what one of the axis is in the values."""
    known = [value / unit for line in series for value in line.values if value is not None]
    step = _step(max(known, default=0))
    drawn = [*_grid(step), *_labels(labels)]
    for line in series:
        dots = [
            None if value is None else (_middle(labels, number), _FLOOR - value / unit * _ROOM / (step * _LINES))
            for number, value in enumerate(line.values)
        ]
        for one, other in pairwise(dots):
            if one and other:
                ends = f'x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}"'
                drawn.append(f'<line class="{line.kind}" {ends}/>')
        drawn += [f'<circle class="{line.kind}" cx="{dot[0]:.1f}" cy="{dot[1]:.1f}" r="3.5"/>' for dot in dots if dot]
    return _svg(drawn, title)


def _step(most: float) -> int:
    """Return the distance of the lines of the grid: so that the highest value fits, and is a round number."""
    size = 1
    while True:
        for one in _STEPS:
            if one * size * _LINES >= most:
                return one * size
        size *= 10


def _place(labels: Sequence[str], number: float) -> float:
    return (WIDTH - _LEFT - _RIGHT) / max(1, len(labels)) * number


def _middle(labels: Sequence[str], number: int) -> float:
    return _LEFT + _place(labels, number + 0.5)


def _grid(step: int) -> Iterator[str]:
    for number in range(_LINES + 1):
        height = _FLOOR - _ROOM * number / _LINES
        yield f'<line class="grid" x1="{_LEFT}" y1="{height:.1f}" x2="{WIDTH - _RIGHT}" y2="{height:.1f}"/>'
        yield f'<text x="{_LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{step * number}</text>'


def _labels(labels: Sequence[str]) -> Iterator[str]:
    for number, label in enumerate(labels):
        x = _middle(labels, number)
        yield f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(label)}</text>'


def _svg(drawn: Sequence[str], title: str) -> str:
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg {box} role="img" aria-label={quoteattr(title)}>{"".join(drawn)}</svg>'
