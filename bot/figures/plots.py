"""Plots as SVG that needs nothing from elsewhere; the numbers stand in a table beside each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH = 420
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
    step = WIDTH / max(1, len(bars))
    width = min(_WIDEST, step * (1 - _GAP))
    floor = _TOP + _HEIGHT
    drawn = []
    for number, bar in enumerate(bars):
        middle = step * (number + 0.5)
        height = _STUB if bar.value is None else _HEIGHT * bar.value / most
        drawn += [
            _box(bar, (middle - width / 2, floor - height), (width, height)),
            _text(bar.text + (" ▲" if bar.is_marked else ""), (middle, floor - height - 6), "middle"),
            _text(bar.label, (middle, floor + 17), "middle"),
        ]
    drawn.append(f'<line class="axis" x1="0" y1="{floor}" x2="{WIDTH}" y2="{floor}"/>')
    return _svg(drawn, title, floor + _FOOT)


def rows(bars: Sequence[Bar], title: str) -> str:
    """Return bars that lie under each other, each below its name."""
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    room = WIDTH - _VALUES
    drawn = []
    for number, bar in enumerate(bars):
        top = _ROW * number
        length = _STUB if bar.value is None else room * bar.value / most
        drawn += [
            _text(bar.label, (0, top + 13), "start"),
            _box(bar, (0, top + 18), (length, _ROW - 22)),
            _text(bar.text, (length + 6, top + 29), "start"),
        ]
    return _svg(drawn, title, _ROW * max(1, len(bars)))


def _svg(drawn: Sequence[str], title: str, height: float) -> str:
    box = f'viewBox="0 0 {WIDTH} {height:g}"'
    return f'<svg {box} role="img" aria-label={quoteattr(title)}>{"".join(drawn)}</svg>'


def _box(bar: Bar, at: tuple[float, float], size: tuple[float, float]) -> str:
    kind = "hidden" if bar.value is None else "bar"
    return (
        f'<rect class="{kind}" x="{at[0]:.1f}" y="{at[1]:.1f}" width="{max(0.5, size[0]):.1f}" height="{size[1]:.1f}"/>'
    )


def _text(words: str, at: tuple[float, float], anchor: str) -> str:
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
